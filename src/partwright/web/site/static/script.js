// Before anything is drawn: this browser runs scripts, so what needs none may hide.
document.documentElement.classList.add("has-script");

// On paper everything is unfolded.
let opened = [];

window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details[data-print]:not([open])")];
  for (const details of opened) details.open = true;
});

window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print-page]")) window.print();
});

// Finds parts in a long quote as one types; "/" goes there from anywhere, Escape shows all again. The list may be renewed meanwhile.
function filter(field) {
  const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const items = [...document.querySelectorAll(`#${field.dataset.filter} .part-cards > li`)];
  let shown = 0;
  for (const item of items) {
    const text = item.textContent.toLocaleLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  const count = document.getElementById(field.getAttribute("aria-describedby"));
  count.textContent = words.length ? `${shown} of ${items.length} parts. The total is that of all.` : "";
}

function field() {
  return document.querySelector("[data-filter]");
}

document.addEventListener("input", (event) => event.target.matches("[data-filter]") && filter(event.target));
document.addEventListener("htmx:afterSwap", () => field()?.value && filter(field()));

document.addEventListener("keydown", (event) => {
  const found = field();
  if (!found) return;
  if (event.key === "Escape" && event.target === found) {
    found.value = "";
    filter(found);
    return;
  }
  const writing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  found.focus();
  found.select();
});

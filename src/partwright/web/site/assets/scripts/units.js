// The mm/inch switch: rewrites every length on the page and remembers the choice in this browser, in no cookie.
import { formatArea, formatLength, formatSize, formatVolume, lengthUnit, setLengthUnit } from "./lengths.js";

const KEY = "length-unit";

function write(root) {
  for (const span of root.querySelectorAll("[data-mm]")) {
    const sides = span.dataset.mm.split(" ").map(Number);
    span.textContent = sides.length > 1 ? formatSize(sides) : formatLength(sides[0]);
  }
  for (const span of root.querySelectorAll("[data-mm2]")) span.textContent = formatArea(Number(span.dataset.mm2));
  for (const span of root.querySelectorAll("[data-mm3]")) span.textContent = formatVolume(Number(span.dataset.mm3));
}

function choose(unit) {
  setLengthUnit(unit);
  for (const link of document.querySelectorAll("[data-unit]")) link.setAttribute("aria-current", String(link.dataset.unit === unit));
  write(document);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-unit]");
  if (!link) return;
  event.preventDefault();
  localStorage.setItem(KEY, link.dataset.unit);
  choose(link.dataset.unit);
});

const asked = new URLSearchParams(window.location.search).has("length-unit");
const kept = localStorage.getItem(KEY);
if (kept && !asked && kept !== lengthUnit()) choose(kept);
document.addEventListener("htmx:afterSwap", () => {
  if (lengthUnit() === "inch") write(document);
});

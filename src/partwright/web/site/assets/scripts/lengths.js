// Lengths in the unit the reader has chosen. The choice stands on <html data-length-unit>, so that every script sees it.
const MM_PER_INCH = 25.4;

export function lengthUnit() {
  return document.documentElement.dataset.lengthUnit === "inch" ? "inch" : "mm";
}

export function formatLength(mm) {
  if (lengthUnit() === "inch") return `${written((mm / MM_PER_INCH).toFixed(3))} in`;
  return `${written(mm.toFixed(2).replace(/\.?0+$/, ""))} mm`;
}

// A number such as "1,234.5" with the marks of the reader's language, which the server found and wrote on <html>.
function written(number) {
  const { decimal = ".", group = "," } = document.documentElement.dataset;
  return number.replace(/[.,]/g, (mark) => (mark === "." ? decimal : group));
}

// "100 × 60 × 20 mm": the sides of a box with their unit said once.
export function formatSize(sides) {
  const texts = sides.map(formatLength);
  return texts.map((text, side) => (side < sides.length - 1 ? text.replace(/ \w+$/, "") : text)).join(" × ");
}

export function formatArea(mm2) {
  return lengthUnit() === "inch" ? `${grouped(mm2 / MM_PER_INCH ** 2, 3)} in²` : `${grouped(mm2 / 100, 2)} cm²`;
}

export function formatVolume(mm3) {
  return lengthUnit() === "inch" ? `${grouped(mm3 / MM_PER_INCH ** 3, 3)} in³` : `${grouped(mm3 / 1000, 2)} cm³`;
}

function grouped(value, digits) {
  return written(value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

// Calls back whenever the reader changes the unit; `options` are those of addEventListener.
export function onLengthUnit(listener, options) {
  document.addEventListener("lengthunit", listener, options);
}

export function setLengthUnit(unit) {
  document.documentElement.dataset.lengthUnit = unit;
  document.dispatchEvent(new CustomEvent("lengthunit"));
}

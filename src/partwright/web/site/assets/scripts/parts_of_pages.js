// htmx, set by the meta element of every page to evaluate no code and add no styles. What was unfolded stays unfolded after a change.
import "htmx.org";

let unfolded = [];

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // A refused choice comes back as the same part of the page with words why; any other refusal changes nothing.
  if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader("X-Part-Of-Page") === "true") {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  unfolded = [...document.querySelectorAll("details[id][open]")].map((details) => details.id);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
});

// What a page asks by itself, again and again, fails in silence: nobody did anything that could be done again.
const asksByItself = ({ elt }) => elt?.hasAttribute("data-by-itself");

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (asksByItself(detail)) return;
  const region = document.getElementById("announcement");
  if (region) region.textContent = `The server answered ${detail.xhr.status}. Nothing was changed; try it again.`;
});

document.addEventListener("htmx:sendError", ({ detail }) => {
  if (asksByItself(detail)) return;
  const region = document.getElementById("announcement");
  if (region) region.textContent = "The server could not be reached. Nothing was changed; try it again.";
});

// Files dropped anywhere on the page, or chosen, go up with their progress shown. Without it the plain form does.
function upload(form, files) {
  const report = form.querySelector("[data-upload-report]");
  const bar = report.querySelector("progress");
  const text = report.querySelector("[role=status]");
  const content = new FormData(form);
  content.delete("file");
  for (const file of files) content.append("file", file, file.name);

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.round((100 * loaded) / total);
    bar.value = percent;
    if (percent % 10 === 0) text.textContent = `Uploading ${named(files)}: ${percent} %`;
  });
  request.addEventListener("load", () => arrived(request, text));
  request.addEventListener("error", () => (text.textContent = "The upload broke off. Check your connection and send the files again."));
  report.hidden = false;
  text.textContent = `Uploading ${named(files)}`;
  request.send(content);
}

function named(files) {
  return files.length === 1 ? files[0].name : `${files.length} files`;
}

// The server answers a good upload by sending us on, a refused one by a page that says why.
function arrived(request, text) {
  if (request.status < 400) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  text.textContent = page.querySelector("[data-problem]")?.textContent.trim() ?? `The server answered ${request.status}. Send the files again.`;
}

function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => input.files.length && upload(form, [...input.files]));
  let depth = 0;
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    document.documentElement.classList.toggle("is-dropping", depth > 0);
  };
  document.addEventListener("dragenter", (event) => holdsFiles(event) && mark(1));
  document.addEventListener("dragleave", (event) => holdsFiles(event) && mark(-1));
  document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(-depth);
    const files = [...event.dataTransfer.files];
    if (files.length) upload(form, files);
  });
}

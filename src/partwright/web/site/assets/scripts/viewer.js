// <part-viewer src="model.glb" findings="findings" body="0" name="bracket.step">: a part in 3D, in place of the picture it holds.
// Without WebGL the picture stays. `findings` are ids of lists whose buttons carry data-faces or data-triangles.
import { formatLength, onLengthUnit } from "./lengths.js";
import { PartModel } from "./viewer/model.js";
import { Ruler } from "./viewer/ruler.js";
import { Section } from "./viewer/section.js";
import { Stage } from "./viewer/stage.js";

const STEP = Math.PI / 12;
const ZOOM = 1.25;
const CLICK_PIXELS = 4;

class PartViewer extends HTMLElement {
  async connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const tools = document.getElementById("viewer-tools").content.cloneNode(true);
    try {
      this.stage = new Stage(tools.querySelector("canvas"));
      const response = await fetch(this.getAttribute("src"), { credentials: "same-origin", signal });
      if (!response.ok) throw new Error(`the model answered ${response.status}`);
      const glb = await response.arrayBuffer();
      if (!signal.aborted) this.open(glb, tools, signal);
    } catch (fault) {
      if (signal.aborted) return;
      this.close();
      this.dataset.state = "picture";
      console.warn("The part is shown as a picture:", fault.message);
    }
  }

  disconnectedCallback() {
    this.close();
    delete this.dataset.state;
  }

  close() {
    this.leaving.abort();
    this.stage?.dispose();
    this.stage = null;
    for (const part of this.querySelectorAll(".viewer-stage, .viewer-tools")) part.remove();
  }

  open(glb, tools, signal) {
    const body = this.getAttribute("body");
    this.model = new PartModel(glb, { body: body ? Number(body) : null });
    this.append(tools);
    this.section = new Section(this.stage, this.model, this.color("--viewer-cut"));
    this.ruler = new Ruler(this.stage, this.model, this.section, this.color("--viewer-ruler"));
    this.stage.afterDraw = () => this.placeLabel();
    this.stage.show(this.model.group);
    this.listen(signal);
    this.dataset.state = "ready";
    const pressed = this.findings("[aria-pressed=true]")[0];
    if (pressed) this.light(pressed);
  }

  color(name) {
    return getComputedStyle(this).getPropertyValue(name).trim();
  }

  control(name) {
    return this.querySelector(`[data-control=${name}]`);
  }

  findings(selector = "[data-finding]") {
    const lists = this.getAttribute("findings").split(" ");
    return [...document.querySelectorAll(lists.map((id) => `#${id} ${selector}`).join())];
  }

  listen(signal) {
    const { canvas } = this.stage;
    const on = (target, event, act) => target.addEventListener(event, act, { signal });
    canvas.setAttribute("aria-label", `${this.getAttribute("name")} in 3D. ${canvas.dataset.keys}`);
    on(canvas, "keydown", (event) => this.key(event));
    on(canvas, "pointerdown", ({ offsetX, offsetY }) => (this.pressedAt = [offsetX, offsetY]));
    on(canvas, "click", (event) => this.click(event));
    on(canvas, "webglcontextrestored", () => this.stage.draw());
    on(this.control("fit"), "click", () => this.stage.fit());
    on(this.control("edges"), "click", () => this.toggleEdges());
    on(this.control("measure"), "click", () => this.toggleRuler());
    on(this.control("axis"), "change", () => this.cut());
    on(this.control("depth"), "input", () => this.cut());
    on(document, "click", ({ target }) => {
      const finding = target.closest("[data-finding]");
      if (this.findings().includes(finding)) this.light(finding);
    });
    on(document, "htmx:afterSettle", () => this.keepLight());
    onLengthUnit(() => this.say(), { signal });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => this.stage.turn(-STEP, 0), ArrowRight: () => this.stage.turn(STEP, 0),
      ArrowUp: () => this.stage.turn(0, -STEP), ArrowDown: () => this.stage.turn(0, STEP),
      "+": () => this.stage.zoom(ZOOM), "=": () => this.stage.zoom(ZOOM), "-": () => this.stage.zoom(1 / ZOOM),
      f: () => this.stage.fit(), e: () => this.toggleEdges(), m: () => this.toggleRuler(), Escape: () => this.clear(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  get measuring() {
    return this.control("measure").ariaPressed === "true";
  }

  click({ offsetX, offsetY }) {
    const [x, y] = this.pressedAt ?? [offsetX, offsetY];
    if (!this.measuring || Math.hypot(offsetX - x, offsetY - y) > CLICK_PIXELS) return;
    this.ruler.click(offsetX, offsetY);
    this.say();
  }

  toggleEdges() {
    const shown = toggle(this.control("edges"));
    for (const lines of this.model.edges) lines.visible = shown;
    this.stage.draw();
  }

  toggleRuler() {
    if (!toggle(this.control("measure"))) this.ruler.clear();
    this.say();
  }

  cut() {
    const axis = this.control("axis").value;
    const depth = this.control("depth");
    depth.disabled = axis === "";
    this.cutAt = this.section.cut(axis, depth.value / depth.max);
    this.say();
  }

  // Lights the faces of a finding, or puts them out when it was lit.
  light(finding) {
    const { body, faces, triangles, severity, finding: id, announce } = finding.dataset;
    if (this.litId === id) return this.clearLight();
    for (const other of this.findings()) other.ariaPressed = String(other === finding);
    this.litId = id;
    this.model.light({
      body: Number(body), faces: JSON.parse(faces || "[]"), triangles: JSON.parse(triangles || "[]"),
      color: this.color(`--finding-${severity}`), clippingPlanes: this.section.clippingPlanes,
    });
    this.dataset.lit = this.model.lit.children.length ? id : "";
    this.stage.draw();
    document.getElementById("announcement").textContent = announce;
  }

  // After the findings were replaced: the one that was lit stays lit, or goes out when it is gone.
  keepLight() {
    if (!this.litId) return;
    const again = this.findings().find(({ dataset }) => dataset.finding === this.litId);
    if (again) again.ariaPressed = "true";
    else this.clearLight();
  }

  clearLight() {
    for (const finding of this.findings()) finding.ariaPressed = "false";
    this.litId = null;
    delete this.dataset.lit;
    this.model.clearLight();
    this.stage.draw();
  }

  clear() {
    this.ruler.clear();
    this.clearLight();
    this.say();
  }

  // The line below the part: where it is cut, what was measured, or what to do next.
  say() {
    const cut = this.section.active ? `Cut at ${this.control("axis").value.toUpperCase()} ${formatLength(this.cutAt)}` : "";
    this.control("reading").textContent = [cut, this.measuring ? this.measured() : ""].filter(Boolean).join(" · ");
    this.placeLabel();
  }

  measured() {
    const [from, to] = this.ruler.points;
    if (!to) return `Click the ${from ? "second" : "first"} point`;
    const apart = to.clone().sub(from);
    const sides = ["x", "y", "z"].map((axis) => `Δ${axis.toUpperCase()} ${formatLength(Math.abs(apart[axis]))}`);
    return `Distance ${formatLength(apart.length())} (${sides.join(", ")})`;
  }

  placeLabel() {
    const label = this.control("label");
    const [from, to] = this.ruler.points;
    label.hidden = !to;
    if (!to) return;
    const { x, y } = this.stage.toPixels(from.clone().lerp(to, 0.5));
    label.textContent = formatLength(from.distanceTo(to));
    label.style.translate = `calc(${x}px - 50%) calc(${y}px - 150%)`; // above the line, so that both ends are seen
  }
}

function toggle(button) {
  const on = button.ariaPressed !== "true";
  button.ariaPressed = String(on);
  return on;
}

customElements.define("part-viewer", PartViewer);

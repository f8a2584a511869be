// <part-viewer src="model.glb" findings="findings" body="0" name="bracket.step">: a part in 3D, in place of the picture it holds.
// Without WebGL the picture stays. `findings` is the id of a list whose buttons carry data-faces or data-triangles.
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
    if (this.started) return;
    this.started = true;
    this.tools = document.getElementById("viewer-tools").content.cloneNode(true);
    this.canvas = this.tools.querySelector("canvas");
    try {
      this.stage = new Stage(this.canvas);
      const response = await fetch(this.getAttribute("src"), { credentials: "same-origin" });
      if (!response.ok) throw new Error(`the model answered ${response.status}`);
      this.open(await response.arrayBuffer());
    } catch (fault) {
      this.dataset.state = "picture";
      console.warn("The part is shown as a picture:", fault.message);
    }
  }

  open(glb) {
    const body = this.getAttribute("body");
    this.model = new PartModel(glb, { body: body ? Number(body) : null });
    this.append(this.tools);
    this.section = new Section(this.stage, this.model, this.color("--viewer-cut"));
    this.ruler = new Ruler(this.stage, this.model, this.section, this.color("--viewer-ruler"));
    this.canvas.setAttribute("aria-label", `${this.getAttribute("name")} in 3D. ${this.canvas.dataset.keys}`);
    this.stage.afterDraw = () => this.placeLabel();
    this.stage.show(this.model.group);
    this.listen();
    this.dataset.state = "ready";
    const pressed = document.querySelector(`#${this.getAttribute("findings")} [aria-pressed=true]`);
    if (pressed) this.light(pressed);
  }

  color(name) {
    return getComputedStyle(this).getPropertyValue(name).trim();
  }

  control(name) {
    return this.querySelector(`[data-control=${name}]`);
  }

  listen() {
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => (this.pressedAt = [event.offsetX, event.offsetY]));
    this.canvas.addEventListener("click", (event) => this.click(event));
    this.control("fit").addEventListener("click", () => this.stage.fit());
    this.control("edges").addEventListener("click", () => this.toggleEdges());
    this.control("measure").addEventListener("click", () => this.toggleRuler());
    this.control("axis").addEventListener("change", () => this.cut());
    this.control("depth").addEventListener("input", () => this.cut());
    onLengthUnit(() => this.say());
    document.addEventListener("click", (event) => {
      const finding = event.target.closest(`#${this.getAttribute("findings")} [data-finding]`);
      if (finding) this.light(finding);
    });
    document.addEventListener("htmx:afterSettle", () => this.keepLight());
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

  click(event) {
    const [x, y] = this.pressedAt ?? [event.offsetX, event.offsetY];
    const dragged = Math.hypot(event.offsetX - x, event.offsetY - y) > CLICK_PIXELS;
    if (dragged || this.control("measure").ariaPressed !== "true") return;
    this.ruler.click(event.offsetX, event.offsetY);
    this.say();
  }

  toggleEdges() {
    const shown = toggle(this.control("edges"));
    this.model.showEdges(shown);
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
    const { body, faces, triangles, severity } = finding.dataset;
    const lit = this.litKey !== finding.dataset.finding;
    for (const other of document.querySelectorAll(`#${this.getAttribute("findings")} [data-finding]`)) {
      other.ariaPressed = String(lit && other === finding);
    }
    this.litKey = lit ? finding.dataset.finding : null;
    if (!lit) return this.clearLight();
    this.model.light({
      body: Number(body), faces: JSON.parse(faces || "[]"), triangles: JSON.parse(triangles || "[]"),
      color: this.color(`--finding-${severity}`), clippingPlanes: this.section.clippingPlanes,
    });
    this.dataset.lit = this.model.lit.children.length > 0 ? finding.dataset.finding : "";
    this.stage.draw();
    announce(finding.dataset.announce);
  }

  // After the findings were replaced: the one that was lit stays lit, or goes out when it is gone.
  keepLight() {
    if (!this.litKey) return;
    const again = document.querySelector(`#${this.getAttribute("findings")} [data-finding="${CSS.escape(this.litKey)}"]`);
    if (again) again.ariaPressed = "true";
    else this.clearLight();
  }

  clearLight() {
    this.litKey = null;
    this.model.clearLight();
    delete this.dataset.lit;
    this.stage.draw();
  }

  clear() {
    this.ruler.clear();
    for (const lit of document.querySelectorAll(`#${this.getAttribute("findings")} [aria-pressed=true]`)) lit.ariaPressed = "false";
    this.clearLight();
    this.say();
  }

  // The line below the part: where it is cut, what was measured, or what to do next.
  say() {
    const texts = [];
    if (this.section.active) texts.push(`Cut at ${this.control("axis").value.toUpperCase()} ${formatLength(this.cutAt)}`);
    if (this.control("measure").ariaPressed === "true") texts.push(this.measured());
    this.control("reading").textContent = texts.join(" · ");
    this.placeLabel();
  }

  measured() {
    const [from, to] = this.ruler.points;
    if (!from) return "Click the first point";
    if (!to) return "Click the second point";
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
    label.style.translate = `${x}px ${y}px`;
  }
}

function toggle(button) {
  const on = button.ariaPressed !== "true";
  button.ariaPressed = String(on);
  return on;
}

function announce(text) {
  const region = document.getElementById("announcement");
  if (region) region.textContent = text;
}

customElements.define("part-viewer", PartViewer);

// Camera, light and drawing. Draws only when something has changed; z points up, the view is parallel as on a drawing.
import { Box3, DirectionalLight, HemisphereLight, MathUtils, OrthographicCamera, Scene, Sphere, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

const HOME = new Vector3(1, -1.25, 0.9).normalize();
const MARGIN = 1.15;
const POLE = 0.01; // the view stops so many radians short of straight up and down
const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 200;

export class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, stencil: true });
    this.renderer.localClippingEnabled = true;
    this.camera = new OrthographicCamera();
    this.camera.up.set(0, 0, 1);
    const lamp = new DirectionalLight(0xffffff, 2.8);
    lamp.position.set(-0.5, 1.1, 0.8);
    this.camera.add(lamp);
    this.scene = new Scene().add(this.camera, new HemisphereLight(0xffffff, 0x9aa3ad, 1.7));
    this.controls = new OrbitControls(this.camera, canvas);
    Object.assign(this.controls, { zoomToCursor: true, minZoom: LEAST_ZOOM, maxZoom: MOST_ZOOM });
    this.controls.addEventListener("change", () => this.draw());
    this.observer = new ResizeObserver(() => this.resize());
    this.afterDraw = () => {};
  }

  show(group) {
    this.scene.add(group);
    this.box = new Box3().setFromObject(group);
    this.sphere = this.box.getBoundingSphere(new Sphere());
    this.resize();
    this.fit();
    this.observer.observe(this.canvas.parentElement);
  }

  // Looks at the whole part from the front right, above.
  fit() {
    const { center, radius } = this.sphere;
    this.camera.position.copy(center).addScaledVector(HOME, radius * 4);
    Object.assign(this.camera, { near: radius * 0.01, far: radius * 12, zoom: 1 });
    this.controls.target.copy(center);
    this.controls.update();
    this.camera.updateMatrixWorld();
    this.camera.updateProjectionMatrix();
    this.zoom(1 / (MARGIN * this.extent()));
  }

  // How much of the view the part's box takes, 1 when it fills it.
  extent() {
    const { min, max } = this.box;
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => new Vector3(n & 1 ? max.x : min.x, n & 2 ? max.y : min.y, n & 4 ? max.z : min.z));
    return Math.max(...corners.map((corner) => corner.project(this.camera)).flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    const right = this.sphere.radius * Math.max(width / height, 1);
    const top = this.sphere.radius * Math.max(height / width, 1);
    Object.assign(this.camera, { left: -right, right, top, bottom: -top });
    this.zoom(1);
  }

  turn(azimuth, polar) {
    const arm = this.camera.position.clone().sub(this.controls.target);
    const now = this.controls.getPolarAngle();
    const side = new Vector3().crossVectors(this.camera.up, arm).normalize();
    arm.applyAxisAngle(side, MathUtils.clamp(now + polar, POLE, Math.PI - POLE) - now);
    this.camera.position.copy(this.controls.target).add(arm.applyAxisAngle(this.camera.up, azimuth));
    this.controls.update();
    this.draw();
  }

  zoom(factor) {
    this.camera.zoom = MathUtils.clamp(this.camera.zoom * factor, LEAST_ZOOM, MOST_ZOOM);
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.renderer.render(this.scene, this.camera);
      this.afterDraw();
    });
  }

  // Where a point of the part lies on the canvas, in CSS pixels.
  toPixels(point) {
    const { x, y } = point.clone().project(this.camera);
    return { x: ((x + 1) / 2) * this.canvas.clientWidth, y: ((1 - y) / 2) * this.canvas.clientHeight };
  }

  // How much of the part, in mm, one CSS pixel shows.
  get pixel() {
    return (this.camera.right - this.camera.left) / this.camera.zoom / this.canvas.clientWidth;
  }

  dispose() {
    cancelAnimationFrame(this.waiting);
    this.observer.disconnect();
    this.controls.dispose();
    this.scene.traverse(({ geometry, material }) => {
      geometry?.dispose();
      material?.dispose();
    });
    this.renderer.dispose();
    this.renderer.forceContextLoss(); // a browser lets a page have sixteen or so
  }
}

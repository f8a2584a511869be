// Camera, light and drawing. Draws only when something has changed; z points up, the view is parallel as on a drawing.
import { Box3, DirectionalLight, HemisphereLight, OrthographicCamera, Scene, Sphere, Spherical, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

const HOME = new Vector3(1, -1.25, 0.9).normalize();
const MARGIN = 1.15;

export class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, stencil: true, preserveDrawingBuffer: true });
    this.renderer.localClippingEnabled = true;
    this.scene = new Scene();
    this.camera = new OrthographicCamera();
    this.camera.up.set(0, 0, 1);
    this.scene.add(this.camera, new HemisphereLight(0xffffff, 0x9aa3ad, 1.7));
    const lamp = new DirectionalLight(0xffffff, 2.8);
    lamp.position.set(-0.5, 1.1, 0.8);
    this.camera.add(lamp);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.zoomToCursor = true;
    this.controls.addEventListener("change", () => this.draw());
    this.sphere = new Sphere(new Vector3(), 1);
    this.afterDraw = () => {};
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
  }

  show(group) {
    this.scene.add(group);
    this.box = new Box3().setFromObject(group);
    this.box.getBoundingSphere(this.sphere);
    this.resize();
    this.fit();
  }

  // Looks at the whole part from the front right, above.
  fit() {
    const { center, radius } = this.sphere;
    this.camera.position.copy(center).addScaledVector(HOME, radius * 4);
    this.camera.near = radius * 0.01;
    this.camera.far = radius * 12;
    this.camera.zoom = 1;
    this.controls.target.copy(center);
    this.controls.update();
    this.resize();
    this.camera.zoom = 1 / (MARGIN * this.extent());
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  // How much of the view the part's box takes, 1 when it fills it.
  extent() {
    this.camera.updateMatrixWorld(true);
    const { min, max } = this.box;
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => new Vector3(n & 1 ? max.x : min.x, n & 2 ? max.y : min.y, n & 4 ? max.z : min.z));
    return Math.max(...corners.map((corner) => corner.project(this.camera)).flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    const half = this.sphere.radius;
    const aspect = width / height;
    Object.assign(this.camera, {
      left: -half * Math.max(aspect, 1), right: half * Math.max(aspect, 1),
      top: half * Math.max(1 / aspect, 1), bottom: -half * Math.max(1 / aspect, 1),
    });
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  turn(azimuth, polar) {
    const arm = this.camera.position.clone().sub(this.controls.target);
    const upright = new Vector3(arm.x, arm.z, -arm.y); // three's spherical angles are about y
    const angles = new Spherical().setFromVector3(upright);
    angles.theta += azimuth;
    angles.phi += polar;
    angles.makeSafe();
    upright.setFromSpherical(angles);
    this.camera.position.copy(this.controls.target).add(new Vector3(upright.x, -upright.z, upright.y));
    this.controls.update();
    this.draw();
  }

  zoom(factor) {
    this.camera.zoom = Math.min(200, Math.max(0.2, this.camera.zoom * factor));
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.renderer.render(this.scene, this.camera);
      this.afterDraw();
    });
  }

  // Where a point of the part lies on the canvas, in CSS pixels.
  toPixels(point) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const seen = point.clone().project(this.camera);
    return { x: ((seen.x + 1) / 2) * width, y: ((1 - seen.y) / 2) * height };
  }
}

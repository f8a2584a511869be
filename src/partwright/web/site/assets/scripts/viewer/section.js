// A plane that cuts the part open along one axis, with the cut closed so that the part looks solid.
import {
  AlwaysStencilFunc, BackSide, DecrementWrapStencilOp, DoubleSide, FrontSide, IncrementWrapStencilOp, Mesh,
  MeshBasicMaterial, MeshStandardMaterial, NotEqualStencilFunc, Plane, PlaneGeometry, ReplaceStencilOp, Vector3,
} from "three";
import { at } from "./model.js";

// What is cut away is the half towards the first view.
const AXES = { x: new Vector3(-1, 0, 0), y: new Vector3(0, 1, 0), z: new Vector3(0, 0, -1) };

export class Section {
  constructor(stage, model, color) {
    Object.assign(this, { stage, model, plane: new Plane(), active: false });
    this.cap = new Mesh(new PlaneGeometry(1, 1), new MeshStandardMaterial({
      color, roughness: 0.9, side: DoubleSide, stencilWrite: true, stencilRef: 0, stencilFunc: NotEqualStencilFunc, ...always(ReplaceStencilOp),
    }));
    this.cap.renderOrder = 2;
    this.drawn = [this.cap, ...this.masks(BackSide, IncrementWrapStencilOp), ...this.masks(FrontSide, DecrementWrapStencilOp)];
    stage.scene.add(...this.drawn);
    for (const mesh of this.drawn) mesh.visible = false;
  }

  // They count how often a ray enters the part beyond the plane: where it does not leave again, the cut shows material.
  masks(side, operation) {
    const material = new MeshBasicMaterial({
      side, depthWrite: false, depthTest: false, colorWrite: false, clippingPlanes: [this.plane],
      stencilWrite: true, stencilFunc: AlwaysStencilFunc, ...always(operation),
    });
    return this.model.surfaces.map(({ geometry, matrix }) => Object.assign(at(new Mesh(geometry, material), matrix.elements), { renderOrder: 1 }));
  }

  get clippingPlanes() {
    return this.active ? [this.plane] : [];
  }

  // `axis`: x, y, z or "" for none; `share`: how far along the part, 0 to 1. Returns where the plane lies, in mm.
  cut(axis, share) {
    this.active = axis !== "";
    for (const mesh of this.drawn) mesh.visible = this.active;
    for (const { material } of [...this.model.surfaces, ...this.model.edges, ...this.model.lit.children]) material.clippingPlanes = this.clippingPlanes;
    this.stage.draw();
    if (!this.active) return null;
    const { box, sphere } = this.stage;
    const point = sphere.center.clone();
    point[axis] = box.min[axis] + share * (box.max[axis] - box.min[axis]);
    this.plane.setFromNormalAndCoplanarPoint(AXES[axis], point);
    this.cap.position.copy(point);
    this.cap.lookAt(point.clone().sub(AXES[axis]));
    this.cap.scale.setScalar(2.5 * sphere.radius);
    return point[axis];
  }

  shows(point) {
    return !this.active || this.plane.distanceToPoint(point) >= 0;
  }
}

function always(operation) {
  return { stencilFail: operation, stencilZFail: operation, stencilZPass: operation };
}

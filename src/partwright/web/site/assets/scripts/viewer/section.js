// A plane that cuts the part open along one axis, with the cut closed so that the part looks solid.
import {
  AlwaysStencilFunc, BackSide, DecrementWrapStencilOp, FrontSide, IncrementWrapStencilOp, Mesh, MeshBasicMaterial,
  MeshStandardMaterial, NotEqualStencilFunc, Plane, PlaneGeometry, ReplaceStencilOp, Vector3,
} from "three";

const AXES = { x: new Vector3(-1, 0, 0), y: new Vector3(0, 1, 0), z: new Vector3(0, 0, -1) };

export class Section {
  constructor(stage, model, color) {
    this.stage = stage;
    this.model = model;
    this.plane = new Plane();
    this.active = false;
    this.masks = model.surfaces.flatMap((surface) => [
      this.mask(surface, BackSide, IncrementWrapStencilOp),
      this.mask(surface, FrontSide, DecrementWrapStencilOp),
    ]);
    this.cap = new Mesh(new PlaneGeometry(1, 1), new MeshStandardMaterial({
      color, roughness: 0.9, side: 2, stencilWrite: true, stencilRef: 0, stencilFunc: NotEqualStencilFunc,
      stencilFail: ReplaceStencilOp, stencilZFail: ReplaceStencilOp, stencilZPass: ReplaceStencilOp,
    }));
    this.cap.renderOrder = 2;
    this.cap.visible = false;
    stage.scene.add(this.cap);
  }

  // Counts how many times a ray enters the part beyond the plane: where it does not leave again, the cut shows material.
  mask(surface, side, operation) {
    const material = new MeshBasicMaterial({
      side, depthWrite: false, depthTest: false, colorWrite: false, stencilWrite: true, stencilFunc: AlwaysStencilFunc,
      stencilFail: operation, stencilZFail: operation, stencilZPass: operation, clippingPlanes: [this.plane],
    });
    const mesh = new Mesh(surface.geometry, material);
    mesh.matrixAutoUpdate = false;
    mesh.matrix.copy(surface.matrix);
    mesh.renderOrder = 1;
    mesh.visible = false;
    this.model.group.add(mesh);
    return mesh;
  }

  get clippingPlanes() {
    return this.active ? [this.plane] : [];
  }

  // `axis`: x, y, z or "" for none; `share`: how far along the part, 0 to 1. Returns where the plane lies, in mm.
  cut(axis, share) {
    this.active = axis !== "";
    const materials = [...this.model.surfaces, ...this.model.edges, ...this.model.lit.children].map((object) => object.material);
    for (const material of materials) material.clippingPlanes = this.clippingPlanes;
    for (const mesh of this.masks) mesh.visible = this.active;
    this.cap.visible = this.active;
    let position = null;
    if (this.active) {
      const { min, max } = this.stage.box;
      position = min[axis] + share * (max[axis] - min[axis]);
      const point = this.stage.sphere.center.clone();
      point[axis] = position;
      this.plane.setFromNormalAndCoplanarPoint(AXES[axis], point);
      this.cap.position.copy(point);
      this.cap.lookAt(point.clone().sub(AXES[axis]));
      this.cap.scale.setScalar(this.stage.sphere.radius * 2.5);
    }
    this.stage.draw();
    return position;
  }

  shows(point) {
    return !this.active || this.plane.distanceToPoint(point) >= 0;
  }
}

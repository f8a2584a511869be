// The distance between two points of the part, which snap to the ends and corners of edges nearby.
import { BufferGeometry, Line, LineBasicMaterial, Points, PointsMaterial, Raycaster, Vector2, Vector3 } from "three";

const SNAP_PIXELS = 12;

export class Ruler {
  constructor(stage, model, section, color) {
    Object.assign(this, { stage, model, section });
    this.points = [];
    const geometry = new BufferGeometry();
    this.line = new Line(geometry, new LineBasicMaterial({ color, depthTest: false }));
    this.dots = new Points(geometry, new PointsMaterial({ color, size: 9, sizeAttenuation: false, depthTest: false }));
    for (const mark of [this.line, this.dots]) {
      mark.renderOrder = 5;
      mark.visible = false;
      mark.frustumCulled = false;
      stage.scene.add(mark);
    }
  }

  // Takes a click in CSS pixels; a third point starts anew. Returns the points set, none where the part was missed.
  click(x, y) {
    const point = this.pick(x, y);
    if (point) {
      this.points = this.points.length === 2 ? [point] : [...this.points, point];
      this.show();
    }
    return this.points;
  }

  clear() {
    this.points = [];
    this.show();
  }

  pick(x, y) {
    const { clientWidth: width, clientHeight: height } = this.stage.canvas;
    const caster = new Raycaster();
    caster.setFromCamera(new Vector2((x / width) * 2 - 1, 1 - (y / height) * 2), this.stage.camera);
    const hits = caster.intersectObjects(this.model.surfaces, false).filter(({ point }) => this.section.shows(point));
    // An odd number of walls behind the plane: the ray enters the part through the cut itself.
    if (this.section.active && hits.length % 2) return caster.ray.intersectPlane(this.section.plane, new Vector3());
    return hits.length ? this.snap(hits[0], x, y) : null;
  }

  snap({ object, point }, x, y) {
    const ends = object.userData.lines?.getAttribute("position");
    let best = { point, pixels: SNAP_PIXELS };
    const reach = (2 * SNAP_PIXELS * (this.stage.camera.right - this.stage.camera.left)) / this.stage.camera.zoom / this.stage.canvas.clientWidth;
    const end = new Vector3();
    for (let number = 0; ends && number < ends.count; number += 1) {
      end.fromBufferAttribute(ends, number).applyMatrix4(object.matrixWorld);
      if (end.distanceToSquared(point) > reach * reach) continue;
      const seen = this.stage.toPixels(end);
      const pixels = Math.hypot(seen.x - x, seen.y - y);
      if (pixels < best.pixels) best = { point: end.clone(), pixels };
    }
    return best.point;
  }

  show() {
    const drawn = this.points.length > 0;
    if (drawn) this.line.geometry.setFromPoints(this.points.length === 2 ? this.points : [this.points[0], this.points[0]]);
    this.line.visible = this.points.length === 2;
    this.dots.visible = drawn;
    this.stage.draw();
  }
}

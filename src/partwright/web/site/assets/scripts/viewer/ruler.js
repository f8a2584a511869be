// The distance between two points of the part, which snap to the ends and corners of edges nearby.
import { BufferGeometry, Line, LineBasicMaterial, Points, PointsMaterial, Raycaster, Vector2, Vector3 } from "three";

const SNAP_PIXELS = 12;

export class Ruler {
  constructor(stage, model, section, color) {
    Object.assign(this, { stage, model, section, points: [] });
    const geometry = new BufferGeometry();
    this.line = new Line(geometry, new LineBasicMaterial({ color, depthTest: false }));
    this.dots = new Points(geometry, new PointsMaterial({ color, size: 9, sizeAttenuation: false, depthTest: false }));
    for (const mark of [this.line, this.dots]) Object.assign(mark, { renderOrder: 5, visible: false, frustumCulled: false });
    stage.scene.add(this.line, this.dots);
  }

  // Takes a click in CSS pixels; one beside the part changes nothing, a third point starts anew.
  click(x, y) {
    const point = this.pick(x, y);
    if (point) this.show(this.points.length === 2 ? [point] : [...this.points, point]);
  }

  clear() {
    this.show([]);
  }

  show(points) {
    this.points = points;
    if (points.length) this.line.geometry.setFromPoints([points[0], points.at(-1)]);
    this.line.visible = points.length === 2;
    this.dots.visible = points.length > 0;
    this.stage.draw();
  }

  pick(x, y) {
    const { canvas, camera } = this.stage;
    const caster = new Raycaster();
    caster.setFromCamera(new Vector2((x / canvas.clientWidth) * 2 - 1, 1 - (y / canvas.clientHeight) * 2), camera);
    const hits = caster.intersectObjects(this.model.surfaces, false).filter(({ point }) => this.section.shows(point));
    // An odd number of walls behind the plane: the ray enters the part through the cut itself.
    if (this.section.active && hits.length % 2) return caster.ray.intersectPlane(this.section.plane, new Vector3());
    return hits.length ? this.snap(hits[0], x, y) : null;
  }

  snap({ object, point }, x, y) {
    const ends = object.userData.lines?.getAttribute("position");
    const reach = 2 * SNAP_PIXELS * this.stage.pixel;
    let best = { point, pixels: SNAP_PIXELS };
    for (let number = 0; ends && number < ends.count; number += 1) {
      const end = new Vector3().fromBufferAttribute(ends, number).applyMatrix4(object.matrixWorld);
      if (end.distanceTo(point) > reach) continue;
      const seen = this.stage.toPixels(end);
      const pixels = Math.hypot(seen.x - x, seen.y - y);
      if (pixels < best.pixels) best = { point: end, pixels };
    }
    return best.point;
  }
}

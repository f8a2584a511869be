// A part from our own GLB: one mesh per body with its triangles sorted by face, one line primitive of its edges.
import {
  BufferAttribute, BufferGeometry, Color, DoubleSide, Group, LineBasicMaterial, LineSegments, Matrix4, Mesh,
  MeshBasicMaterial, MeshStandardMaterial,
} from "three";

const COMPONENTS = { 5126: Float32Array, 5125: Uint32Array };
const WIDTHS = { SCALAR: 1, VEC3: 3 };
const JSON_START = 20;

export class PartModel {
  // `body`: the number of the only body to show, null for all.
  constructor(glb, { body }) {
    this.group = new Group();
    this.surfaces = [];
    this.edges = [];
    this.lit = new Group();
    const length = new DataView(glb).getUint32(12, true);
    this.document = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, JSON_START, length)));
    this.binary = { buffer: glb, start: JSON_START + length + 8 };
    const bodies = this.document.meshes.map((mesh) => this.readBody(mesh));
    const placed = this.document.nodes.filter((node) => "mesh" in node && (body === null || node.mesh === body));
    for (const node of body === null ? placed : placed.slice(0, 1)) this.place(bodies[node.mesh], node);
    this.group.add(this.lit);
    this.group.updateMatrixWorld(true);
  }

  readBody(mesh) {
    const read = { surface: null, lines: null, extras: {} };
    for (const primitive of mesh.primitives) {
      const geometry = new BufferGeometry();
      geometry.setAttribute("position", this.attribute(primitive.attributes.POSITION));
      if (primitive.mode === 1) {
        read.lines = geometry;
        continue;
      }
      geometry.setAttribute("normal", this.attribute(primitive.attributes.NORMAL));
      geometry.setIndex(this.attribute(primitive.indices));
      read.surface = geometry;
      read.extras = primitive.extras;
      const [r, g, b] = this.document.materials[primitive.material].pbrMetallicRoughness.baseColorFactor;
      read.material = new MeshStandardMaterial({
        color: new Color(r, g, b), metalness: 0.1, roughness: 0.65, side: DoubleSide,
        polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1,
      });
    }
    return read;
  }

  attribute(number) {
    const { bufferView, componentType, count, type } = this.document.accessors[number];
    const offset = this.binary.start + this.document.bufferViews[bufferView].byteOffset;
    return new BufferAttribute(new COMPONENTS[componentType](this.binary.buffer, offset, count * WIDTHS[type]), WIDTHS[type]);
  }

  place(body, node) {
    const matrix = new Matrix4().fromArray(node.matrix);
    const parts = [];
    if (body.surface) {
      const mesh = new Mesh(body.surface, body.material);
      mesh.userData = { body: node.mesh, extras: body.extras, lines: body.lines };
      parts.push(mesh);
      this.surfaces.push(mesh);
    }
    if (body.lines) {
      const lines = new LineSegments(body.lines, new LineBasicMaterial({ color: 0x20262c }));
      parts.push(lines);
      this.edges.push(lines);
    }
    for (const object of parts) {
      object.matrixAutoUpdate = false;
      object.matrix.copy(matrix);
      this.group.add(object);
    }
  }

  showEdges(visible) {
    for (const lines of this.edges) lines.visible = visible;
  }

  // Draws the faces of a finding over the part: solid where seen, faint where something lies before them.
  light({ body, faces, triangles, color, clippingPlanes }) {
    this.clearLight();
    for (const surface of this.surfaces.filter((mesh) => mesh.userData.body === body)) {
      const index = pickedIndex(surface, faces, triangles);
      if (!index.length) continue;
      const geometry = new BufferGeometry();
      geometry.setAttribute("position", surface.geometry.getAttribute("position"));
      geometry.setIndex(new BufferAttribute(index, 1));
      for (const seen of [true, false]) {
        const material = new MeshBasicMaterial({
          color, side: DoubleSide, clippingPlanes, depthTest: seen, depthWrite: false, transparent: true,
          opacity: seen ? 0.85 : 0.25, polygonOffset: true, polygonOffsetFactor: seen ? 0 : -1,
        });
        const mesh = new Mesh(geometry, material);
        mesh.matrixAutoUpdate = false;
        mesh.matrix.copy(surface.matrix);
        this.lit.add(mesh);
      }
    }
    this.lit.updateMatrixWorld(true);
    return this.lit.children.length > 0;
  }

  clearLight() {
    for (const mesh of [...this.lit.children]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
      this.lit.remove(mesh);
    }
  }
}

// The vertex numbers of some faces, or of some triangles where a mesh has no faces.
function pickedIndex(surface, faces, triangles) {
  const { face_starts: starts, face_ids: ids } = surface.userData.extras;
  const all = surface.geometry.index.array;
  const runs = triangles?.length
    ? triangles.map((triangle) => [triangle, triangle + 1])
    : faces.map((id) => ids.indexOf(id)).filter((position) => position >= 0).map((position) => [starts[position], starts[position + 1]]);
  const picked = new Uint32Array(3 * runs.reduce((total, [first, end]) => total + Math.max(0, end - first), 0));
  let filled = 0;
  for (const [first, end] of runs) {
    const run = all.subarray(3 * first, 3 * end);
    picked.set(run, filled);
    filled += run.length;
  }
  return picked.subarray(0, filled);
}

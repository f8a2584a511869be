// A part from our own GLB: one mesh per body with its triangles sorted by face, one line primitive of its edges.
import {
  BufferAttribute, BufferGeometry, Color, DoubleSide, Group, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial,
  MeshStandardMaterial,
} from "three";

const COMPONENTS = { 5126: Float32Array, 5125: Uint32Array };
const WIDTHS = { SCALAR: 1, VEC3: 3 };
const LINES = 1;
const JSON_START = 20;

export class PartModel {
  // `body`: the number of the only body to show, null for all.
  constructor(glb, { body }) {
    const length = new DataView(glb).getUint32(12, true);
    const { accessors, bufferViews, materials, meshes, nodes } = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, JSON_START, length)));
    const attribute = (number) => {
      const { bufferView, componentType, count, type } = accessors[number];
      const offset = JSON_START + length + 8 + bufferViews[bufferView].byteOffset;
      return new BufferAttribute(new COMPONENTS[componentType](glb, offset, count * WIDTHS[type]), WIDTHS[type]);
    };
    const bodies = meshes.map((mesh) => mesh.primitives.map((primitive) => readPrimitive(primitive, { attribute, materials })));
    const placed = nodes.filter((node) => "mesh" in node && (body === null || node.mesh === body));
    this.group = new Group();
    this.lit = new Group();
    for (const { mesh, matrix } of body === null ? placed : placed.slice(0, 1)) {
      const lines = bodies[mesh].find(({ isLine }) => isLine)?.geometry;
      for (const { isLine, geometry, material, extras } of bodies[mesh]) {
        const object = new (isLine ? LineSegments : Mesh)(geometry, material);
        object.userData = { body: mesh, extras, lines };
        this.group.add(at(object, matrix));
      }
    }
    this.surfaces = this.group.children.filter(({ isMesh }) => isMesh);
    this.edges = this.group.children.filter(({ isMesh }) => !isMesh);
    this.group.add(this.lit);
  }

  // Draws the faces of a finding over the part: strong where seen, faint where something lies before them.
  light({ body, faces, triangles, color, clippingPlanes }) {
    this.clearLight();
    for (const surface of this.surfaces.filter(({ userData }) => userData.body === body)) {
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
        this.lit.add(at(new Mesh(geometry, material), surface.matrix.elements));
      }
    }
  }

  clearLight() {
    for (const { geometry, material } of this.lit.children) {
      geometry.dispose();
      material.dispose();
    }
    this.lit.clear();
  }
}

// An object that stands where a matrix of 16 numbers, column by column, puts it.
export function at(object, matrix) {
  object.matrixAutoUpdate = false;
  object.matrix.fromArray(matrix);
  return object;
}

function readPrimitive({ mode, attributes, indices, material, extras }, { attribute, materials }) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", attribute(attributes.POSITION));
  if (mode === LINES) return { isLine: true, geometry, material: new LineBasicMaterial({ color: 0x20262c }) };
  geometry.setAttribute("normal", attribute(attributes.NORMAL));
  geometry.setIndex(attribute(indices));
  const color = new Color(...materials[material].pbrMetallicRoughness.baseColorFactor.slice(0, 3));
  const look = { color, metalness: 0.1, roughness: 0.65, side: DoubleSide, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 };
  return { isLine: false, geometry, material: new MeshStandardMaterial(look), extras };
}

// The vertex numbers of some faces, or of some triangles where a mesh has no faces.
function pickedIndex({ geometry, userData }, faces, triangles) {
  const { face_starts: starts, face_ids: ids } = userData.extras;
  const positions = faces.map((id) => ids.indexOf(id)).filter((position) => position >= 0);
  const runs = triangles.length
    ? triangles.map((triangle) => [triangle, triangle + 1])
    : positions.map((position) => [starts[position], starts[position + 1]]);
  const parts = runs.map(([first, end]) => geometry.index.array.subarray(3 * first, 3 * end));
  const picked = new Uint32Array(parts.reduce((total, part) => total + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    picked.set(part, filled);
    filled += part.length;
  }
  return picked;
}

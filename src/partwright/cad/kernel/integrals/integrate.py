"""Area, volume and first moments of the faces of a body.

The volume of a solid is a sum over its faces: ∫ p·n dA / 3, its first moment ∫ p (p·n) dA / 4, n outward. Green's
theorem turns each of them into a sum along the edges of the face, which costs a tenth of OpenCASCADE's Gauss
integration; that one does what is left.
"""

import numpy as np

from partwright.cad.kernel.integrals.face_integrals import FaceIntegrals
from partwright.cad.kernel.integrals.free_forms import integrate_free_forms, is_free_form
from partwright.cad.kernel.integrals.gauss import integrate_by_gauss
from partwright.cad.kernel.integrals.planes import integrate_planes
from partwright.cad.kernel.integrals.revolved import integrate_revolved, is_revolved
from partwright.cad.kernel.topology import Topology


def integrate_faces(topology: Topology) -> FaceIntegrals:
    """The integrals of every face of a body, about the origin of its frame."""
    found = FaceIntegrals.of(len(topology.faces))
    # A point near the body: far from the origin, the faces' volumes would be large and cancel.
    reference = topology.curves.starts.mean(axis=0) if len(topology.edge_shapes) else np.zeros(3)
    done = integrate_planes(topology, reference, found)
    for integrate, fits in ((integrate_revolved, is_revolved), (integrate_free_forms, is_free_form)):
        chosen = ~done & np.array([fits(surface) for surface in topology.surfaces], dtype=bool)
        done |= integrate(topology, chosen, reference, found)
    for position in np.flatnonzero(~done).tolist():
        integrate_by_gauss(topology.faces[position], position, topology.surfaces[position], reference, found)
    return FaceIntegrals(
        areas=found.areas,
        centroids=found.centroids + reference,
        volumes=found.volumes,
        moments=found.moments + found.volumes[:, None] * reference,
    )

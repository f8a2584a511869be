"""The graph of faces and edges."""

from tests.shapes.outlines import circle, rectangle
from tests.shapes.prismatic import Cut, prism

from partwright.geometry.face_graph import connected, face_graph
from partwright.geometry.part import Convexity

BLOCK = prism(rectangle(0, 0, 100, 60), 20, cuts=[Cut(rectangle(20, 15, 60, 30), 10), Cut(circle(8, 8, 3))])


def test_each_edge_is_met_from_both_its_faces() -> None:
    graph = face_graph(BLOCK)
    meetings = [(face, meeting) for face, found in enumerate(graph.meetings) for meeting in found]
    assert all(
        any(back.edge == meeting.edge and back.face == face for back in graph.meetings[meeting.face])
        for face, meeting in meetings
    )


def test_the_seam_of_a_bore_is_no_meeting() -> None:
    graph = face_graph(BLOCK)
    assert {meeting.face for meeting in graph.meetings[-1]} == {0, 1}


def test_a_mouth_lies_in_an_inner_loop_of_the_top() -> None:
    graph = face_graph(BLOCK)
    inner = {meeting.face for meeting in graph.meetings[0] if not meeting.outer}
    assert inner == {7, 8, 9, 10, 11}


def test_inside_edges_join_a_pocket() -> None:
    graph = face_graph(BLOCK)
    groups = connected(range(len(BLOCK.faces)), graph, lambda _, m: graph.edge(m).convexity is Convexity.CONCAVE)
    assert (6, 7, 8, 9, 10) in groups
    assert len(groups) == len(BLOCK.faces) - 4


def test_facets_of_a_bore_know_how_far_the_true_circle_lies() -> None:
    graph = face_graph(BLOCK)
    run = graph.triangles(len(BLOCK.faces) - 1)
    corners = BLOCK.mesh.corners()[run]
    middle = corners.mean(axis=1)[:, :2] + graph.rises[run, None] * graph.normals[run, :2]
    assert abs(((middle - (8, 8)) ** 2).sum(axis=1) ** 0.5 - 3.0).max() < 0.01

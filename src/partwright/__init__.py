"""Partwright: a CAD file becomes a part, a part a plan, a plan a price."""

__version__ = "0.1.0"

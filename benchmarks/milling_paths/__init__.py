"""Milling time by tool paths: what the milling room's own model is measured against."""

"""Uploads: files, their analysis, and what the viewer shows of them."""

"""Area, volume and first moments of faces, from their exact geometry."""

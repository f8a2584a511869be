"""The command line: `partwright analyze`, `quote` and `catalog`; the website adds its own commands by entry point."""

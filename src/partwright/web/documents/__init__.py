"""Documents that a person files: PDFs set by typst from plain values. Knows no slice that asks for one."""

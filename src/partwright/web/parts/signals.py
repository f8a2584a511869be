"""What the parts slice tells those above it, inside the transaction that makes it true."""

from django.dispatch import Signal

part_analyzed = Signal()
"""A part's bodies are stored. `part`: the row."""

archive_unpacked = Signal()
"""An archive fell apart into parts. `part`: its row; `members`: theirs, in order."""

"""What the accounts slice tells those above it, inside the transaction that makes it true."""

from django.dispatch import Signal

things_moved = Signal()
"""What belonged to one owner belongs to another now. `old`, `new`: ids of their rows; `kept`: whether it stays until it
is deleted, and no longer ends by itself."""

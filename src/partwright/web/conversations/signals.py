"""What conversations tell the slices above them, inside the transaction that makes it true."""

from django.dispatch import Signal

entry_written = Signal()
"""Something was written. `conversation`, `entry`: the rows; `by`: the actor, None for whoever has the link."""

conversation_changed = Signal()
"""Somebody closed, reopened or assigned a conversation. `conversation`: the row; `by`: the actor."""

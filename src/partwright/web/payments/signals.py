"""What the payments slice tells those above it, inside the transaction that makes it true."""

from django.dispatch import Signal

payment_settled = Signal()
"""The order may go on: the money is there, or staff have approved it on account. Once a payment. `payment`: the row."""

payment_failed = Signal()
"""The money will not come by this payment; the order may be paid by another. `payment`: the row."""

refund_settled = Signal()
"""Money went back, or was taken off what is owed. `refund`: the row; `payment`: its payment, which counts it."""

refund_failed = Signal()
"""Money could not be given back, or came back after it was. `refund`, `payment`: the rows."""

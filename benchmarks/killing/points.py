"""Where the shop is killed: sixty points with names, each right after one write."""

from typing import NamedTuple, Self


class Point(NamedTuple):
    """After the `number`-th write with this label, in this step, by the process that serves or the one that works."""

    step: str
    phase: str
    label: str
    number: int

    @classmethod
    def named(cls, name: str) -> Self:
        """The point whose words these are."""
        step, phase, write = name.split(": ")
        label, _, number = write.rpartition(" ")
        return cls(step, phase, label, int(number))

    def __str__(self) -> str:
        return f"{self.step}: {self.phase}: {self.label} {self.number}"


_NAMES = """
begin: serve: insert ordering_checkout 1
place by card: serve: store file 1
place by card: serve: insert ordering_order 1
place by card: serve: insert ordering_orderline 1
place by card: serve: insert payments_payment 1
place by card: serve: insert mailing_message 1
place by card: serve: insert jobs_job 1
place by card: serve: commit 1
place by card: serve: stripe POST /v1/checkout/sessions 1
place by card: serve: update payments_payment 1
place by card: serve: commit 3
place by card: work: smtp RCPT 1
place by card: work: smtp content 1
pay by card: serve: insert payments_providerevent 2
pay by card: serve: update payments_payment 3
pay by card: serve: update ordering_order 2
pay by card: serve: update documents_numberseries 2
pay by card: serve: insert documents_issueddocument 1
pay by card: serve: commit 3
pay by card: serve: stripe GET /v1/checkout/sessions/… 1
pay by card: serve: update payments_payment 6
pay by card: work: smtp content 1
place by transfer: serve: store file 2
place by transfer: serve: insert ordering_order 1
place by transfer: serve: insert payments_payment 1
place by transfer: serve: insert documents_issueddocument 1
place by transfer: serve: commit 1
place by transfer: work: smtp DATA 1
place by transfer: work: update mailing_message 2
receive the transfer: serve: insert payments_receipt 1
receive the transfer: serve: update payments_payment 1
receive the transfer: serve: insert documents_issueddocument 1
receive the transfer: serve: commit 1
place on account: serve: insert payments_payment 1
place on account: serve: commit 1
approve: serve: update payments_payment 1
approve: serve: commit 1
pay otherwise: serve: update payments_payment 1
pay otherwise: serve: insert payments_payment 1
pay otherwise: serve: commit 1
pay otherwise: serve: stripe POST /v1/checkout/sessions 1
ship a part: serve: insert ordering_shipment 1
ship a part: serve: update ordering_orderline 2
ship a part: serve: commit 1
ship the rest: serve: update ordering_order 1
ship the rest: serve: insert documents_issueddocument 2
ship the rest: serve: commit 1
deliver: serve: commit 1
deliver: serve: update ordering_order 1
complain: serve: insert conversations_conversation 1
complain: serve: insert ordering_complaint 1
complain: serve: commit 1
refund: serve: insert payments_refund 1
settle the refund: serve: insert documents_issueddocument 1
cancel, paid by card: serve: insert payments_refund 1
cancel, paid by card: work: stripe POST /v1/refunds 1
cancel, paid by card: work: update payments_payment 1
cancel, paid by card: work: smtp content 2
cancel, unpaid: work: stripe POST /v1/checkout/sessions/…/expire 1
reorder: serve: insert quoting_revision 1
"""

NAMED = tuple(map(Point.named, _NAMES.strip().splitlines()))

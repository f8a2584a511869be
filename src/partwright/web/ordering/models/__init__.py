"""The rows of this slice: what leads to an order, the order with its history, its shipments, complaints about it."""

from partwright.web.ordering.models.checkout import Checkout, FreightOffer, TaxExemption, Terms
from partwright.web.ordering.models.complaint import Complaint
from partwright.web.ordering.models.order import Order, OrderEvent, OrderFile, OrderLine
from partwright.web.ordering.models.shipment import Shipment, ShipmentLine

__all__ = [
    "Checkout",
    "Complaint",
    "FreightOffer",
    "Order",
    "OrderEvent",
    "OrderFile",
    "OrderLine",
    "Shipment",
    "ShipmentLine",
    "TaxExemption",
    "Terms",
]

"""The piece of plate or bar a part is cut from, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal

from partwright.geometry.part import Vector
from partwright.manufacturing.processes.cnc_milling.shop import Material, Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The blank, sides along the axes of the part's box.

    `bought` says which piece of trade it is sawn from. `charged_mm3` is the material paid for: the blank with its
    kerfs. `largest` is how many blanks one plate or bar yields; `cut_cost` the dealer's saw cuts for one.
    """

    size_mm: Vector
    bought: str
    charged_mm3: float
    mass_kg: float
    material_cost: Decimal
    cut_cost: Decimal
    yielded: int

    @property
    def cost(self) -> Decimal:
        return self.material_cost + self.cut_cost


def choose_stock(box_mm: Vector, *, upright: int, material: Material, shop: Shop) -> Stock | None:
    """The cheapest blank for a part of these sides that is first held with side `upright` toward the spindle.

    None where nothing thick or wide enough is sold. Along `upright` it carries the allowance above and the grip below,
    around it the allowance for sawn edges. Plate lies flat and bar is sawn to the longest side, as dealers do: nobody
    slices a thick bar across or stands a plate on edge.
    """
    need = [side + 2 * shop.stock["side_allowance"] for side in box_mm]
    need[upright] = box_mm[upright] + shop.stock["top_allowance"] + shop.stock["grip"]
    offers = (
        _from_plate(need, need.index(min(need)), shop),
        _from_bar(need, need.index(max(need)), shop),
    )
    found = [offer for offer in offers if offer is not None]

    def cost_eur(offer: _Offer) -> float:
        return _mass_kg(offer, material) * float(material.price_eur_kg) + offer.cuts * shop.stock["cut_charge"]

    chosen = min(found, key=lambda offer: (round(cost_eur(offer), 6), offer.charged_mm3), default=None)
    return None if chosen is None else _stock(chosen, material, shop)


def _next(sizes: tuple[float, ...], least: float) -> float | None:
    return next((size for size in sizes if size >= least - 1e-6), None)


@dataclass(frozen=True, slots=True)
class _Offer:
    """One way to cut the blank: its sides, the piece it is sawn from, what is paid for, saw cuts, blanks a piece."""

    size_mm: Vector
    bought: str
    charged_mm3: float
    cuts: int
    yielded: int


def _from_plate(need: list[float], axis: int, shop: Shop) -> _Offer | None:
    """Sawn on four sides from plate whose thickness lies along `axis`."""
    thickness = _next(shop.plates_mm, need[axis])
    others = [side for side in range(3) if side != axis]
    kerf = shop.stock["kerf"]
    length, width = (need[side] + kerf for side in others)
    long, short = max(shop.plate_size_mm), min(shop.plate_size_mm)
    yielded = max(int(long // length) * int(short // width), int(long // width) * int(short // length))
    if thickness is None or yielded == 0:
        return None
    size = list(need)
    size[axis] = thickness
    return _Offer((size[0], size[1], size[2]), f"{thickness:g} mm plate", length * width * thickness, 2, yielded)


def _from_bar(need: list[float], axis: int, shop: Shop) -> _Offer | None:
    """Cut to length along `axis` from rectangular bar."""
    sides = [_next(shop.bars_mm, need[side]) for side in range(3) if side != axis]
    length = need[axis] + shop.stock["kerf"]
    yielded = int(shop.stock["bar_length"] // length)
    if sides[0] is None or sides[1] is None or yielded == 0:
        return None
    size = list(need)
    for side, bar in zip((side for side in range(3) if side != axis), sides, strict=True):
        size[side] = bar or 0.0
    name = f"{max(sides[0], sides[1]):g} × {min(sides[0], sides[1]):g} mm bar"
    return _Offer((size[0], size[1], size[2]), name, sides[0] * sides[1] * length, 1, yielded)


def _mass_kg(offer: _Offer, material: Material) -> float:
    return offer.charged_mm3 * material.density_g_cm3 * 1e-6


def _stock(offer: _Offer, material: Material, shop: Shop) -> Stock:
    mass_kg = _mass_kg(offer, material)
    price = material.price_eur_kg * Decimal(repr(round(mass_kg, 6)))
    return Stock(
        size_mm=offer.size_mm,
        bought=offer.bought,
        charged_mm3=offer.charged_mm3,
        mass_kg=mass_kg,
        material_cost=price.quantize(Decimal("0.000001")),
        cut_cost=Decimal(repr(shop.stock["cut_charge"])) * offer.cuts,
        yielded=offer.yielded,
    )

"""The shop: one row, defaults without it, changed by its owner alone, and what it lacks."""

from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.utils import timezone

from partwright.manufacturing.processes import PROCESSES
from partwright.web.actor import SYSTEM, Actor, ActorKind, Channel, StaffRole
from partwright.web.mailing.letterhead import letterhead
from partwright.web.shop import readiness
from partwright.web.shop.errors import ShopFieldError, ShopOwnerError
from partwright.web.shop.models import Shop
from partwright.web.shop.selectors import get_shop, missing, offered_processes
from partwright.web.shop.services import ShopWish, set_up

pytestmark = pytest.mark.django_db

OWNER = Actor(ActorKind.STAFF, Channel.STAFF, roles=frozenset({StaffRole.OWNER}))
WISH = ShopWish(
    name="Pump Works",
    street="1 Mill Street",
    postal_code="10115",
    city="Berlin",
    country="DE",
    currency="USD",
    length_unit="inch",
    processes=["fused_filament"],
    email="help@example.org",
)


def test_without_a_row_the_defaults_hold_and_the_address_is_missing() -> None:
    shop = get_shop()
    assert (shop.name, shop.currency, shop.length_unit) == ("Partwright", "EUR", "mm")
    assert offered_processes() == tuple(PROCESSES)
    assert "no address" in missing(shop)[0]
    assert not Shop.objects.exists()


def test_its_owner_sets_it_up_and_changes_it_without_a_second_row() -> None:
    set_up(WISH, by=OWNER)
    made = get_shop()
    assert (made.name, made.currency, made.country, made.processes) == ("Pump Works", "USD", "DE", ["fused_filament"])
    set_up(replace(WISH, name="  Pump   Works II "), by=OWNER)
    assert get_shop().name == "Pump Works II"
    assert get_shop().created_at == made.created_at


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.OWNER])
def test_nobody_else_changes_it(role: StaffRole) -> None:
    for by in (SYSTEM, Actor(ActorKind.STAFF, Channel.STAFF, roles=frozenset({role}))):
        with pytest.raises(ShopOwnerError):
            set_up(WISH, by=by)
    assert not Shop.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("street", ""),
        ("city", ""),
        ("country", "XX"),
        ("postal_code", "1011"),
        ("region", "US-NY"),
        ("currency", "XXX"),
        ("length_unit", "cm"),
        ("processes", []),
        ("processes", ["forging"]),
        ("email", "help at example"),
        ("vat_id", "DE1"),
        ("bank_iban", "DE02120300000000202052"),
        ("bank_iban", "12"),
        ("bank_bic", "BYLADEM100"),
        ("tax_regions", ["DE-BY"]),
        ("name", "x" * 121),
        ("name", "Pump\u202eWorks"),
    ],
)
def test_a_field_that_cannot_be_so_is_named(field: str, value: object) -> None:
    with pytest.raises(ShopFieldError) as refused:
        set_up(replace(WISH, **{field: value}), by=OWNER)
    assert refused.value.field == field
    assert not Shop.objects.exists()


def test_the_database_takes_no_second_shop() -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError):
        Shop.objects.create(id=2, name="Other", currency="EUR", length_unit="mm", created_at=now, updated_at=now)


def test_readiness_asks_those_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_questions", {})
    set_up(WISH, by=OWNER)
    assert missing(get_shop()) == ()
    readiness.asks(lambda: "Mail does not work.")
    assert missing(get_shop()) == ("Mail does not work.",)


def test_mail_is_asked_for_by_the_slice_that_sends_it() -> None:
    set_up(WISH, by=OWNER)
    assert [sentence for sentence in missing(get_shop()) if "mail" in sentence.lower()] != []


def test_mail_carries_the_name_and_address_of_the_shop() -> None:
    set_up(WISH, by=OWNER)
    assert letterhead().shop_name == "Pump Works"
    assert letterhead().shop_address == ("1 Mill Street", "10115 Berlin", "Germany")


@pytest.mark.django_db(transaction=True)
def test_this_process_notices_a_change_at_once() -> None:
    assert offered_processes() == tuple(PROCESSES)
    set_up(WISH, by=OWNER)
    assert [process_id.value for process_id in offered_processes()] == ["fused_filament"]

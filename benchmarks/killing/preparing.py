"""What is there before the first step: a shop, a customer, somebody of its staff, and prices frozen four times."""

from decimal import Decimal
from typing import Any

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 -- Django must be set up first
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.shapes.solids import box, step_bytes  # noqa: E402

from killing.people import CUSTOMER, PASSWORD, STAFF  # noqa: E402
from partwright.web.accounts.models import Person, Post  # noqa: E402
from partwright.web.accounts.selectors import actor_for  # noqa: E402
from partwright.web.accounts.services import new_owner  # noqa: E402
from partwright.web.actor import Channel, StaffRole  # noqa: E402
from partwright.web.jobs.worker import do_all  # noqa: E402
from partwright.web.mailing.services import send_test_mail  # noqa: E402
from partwright.web.parts.services import upload_part  # noqa: E402
from partwright.web.payments.services import set_credit  # noqa: E402
from partwright.web.quoting.revisions import freeze_quote  # noqa: E402
from partwright.web.quoting.selectors import lines_of  # noqa: E402
from partwright.web.quoting.services import configure_line, quote_parts  # noqa: E402
from partwright.web.shop.selectors import get_shop  # noqa: E402

QUANTITIES = (4, 5, 6, 7)  # one revision for each order


def prepare() -> dict[str, Any]:
    """Fills an empty database; the quote's token and its revisions."""
    call_command("migrate", verbosity=0)
    shop = get_shop()
    shop.name, shop.street, shop.postal_code, shop.city, shop.country = "Works", "2 Yard", "10115", "Berlin", "DE"
    shop.vat_id, shop.bank_iban = "DE136695976", "DE02120300000000202051"
    shop.save(force_insert=True)
    ada, boss = _person(CUSTOMER), _person(STAFF)
    for role in (StaffRole.SALES, StaffRole.PRODUCTION, StaffRole.FINANCE):
        Post.objects.create(channel=Channel.STAFF, person=boss, role=role, since=timezone.now())
    customer = actor_for(ada)
    content = step_bytes(box(20.0, 10.0, 5.0))
    parts = [upload_part(ContentFile(content), name=f"{name}.step", by=customer) for name in ("left", "right")]
    quote = quote_parts(parts, by=customer)
    do_all()
    revisions = []
    for quantity in QUANTITIES:
        for line in lines_of(quote):
            configure_line(line.id, by=customer, process="cnc_milling", quantity=quantity)
        revisions.append(freeze_quote(quote.token, by=customer).number)
    finance = actor_for(boss, channel=Channel.STAFF)
    set_credit(customer.owner_id, Decimal(100_000), 30, by=finance, currency=quote.currency)
    send_test_mail(STAFF, by=finance)  # a shop is open once a mail has gone out
    do_all()
    return {"token": quote.token, "revisions": revisions}


def _person(address: str) -> Person:
    person = Person(
        channel=Channel.WEB,
        owner=new_owner(channel=Channel.WEB),
        email=address,
        first_name="Ada",
        last_name="King",
        created_at=timezone.now(),
    )
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person

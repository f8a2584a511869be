"""What leaves the house is in the ledger, before and after, and stays there as it was written."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from partwright.policy.categories import Category
from partwright.policy.disclosure import Basis, Disclosure, RecipientKind, digest_of, make_disclosure
from partwright.policy.purposes import Purpose
from partwright.web.actor import Channel
from partwright.web.privacy import ledger
from partwright.web.privacy.models import LedgerRow, Outcome
from partwright.web.privacy.outbound import disclose
from partwright.web.privacy.retention import LEDGER_STAYS, erase_ledger

SUBJECT = uuid.UUID(int=7)


@pytest.fixture
def disclosure() -> Disclosure:
    return make_disclosure(
        RecipientKind.CARRIER,
        categories={Category.CONTENT},
        purpose=Purpose.PROVIDE_SERVICES,
        basis=Basis.CONTRACT,
        subject=SUBJECT,
        what="label: parcel booked",
        digest=digest_of(b"Jane Doe, 1 Main Street"),
    )


def outcomes() -> list[str]:
    return list(LedgerRow.objects.order_by("id").values_list("outcome", flat=True))


@pytest.mark.django_db
def test_what_left_is_attempted_first_and_done_afterwards(disclosure) -> None:
    assert disclose(disclosure, outcomes, channel=Channel.WEB) == [Outcome.ATTEMPTED]
    assert outcomes() == [Outcome.ATTEMPTED, Outcome.DONE]
    first, second = LedgerRow.objects.all()
    assert first.disclosure == second.disclosure
    assert list(ledger.disclosures_of(SUBJECT)) == [second, first]
    assert not ledger.disclosures_of(uuid.UUID(int=8)).exists()


@pytest.mark.django_db
def test_what_failed_is_in_the_ledger_as_failed(disclosure) -> None:
    with pytest.raises(ConnectionRefusedError):
        disclose(disclosure, lambda: (_ for _ in ()).throw(ConnectionRefusedError), channel=Channel.WEB)
    assert outcomes() == [Outcome.ATTEMPTED, Outcome.FAILED]


@pytest.mark.django_db
def test_a_process_that_dies_while_sending_leaves_the_attempt(disclosure) -> None:
    with pytest.raises(KeyboardInterrupt):
        disclose(disclosure, lambda: (_ for _ in ()).throw(KeyboardInterrupt), channel=Channel.WEB)
    assert outcomes() == [Outcome.ATTEMPTED]


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_inside_a_transaction(disclosure) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        disclose(disclosure, lambda: pytest.fail("sent"), channel=Channel.WEB)
    assert outcomes() == []


@pytest.mark.django_db
def test_the_ledger_holds_no_personal_value(disclosure) -> None:
    disclose(disclosure, lambda: None, channel=Channel.WEB)
    text = repr(list(LedgerRow.objects.values()))
    assert "Jane" not in text
    assert str(SUBJECT) not in text
    assert SUBJECT.hex not in text


@pytest.mark.django_db
def test_somebody_without_an_account_has_no_pseudonym() -> None:
    assert ledger.pseudonym_of(None) == ""
    assert len({ledger.pseudonym_of(uuid.UUID(int=number)) for number in range(9)}) == 9


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: LedgerRow.objects.update(what="mail: nothing"),
        lambda: LedgerRow.objects.get(outcome=Outcome.DONE).save(),
    ],
    ids=["all", "one"],
)
def test_the_database_refuses_to_change_a_row(disclosure, change) -> None:
    disclose(disclosure, lambda: None, channel=Channel.WEB)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change()
    assert set(LedgerRow.objects.values_list("what", flat=True)) == {"label: parcel booked"}


@pytest.mark.django_db(transaction=True)
def test_the_guard_comes_back_when_a_migration_has_made_the_table_anew(disclosure) -> None:
    table = LedgerRow._meta.db_table
    with connection.cursor() as cursor:
        on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER ledger_rows_stay_as_they_are{on_table}")
    ledger.guard()
    disclose(disclosure, lambda: None, channel=Channel.WEB)
    with pytest.raises(DatabaseError, match="never changed"):
        LedgerRow.objects.update(what="mail: nothing")


@pytest.mark.django_db
def test_the_ledger_is_kept_for_its_time_and_no_longer(disclosure) -> None:
    disclose(disclosure, lambda: None, channel=Channel.WEB)
    later = timezone.now() + LEDGER_STAYS
    assert erase_ledger(later - dt.timedelta(days=1)) == 0
    with time_machine.travel(later, tick=False):
        disclose(disclosure, lambda: None, channel=Channel.WEB)
    assert erase_ledger(later + dt.timedelta(days=1)) == 2
    assert LedgerRow.objects.count() == 2

"""Writing, whose turn it is, notes, calls, reading, closing: by the right people, also many at once."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.web.conversations.conftest import file

from partwright.errors import PartwrightError
from partwright.web.accounts.models import Owner
from partwright.web.accounts.retention import erase_gone_visitors
from partwright.web.accounts.selectors import actor_for
from partwright.web.accounts.services import take_over
from partwright.web.actor import SYSTEM, Channel, Right, StaffRole
from partwright.web.conversations import keeping, selectors, services
from partwright.web.conversations.access import link_of
from partwright.web.conversations.allowance import count_message
from partwright.web.conversations.errors import (
    CallGroundError,
    ConversationClosedError,
    ConversationNotFoundError,
    EmptyMessageError,
    MessageTooLongError,
    TitleError,
)
from partwright.web.conversations.models import Conversation, Entry, Kind, MessageCount, Reading, State, Via
from partwright.web.conversations.retention import erase_ended_conversations, erase_message_counts
from partwright.web.conversations.signals import entry_written
from partwright.web.conversations.writing import MailIds
from partwright.web.mailing.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def texts(thread: Conversation, by) -> list[str]:
    return [entry.text for entry in selectors.get_thread(thread.id, by=by).entries]


def unread(thread: Conversation, by, *, staff: bool = False) -> int:
    found = selectors.conversations_for_staff(by) if staff else selectors.conversations_of(by)
    return found.get(id=thread.id).unread


def test_each_message_makes_it_the_other_sides_turn(thread, customer, sales) -> None:
    assert thread.state == State.WAITING_FOR_STAFF
    services.write(thread.id, text="Make it 0.8 mm.", by=sales)
    thread.refresh_from_db()
    assert thread.state == State.WAITING_FOR_CUSTOMER
    services.write(thread.id, text="Thank you.", by=customer)
    thread.refresh_from_db()
    assert thread.state == State.WAITING_FOR_STAFF
    assert texts(thread, customer) == ["Is 0.6 mm enough?", "Make it 0.8 mm.", "Thank you."]


def test_authors_are_called_by_their_names(thread, customer, sales) -> None:
    services.write(thread.id, text="a", by=sales)
    services.write(thread.id, text="b", by=SYSTEM)
    entries = selectors.get_thread(thread.id, by=customer).entries
    assert [(entry.author_kind, entry.author_name) for entry in entries] == [
        ("customer", "Ada King"),
        ("staff", "Sam Rivers"),
        ("system", ""),
    ]


def test_internal_notes_are_hidden_from_the_customer_and_change_no_turn(thread, customer, sales) -> None:
    services.write(thread.id, text="They always ask that.", internal=True, by=sales)
    thread.refresh_from_db()
    assert thread.state == State.WAITING_FOR_STAFF
    assert "They always ask that." in texts(thread, sales)
    assert "They always ask that." not in texts(thread, customer)
    assert unread(thread, customer) == 0


def test_a_customer_writes_no_internal_note(thread, customer) -> None:
    with pytest.raises(ConversationNotFoundError):
        services.write(thread.id, text="x", internal=True, by=customer)


def test_a_stranger_finds_nothing(thread, stranger, by) -> None:
    for actor in (stranger, by, None):
        with pytest.raises(ConversationNotFoundError):
            selectors.get_thread(thread.id, by=actor)
        for act in (
            lambda actor=actor: services.write(thread.id, text="x", by=actor),
            lambda actor=actor: services.close(thread.id, by=actor),
            lambda actor=actor: services.reopen(thread.id, by=actor),
            lambda actor=actor: services.mark_read(thread.id, by=actor),
        ):
            with pytest.raises(ConversationNotFoundError):
                act()
    for act in (
        lambda: services.note_call(thread.id, text="x", source="y", purpose="provide_services", by=stranger),
        lambda: services.assign(thread.id, None, by=stranger),
    ):
        with pytest.raises(ConversationNotFoundError):
            act()
    assert list(selectors.conversations_of(stranger)) == []


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (StaffRole.SALES, set(Kind)),
        (StaffRole.PRODUCTION, {Kind.ORDER, Kind.COMPLAINT}),
        (StaffRole.FINANCE, {Kind.COMPLAINT}),
        (StaffRole.PRICING, set()),
        (StaffRole.OWNER, set(Kind)),
    ],
)
def test_staff_see_what_their_role_works_on(role, kinds, make_person, customer) -> None:
    for kind in Kind:
        services.start(kind, title=kind, text="x", by=customer, owner_id=customer.owner_id)
    actor = actor_for(make_person("Sam Rivers", role=role))
    assert {conversation.kind for conversation in selectors.conversations_for_staff(actor)} == kinds


def test_a_member_who_may_only_view_reads_and_does_not_write(team, make_person) -> None:
    viewer = actor_for(make_person("Vi Ewer", team=team, right=Right.VIEW))
    buyer = actor_for(make_person("Bo Uyer", team=team, right=Right.QUOTE))
    thread = services.start(Kind.SUPPORT, title="t", text="a", by=buyer, owner_id=team.owner_id)
    assert texts(thread, viewer) == ["a"]
    with pytest.raises(ConversationNotFoundError):
        services.write(thread.id, text="b", by=viewer)
    with pytest.raises(ConversationNotFoundError):
        services.start(Kind.SUPPORT, title="t", text="a", by=viewer, owner_id=team.owner_id)


def test_nobody_starts_one_for_somebody_else(customer, stranger) -> None:
    with pytest.raises(ConversationNotFoundError):
        services.start(Kind.SUPPORT, title="t", text="a", by=stranger, owner_id=customer.owner_id)
    with pytest.raises(ConversationNotFoundError):
        services.start(Kind.SUPPORT, title="t", text="a", by=None, owner_id=customer.owner_id)


def test_staff_start_one_with_a_customer(customer, sales) -> None:
    thread = services.start(
        Kind.ORDER, title="Order 7", text="Late by a day.", by=sales, owner_id=customer.owner_id, subject=uuid.uuid4()
    )
    assert thread.state == State.WAITING_FOR_CUSTOMER
    found = selectors.find_thread(Kind.ORDER, thread.subject, by=customer)
    assert found.conversation == thread
    assert [entry.author_kind for entry in found.entries] == ["staff"]


def test_whoever_has_the_link_reads_and_writes_and_no_other_link_opens_it(by_link, thread) -> None:
    link = link_of(by_link)
    services.write(by_link.id, text="Grade 5.", by=None, link=link)
    assert [entry.author_name for entry in selectors.get_thread(by_link.id, by=None, link=link).entries] == [
        "Grace",
        "Grace",
    ]
    for wrong in ("", "0" * 64, link[:-1], link.upper()):
        with pytest.raises(ConversationNotFoundError):
            selectors.get_thread(by_link.id, by=None, link=wrong)
    with pytest.raises(ConversationNotFoundError):
        selectors.get_thread(thread.id, by=None, link=link)
    assert link_of(thread) == ""


def test_a_note_about_a_call_names_source_and_purpose(thread, customer, sales) -> None:
    for source, purpose in (("", "provide_services"), ("Ada King", ""), ("Ada King", "gossip"), ("Ada King", "inform")):
        with pytest.raises(CallGroundError):
            services.note_call(thread.id, text="x", source=source, purpose=purpose, by=sales)
    services.note_call(
        thread.id, text="Wants it earlier.", source="Ada King, called", purpose="provide_services", by=sales
    )
    note = Entry.objects.get(via=Via.PHONE)
    assert (note.channel, note.internal, note.source) == (Channel.OFFLINE, True, "Ada King, called")
    assert "Wants it earlier." not in texts(thread, customer)


def test_the_database_refuses_a_call_without_its_ground_and_a_hidden_word_of_a_customer(thread) -> None:
    common = {"conversation": thread, "channel": Channel.WEB, "created_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**common, number=2, author_kind="staff", via="phone", internal=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**common, number=2, author_kind="customer", via="web", internal=True)


def test_a_closed_conversation_takes_no_message_until_it_is_reopened(thread, customer, sales) -> None:
    services.close(thread.id, by=sales)
    with pytest.raises(ConversationClosedError):
        services.write(thread.id, text="x", by=customer)
    with pytest.raises(ConversationClosedError):
        services.write(thread.id, text="x", by=sales)
    services.write(thread.id, text="for us", internal=True, by=sales)
    services.reopen(thread.id, by=customer)
    services.write(thread.id, text="x", by=customer)
    thread.refresh_from_db()
    assert (thread.state, thread.closed_at) == (State.WAITING_FOR_STAFF, None)


def test_what_is_no_message_is_refused(thread, customer) -> None:
    for text, error in ((" \n\u202e\0", EmptyMessageError), ("x" * 20_001, MessageTooLongError)):
        with pytest.raises(error):
            services.write(thread.id, text=text, by=customer)
    for title in ("", " \n ", "x" * 121):
        with pytest.raises(TitleError):
            services.start(Kind.SUPPORT, title=title, text="x", by=customer, owner_id=customer.owner_id)


def test_a_title_is_one_line_and_a_text_hides_nothing(customer) -> None:
    thread = services.start(
        Kind.SUPPORT, title="a\r\nBcc: eve", text="a\r\nb\x1b[2J\u202ec", by=customer, owner_id=customer.owner_id
    )
    assert thread.title == "a Bcc: eve"
    assert texts(thread, customer) == ["a\nb[2Jc"]


def test_unread_counts_the_other_sides_words_until_they_are_read(thread, customer, sales, by) -> None:
    assert unread(thread, customer) == 0
    assert unread(thread, sales, staff=True) == 1
    services.mark_read(thread.id, by=sales)
    services.write(thread.id, text="a", by=sales)
    services.write(thread.id, text="b", by=sales)
    assert unread(thread, customer) == 2
    assert selectors.unread_conversations(customer) == 1
    services.mark_read(thread.id, by=customer)
    services.mark_read(thread.id, by=customer)
    assert unread(thread, customer) == 0
    assert unread(thread, sales, staff=True) == 0
    assert Reading.objects.count() == 2


def test_a_visitor_reads_too_and_keeps_it_when_signing_in(by, sales, ada) -> None:
    thread = services.start(Kind.REVIEW, title="t", text="a", by=by, owner_id=by.owner_id)
    services.write(thread.id, text="b", by=sales)
    assert unread(thread, by) == 1
    services.mark_read(thread.id, by=by)
    assert unread(thread, by) == 0
    take_over(by.owner_id, ada)
    assert texts(thread, actor_for(ada)) == ["a", "b"]
    with pytest.raises(ConversationNotFoundError):
        selectors.get_thread(thread.id, by=by)


def test_a_visitor_stays_as_long_as_a_conversation_of_theirs(by, other) -> None:
    services.start(Kind.REVIEW, title="t", text="a", by=by, owner_id=by.owner_id)
    erase_gone_visitors(timezone.now() + timedelta(days=400))
    assert list(Owner.objects.values_list("id", flat=True)) == [by.owner_id]


def test_what_comes_by_mail_is_added_once_and_reopens(thread, customer, sales) -> None:
    services.close(thread.id, by=sales)
    mail = MailIds("<one@mail.example>", "<zero@shop.example>")
    for _ in range(2):
        entry = services.write_by_mail(
            thread.id, sender_name="Ada", sender_email="ada@example.org", text="again", mail=mail, by=SYSTEM
        )
    assert (entry.via, entry.author_kind, entry.in_reply_to) == (Via.MAIL, "customer", "<zero@shop.example>")
    assert texts(thread, customer) == ["Is 0.6 mm enough?", "again"]
    thread.refresh_from_db()
    assert thread.state == State.WAITING_FOR_STAFF
    with pytest.raises(ConversationNotFoundError):
        services.write_by_mail(thread.id, sender_name="", sender_email="x", text="x", mail=mail, by=customer)


def test_those_above_are_told_in_the_same_transaction(thread, customer) -> None:
    def refuse(**_kwargs: object) -> None:
        raise PartwrightError("not now")

    entry_written.connect(refuse)
    try:
        with pytest.raises(PartwrightError):
            services.write(thread.id, text="x", by=customer)
    finally:
        entry_written.disconnect(refuse)
    assert texts(thread, customer) == ["Is 0.6 mm enough?"]


def at_once(act, *, times: int = 20) -> list[str]:
    start, faults = threading.Barrier(times), []

    def run(number: int) -> None:
        start.wait()
        try:
            act(number)
        except Exception as fault:  # noqa: BLE001 -- told below
            faults.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return faults


def test_twenty_messages_at_once_are_all_there_in_an_order(thread, customer) -> None:
    assert at_once(lambda number: services.write(thread.id, text=str(number), by=customer)) == []
    assert list(thread.entries.values_list("number", flat=True)) == list(range(1, 22))
    assert {entry.text for entry in thread.entries.all()[1:]} == {str(number) for number in range(20)}


def test_one_mail_that_comes_twenty_times_at_once_is_one_entry(thread) -> None:
    mail = MailIds("<one@mail.example>")
    faults = at_once(
        lambda _: services.write_by_mail(
            thread.id, sender_name="", sender_email="ada@example.org", text="x", mail=mail, by=SYSTEM
        )
    )
    assert faults == []
    assert thread.entries.count() == 2


def test_one_mail_that_comes_twenty_times_at_once_starts_one_conversation(db) -> None:
    contact = services.Contact("Grace", "grace@example.net")
    faults = at_once(
        lambda _: services.start(
            Kind.SUPPORT,
            title="t",
            text="x",
            by=SYSTEM,
            contact=contact,
            files=[file("a.txt", b"a")],
            via=Via.MAIL,
            mail=MailIds("<1@m.example>"),
        )
    )
    assert faults == []
    thread = Conversation.objects.get()
    assert (thread.entries.get().author_kind, thread.entries.get().author_name) == ("customer", "Grace")
    assert not Message.objects.exists()  # nothing is answered by a machine


def test_mails_with_no_id_or_an_endless_one_are_taken(thread) -> None:
    for number, message_id in enumerate(("", "", f"<{'x' * 5000}@m.example>", f"<{'x' * 5000}@m.example>")):
        services.write_by_mail(
            thread.id,
            sender_name="",
            sender_email="a@example.org",
            text=str(number),
            mail=MailIds(message_id, "<" + "y" * 5000),
            by=SYSTEM,
        )
    assert [entry.text for entry in thread.entries.all()[1:]] == ["0", "1", "2"]


def test_reading_twenty_times_at_once_leaves_one_row(thread, customer) -> None:
    assert at_once(lambda _: services.mark_read(thread.id, by=customer)) == []
    assert Reading.objects.values_list("read_up_to", flat=True).get() == 1


def test_a_closed_conversation_ends_after_half_a_year_and_an_open_one_does_not(thread, by_link, sales) -> None:
    services.close(thread.id, by=sales)
    now = timezone.now()
    erase_ended_conversations(now + timedelta(days=179))
    assert Conversation.objects.count() == 2
    erase_ended_conversations(now + timedelta(days=181))
    assert list(Conversation.objects.all()) == [by_link]
    erase_ended_conversations(now + timedelta(days=731))
    assert not Conversation.objects.exists()


def test_a_conversation_about_an_order_stays_as_long_as_the_order(customer, monkeypatch) -> None:
    kept, _gone = (
        services.start(Kind.ORDER, title="t", text="x", by=customer, owner_id=customer.owner_id, subject=uuid.uuid4())
        for _ in range(2)
    )
    services.close(kept.id, by=customer)
    monkeypatch.setattr(keeping, "_rules", {})
    keeping.keeps(Kind.ORDER)(lambda subjects: subjects & {kept.subject})
    assert erase_ended_conversations(timezone.now() + timedelta(days=2000)) == 1
    assert list(Conversation.objects.all()) == [kept]


def test_deleting_an_order_deletes_what_was_said_about_it(thread, customer) -> None:
    about = uuid.uuid4()
    services.start(Kind.ORDER, title="t", text="x", by=customer, owner_id=customer.owner_id, subject=about)
    assert services.erase_about(about) == 1
    assert list(Conversation.objects.all()) == [thread]


def test_counts_of_messages_end_with_the_hour(db) -> None:
    with time_machine.travel("2026-03-01 12:30+00:00", tick=False):
        count_message(address="192.0.2.1", customer="x")
        assert erase_message_counts(timezone.now()) == 0
    with time_machine.travel("2026-03-01 13:00+00:00", tick=False):
        assert erase_message_counts(timezone.now()) == 2
    assert not MessageCount.objects.exists()


def test_lists_ask_the_database_no_more_for_more_conversations(customer, sales, django_assert_num_queries) -> None:
    for number in range(8):
        thread = services.start(Kind.SUPPORT, title=str(number), text="x", by=customer, owner_id=customer.owner_id)
        services.write(thread.id, text="y", by=sales)
    with django_assert_num_queries(1):
        assert [conversation.unread for conversation in selectors.conversations_of(customer)] == [1] * 8
    with django_assert_num_queries(1):
        assert all(one.owner.person.name for one in selectors.conversations_for_staff(sales))
    with django_assert_num_queries(3):
        entries = selectors.get_thread(thread.id, by=customer).entries
        assert [list(entry.attachments.all()) for entry in entries] == [[], []]

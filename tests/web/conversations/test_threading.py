"""Mail about conversations: who gets which, and that an answer finds its thread."""

import pytest

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import SYSTEM, Right
from partwright.web.conversations import services
from partwright.web.conversations.access import link_of
from partwright.web.conversations.models import Kind, SentMail
from partwright.web.conversations.threading import find_conversation, reply_address
from partwright.web.conversations.writing import MailIds
from partwright.web.jobs.worker import do_all
from partwright.web.mailing import permission
from partwright.web.mailing.models import Message, MessageState

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_staff_write_goes_to_the_customer_by_mail(thread, ada, sales) -> None:
    services.write(thread.id, text="Make it <0.8> mm.", by=sales)
    message = Message.objects.get()
    assert (message.to, message.subject) == (ada.email, "Re: Wall of the housing")
    assert message.person_id == ada.id
    assert "Make it <0.8> mm." in message.text
    assert "Make it &lt;0.8&gt; mm." in message.html
    assert "Sam Rivers" in message.text
    assert f"/conversations/{thread.id}/" in message.text
    assert message.headers["Reply-To"] == reply_address(thread)
    do_all()
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_notes_and_the_customers_own_words_send_nothing(thread, customer, sales) -> None:
    services.write(thread.id, text="x", internal=True, by=sales)
    services.note_call(thread.id, text="x", source="Ada", purpose="provide_services", by=sales)
    services.write(thread.id, text="x", by=customer)
    services.write(thread.id, text="x", by=SYSTEM)
    assert not Message.objects.exists()


def test_mails_of_a_thread_are_chained(thread, sales) -> None:
    services.write(thread.id, text="a", by=sales)
    first = Message.objects.get()
    assert "In-Reply-To" not in first.headers
    mail = MailIds("<answer@mail.example>", first.message_id)
    services.write_by_mail(thread.id, sender_name="", sender_email="a@example.org", text="b", mail=mail, by=SYSTEM)
    services.write(thread.id, text="c", by=sales)
    last = Message.objects.exclude(id=first.id).get()
    assert last.headers["In-Reply-To"] == "<answer@mail.example>"
    assert last.headers["References"] == f"{first.message_id} <answer@mail.example>"


def test_a_long_chain_is_cut_in_its_middle(thread, sales) -> None:
    for number in range(15):
        services.write(thread.id, text=str(number), by=sales)
    ids = list(Message.objects.order_by("created_at").values_list("message_id", flat=True))
    last = Message.objects.order_by("-created_at").first()
    assert last.headers["References"].split() == [ids[0], *ids[5:14]]


def test_an_answer_is_found_by_its_address_in_any_case(thread) -> None:
    address = reply_address(thread)
    assert find_conversation({"To": f"Shop <{address}>"}) == thread
    assert find_conversation({"to": address.upper()}) == thread
    assert find_conversation([("Received", "x"), ("To", "a@example.org"), ("Cc", address)]) == thread
    assert find_conversation({"Delivered-To": address}) == thread


def test_an_answer_is_found_by_what_it_answers(thread, sales) -> None:
    services.write(thread.id, text="a", by=sales)
    ours = SentMail.objects.get().message_id
    assert find_conversation({"In-Reply-To": ours}) == thread
    assert find_conversation({"References": f"<x@y.example>\r\n {ours}"}) == thread


def test_a_guessed_id_of_somebody_elses_mail_leads_nowhere(by_link) -> None:
    mail = MailIds("<1@mail.example>")
    services.write_by_mail(by_link.id, sender_name="", sender_email="grace@example.net", text="b", mail=mail, by=SYSTEM)
    assert find_conversation({"References": "<1@mail.example>", "From": "eve@example.org"}) is None
    assert find_conversation({"References": "<1@mail.example>"}) is None
    assert find_conversation({"References": "<1@mail.example>", "From": "Grace <Grace@example.net>"}) == by_link


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"To": ""},
        {"To": "shop+0000000000000000000000000000000@example.org"},
        {"To": f"shop+{'0' * 32}@example.org"},
        {"To": ",,,<<>>\0"},
        {"In-Reply-To": "no id", "References": "<a@b.example> " * 5000},
    ],
)
def test_other_mail_begins_a_conversation(headers, thread) -> None:
    assert find_conversation(headers) is None


def test_somebody_without_an_account_gets_a_link_and_nothing_that_was_typed(by_link) -> None:
    message = Message.objects.get()
    assert (message.to, message.to_name) == ("grace@example.net", "")
    assert f"/conversations/{by_link.id}/link/{link_of(by_link)}/" in message.text
    for typed in ("titanium", "2 mm", "Grace"):
        assert typed not in message.text + message.html + message.subject + str(message.headers)


def test_the_answer_to_somebody_without_an_account_has_the_link(by_link, sales) -> None:
    services.write(by_link.id, text="Yes.", by=sales)
    message = Message.objects.get(template="conversations.answer")
    assert message.to == "grace@example.net"
    assert link_of(by_link) in message.text


def test_of_a_team_those_are_told_who_wrote_and_still_belong_to_it(team, make_person, sales) -> None:
    writer, gone, silent = (
        make_person(f"{name} Smith", team=team, right=Right.QUOTE) for name in ("Wanda", "Gina", "Sid")
    )
    thread = services.start(Kind.ORDER, title="t", text="a", by=actor_for(writer), owner_id=team.owner_id)
    services.write(thread.id, text="b", by=actor_for(gone))
    gone.memberships.all().delete()
    services.write(thread.id, text="c", by=sales)
    assert list(Message.objects.values_list("to", flat=True)) == [writer.email]
    other = services.start(Kind.ORDER, title="t", text="a", by=sales, owner_id=team.owner_id)
    assert set(SentMail.objects.filter(entry__conversation=other).values_list("message_id", flat=True)) == set(
        Message.objects.filter(to__in=[writer.email, silent.email]).values_list("message_id", flat=True)
    ) - set(SentMail.objects.filter(entry__conversation=thread).values_list("message_id", flat=True))
    assert Message.objects.filter(to=silent.email).count() == 1


def test_an_address_that_may_get_no_mail_stops_no_answer(thread, sales, monkeypatch) -> None:
    monkeypatch.setattr(permission, "_rules", [lambda address, template: False])
    services.write(thread.id, text="a", by=sales)
    assert not Message.objects.exists()
    assert thread.entries.count() == 2

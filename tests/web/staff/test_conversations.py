"""Conversations on the shop's side: the list, who answers, notes about calls."""

import pytest
from tests.web.staff.conftest import assert_queries_do_not_grow

from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import StaffRole
from partwright.web.conversations import services
from partwright.web.conversations.models import Entry, Kind, Via

LIST = "/staff/conversations/"


def test_what_waits_stands_first_and_filters_leave_out(works, browser_of, ask) -> None:
    sam = works(StaffRole.SALES)
    browser, sales = browser_of(sam), actor_for(sam)
    answered, closed, waiting = ask("Answered one"), ask("Closed one"), ask("Waiting one")
    services.write(answered.id, text="Yes.", by=sales)
    services.close(closed.id, by=sales)
    services.assign(waiting.id, sam.id, by=sales)
    page = browser.get(LIST).content.decode()
    assert page.index("Waiting one") < page.index("Answered one")
    assert "Closed one" not in page
    assert "Ada King, Engine Works" in page
    for query, shown in {
        "?state=closed": {"Closed one"},
        "?state=waiting_staff": {"Waiting one"},
        "?who=me": {"Waiting one"},
        "?who=nobody": {"Answered one"},
        "?kind=review": set(),
        "?kind=nonsense&state=nonsense&page=x": {"Waiting one", "Answered one"},
    }.items():
        page = browser.get(LIST + query).content.decode()
        assert {title for title in ("Answered one", "Closed one", "Waiting one") if title in page} == shown, query


def test_an_answer_goes_by_the_page_and_comes_back_to_it(as_role, ask) -> None:
    asked = ask()
    browser = as_role(StaffRole.SALES)
    address = f"{LIST}{asked.id}/"
    assert b"Is 0.6 mm enough?" in browser.get(address).content
    answer = browser.post(f"/conversations/{asked.id}/", {"text": "0.8 mm is safe.", "back": address})
    assert answer["Location"] == address
    assert b"0.8 mm is safe." in browser.get(address).content
    closed = browser.post(f"/conversations/{asked.id}/close/", {"back": address}, follow=True)
    assert b"Reopen the conversation" in closed.content


def test_a_kind_that_is_not_of_a_role_is_not_there(as_role, ask) -> None:
    address = f"{LIST}{ask().id}/"
    for below in ("", "assign/", "calls/"):
        browser = as_role(StaffRole.PRODUCTION)
        answer = browser.post(address + below, {"me": "1"}) if below else browser.get(address)
        assert answer.status_code == 404
    assert as_role(StaffRole.PRODUCTION).get(f"{LIST}{ask(kind=Kind.COMPLAINT).id}/").status_code == 200


def test_own_questions_are_answered_by_others(works, browser_of) -> None:
    sam = works(StaffRole.SALES)
    own = services.start(Kind.SUPPORT, title="Mine", text="?", by=actor_for(sam), owner_id=sam.owner_id)
    assert browser_of(sam).get(f"{LIST}{own.id}/").status_code == 404


def test_somebody_takes_a_conversation_and_gives_it_away(works, browser_of, ask) -> None:
    sam, eve, pia = works(StaffRole.SALES), works(StaffRole.OWNER), works(StaffRole.PRICING)
    asked, browser = ask(), browser_of(sam)
    address = f"{LIST}{asked.id}/assign/"
    for fields, holder in (
        ({"me": "1"}, sam.id),
        ({"person": str(eve.id)}, eve.id),
        ({"person": ""}, None),
    ):
        assert browser.post(address, fields).status_code == 303
        asked.refresh_from_db()
        assert asked.assigned_to_id == holder
    for nobody in (str(pia.id), "x"):
        refused = browser.post(address, {"person": nobody})
        assert refused.status_code == 422
        assert b'id="assign-person_error"' in refused.content


def test_a_note_about_a_call_names_source_and_purpose(as_role, ask, customer) -> None:
    asked, browser = ask(), as_role(StaffRole.SALES)
    address = f"{LIST}{asked.id}/calls/"
    fields = {"source": "Ada King, +49 30 1", "purpose": "provide_services", "text": "0.8 mm is fine."}
    assert browser.post(address, fields).status_code == 303
    note = Entry.objects.get(via=Via.PHONE)
    assert (note.source, note.purpose, note.internal) == ("Ada King, +49 30 1", "provide_services", True)
    assert b"Source: Ada King, +49 30 1." in browser.get(f"{LIST}{asked.id}/").content


@pytest.mark.parametrize(
    ("field", "value"),
    [("source", ""), ("source", "\u202e"), ("purpose", ""), ("purpose", "sell"), ("text", " "), ("text", "x" * 20_001)],
)
def test_a_note_that_lacks_something_is_shown_again(as_role, ask, field: str, value: str) -> None:
    fields = {"source": "Ada", "purpose": "provide_services", "text": "Words of hers."} | {field: value}
    answer = as_role(StaffRole.SALES).post(f"{LIST}{ask().id}/calls/", fields)
    assert answer.status_code == 422
    assert f'id="call-{field}_error"'.encode() in answer.content
    assert not Entry.objects.filter(via=Via.PHONE).exists()


def test_a_longer_list_asks_no_more_queries(as_role, ask) -> None:
    assert_queries_do_not_grow(as_role(StaffRole.SALES), LIST, ask)


def test_a_longer_thread_asks_no_more_queries(as_role, ask, customer) -> None:
    asked = ask()
    assert_queries_do_not_grow(
        as_role(StaffRole.SALES),
        f"{LIST}{asked.id}/",
        lambda: services.write(asked.id, text="Also this.", by=customer),
    )

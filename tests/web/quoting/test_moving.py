"""A quote that goes to a team takes its parts along, and what stands elsewhere too stays there as well."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.web.accounts.test_owners import make_person, make_team

from partwright.web.accounts.models import Person, Team
from partwright.web.accounts.selectors import actor_for
from partwright.web.actor import Actor, Right
from partwright.web.jobs.worker import do_all
from partwright.web.parts import storage
from partwright.web.parts.errors import PartNotFoundError
from partwright.web.parts.models import Part
from partwright.web.parts.selectors import get_part
from partwright.web.quoting import changing, copying, moving, revisions, selectors, services
from partwright.web.quoting.errors import QuoteMoveError, QuoteNotFoundError
from partwright.web.quoting.models import Quote, QuoteLine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(db: None) -> Person:
    return make_person()


@pytest.fixture
def bob(db: None) -> Person:
    return make_person("bob@example.org")


@pytest.fixture
def team(ada: Person) -> Team:
    return make_team((ada, Right.QUOTE))


@pytest.fixture
def quote(ada: Person, upload, reader) -> Quote:
    """A quote of Ada's with one priced part."""
    by = actor_for(ada)
    made = services.quote_parts([upload(owner=by)], by=by)
    do_all()
    return made


def join(team: Team, person: Person, right: Right) -> Actor:
    person.memberships.create(channel="web", team=team, right=right, since=team.created_at)
    return actor_for(person)


def test_a_quote_goes_to_a_team_with_its_parts(quote: Quote, ada: Person, bob: Person, team: Team) -> None:
    part = Part.objects.get()
    before = selectors.priced_quote(quote).total
    stranger = actor_for(bob)
    with pytest.raises(PartNotFoundError):
        get_part(part.id, by=stranger)
    moved = moving.move_quote(quote.token, to=team.owner_id, by=actor_for(ada))
    member = join(team, bob, Right.VIEW)
    assert get_part(part.id, by=member).owner_id == moved.owner_id == team.owner_id
    assert selectors.priced_quote(moved).total == before
    with pytest.raises(QuoteNotFoundError):
        services.rename_quote(quote.token, name="Pump", by=member)


@pytest.mark.parametrize("right", [Right.QUOTE, Right.ORDER, Right.ADMIN])
def test_who_may_quote_in_a_team_changes_what_it_was_given(quote: Quote, ada: Person, bob, team: Team, right) -> None:
    moving.move_quote(quote.token, to=team.owner_id, by=actor_for(ada))
    member = join(team, bob, right)
    assert services.rename_quote(quote.token, name="Pump", by=member).name == "Pump"


def test_only_an_administrator_or_who_brought_it_takes_it_back(quote: Quote, ada: Person, bob, team: Team) -> None:
    moving.move_quote(quote.token, to=team.owner_id, by=actor_for(ada))
    member = join(team, bob, Right.ORDER)
    with pytest.raises(QuoteMoveError):
        moving.move_quote(quote.token, to=bob.owner_id, by=member)
    assert moving.move_quote(quote.token, to=ada.owner_id, by=actor_for(ada)).owner_id == ada.owner_id
    moving.move_quote(quote.token, to=team.owner_id, by=actor_for(ada))
    bob.memberships.update(right=Right.ADMIN)
    assert moving.move_quote(quote.token, to=bob.owner_id, by=actor_for(bob)).owner_id == bob.owner_id
    assert Part.objects.get().owner_id == bob.owner_id


def test_a_quote_is_given_to_no_team_of_others_and_to_none_in_which_one_only_views(quote: Quote, ada, bob) -> None:
    foreign = make_team((bob, Right.ADMIN))
    seen = make_team((ada, Right.VIEW))
    for to in (foreign.owner_id, seen.owner_id, bob.owner_id):
        with pytest.raises(QuoteMoveError):
            moving.move_quote(quote.token, to=to, by=actor_for(ada))
    assert Quote.objects.get().owner_id == ada.owner_id


def test_a_visitor_moves_nothing(by: Actor, other: Actor) -> None:
    quote = services.start_quote(by=by)
    with pytest.raises(QuoteMoveError):
        moving.move_quote(quote.token, to=by.owner_id, by=by)
    with pytest.raises(QuoteNotFoundError):
        moving.move_quote(quote.token, to=other.owner_id, by=other)


def test_a_part_of_two_quotes_stays_in_one_and_is_read_again_for_the_other(quote: Quote, ada, team: Team) -> None:
    by = actor_for(ada)
    services.configure_line(QuoteLine.objects.get().id, by=by, material="petg", quantity=7)
    copy = copying.copy_quote(quote.token, by=by)
    frozen = revisions.freeze_quote(quote.token, by=by)
    before = selectors.priced_quote(copy).total
    moving.move_quote(quote.token, to=team.owner_id, by=by)
    do_all()
    parts = {part.owner_id: part for part in Part.objects.all()}
    assert set(parts) == {ada.owner_id, team.owner_id}
    assert len({part.folder for part in parts.values()}) == len({part.id for part in parts.values()}) == 2
    assert parts[ada.owner_id].sha256 == parts[team.owner_id].sha256
    assert selectors.lines_of(copy)[0].part.owner_id == ada.owner_id
    [line] = selectors.priced_quote(Quote.objects.get(id=quote.id)).lines
    assert (line.line.part.owner_id, line.line.material, line.line.quantity) == (team.owner_id, "petg", 7)
    assert line.price.total == before == selectors.priced_quote(copy).total
    assert frozen.lines.get().part_id == parts[team.owner_id].id
    services.delete_quote(copy.token, by=by)
    assert storage.read(parts[team.owner_id].original)


def test_a_move_that_is_refused_leaves_no_file_behind(quote: Quote, ada, team: Team, monkeypatch) -> None:
    by = actor_for(ada)
    copying.copy_quote(quote.token, by=by)
    shared = moving._shared
    monkeypatch.setattr(moving, "_check", lambda *_args, **_options: None)

    def gone(*_args, **_options):
        raise QuoteMoveError("no")

    folders = storage.folders()
    monkeypatch.setattr(moving, "_hand_over", gone)
    assert shared(quote).count() == 1
    with pytest.raises(QuoteMoveError):
        moving.move_quote(quote.token, to=team.owner_id, by=by)
    assert storage.folders() == folders


def test_a_part_shared_while_files_are_copied_is_not_torn_from_its_other_quote(quote, ada, team, monkeypatch) -> None:
    by = actor_for(ada)
    lock = moving.lock_parts

    def overtaken(lines) -> None:
        monkeypatch.setattr(moving, "lock_parts", lock)
        copying.copy_quote(quote.token, by=by)
        lock(lines)

    monkeypatch.setattr(moving, "lock_parts", overtaken)
    with pytest.raises(QuoteMoveError, match="meanwhile"):
        moving.move_quote(quote.token, to=team.owner_id, by=by)
    assert Part.objects.get().owner_id == ada.owner_id


def test_a_part_that_is_being_read_arrives_at_its_new_owner(ada: Person, team: Team, upload, reader) -> None:
    by = actor_for(ada)
    quote = services.quote_parts([upload(owner=by)], by=by)
    answer = reader.read_answer

    def moved_meanwhile(*args, **options):
        moving.move_quote(quote.token, to=team.owner_id, by=by)
        return answer(*args, **options)

    reader.read_answer = moved_meanwhile
    do_all()
    part = Part.objects.get()
    assert (part.owner_id, part.state) == (team.owner_id, "ready")


def test_members_of_an_archive_go_with_it_or_leave_it(ada: Person, team: Team, upload, reader) -> None:
    by = actor_for(ada)
    quote = services.quote_parts([upload("plates.zip", owner=by)], by=by)
    do_all()
    moving.move_quote(quote.token, to=team.owner_id, by=by)
    assert {part.owner_id for part in Part.objects.all()} == {team.owner_id}
    moving.move_quote(quote.token, to=ada.owner_id, by=by)
    left = selectors.lines_of(quote)[0].part
    QuoteLine.objects.filter(part=left).delete()
    moving.move_quote(quote.token, to=team.owner_id, by=by)
    moved = selectors.lines_of(quote)[0].part
    assert (moved.owner_id, moved.archive_id) == (team.owner_id, None)
    left.refresh_from_db()
    assert left.owner_id == left.archive.owner_id == ada.owner_id


def test_what_a_member_uploads_into_a_teams_quote_is_the_teams(quote: Quote, ada, bob, team: Team, upload) -> None:
    moving.move_quote(quote.token, to=team.owner_id, by=actor_for(ada))
    member = join(team, bob, Right.QUOTE)
    services.add_parts(quote.token, [upload("more.step", owner=member)], by=member)
    copying.copy_quote(quote.token, by=member)
    assert set(Part.objects.values_list("owner_id", flat=True)) == {team.owner_id}
    assert set(Quote.objects.values_list("owner_id", flat=True)) == {team.owner_id}


def test_moves_and_copies_at_once_never_mix_owners(quote: Quote, ada: Person, team: Team) -> None:
    by = actor_for(ada)

    def act(number: int) -> None:
        try:
            if number % 2:
                copying.copy_quote(quote.token, by=by)
            else:
                moving.move_quote(quote.token, to=(team.owner_id, ada.owner_id)[number % 4 == 0], by=by)
        except QuoteMoveError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(16)))
    for line in QuoteLine.objects.select_related("part", "quote"):
        assert line.part.owner_id == line.quote.owner_id


def test_the_page_moves_a_quote_there_and_back(quote: Quote, ada: Person, team: Team) -> None:
    client = Client()
    client.force_login(ada)
    page, address = (reverse(f"quoting:{name}", args=[quote.token]) for name in ("quote", "move"))
    assert "yours alone" in client.get(page).content.decode()
    assert client.post(address, {"to": str(team.owner_id)})["Location"] == page
    assert "belongs to the team Pumps" in client.get(page).content.decode()
    assert client.post(address, {"to": ""}).status_code == 303
    assert Quote.objects.get().owner_id == ada.owner_id
    assert client.post(address, {"to": "nobody"}).status_code == 409


def test_what_was_replaced_goes_along_and_can_still_be_taken_back(
    quote: Quote, ada: Person, team: Team, upload
) -> None:
    by = actor_for(ada)
    copy = copying.copy_quote(quote.token, by=by)  # holds the old part here, so that the team gets a copy of it
    [line] = selectors.lines_of(quote)
    change = changing.propose_part(line.id, upload("plate-b.step", owner=by), by=by)
    do_all()
    changing.accept_change(change.id, by=by)
    moving.move_quote(quote.token, to=team.owner_id, by=by)
    do_all()
    change.refresh_from_db()
    assert {change.old_part.owner_id, change.new_part.owner_id} == {team.owner_id}
    changing.undo_change(change.id, by=actor_for(ada))
    assert selectors.lines_of(quote)[0].part_id == change.old_part_id
    assert selectors.lines_of(copy)[0].part_id == line.part_id != change.old_part_id

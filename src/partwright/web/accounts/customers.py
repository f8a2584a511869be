"""Reads about customers, for the shop: whose name stands for an owner row, who they are, and finding one."""

from django.db.models import Q, QuerySet

from partwright.web.accounts.models import Owner

# What `name_of` looks at, for `select_related`, with the path to the owner before it.
NAMED_BY = ("person", "team")


def name_of(owner: Owner | None) -> str:
    """A person with their company, or a team by name; "" for a visitor without an account, or nobody."""
    team, person = getattr(owner, "team", None), getattr(owner, "person", None)
    if team is not None:
        return str(team.name)
    if person is None:
        return ""
    return ", ".join(filter(None, (person.name or person.email, person.company)))


def customers(search: str = "") -> QuerySet[Owner]:
    """Everybody with an account and every team, the newest first; all words of `search` in name, company or address."""
    found = Owner.objects.filter(Q(person__isnull=False) | Q(team__isnull=False)).select_related(*NAMED_BY)
    for word in search.split():
        found = found.filter(
            Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(person__company__icontains=word)
            | Q(person__email__icontains=word)
            | Q(team__name__icontains=word)
        )
    return found.order_by("-created_at", "id")

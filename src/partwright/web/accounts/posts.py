"""Who works in the shop, and on what: the posts of people."""

from django.db.models import QuerySet

from partwright.web.accounts.models import Person
from partwright.web.actor import StaffRole


def staff_people(*roles: StaffRole) -> QuerySet[Person]:
    """People of the shop with one of the roles, and its owners; all of the shop if none is named. By name."""
    wanted = {*roles, StaffRole.OWNER} if roles else set(StaffRole)
    return (
        Person.objects.filter(posts__role__in=wanted, is_active=True)
        .distinct()
        .order_by("first_name", "last_name", "email")
    )

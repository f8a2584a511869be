"""Owners, people, teams and the shop's staff, and the answers already given to programs."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from partwright.web.actor import Right, StaffRole
from partwright.web.privacy.rows import PersonalRow


class Owner(PersonalRow):
    """Whom parts, quotes and orders belong to: a visitor's browser, a person, or a team.

    A visitor is somebody without an account, from the first upload on: their row holds the SHA-256 of a random token
    of 256 bits that only their browser or program has. The row of a person or a team has none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- null, not "": unique
    created_at = models.DateTimeField()
    last_seen_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class People(BaseUserManager["Person"]):
    """Finds people by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(PersonalRow, AbstractBaseUser):
    """Somebody with an account. `email` is the address whose ownership was verified last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(Owner, on_delete=models.PROTECT, related_name="person")
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    company = models.CharField(max_length=120, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = People()

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """First and last name, as a letter says it."""
        return f"{self.first_name} {self.last_name}".strip()


class Post(PersonalRow):
    """What a person works on in the shop; without a post somebody is no staff."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in StaffRole])
    since = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="post_once_a_person", fields=["person", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Team(PersonalRow):
    """People who share quotes and orders; once deactivated they only see them, until that is undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(Owner, on_delete=models.PROTECT, related_name="team")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [*PersonalRow.Meta.constraints]

    def __str__(self) -> str:
        return str(self.id)


class Membership(PersonalRow):
    """That a person belongs to a team, and what they may do there."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    right = models.PositiveSmallIntegerField(choices=[(right.value, right.name.lower()) for right in Right])
    since = models.DateTimeField()

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.UniqueConstraint(name="membership_once_in_a_team", fields=["team", "person"]),
            models.CheckConstraint(
                name="membership_has_a_right", condition=Q(right__gte=min(Right).value, right__lte=max(Right).value)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"


class Invitation(PersonalRow):
    """A link that works once: into a team with a right, or into the shop's staff with a role.

    The row holds the SHA-256 of the link's random token. `email` is "" where whoever has the link may use it. One that
    was revoked or replaced opens nothing; its row stays for the count of how many were sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="invitations")
    right = models.PositiveSmallIntegerField(null=True, choices=[(right.value, right.name.lower()) for right in Right])
    role = models.CharField(max_length=10, blank=True, choices=[(role.value, role.value) for role in StaffRole])
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta(PersonalRow.Meta):
        constraints = [
            *PersonalRow.Meta.constraints,
            models.CheckConstraint(
                name="invitation_leads_somewhere",
                condition=Q(team__isnull=False, right__isnull=False, role="") | Q(team=None, right=None) & ~Q(role=""),
            ),
        ]

    def __str__(self) -> str:
        return self.token_digest[:8]


class GivenAnswer(PersonalRow):
    """The answer to a write that named an idempotency key, kept to be given again.

    `key_digest` covers the writer's token and key, `request_digest` operation and body: neither tells who did what.
    `status` is None while the first request is still at work; `content` has a placeholder where a new token stood.
    """

    key_digest = models.CharField(max_length=64, primary_key=True)
    request_digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=43)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key_digest[:8]

"""What every row with personal data has in common."""

from django.db import models
from django.db.models import Q

from partwright.web.actor import Channel


class PersonalRow(models.Model):
    """A row that says through which channel its data came; the database refuses one that does not."""

    channel = models.CharField(max_length=8, choices=[(channel.value, channel.name) for channel in Channel])

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_has_a_channel", condition=Q(channel__in=list(Channel))),
        ]

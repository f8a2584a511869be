import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def changed_when_made(apps, schema_editor):
    """Nobody noted yet when a quote was changed last: the day it was made stands in."""
    apps.get_model("quoting", "Quote").objects.update(changed_at=F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('quoting', '0006_requirements'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='quote',
            name='archived_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(changed_when_made, migrations.RunPython.noop),
    ]

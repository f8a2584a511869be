import django.db.models.deletion
import partwright.web.actor
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parts', '0004_kept_parts'),
        ('quoting', '0009_brought_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PartChange',
            fields=[
                ('channel', models.CharField(choices=[('web', 'WEB'), ('plugin', 'PLUGIN'), ('staff', 'STAFF'), ('offline', 'OFFLINE')], max_length=8)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('kept', 'Kept')], default='open', max_length=8)),
                ('required_before', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('new_part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposed_in', to='parts.part')),
                ('old_part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replaced_in', to='parts.part')),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='part_changes', to='quoting.quote')),
            ],
            options={
                'ordering': ['-at'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', [partwright.web.actor.Channel['WEB'], partwright.web.actor.Channel['PLUGIN'], partwright.web.actor.Channel['STAFF'], partwright.web.actor.Channel['OFFLINE']])), name='partchange_has_a_channel'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('quote', 'old_part'), name='partchange_open_once_a_part')],
            },
        ),
    ]

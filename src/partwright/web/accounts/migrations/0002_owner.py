import partwright.web.actor
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        # Their keys lead to the model that is renamed here.
        ('parts', '0003_body_picture'),
        ('quoting', '0003_line_alternatives'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='visitor', name='visitor_has_a_channel'),
        migrations.RenameModel(old_name='Visitor', new_name='Owner'),
        migrations.AddConstraint(
            model_name='owner',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', [partwright.web.actor.Channel['WEB'], partwright.web.actor.Channel['PLUGIN'], partwright.web.actor.Channel['STAFF'], partwright.web.actor.Channel['OFFLINE']])), name='owner_has_a_channel'),
        ),
        migrations.AlterField(
            model_name='owner',
            name='token_digest',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
    ]

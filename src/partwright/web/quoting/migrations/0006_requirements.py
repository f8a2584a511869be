from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quoting', '0005_revisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='quoteline',
            name='requirements',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]

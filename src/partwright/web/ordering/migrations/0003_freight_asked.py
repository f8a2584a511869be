from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ordering", "0002_add_up")]

    operations = [
        migrations.AddField("checkout", "freight_asked_at", models.DateTimeField(db_index=True, null=True)),
    ]

"""Counts of failed API tokens by address."""

from django.db import migrations, models

import quanheng.server.core.clock


class Migration(migrations.Migration):
    dependencies = [("core", "0002_events")]

    operations = [
        migrations.CreateModel(
            name="FailedTokens",
            fields=[
                ("client", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(default=quanheng.server.core.clock.now)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]

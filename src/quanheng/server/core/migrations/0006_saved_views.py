"""Views of lists that people keep."""

import django.db.models.manager
from django.db import migrations, models

import quanheng.server.core.clock
import quanheng.server.core.ids


class Migration(migrations.Migration):
    dependencies = [("core", "0005_failed_tokens")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=quanheng.server.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("listing", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(default=quanheng.server.core.clock.now)),
            ],
            options={
                "base_manager_name": "objects_unscoped",
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "listing", "name"), name="core_savedview_name")
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("objects_unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]

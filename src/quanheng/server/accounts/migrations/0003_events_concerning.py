"""An index for the events that concern an organisation, which their bodies name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_grants_apart"), ("core", "0002_events")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX accounts_event_concerns ON core_event ((body ->> 'organisation'), sequence DESC)",
            "DROP INDEX accounts_event_concerns",
        )
    ]

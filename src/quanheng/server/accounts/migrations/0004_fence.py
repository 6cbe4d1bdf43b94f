"""Row-level security on the tables of tenants and on their history; see `core/fence.py`.

There are policies for reading alone: whoever reads as `quanheng_app` changes nothing here. The owner of the tables, as
whom acts, migrations, COPY and dumps work, is not under them.
"""

from django.db import migrations

WITHIN = """
CREATE FUNCTION quanheng_within(organisation uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    -- One's own organisation, one in the divisions where one works, or any, by office. Without a scope: none.
    SELECT organisation = nullif(current_setting('quanheng.organisation', true), '')::uuid
        OR current_setting('quanheng.reads_all', true) = 'on'
        OR EXISTS (
            SELECT FROM accounts_organisation AS place
            WHERE place.id = organisation
              AND place.division_id = ANY (nullif(current_setting('quanheng.divisions', true), '')::uuid[])
        )
$$
"""
ONESELF = "nullif(current_setting('quanheng.person', true), '')::uuid"
OF_MEMBERSHIP = (
    "EXISTS (SELECT FROM accounts_membership AS place WHERE place.id = membership_id "
    f"AND (place.person_id = {ONESELF} OR quanheng_within(place.organisation_id)))"
)
#: Whoever invited into one's organisation is known there too.
INVITED_US = (
    "EXISTS (SELECT FROM accounts_invitation AS offer WHERE offer.invited_by_id = {table}.id "
    "AND quanheng_within(offer.organisation_id))"
)
MEMBER = f"person_id = {ONESELF} OR quanheng_within(organisation_id)"
VISIBLE = {
    "accounts_membership": f"{MEMBER} OR {INVITED_US.format(table='accounts_membership')}",
    "accounts_membershipevent": MEMBER,
    "accounts_rolegrant": f"person_id = {ONESELF} OR {OF_MEMBERSHIP}",
    "accounts_rolegrantevent": f"person_id = {ONESELF} OR {OF_MEMBERSHIP}",
    "accounts_invitation": "quanheng_within(organisation_id)",
    "accounts_invitationevent": "quanheng_within(organisation_id)",
    "accounts_apitoken": OF_MEMBERSHIP,
    "accounts_apitokenevent": OF_MEMBERSHIP,
}


def fence(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY quanheng_scope ON {table} FOR SELECT USING ({condition})",
        ],
        [f"DROP POLICY quanheng_scope ON {table}", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_events_concerning")]
    operations = [
        migrations.RunSQL(WITHIN, "DROP FUNCTION quanheng_within(uuid)"),
        *(fence(table, condition) for table, condition in VISIBLE.items()),
    ]

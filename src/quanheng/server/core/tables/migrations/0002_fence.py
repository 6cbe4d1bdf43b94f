"""Row-level security on imports and their rows: whoever reads as `quanheng_app` sees those of the own organisation."""

from django.db import migrations

OWN = "organisation_id = nullif(current_setting('quanheng.organisation', true), '')::uuid"
OF_OWN_BATCH = "batch_id IN (SELECT id FROM tables_importbatch)"  # which is under the fence itself
VISIBLE = {
    "tables_importbatch": OWN,
    "tables_importrow": OF_OWN_BATCH,
    "tables_importreference": OF_OWN_BATCH,
    "tables_importprogress": OF_OWN_BATCH,
    "tables_rememberedmapping": OWN,
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
    dependencies = [("tables", "0001_staging")]
    operations = [fence(table, condition) for table, condition in VISIBLE.items()]

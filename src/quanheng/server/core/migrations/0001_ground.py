"""What the tables of all apps stand on: extensions, the order of events, and the search document of a text."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

# The same separators as `core.search.normalised` by intention: everything that is no letter and no digit in the
# blocks that occur in Chinese and Western names. Written as code points, so that no locale changes their meaning.
SEPARATORS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30fb"
    r"\ufe10-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff]+"
)

FUNCTION = rf"""
CREATE FUNCTION quanheng_grams(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    -- Each pair of neighbouring characters at the place of its first; a word's last character alone, so that
    -- a query of one character, which asks for the prefix, finds it everywhere.
    SELECT coalesce(string_agg('''' || one || CASE next WHEN ' ' THEN '' ELSE next END || ''':' || place, ' '), '')::tsvector
    FROM (
        SELECT one, lead(one, 1, ' ') OVER (ORDER BY place) AS next, place
        FROM unnest(string_to_array(
            trim(regexp_replace(lower(normalize(value, NFKC)), '{SEPARATORS}', ' ', 'g')), NULL
        )) WITH ORDINALITY AS characters(one, place)
    ) AS pairs
    WHERE one <> ' ' AND place < 16384
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL("CREATE SEQUENCE core_event_sequence AS bigint", "DROP SEQUENCE core_event_sequence"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION quanheng_grams(text)"),
    ]

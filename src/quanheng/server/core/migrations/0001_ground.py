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

# One call of `format` makes the pairs of this many characters: 44 µs for a text of 90, where a row or a loop step for each
# character takes 70 µs and 54 µs.
# Entry i reads: the i-th and the (i+1)-th character in quotes, at place i; every entry is ENTRY characters long.
PIECE = 96
ENTRIES = [f"'%{i:02}$s%{i + 1:02}$s':{i:02} " for i in range(1, PIECE + 1)]
(ENTRY,) = {len(entry) for entry in ENTRIES}

FUNCTION = rf"""
CREATE FUNCTION quanheng_grams(value text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    -- The characters, and an empty one for each gap between words and for the end. So a word's last character stands
    -- alone in its entry (and its first one too): a query of one character, which asks for the prefix, finds it
    -- wherever it stands, and no pair reaches from one word into the next.
    characters text[] := array_replace(string_to_array(
        trim(regexp_replace(lower(normalize(value, NFKC)), '{SEPARATORS}', ' ', 'g')), NULL
    ), ' ', '') || ''::text;
    -- A tsvector holds no places beyond 16383.
    places integer := least(cardinality(characters) - 1, 16383);
    document tsvector := '';
BEGIN
    FOR done IN 0 .. places - 1 BY {PIECE} LOOP
        -- Concatenation moves the places of the right side behind those of the left one.
        document := document || format(
            left($pairs${"".join(ENTRIES)}$pairs$, {ENTRY} * least(places - done, {PIECE})),
            VARIADIC characters[done + 1 : done + {PIECE + 1}]
        )::tsvector;
    END LOOP;
    RETURN document;
END
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

"""Rows of one file that mean the same row of the register."""

import json

from django.utils.translation import gettext_noop

from quanheng.server.core.tables.problems import Origin, problem
from quanheng.server.core.tables.rehearsal.statements import ROWS, Statements, execute

SHOWN = 5


def refuse_duplicates(statements: Statements) -> int:
    """Refuse rows that stand more than once.

    Where they are the same in every cell, the first stays and the others are refused as repetitions. Where they
    differ, nobody but the file's author knows which is right: all are refused.
    """
    spec = statements.spec
    key = ", ".join(statements.cell(each) for each in spec.natural_key)
    whole = " AND ".join(f"{statements.cell(each)} <> ''" for each in spec.natural_key)
    names = [f"k{place}" for place in range(len(spec.natural_key))]
    same = " AND ".join(
        f"{statements.cell(each)} = d.{name}" for each, name in zip(spec.natural_key, names, strict=True)
    )
    labels = " + ".join(spec.by_key[each].heading("en") for each in spec.natural_key)
    labels_zh = " + ".join(spec.by_key[each].heading("zh-hans") for each in spec.natural_key)
    repeated = problem(
        "repeated",
        spec.natural_key,
        gettext_noop("The same as row %(first)s in every cell. Only that one is written."),
        first="{first}",
        is_final=True,
    ).of(Origin.REGISTER)
    contradicts = problem(
        "contradicts",
        spec.natural_key,
        gettext_noop(
            "Rows %(rows)s have the same %(key)s, but they differ. Keep the right one in the file and upload it again, or leave the others out here."
        ),
        rows="{rows}",
        key="{key}",
        is_final=True,
    ).of(Origin.REGISTER)
    said = {
        name: json.dumps(each.as_json(), ensure_ascii=False) for name, each in (("r", repeated), ("c", contradicts))
    }
    statement = f"""
        WITH doubled AS MATERIALIZED (
            SELECT {", ".join(f"{column} AS {name}" for column, name in zip(key.split(", "), names, strict=True))}
            FROM {ROWS} AS r WHERE r.batch_id = %(batch)s AND {whole}
            GROUP BY {key} HAVING count(*) > 1
        ), d AS MATERIALIZED (
            SELECT {", ".join(f"d.{name}" for name in names)}, min(r.number) AS first,
                count(DISTINCT r.cells) > 1 AS is_different,
                array_to_string((array_agg(r.number ORDER BY r.number))[1:{SHOWN}], ', ')
                    || CASE WHEN count(*) > {SHOWN} THEN ' …' ELSE '' END AS numbers
            FROM {ROWS} AS r JOIN doubled AS d ON {same}
            WHERE r.batch_id = %(batch)s GROUP BY {", ".join(f"d.{name}" for name in names)}
        )
        UPDATE {ROWS} AS r SET fate = 'refused', problems = coalesce(r.problems, '[]'::jsonb) || jsonb_build_array(
            CASE WHEN d.is_different
                THEN replace(%(contradicts)s, '{{rows}}', d.numbers)::jsonb
                ELSE replace(%(repeated)s, '{{first}}', d.first::text)::jsonb
            END)
        FROM d WHERE r.batch_id = %(batch)s AND {same} AND (d.is_different OR r.number <> d.first)
    """  # noqa: S608 (names of columns come from the declaration, values are parameters)
    contradiction = _with_key(said["c"], labels_zh, labels)
    values = {"batch": statements.batch_id, "contradicts": contradiction, "repeated": said["r"]}
    return execute(statement, values)


def _with_key(said: str, zh: str, en: str) -> str:
    """Each language's name of the key in its own sentence."""
    kept = json.loads(said)
    names = {"zh-hans": zh, "en": en}
    kept["why"] = {language: why.replace("{key}", names[language]) for language, why in kept["why"].items()}
    return json.dumps(kept, ensure_ascii=False)

"""The list of a million organisations, searched by two Chinese characters: server time of the whole page.

Ours is the page as a browser asks for it: every middleware, the queries, the template; without a network. Plain is
the same list as it is written at first: `name LIKE '%…%'`, an exact count, OFFSET and LIMIT, the same template left
out, so that the ratio is in its favour.
"""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q

from benchmarks.readers import Reader, readers
from benchmarks.register import filled
from benchmarks.report import Row, percentile, spread
from quanheng.server.accounts.models import Organisation
from quanheng.server.core.search import search_query

TITLE = "List of 1 000 000 organisations, filtered and searched by two characters"
TARGET_MS = 50.0
REPEATS = 8
PLAIN_REPEATS = 1
#: Two characters of every frequency; how often each occurs is measured and printed.
WORDS = ("公司", "有限", "济南", "科技", "经营", "阀门", "农贸", "卫生", "龙泉", "衡器", "鑫鼎", "龘靐")
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"division": "370102"},
    {"kind": "medical"},
    {"division": "370116", "kind": "enterprise", "status": "active"},
)


def run(*, rebuild: bool) -> list[Row]:
    """One row a word: p95 over readers, filters and repeats; and one over everything."""
    filled(rebuild=rebuild)
    everybody = readers()
    rows, everything = [], list[float]()
    for word in WORDS:
        times = [each for reader in everybody for each in _pages(reader, word)]
        everything += times
        share = _share(word)
        rows.append(
            Row(
                f"{word}, in {share:.2%} of the names",
                percentile(times, 0.95),
                "ms",
                target=TARGET_MS,
                plain=percentile(list(_plain(everybody[0], word)), 0.95),
                details=spread(times),
            )
        )
    rows.append(Row("all of them", percentile(everything, 0.95), "ms", target=TARGET_MS, details=spread(everything)))
    return rows


def _pages(reader: Reader, word: str) -> Iterator[float]:
    client = reader.client()
    for chosen in FILTERS:
        address = f"/organisations/?{urlencode({'q': word, **chosen})}"
        client.get(address)  # the first request of a kind fills caches that a running server has
        for _repeat in range(REPEATS):
            yield _milliseconds(lambda address=address: client.get(address))


def _plain(reader: Reader, word: str) -> Iterator[float]:
    for chosen in FILTERS:
        condition = Q(name__contains=word) | Q(short_name__contains=word) | Q(address__contains=word)
        for field, value in chosen.items():
            condition &= Q(**{"division__code" if field == "division" else field: value})
        found = Organisation.objects.visible_to(reader.actor).filter(condition).order_by("-id")
        for _repeat in range(PLAIN_REPEATS):
            yield _milliseconds(lambda found=found: (found.count(), list(found.select_related("division")[:50])))


def _share(word: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = to_regclass('accounts_organisation')")
        whole = cursor.fetchone()[0]
    found = Organisation.objects.unrestricted("benchmarks").filter(search=search_query(word))
    return found.count() / whole


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000

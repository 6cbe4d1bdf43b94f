"""The list of a million organisations, searched by two Chinese characters: server time of the whole page.

Ours is the page as a browser asks for it: every middleware, the queries, the template; without a network. Plain is the
list as it is written at first: `name LIKE '%…%'`, an exact count, OFFSET and LIMIT; its middleware and template are
left out, so that the ratio is in its favour. The last rows are the query alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Q

from benchmarks.processor import Stopwatch
from benchmarks.readers import Reader, readers
from benchmarks.register import filled
from benchmarks.report import Row, percentile, spread
from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.queries.organisations import OrganisationFilter, organisation_page
from quanheng.server.core.search import search_query

TITLE = "List of 1 000 000 organisations, filtered and searched by two characters"
PAGE_TARGET_MS, QUERY_TARGET_MS = 50.0, 30.0
REPEATS = 5
#: Two characters of every frequency; how often each occurs is measured and printed.
WORDS = ("济南", "有限", "大街", "科技", "历下", "电子", "经营", "农贸", "阀门", "鑫康", "龙泉", "龘靐")
WORDS_BESIDE_TRIGRAMS = ("济南", "科技", "阀门", "龘靐")
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"division": "370102"},
    {"kind": "medical"},
    {"division": "370116", "kind": "enterprise", "status": "active"},
)


@dataclass
class Times:
    """What was measured of one case, in milliseconds by the clock and of processor time."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def add(self, other: "Times") -> None:
        self.clock += other.clock
        self.work += other.work

    def row(self, case: str, target: float, plain: float | None = None) -> Row:
        """The case's row; beside the clock the work, which is what the clock shows on an idle machine."""
        details = {
            **spread(self.clock),
            "work p50": percentile(self.work, 0.5),
            "work p95": percentile(self.work, 0.95),
        }
        return Row(case, percentile(self.clock, 0.95), "ms", target=target, plain=plain, details=details)


def run(*, rebuild: bool) -> list[Row]:
    """A row a word, over readers, filters and repeats; then orders, pages within the list, and the query alone."""
    filled(rebuild=rebuild)
    everybody = readers()
    rows, pages, queries = [], Times(), Times()
    for word in WORDS:
        times = Times()
        for reader in everybody:
            times.add(_pages(reader, word))
            queries.add(_queries(reader, word))
        pages.add(times)
        plain = percentile(list(_plain(everybody[0], word)), 0.95)
        rows.append(times.row(f"{word}, in {_share(word):.2%} of the rows", PAGE_TARGET_MS, plain))
    rows.append(pages.row("all searches", PAGE_TARGET_MS))
    rows.append(_each(everybody, _without_search).row("no search", PAGE_TARGET_MS))
    rows.append(_each(everybody, _by_name).row("all searches, ordered by name", PAGE_TARGET_MS))
    rows.append(_each(everybody, _deep_within).row("page 2, 3 … 20 of a search", PAGE_TARGET_MS))
    rows.append(queries.row("the query alone, all searches", QUERY_TARGET_MS))
    return [*rows, *_beside_trigrams(everybody[0])]


def _pages(reader: Reader, word: str, **more: str) -> Times:
    client, times = reader.client(), Times()
    for chosen in FILTERS:
        address = f"/organisations/?{urlencode({'q': word, **chosen, **more})}"
        times.add(_measured(lambda address=address: _ask(client, address)))
    return times


def _ask(client: object, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code} {answer.headers.get('Location', '')}")
    return answer.content.decode()


def _queries(reader: Reader, word: str) -> Times:
    actor, times = reader.actor, Times()
    for chosen in FILTERS:
        wanted = OrganisationFilter(
            text=word,
            divisions=tuple(filter(None, [chosen.get("division")])),
            kinds=tuple(filter(None, [chosen.get("kind")])),
            statuses=tuple(filter(None, [chosen.get("status")])),
        )
        times.add(_measured(lambda wanted=wanted: organisation_page(actor, wanted, limit=50)))
    return times


def _each(everybody: list[Reader], cases: Callable[[Reader], Times]) -> Times:
    times = Times()
    for reader in everybody:
        times.add(cases(reader))
    return times


def _without_search(reader: Reader) -> Times:
    return _pages(reader, "")


def _by_name(reader: Reader) -> Times:
    times = Times()
    for word in WORDS:
        times.add(_pages(reader, word, sort="name"))
    return times


def _deep_within(reader: Reader) -> Times:
    actor, times = reader.actor, Times()
    client = reader.client()
    for word in ("济南", "科技", "电子"):
        cursor = None
        for _page in range(20):
            cursor = organisation_page(actor, OrganisationFilter(text=word), cursor=cursor, limit=20).next_cursor
            if cursor is None:
                break
            address = f"/organisations/?{urlencode({'q': word, 'cursor': cursor})}"
            times.add(_measured(lambda address=address: _ask(client, address), repeats=1))
    return times


def _measured(work: Callable[[], object], repeats: int = REPEATS) -> Times:
    work()  # the first request of a kind fills caches that a running server has
    watch, times = Stopwatch(), Times()
    for _repeat in range(repeats):
        watch.start()
        work()
        times.clock.append(watch.clock_ms())
        times.work.append(watch.work_ms())
    return times


def _plain(reader: Reader, word: str) -> Iterator[float]:
    for chosen in FILTERS:
        condition = Q(name__contains=word) | Q(short_name__contains=word) | Q(address__contains=word)
        for name, value in chosen.items():
            condition &= Q(**{"division__code" if name == "division" else name: value})
        found = Organisation.objects.visible_to(reader.actor).filter(condition).order_by("-id")
        watch = Stopwatch()
        watch.start()
        found.count()
        list(found.select_related("division")[:50])
        yield watch.clock_ms()


def _beside_trigrams(reader: Reader) -> Iterator[Row]:
    """The query alone beside the plain one on names with a trigram index, which has no trigram to look for."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_trigrams ON accounts_organisation USING gin (name gin_trgm_ops)")
        plain = {word: _names_alone(word) for word in WORDS_BESIDE_TRIGRAMS}
        transaction.set_rollback(True)
    for word in WORDS_BESIDE_TRIGRAMS:
        ours = _measured(lambda word=word: organisation_page(reader.actor, OrganisationFilter(text=word), limit=50))
        yield ours.row(f"the query alone, {word}; plain is LIKE with a pg_trgm index", QUERY_TARGET_MS, plain[word])


def _names_alone(word: str) -> float:
    found = Organisation.objects.unrestricted("benchmarks").filter(name__contains=word).order_by("-id")
    watch = Stopwatch()
    watch.start()
    found.count()
    list(found[:50])
    return watch.clock_ms()


def _share(word: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = to_regclass('accounts_organisation')")
        whole = cursor.fetchone()[0]
    found = Organisation.objects.unrestricted("benchmarks").filter(search=search_query(word))
    return found.count() / whole

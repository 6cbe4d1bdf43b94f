"""The pages of an import: from the file to the register, with and without scripts, in both languages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.server.accounts import world
from tests.server.core.tables import imports
from tests.server.core.tables.imports import content, fates, line

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.models import Organisation, Person
from quanheng.server.core.clock import now
from quanheng.server.core.fence import is_available, raised_for
from quanheng.server.core.tables import work
from quanheng.server.core.tables.actors import actor_for_job
from quanheng.server.core.tables.models import ImportBatch, ImportProgress, ImportRow

pytestmark = pytest.mark.django_db


def signed_in(*roles: str, kind: str = OrganisationKind.REGULATOR, division: str = world.CITY) -> Client:
    """The browser of somebody new, who reads English."""
    membership = world.member(world.organisation(kind, division), *roles)
    client = Client()
    client.force_login(Person.objects.get(pk=membership.person_id))
    client.cookies["quanheng_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    """Roles that require a second factor have tests of their own."""
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def browser(city: None, media: Path) -> Client:
    """Of a regulator of the city."""
    return signed_in(Role.REGULATOR)


def uploaded(browser: Client, data: bytes, name: str = "rows.csv") -> str:
    """The address to which an upload leads."""
    response = browser.post("/import/organisations/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


def text_of(response: object) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def latest() -> ImportBatch:
    batch = ImportBatch.objects_unscoped.order_by("-id").first()
    assert batch is not None
    return batch


def test_from_the_file_to_the_register_without_scripts(browser: Client) -> None:
    rows = [line(), line(kind="市集"), line(kind="市集"), line(established_on="2025/13/04")]
    here = uploaded(browser, content(rows))
    page = text_of(browser.get(here))
    assert "This is a dry run; nothing has been written yet." in page
    assert "1 row can be written (1 new, 0 updated). 3 rows have problems: 3 can be mended below, 0 refused." in page
    assert "Write 1 row" in page
    assert "2 equal rows, changed together" in page
    mended = browser.post(
        here + "mend/", {"column": "kind", "text": "市集", "code": "no-choice", "value": "market", "back": "open=1"}
    )
    assert mended.headers["Location"] == here + "?open=1"
    browser.post(here + "accept/")
    assert "Write 4 rows" in text_of(browser.get(here))
    browser.post(here + "write/", {"seen": "4"})
    page = text_of(browser.get(here))
    assert "4 rows are written." in page
    assert Organisation.objects.unrestricted("tests").filter(credit_code__in=[row[0] for row in rows]).count() == 4


def test_with_htmx_only_the_dry_run_comes_back(browser: Client) -> None:
    here = uploaded(browser, content([line(kind="市集"), line()]))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}?fate=new"}
    given = {"column": "kind", "text": "市集", "code": "no-choice", "value": "market", "number": "2"}
    response = browser.post(here + "mend/", given, headers=headers)
    body = response.content.decode()
    assert body.lstrip().startswith('<div id="rehearsal">')
    assert 'hx-swap-oob="true"' in body
    assert "Write 2 rows" in text_of(response)
    assert "2 rows on this page" in text_of(response)


def test_a_wrong_value_is_told_at_its_row(browser: Client) -> None:
    here = uploaded(browser, content([line(established_on="2025/13/04"), line()]))
    given = {
        "column": "established_on",
        "text": "2025/13/04",
        "code": "no-such-month",
        "typed": "2025-14-04",
        "number": "2",
    }
    response = browser.post(
        here + "mend/", given, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}"}
    )
    assert "There is no month 14." in text_of(response)
    assert fates(latest())[2] == "mend"


def test_an_unclear_heading_is_asked_about_and_remembered(browser: Client) -> None:
    headings = ["credit_code", "name", "kind", "division", "备注2"]
    rows = [[*line()[:4], "x"]]
    first = uploaded(browser, content(rows, headings))
    asked = browser.get(first)
    assert asked.headers["Location"] == first + "columns/"
    page = browser.get(first + "columns/")
    assert "Check where each column goes." in text_of(page)
    chosen = {f"column_{place}": key for place, key in enumerate(["credit_code", "name", "kind", "division", ""])}
    assert browser.post(first + "columns/", chosen).headers["Location"] == first
    assert latest().columns == ["credit_code", "name", "kind", "division"]
    second = uploaded(browser, content([[*line()[:4], "y"]], headings))
    assert "This is a dry run" in text_of(browser.get(second))


def test_missing_columns_are_named_with_the_nearest_headings(browser: Client) -> None:
    here = uploaded(browser, content([line()[:4]], ["credit number", "name", "kind", "where"]))
    page = text_of(browser.get(here + "columns/"))
    assert "Columns are missing." in page
    assert "Column “Division” is missing." in page
    answer = browser.post(here + "columns/", {"column_0": "credit_code", "column_1": "name", "column_2": "name"})
    assert answer.status_code == 422
    assert "Columns B, C both go into “Name”." in text_of(answer)


def test_another_heading_row_and_encoding_can_be_chosen(browser: Client) -> None:
    data = b"x,y\ncredit_code,name,kind,division\n" + ",".join(line()[:4]).encode("gb18030")
    here = uploaded(browser, data)
    page = browser.get(here, follow=True)
    assert page.status_code == 200
    again = browser.get(here + "columns/", {"header_row": "9"})
    assert again.status_code == 422
    assert "Row 9" in text_of(again)


def test_what_is_no_table_is_told_on_the_page_and_not_kept(browser: Client, media: Path) -> None:
    response = browser.post("/import/organisations/", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")})
    assert response.status_code == 422
    assert "The workbook is damaged or unusual." in text_of(response)
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert ImportBatch.objects_unscoped.count() == 0


def test_no_file_at_all_is_told(browser: Client) -> None:
    assert "Choose a file first." in text_of(browser.post("/import/organisations/", {}))


def test_the_page_speaks_chinese(browser: Client) -> None:
    here = uploaded(browser, content([line(established_on="2025/13/04"), line()]))
    browser.cookies["quanheng_language"] = "zh-hans"
    page = text_of(browser.get(here))
    assert "现在只是预演，什么都还没有写入。" in page
    assert "没有 13 月。" in page
    assert "写入 1 行" in page


def test_a_row_can_be_edited_as_a_whole_and_left_out(browser: Client) -> None:
    code = world.credit_code()
    here = uploaded(browser, content([line(code, name="甲"), line(code, name="乙")]))
    page = browser.get(here + "rows/3/?back=fate%3Drefused")
    assert "have the same Unified social credit code" in text_of(page)
    assert browser.post(here + "rows/3/", {"credit_code": "x", "name": "乙"}).status_code == 422
    other = {
        "credit_code": world.credit_code(),
        "name": "乙",
        "kind": "Market operator",
        "division": world.LIXIA,
        "back": "fate=refused",
    }
    assert browser.post(here + "rows/3/", other).headers["Location"] == here + "?fate=refused"
    assert fates(latest()) == {2: "new", 3: "new"}
    browser.post(here + "rows/2/leave-out/")
    assert fates(latest()) == {3: "new"}


def test_rows_are_shown_by_fate_and_page_by_page(browser: Client) -> None:
    here = uploaded(browser, content([line(kind="市集", name=f"n{number}") for number in range(60)]))
    first = browser.get(here + "?problem=no-choice:kind")
    assert "50 rows on this page" in text_of(first)
    following = re.search(r'href="([^"]+after=51[^"]*)"', first.content.decode())
    assert following is not None
    assert "10 rows on this page" in text_of(browser.get(following[1].replace("&amp;", "&")))
    assert "No row is like this." in text_of(browser.get(here + "?fate=update"))


def test_the_number_of_queries_of_the_dry_run_is_constant(browser: Client) -> None:
    few = uploaded(browser, content([line(kind="市集"), line(), line(division="x")]))
    many = uploaded(
        browser, content([each for _n in range(40) for each in (line(kind="市集"), line(), line(division="x"))])
    )
    counts = []
    for here in (few, many):
        browser.get(here + "?open=1")
        with CaptureQueriesContext(connection) as captured:
            browser.get(here + "?open=1")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)  # the work reports its progress over a connection of its own
def test_the_progress_of_a_large_file_is_shown_until_it_is_done(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SMALL_BYTES", 10)
    here = uploaded(browser, content([line()]))
    page = browser.get(here)
    assert "Waiting for a worker" in text_of(page)
    assert f'hx-get="{here}progress/"' in page.content.decode()
    batch = latest()
    ImportProgress.objects.filter(batch_id=batch.pk).update(stage="reading", done=300, total=1200)
    assert "25 % · 300 of 1 200 rows" in text_of(browser.get(here + "progress/"))
    assert batch.membership_id is not None
    work.work_on(batch.pk, actor_for_job(batch.membership_id))
    assert browser.get(here + "progress/").headers["HX-Refresh"] == "true"


def test_work_that_broke_off_can_be_continued(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SMALL_BYTES", 10)
    here = uploaded(browser, content([line()]))
    ImportProgress.objects.update(reported_at=now() - timedelta(minutes=1))
    page = text_of(browser.get(here))
    assert "The work broke off." in page
    assert "Continue" in page
    browser.post(here + "continue/")
    assert "Waiting for a worker" in text_of(browser.get(here))


def test_only_who_may_import_is_let_in(city: None, media: Path) -> None:
    manager = signed_in(Role.METROLOGY_MANAGER, kind=OrganisationKind.ENTERPRISE, division=world.LIXIA)
    assert manager.get("/import/organisations/").status_code == 403
    assert manager.get("/import/").status_code == 403
    assert Client().get("/import/organisations/").status_code == 302


def test_another_organisations_import_does_not_exist(browser: Client) -> None:
    here = uploaded(browser, content([line()]))
    other = signed_in(Role.REGULATOR, division=world.LIXIA)
    for page in ("", "columns/", "rows/2/", "annotated/", "progress/"):
        assert other.get(here + page).status_code == 404
    for act in ("mend/", "accept/", "write/", "abandon/", "continue/", "rows/2/leave-out/"):
        assert other.post(here + act, {"seen": "1"}).status_code == 404
    assert fates(latest()) == {2: "new"}


def test_the_second_fence_hides_other_organisations_rows(browser: Client) -> None:
    if not is_available():
        pytest.skip("this server has no role quanheng_app")
    uploaded(browser, content([line()]))
    stranger = world.actor(OrganisationKind.REGULATOR, world.LIXIA, Role.REGULATOR)
    assert ImportRow.objects.count() == 1
    with raised_for(stranger):
        assert ImportRow.objects.count() == 0
        assert ImportBatch.objects_unscoped.count() == 0


def test_files_come_out_with_their_names(browser: Client) -> None:
    template = browser.get("/import/organisations/template/")
    assert b"".join(template.streaming_content).startswith(b"PK")
    csv = browser.get(reverse("tables-export-organisations-csv"))
    assert b"".join(csv.streaming_content).startswith(b"\xef\xbb\xbf")
    assert "organisations-" in csv.headers["Content-Disposition"]
    workbook = browser.get(reverse("tables-export-organisations-xlsx"))
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    here = uploaded(browser, content([line(kind="市集")]))
    annotated = browser.get(here + "annotated/")
    assert "rows, to mend.xlsx" in annotated.headers["Content-Disposition"]
    assert b"".join(annotated.streaming_content).startswith(b"PK")


def test_an_import_can_be_abandoned(browser: Client, media: Path) -> None:
    here = uploaded(browser, content([line()]))
    assert browser.post(here + "abandon/").headers["Location"] == "/import/organisations/"
    assert "This import was abandoned." in text_of(browser.get(here))
    assert browser.get(here + "rows/2/").headers["Location"] == here


def test_a_stale_dry_run_is_shown_again(browser: Client) -> None:
    fresh = line(name="甲")
    here = uploaded(browser, content([fresh]))
    world.organisation(credit_code=fresh[0], name="乙", kind="market")
    browser.post(here + "write/", {"seen": "1"})
    page = text_of(browser.get(here))
    assert "The register changed since the rehearsal, and nothing was written." in page
    assert imports.registered(fresh[0]).name == "乙"

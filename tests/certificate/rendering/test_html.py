"""The HTML page: standalone, without script, and what a text says is never markup."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.certificate.drafts import CALIBRATION, NAMES, REJECTION, draft_of
from tests.certificate.third_party import CERTIFICATES, needs_files

from quanheng.certificate import CertificateError, read
from quanheng.certificate.building import build, named
from quanheng.certificate.rendering import Language, html_of
from quanheng.certificate.rendering.numbers import unit_shown


class Page(HTMLParser):
    """Tags, addresses and balance of a page."""

    _VOID = frozenset({"meta", "br", "path", "link", "img", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", Language)
def test_standalone_and_well_formed(name: str, language: Language) -> None:
    page = Page(html_of(read(build(draft_of(name))), language, "https://verify.example/"))
    assert page.open == []
    assert not {"script", "iframe", "object", "link", "img"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "style")]


def test_a_text_is_never_markup() -> None:
    hostile = "<script>alert(1)</script>"
    page = html_of(read(build(replace(CALIBRATION, customer=replace(CALIBRATION.customer, name=named(hostile))))))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_does_not_conform_is_set_off() -> None:
    page = html_of(read(build(REJECTION)))
    assert page.count("<tr class=marked>") == 2
    assert "不合格项目" in page


def test_units_are_printed_as_print_has_them() -> None:
    assert [unit_shown(each) for each in (r"\milli\gram", r"\metre\second\tothe{-2}", r"\degreecelsius", r"\percent")] == [
        "mg", "m/s²", "°C", "%",
    ]  # fmt: skip


@needs_files
def test_every_third_party_certificate_that_can_be_read_can_be_shown() -> None:
    count = 0
    for path in sorted(CERTIFICATES.rglob("*.xml")):
        try:
            certificate = read(path)
        except CertificateError:
            continue
        for language in Language:
            assert Page(html_of(certificate, language)).open == [], path.name
        count += 1
    assert count >= 12

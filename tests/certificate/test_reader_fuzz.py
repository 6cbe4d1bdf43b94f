"""Whatever is done to a certificate, reading it gives a certificate or an error of the package, never a crash."""

import contextlib
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from lxml import etree
from tests.certificate.third_party import CERTIFICATES, needs_files

from quanheng.certificate import CertificateError, Limits, parse, read
from quanheng.certificate.chain import follow
from quanheng.certificate.checking import check
from quanheng.certificate.comparing import compare
from quanheng.certificate.schemas import SchemaStore
from quanheng.certificate.tables import tables

pytestmark = needs_files

FILES = sorted(CERTIFICATES.rglob("*.xml"))
TODAY = date(2026, 11, 23)
NO_SCHEMAS = SchemaStore()
SNIPPETS = [
    b"<!DOCTYPE a>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x?>", b"&lt;", b"&#0;", b"&#x110000;", b"&amp;", b"NaN", b"-1", b"0",
    b"1e400", b"9" * 400, b" ", b"\x00", b"\xff", b"\xc3\xa9", "\u4e00".encode(), "\u202e".encode(), b"<", b">", b"'", b'"', b"/>",
    b"<dcc:list>", b"</dcc:list>", b"<si:real/>", b"\\kelvin", b"\\tothe{999999999}", b"true", b"pass", b"1 2 3", b"xmlns:dcc=''",
]  # fmt: skip


def everything(data: bytes) -> None:
    """All that is done to a certificate downstream of the reader."""
    try:
        certificate = read(data)
        check(data, schemas=NO_SCHEMAS, today=TODAY)
        compare(certificate, certificate)
        follow(certificate)
    except CertificateError:
        return
    for table in tables(certificate):
        table.to_csv()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A third party's file with a few things cut, doubled, put in or swapped."""
    data = draw(st.sampled_from(FILES)).read_bytes()
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 200))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            data = data[:at] + data[at + length :]
        elif kind == 1:
            data = data[: at + length] + data[at : at + length] + data[at + length :]
        elif kind == 2:
            data = data[:at] + draw(st.sampled_from(SNIPPETS)) + data[at:]
        elif kind == 3:
            data = data[:at] + draw(st.binary(max_size=8)) + data[at + length :]
        else:
            there = draw(st.integers(0, len(data)))
            data = data[:at] + data[there : there + length] + data[at + length :]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_damaged_certificates_are_read_or_refused(data: bytes) -> None:
    everything(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"<a" + b" b='" * 300)
@example(b"<?xml version='1.0' encoding='UTF-8'?>")
def test_bytes_of_any_kind_are_parsed_or_refused(data: bytes) -> None:
    with contextlib.suppress(CertificateError):
        parse(data, Limits(size=1000))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_elements_swapped_emptied_and_doubled_are_read_or_refused(path: Path) -> None:
    """Changes that keep the document well-formed, so that they reach the reader behind the parser."""
    generator = random.Random(path.name)
    try:
        tree = parse(path.read_bytes())
    except CertificateError:
        return
    original = etree.tostring(tree)
    for _ in range(60):
        root = etree.fromstring(original)
        elements = list(root.iter())
        for _ in range(generator.randint(1, 3)):
            one, other = generator.choice(elements), generator.choice(elements)
            kind = generator.randint(0, 5)
            if kind == 0:
                one.text = generator.choice(SNIPPETS[9:14] + SNIPPETS[29:]).decode()
            elif kind == 1:
                one.tag = other.tag
            elif kind == 2 and one.getparent() is not None:
                one.getparent().remove(one)
            elif kind == 3:
                one.append(etree.fromstring(etree.tostring(other)))
            elif kind == 4:
                del one[:]
            else:
                one.set(
                    generator.choice(["refId", "refType", "id", "lang"]),
                    generator.choice(["", "a b", "basic_temperature"]),
                )
        everything(etree.tostring(root))

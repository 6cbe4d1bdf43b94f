"""What comes in through the one door, and what is refused there."""

import time

import pytest

from quanheng.certificate.errors import CertificateError, Forbidden, NotWellFormed, TooLarge
from quanheng.certificate.limits import Limits
from quanheng.certificate.parsing import is_signed, parse

SIGNED = b'<r xmlns:ds="http://www.w3.org/2000/09/xmldsig#">%s<ds:Signature><ds:V>1</ds:V></ds:Signature></r>'


def test_a_doctype_is_refused_before_any_entity_is_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?>\n<!-- x --> <!DOCTYPE r [<!ENTITY e0 "ha">{levels}]><r a="&e11;">&e11;</r>'
    begun = time.perf_counter()
    with pytest.raises(Forbidden, match="DOCTYPE"):
        parse(bomb.encode())
    assert time.perf_counter() - begun < 0.1


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b'\xef\xbb\xbf<!DOCTYPE r PUBLIC "a" "http://127.0.0.1:9/x"><r/>',
        b'<?xml-stylesheet href="x"?><r/>',
        b"<r><?php 1 ?></r>",
        b"<r/><?after it?>",
        '<?xml version="1.0" encoding="UTF-16"?><r/>'.encode("utf-16"),
        '<?xml version="1.0"?><r/>'.encode("utf-16-be"),
        b'<?xml version="1.0" encoding="UTF-7"?><r/>',
        b"<?xml version='1.0' encoding='iso-8859-1'?><r>\xe9</r>",
        b"<?xml version='1.1'?><r/>",
        SIGNED % b"<v>20.<!-- x -->5</v>",
        SIGNED % b"<v><!-- x -->5</v>",
        SIGNED.replace(b"<ds:V>", b"<ds:V><!-- x -->") % b"",
    ],
)
def test_what_two_readers_could_read_differently_is_refused(data: bytes) -> None:
    with pytest.raises(Forbidden):
        parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"hello",
        b"<r>",
        b"<r></s>",
        b"<r>&e;</r>",
        b"<r>\xff</r>",
        b"<!-- ",
        b"<r/><r/>",
        b"<a:r/>",
        b"<r>\0</r>",
    ],
)
def test_what_is_no_xml_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NotWellFormed):
        parse(data)


def test_comments_of_an_unsigned_document_never_cut_a_text() -> None:
    root = parse(b"<!-- a --><r><v>20<!-- b -->.5</v><!-- c --></r><!-- d -->").getroot()
    assert root[0].text == "20.5"
    assert len(root) == 1


def test_a_licence_between_the_elements_of_a_signed_document_is_accepted() -> None:
    tree = parse(SIGNED % b"<!-- licence --> <v>5</v>")
    assert is_signed(tree)
    assert tree.getroot()[0].text == "5"


def test_a_signature_within_a_text_is_no_signature() -> None:
    assert not is_signed(parse(b"<r><![CDATA[<ds:Signature/>]]></r>"))


def test_an_embedded_pdf_of_12_mb_is_read() -> None:
    text = b"QUJD" * (4 * 1024 * 1024)
    root = parse(b"<r>" + text + b"</r>").getroot()
    assert len(root.text or "") == len(text)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"<r>" + b"x" * 100 + b"</r>", Limits(size=50)),
        (b"<r>" + b"<a/>" * 3000 + b"</r>", Limits(elements=1000)),
        (b"<r>" + b"<a/>" * 1001 + b"</r>", Limits(elements=1000)),
        (b"<a>" * 101 + b"</a>" * 101, Limits()),
        (b"<r " + b" ".join(b'a%d=""' % n for n in range(65)) + b"/>", Limits()),
    ],
)
def test_sizes_have_limits(data: bytes, limits: Limits) -> None:
    with pytest.raises(TooLarge):
        parse(data, limits)


def test_ten_thousand_levels_are_refused_and_do_not_crash() -> None:
    with pytest.raises(CertificateError):
        parse(b"<a>" * 10_000 + b"</a>" * 10_000)


def test_half_a_million_comments_take_no_quadratic_time() -> None:
    begun = time.perf_counter()
    parse(SIGNED % (b"<!-- --> " * 400_000))
    with pytest.raises(Forbidden, match="comment"):
        parse(SIGNED % (b"<!-- -->x" * 400_000))
    assert time.perf_counter() - begun < 20


def test_limits_that_reading_could_not_follow_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 200"):
        Limits(depth=1000)

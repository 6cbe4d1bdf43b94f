"""The PDF: what it says of itself, what it embeds, what it prints; judged by pikepdf and poppler."""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from tests.certificate.drafts import CALIBRATION, NAMES, VERIFICATION, draft_of, long_table
from tests.certificate.third_party import TYPICAL, VALID, needs_files

from quanheng.certificate import CertificateError, read
from quanheng.certificate.building import Draft, build, certificate_of, named
from quanheng.certificate.errors import TooLarge, Unavailable
from quanheng.certificate.rendering import Language, pdf_of
from quanheng.certificate.rendering.pdf import _require

_CI = os.environ.get("CI") == "true"
needs_poppler = pytest.mark.skipif(not _CI and shutil.which("pdftotext") is None, reason="needs poppler-utils")


def made(draft: Draft, folder: Path, language: Language = Language.CHINESE) -> tuple[bytes, Path]:
    xml = build(draft)
    path = folder / "certificate.pdf"
    path.write_bytes(pdf_of(read(xml), language, "https://verify.example/c/1"))
    return xml, path


def printed(path: Path, *words: str) -> str:
    done = subprocess.run(["pdftotext", "-layout", *words, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("name", NAMES)
def test_it_says_that_it_is_pdf_a_3b(name: str, tmp_path: Path) -> None:
    _, path = made(draft_of(name), tmp_path)
    with pikepdf.open(path) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata.pdfa_status == "3B"
        assert "/OutputIntents" in document.Root
        assert "/ID" in document.trailer
        assert "/Encrypt" not in document.trailer
        assert str(document.docinfo["/Title"]).startswith(("校准证书", "检定证书", "检定结果通知书"))


def test_the_xml_is_embedded_as_data_byte_by_byte(tmp_path: Path) -> None:
    xml, path = made(CALIBRATION, tmp_path)
    with pikepdf.open(path) as document:
        (name,) = document.attachments
        assert name == "certificate.xml"
        assert (
            hashlib.sha256(document.attachments[name].get_file().read_bytes()).digest() == hashlib.sha256(xml).digest()
        )
        (associated,) = document.Root["/AF"]
        assert associated["/AFRelationship"] == "/Data"
        assert associated["/EF"]["/F"]["/Subtype"] == "/application/xml"


def test_every_font_is_embedded(tmp_path: Path) -> None:
    _, path = made(CALIBRATION, tmp_path)
    with pikepdf.open(path) as document:
        descriptors = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)


def test_the_same_certificate_gives_the_same_bytes() -> None:
    certificate = read(build(CALIBRATION))
    assert pdf_of(certificate) == pdf_of(certificate)


@needs_poppler
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scale-verification", ["检定证书", "送检单位", "检定结论", "符合Ⅲ级", "有效期至", "2027年04月07日", "批准人", "陈示例", "JJG539-2016", "±15"]),
        ("scale-rejection", ["检定结果通知书", "不合格项目", "鉴别阈", "30.020", "不合格"]),
        ("balance-calibration", ["校准证书", "客户名称", "扩展不确定度U(k=2)/mg", "0.14", "20.3°C～20.8°C", "示例-FM-2025-004412", "JJF1847-2020"]),
    ],
)  # fmt: skip
def test_what_a_laboratory_hands_over_stands_in_it(name: str, words: list[str], tmp_path: Path) -> None:
    _, path = made(draft_of(name), tmp_path)
    text = "".join(printed(path).split())
    for word in words:
        assert word in text, word


@needs_poppler
def test_every_page_says_which_of_how_many_it_is(tmp_path: Path) -> None:
    _, path = made(long_table(150), tmp_path)
    with pikepdf.open(path) as document:
        count = len(document.pages)
    assert count >= 6
    for page in range(1, count + 1):
        text = "".join(printed(path, "-f", str(page), "-l", str(page)).split())
        assert f"第{page}页共{count}页" in text
        assert page == 1 or "证书编号：示例-XZ-2026-000187" in text


@needs_poppler
def test_a_long_table_repeats_its_heading_on_each_page_and_loses_no_row(tmp_path: Path) -> None:
    _, path = made(long_table(150), tmp_path)
    text = printed(path)
    assert len(re.findall(r"标称值 / kg", text)) >= 3
    assert all(re.search(rf"(?m)^\s*{value * 0.5:.2f}$", text) for value in range(1, 151))


@needs_poppler
def test_english_and_both_languages(tmp_path: Path) -> None:
    _, path = made(VERIFICATION, tmp_path, Language.ENGLISH)
    text = " ".join(printed(path).split())
    assert "Verification Certificate" in text
    assert "Page 1 of 3" in text
    assert "检定" not in text
    _, path = made(VERIFICATION, tmp_path, Language.BOTH)
    text = " ".join(printed(path).split())
    assert "Verification Certificate" in text
    assert "电子计价秤" in text
    assert "Price-computing scale" in text


@needs_files
@pytest.mark.parametrize("path", [TYPICAL, VALID])
def test_third_parties_certificates_can_be_printed(path: Path) -> None:
    data = pdf_of(read(path), Language.ENGLISH)
    assert data.startswith(b"%PDF-")


def test_a_certificate_without_xml_has_nothing_to_embed() -> None:
    with pytest.raises(CertificateError, match="no XML to embed"):
        pdf_of(certificate_of(CALIBRATION))


def test_a_character_that_no_font_has_is_named() -> None:
    name = named("\U00012000")  # a cuneiform sign
    certificate = read(build(replace(CALIBRATION, customer=replace(CALIBRATION.customer, name=name))))
    with pytest.raises(CertificateError, match="install one that has it, or make HTML"):
        pdf_of(certificate)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TooLarge, match="has 20002 rows; at most 20000 are printed"):
        pdf_of(read(build(long_table(20_000))))


def test_an_absent_font_is_named_with_its_remedy() -> None:
    with pytest.raises(Unavailable, match="apt-get install fonts-noto-cjk"):
        _require("Noto Serif CJK SC", lambda: ["DejaVu Sans Mono"])

"""Schemas count only by their digests, come only from this machine, and are fetched only when asked to."""

import shutil
from pathlib import Path

import pytest
from tests.certificate.third_party import CERTIFICATES, SCHEMAS, TYPICAL, needs_files, needs_schemas

from quanheng.certificate import parse
from quanheng.certificate.errors import CertificateError, NotFetched, SchemaMissing, SchemaUntrusted
from quanheng.certificate.schemas import CATALOGUE, VERSIONS, SchemaStore, fetch, install, user_folder
from quanheng.certificate.schemas.installing import over_https

pytestmark = [needs_files, needs_schemas]


def published(url: str) -> bytes:
    """What the published address answers, from the files at hand."""
    path = next(each.path for each in CATALOGUE if each.url == url)
    return (SCHEMAS / path).read_bytes()


def test_every_version_compiles_from_the_catalogue_alone() -> None:
    assert VERSIONS == ("2.2.0", "2.3.0", "2.4.0", "3.0.0", "3.1.0", "3.1.1", "3.1.2", "3.2.0", "3.2.1", "3.3.0")
    store = SchemaStore(SCHEMAS)
    for version in VERSIONS:
        assert store.violations(parse(b"<nothing/>"), version)


def test_a_changed_schema_is_refused(tmp_path: Path) -> None:
    install(SCHEMAS, tmp_path)
    file = tmp_path / "si/v2.1.0/SI_Format.xsd"
    file.write_bytes(file.read_bytes() + b"<!-- -->")
    with pytest.raises(SchemaUntrusted, match=r"SI_Format\.xsd has the SHA-256"):
        SchemaStore(tmp_path).violations(parse(TYPICAL.read_bytes()), "3.1.1")


def test_a_missing_import_is_said_to_be_missing(tmp_path: Path) -> None:
    install(SCHEMAS, tmp_path)
    (tmp_path / "si/v2.1.0/SI_Format.xsd").unlink()
    with pytest.raises(SchemaMissing, match=r"si/v2\.1\.0/SI_Format\.xsd is not installed"):
        SchemaStore(tmp_path).violations(parse(TYPICAL.read_bytes()), "3.1.1")
    assert [each.path for each in SchemaStore(tmp_path).missing()] == ["si/v2.1.0/SI_Format.xsd"]


def test_an_unknown_version_is_not_checked() -> None:
    with pytest.raises(SchemaMissing, match="known are"):
        SchemaStore(SCHEMAS).violations(parse(b"<r/>"), "9.9.9")


def test_install_knows_files_by_their_digest_wherever_they_lie(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    for number, pinned in enumerate(CATALOGUE):
        shutil.copy(SCHEMAS / pinned.path, heap / f"{number}.xsd")
    (heap / "other.xsd").write_bytes(b"<schema/>")
    done = install(heap, tmp_path / "target")
    assert (len(done.present), done.missing) == (len(CATALOGUE), ())
    assert not SchemaStore(tmp_path / "target").missing()
    with pytest.raises(CertificateError, match="no folder"):
        install(tmp_path / "nowhere", tmp_path / "target")


def test_fetch_asks_for_what_is_missing_only(tmp_path: Path) -> None:
    asked: list[str] = []

    def get(url: str) -> bytes:
        asked.append(url)
        return published(url)

    fetch(tmp_path, get)
    assert asked == [each.url for each in CATALOGUE]
    (tmp_path / CATALOGUE[3].path).write_bytes(b"damaged")
    asked.clear()
    fetch(tmp_path, get)
    assert asked == [CATALOGUE[3].url]


def test_fetch_refuses_another_file(tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="answers with a file of SHA-256"):
        fetch(tmp_path, lambda url: b"<html>not found</html>")
    assert not list(tmp_path.rglob("*.xsd"))


@pytest.mark.parametrize("url", ["http://ptb.de/dcc/v3.3.0/dcc.xsd", "https://example.org/x.xsd", "file:///etc/passwd"])
def test_only_published_addresses_are_fetched(url: str) -> None:
    with pytest.raises(NotFetched, match="none of the published addresses"):
        over_https(url)


def test_the_environment_names_the_folders(tmp_path: Path) -> None:
    environment = {"QUANHENG_SCHEMA_DIR": "/somewhere", "XDG_CACHE_HOME": str(tmp_path)}
    store = SchemaStore.of_environment(environment)
    assert store.folders == (Path("/somewhere"), tmp_path / "quanheng" / "schemas")
    assert user_folder(environment) == tmp_path / "quanheng" / "schemas"


def test_formulas_are_let_through_unread() -> None:
    tree = parse((CERTIFICATES / "ptb/valid_formula.xml").read_bytes())
    assert SchemaStore(SCHEMAS).violations(tree, "3.3.0") == []


def test_validation_leaves_a_signed_document_as_it_was() -> None:
    path = CERTIFICATES / "siemens/dcc_gp_temperature_typical_v12_signed.xml"
    tree = parse(path.read_bytes())
    assert SchemaStore(SCHEMAS).violations(tree, "3.1.1") == []
    assert tree.getroot()[-1].tag.endswith("Signature")

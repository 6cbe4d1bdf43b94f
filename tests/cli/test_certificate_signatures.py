"""`quanheng certificate sign` and `verify`: files, exit codes, answers."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from tests.certificate import sm2_pki
from tests.certificate.documents import HONEST, certificate, values
from tests.certificate.pki import Holder, issue, revocation_list
from typer.testing import CliRunner, Result

from quanheng.cli.main import app

AT = ("--at", "2026-11-02T16:30:00+08:00")


@pytest.fixture
def signer() -> Holder:
    root = issue("根证书", is_ca=True)
    return issue("授权签字人", issue("签发机构", root, is_ca=True))


@pytest.fixture
def folder(signer: Holder, tmp_path: Path) -> Path:
    (tmp_path / "unsigned.xml").write_bytes(certificate())
    (tmp_path / "key.pem").write_bytes(signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "chain.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in signer.chain))
    anchors = tmp_path / "trust" / "anchors"
    anchors.mkdir(parents=True)
    assert signer.issuer is not None
    assert signer.issuer.issuer is not None
    (anchors / "root.pem").write_bytes(signer.issuer.issuer.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "issuer.crl").write_bytes(revocation_list(signer.issuer).public_bytes(Encoding.DER))
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["certificate", *map(str, arguments)])


def signed(folder: Path) -> Path:
    output = folder / "signed.xml"
    result = run(
        "sign", folder / "unsigned.xml", "--key", folder / "key.pem", "--certificates", folder / "chain.pem",
        "--output", output, *AT,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return output


def test_what_is_signed_verifies(folder: Path) -> None:
    content = folder / "content.xml"
    result = run("verify", signed(folder), "--trust", folder / "trust", "--language", "en", "--output", content)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("VALID  ")
    assert "2026-11-02 08:30:00 UTC (claimed by the signer)" in result.output
    assert "! Nobody looked whether the certificate was revoked" in result.output
    assert values(content.read_bytes()) == [HONEST]


def test_the_same_in_chinese(folder: Path) -> None:
    result = run("verify", signed(folder), "--trust", folder / "trust", "--language", "zh")
    assert result.output.startswith("有效  ")
    assert "签名人自称" in result.output


def test_an_altered_file_is_a_negative_finding(folder: Path) -> None:
    path = signed(folder)
    path.write_bytes(path.read_bytes().replace(HONEST.encode(), b"99.999"))
    content = folder / "content.xml"
    result = run("verify", path, "--trust", folder / "trust", "--language", "en", "--output", content)
    assert result.exit_code == 1
    assert "[document-altered]" in result.output
    assert not content.exists()


def test_without_trust_it_is_undecided(folder: Path) -> None:
    assert run("verify", signed(folder)).exit_code == 3


def test_the_answer_in_json(folder: Path) -> None:
    result = run("verify", signed(folder), "--trust", folder / "trust", "--crl", folder / "issuer.crl", "--json")
    answer = json.loads(result.output)
    assert answer["verdict"] == "valid"
    (signature,) = answer["signatures"]
    assert signature["suite"] == "ecdsa-p256-sha256"
    assert signature["judged_at"] == "2026-11-02T08:30:00+00:00"
    assert [each["state"] for each in signature["revocation"]] == ["good", "unchecked"]
    assert {"id": "intact", "weight": "fact"}.items() <= answer["reasons"][0].items()


@pytest.mark.parametrize(
    "options",
    [("--trust", "elsewhere"), ("--at", "yesterday"), ("--at", "2026-11-02T08:30:00"), ("--crl", "elsewhere.crl")],
    ids=" ".join,
)
def test_misuse(folder: Path, options: tuple[str, str]) -> None:
    assert run("verify", signed(folder), *options).exit_code == 2


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    result = run("verify", tmp_path / "missing.xml")
    assert result.exit_code == 2
    assert "missing.xml: No such file" in result.stderr


def test_standard_input(folder: Path) -> None:
    content = signed(folder).read_bytes()
    result = CliRunner().invoke(app, ["certificate", "verify", "-", "--trust", str(folder / "trust")], input=content)
    assert result.exit_code == 0


def test_more_may_be_asked_for(folder: Path) -> None:
    path = signed(folder)
    for option in ("--require-revocation", "--require-proven-time"):
        assert run("verify", path, "--trust", folder / "trust", option).exit_code == 3


def test_nothing_in_the_document_steers_the_terminal(folder: Path) -> None:
    hostile = certificate().replace(
        b"</dcc:digitalCalibrationCertificate>",
        b'<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:SignedInfo/><s:SignatureValue/><s:KeyInfo>'
        b'<x xmlns="&#x9b;2J"/></s:KeyInfo></s:Signature></dcc:digitalCalibrationCertificate>',
    )
    (folder / "hostile.xml").write_bytes(hostile)
    result = run("verify", folder / "hostile.xml")
    assert result.exit_code == 1
    assert "\x9b" not in result.output
    assert "\x1b" not in result.output


def test_the_output_is_not_written_over_unless_told_to(folder: Path) -> None:
    path = signed(folder)
    before = path.read_bytes()
    arguments = (
        "sign", folder / "unsigned.xml", "--key", folder / "key.pem", "--certificates", folder / "chain.pem",
        "--output", path, "--at", "2026-11-03T00:00:00Z",
    )  # fmt: skip
    result = run(*arguments)
    assert result.exit_code == 2
    assert path.read_bytes() == before
    assert run(*arguments, "--force").exit_code == 0
    assert path.read_bytes() != before
    assert {each.name for each in folder.iterdir() if each.name.startswith(".")} == set()


def test_a_key_record_with_a_passphrase_file_and_a_second_signer(folder: Path, signer: Holder) -> None:
    (folder / "key.pem").write_bytes(
        signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"spring"))
    )
    (folder / "word").write_text("spring\n")
    (folder / "word").chmod(0o600)
    (folder / "signer.toml").write_text(
        'key = "key.pem"\ncertificates = "chain.pem"\nsuite = "ecdsa-p256-sha256"\npassphrase_file = "word"\n'
    )
    chinese, root = sm2_pki.signer()
    assert isinstance(chinese.private, int)
    (folder / "sm2.der").write_bytes(sm2_pki.pkcs8(chinese.private))
    (folder / "sm2.crt").write_bytes(chinese.certificates[0].public_bytes(Encoding.PEM))
    (folder / "sm2.toml").write_text('key = "sm2.der"\ncertificates = "sm2.crt"\n')
    (folder / "trust" / "anchors" / "sm2.crt").write_bytes(root.public_bytes(Encoding.PEM))
    output = folder / "twice.xml"
    result = run(
        "sign", folder / "unsigned.xml", "--key", folder / "signer.toml", "--also", folder / "sm2.toml",
        "--output", output, *AT,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    answer = json.loads(run("verify", output, "--trust", folder / "trust", "--json").output)
    assert [each["suite"] for each in answer["signatures"]] == ["sm2-sm3", "ecdsa-p256-sha256"]
    assert answer["verdict"] == "valid"


def test_an_encrypted_key_without_a_passphrase_is_refused(folder: Path, signer: Holder) -> None:
    (folder / "key.pem").write_bytes(
        signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"spring"))
    )
    arguments = (
        "sign", folder / "unsigned.xml", "--key", folder / "key.pem", "--certificates", folder / "chain.pem",
        "--output", folder / "signed.xml", *AT,
    )  # fmt: skip
    result = run(*arguments)
    assert result.exit_code == 2
    assert "no passphrase" in result.stderr
    (folder / "word").write_text("spring\n")
    (folder / "word").chmod(0o600)
    assert run(*arguments, "--passphrase-file", folder / "word").exit_code == 0


def test_no_option_takes_a_passphrase() -> None:
    text = run("sign", "--help").output
    assert "--passphrase " not in text
    assert "--password" not in text


def test_from_the_draft_to_the_reader(folder: Path) -> None:
    """Build, sign, verify, read only what was signed: each step through the command line."""
    draft = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "certificates" / "scale-verification.yaml"
    assert run("build", draft, "--output", folder / "unsigned.xml", "--force").exit_code == 0
    content = folder / "content.xml"
    result = run("verify", signed(folder), "--trust", folder / "trust", "--output", content)
    assert result.exit_code == 0, result.output
    before, after = (json.loads(run("show", path, "--json").output) for path in (folder / "unsigned.xml", content))
    assert before == after

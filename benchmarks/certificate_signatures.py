"""Signing and verifying certificates, beside signxml in its plain use."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from benchmarks.certificate_build import CASES, EXAMPLES
from benchmarks.metrology_peers import absent
from benchmarks.report import Row
from quanheng.certificate.building import build
from quanheng.certificate.draft_file import read_draft
from quanheng.certificate.signing import SigningKey, sign, signing_key
from quanheng.certificate.verifying import Trust, verify

TITLE = "Certificates: XAdES signatures a second on one core"
AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
SIGNATURES_A_SECOND = 200
RUN_S = 1.5
#: Points of a table: a certificate of about 20 kB, and one of about 2 MB.
SIZES = (("100 results", 100), ("10 000 results", 10_000))

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def run(*, rebuild: bool) -> list[Row]:
    """Keys and documents are made anew in each run; `rebuild` has nothing more to make."""
    elliptic, root = _signer(ec.generate_private_key(ec.SECP256R1()))
    classical, classical_root = _signer(rsa.generate_private_key(65537, 3072))
    rows: list[Row] = []
    for name, count in SIZES:
        rows += _rows(f"ECDSA P-256, {name}", _document(count), elliptic, root)
    rows += _rows("RSA 3072, 100 results", _document(100), classical, classical_root)
    rows += [_build_and_sign(name, case, elliptic, root) for name, case in CASES.items()]
    return rows


def _build_and_sign(name: str, case: str, key: SigningKey, root: x509.Certificate) -> Row:
    """From the draft of an example of the documentation to the bytes of the signed file."""
    draft = read_draft((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), EXAMPLES)

    def act() -> bytes:
        return sign(build(draft), key, at=AT)

    signed = act()
    if not verify(signed, Trust(anchors=(root,))).is_valid:
        raise RuntimeError(f"{name}: what was built and signed is not valid")
    details = {"kB": len(signed) // 1000}
    return Row(f"build and sign: {case}", _rate(act), "/s", SIGNATURES_A_SECOND, None, False, details)


def _rows(name: str, document: bytes, key: SigningKey, root: x509.Certificate) -> list[Row]:
    signed = sign(document, key, at=AT)
    trust = Trust(anchors=(root,))
    found = verify(signed, trust)
    if not found.is_valid:
        raise RuntimeError(f"{name}: what was signed is {found.verdict}: {found.reasons}")
    target = SIGNATURES_A_SECOND if "100 results" in name and "ECDSA" in name else None
    plain_sign, plain_verify = _plain(document, signed, key, root)
    details = {"kB": len(signed) // 1000}
    return [
        Row(f"sign: {name}", _rate(lambda: sign(document, key, at=AT)), "/s", target, plain_sign, False, details),
        Row(f"verify: {name}", _rate(lambda: verify(signed, trust)), "/s", None, plain_verify, False, details),
    ]


def _plain(
    document: bytes, signed: bytes, key: SigningKey, root: x509.Certificate
) -> tuple[float | None, float | None]:
    """signxml's rates: its signer, which then writes the file, and its verifier with the root as its trust."""
    if absent("signxml"):
        return None, None
    from signxml import CanonicalizationMethod, SignatureMethod
    from signxml.xades import XAdESSigner, XAdESVerifier

    def by_signer() -> bytes:
        signer = XAdESSigner(signature_algorithm=method, c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1)
        made = signer.sign(etree.fromstring(document), key=key.private, cert=list(key.certificates))
        return etree.tostring(made, xml_declaration=True, encoding="utf-8")

    def by_verifier() -> object:
        return XAdESVerifier().verify(signed, ca_pem_file=authorities.name, expect_references=2)

    method = SignatureMethod.ECDSA_SHA256 if key.suite.family == "ecdsa" else SignatureMethod.RSA_SHA256
    with tempfile.NamedTemporaryFile(suffix=".pem") as authorities:
        authorities.write(root.public_bytes(serialization.Encoding.PEM))
        authorities.flush()
        return _rate(by_signer), _rate(by_verifier)


def _rate(act: Callable[[], object]) -> float:
    """Calls a second of processor time, after one call to warm up."""
    act()
    count, begun = 0, time.process_time()
    while (passed := time.process_time() - begun) < RUN_S:
        act()
        count += 1
    return count / passed


def _document(count: int) -> bytes:
    rows = "".join(
        "<dcc:quantity><si:real><si:value>20.015</si:value><si:unit>\\degreecelsius</si:unit>"
        "<si:measurementUncertaintyUnivariate><si:expandedMU><si:valueExpandedMU>0.020</si:valueExpandedMU>"
        "<si:coverageFactor>2</si:coverageFactor><si:coverageProbability>0.95</si:coverageProbability></si:expandedMU>"
        "</si:measurementUncertaintyUnivariate></si:real></dcc:quantity>\n"
        for _ in range(count)
    )
    return (
        '<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si" '
        f'schemaVersion="3.3.0"><dcc:measurementResults>{rows}</dcc:measurementResults></dcc:digitalCalibrationCertificate>'
    ).encode()


def _signer(key: _Key) -> tuple[SigningKey, x509.Certificate]:
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate("root", root_key, "root", root_key, is_ca=True)
    return signing_key(key, (_certificate("signer", key, "root", root_key, is_ca=False),)), root


def _certificate(
    name: str, key: _Key, issuer: str, issuer_key: ec.EllipticCurvePrivateKey, *, is_ca: bool
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=100))
        .not_valid_after(AT + timedelta(days=1000))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("lab.example")]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(is_ca), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not is_ca, not is_ca, False, False, False, is_ca, is_ca, False, False)

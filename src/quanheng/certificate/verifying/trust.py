"""Whom a verifier trusts and what it insists on: the verifier's own configuration, never the document's.

A trust directory holds PEM or DER files in folders that say what they count for:

    anchors/          roots and issuers that are trusted to name signers
    signers/          single signers who are trusted by name, whatever issued their certificate
    intermediates/    issuers that only help to find the way
    time-stamping/    roots of time-stamping authorities
    crls/             revocation lists
    ocsp/             answers about revocation (DER)
    trust.toml        suites that are accepted, and the suite of single keys
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.signing.certificates import der, load_certificate, read_certificates
from quanheng.certificate.signing.errors import KeyRefused
from quanheng.certificate.signing.suites import SUITES

_CERTIFICATE_FOLDERS = {
    "anchors": "anchors",
    "signers": "signers",
    "intermediates": "intermediates",
    "time-stamping": "time_stamping",
}
_SUFFIXES = {".pem", ".crt", ".cer", ".der", ".crl", ".ocsp"}
_MEMBERS = {"suites", "keys", "require_revocation", "require_proven_time"}


class TrustRefused(CertificateError):
    """A trust directory that cannot be used as it is: better no trust than another than was meant."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom to trust, and what to insist on.

    Attributes:
        anchors: issuers that are trusted to name signers.
        signers: certificates that are trusted by themselves.
        intermediates: certificates that help to find the way; not trusted by themselves.
        time_stamping: roots of time-stamping authorities.
        revocation_lists: revocation lists, each signed by its issuer.
        answers: OCSP answers, each signed by the issuer or whom it named.
        suites: names of the suites that are accepted.
        key_suites: the one suite of single certificates, by their SHA-256 fingerprint.
        requires_revocation: whether missing evidence about revocation leaves the verdict undecided.
        requires_proven_time: whether the signer's own word about the time leaves the verdict undecided.
    """

    anchors: tuple[x509.Certificate, ...] = ()
    signers: tuple[x509.Certificate, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    time_stamping: tuple[x509.Certificate, ...] = ()
    revocation_lists: tuple[x509.CertificateRevocationList, ...] = ()
    answers: tuple[ocsp.OCSPResponse, ...] = ()
    suites: frozenset[str] = frozenset(SUITES)
    key_suites: Mapping[str, str] = field(default_factory=dict)
    requires_revocation: bool = False
    requires_proven_time: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody is trusted at all."""
        return not self.anchors and not self.signers


#: Trusts nobody: what `verify` applies when nothing is said.
NOBODY = Trust()


def read_trust(directory: Path) -> Trust:
    """Read a trust directory.

    Raises:
        TrustRefused: it is none, a file in it cannot be read, or `trust.toml` says something unknown.
    """
    if not directory.is_dir():
        raise TrustRefused(f"{directory} is no directory; a trust directory has a folder anchors/ or signers/")
    certificates = {
        attribute: tuple(each for path in _files(directory / folder) for each in _certificates(path))
        for folder, attribute in _CERTIFICATE_FOLDERS.items()
    }
    if not certificates["anchors"] and not certificates["signers"]:
        raise TrustRefused(
            f"{directory} names nobody: put certificates (.pem, .crt, .cer, .der) into anchors/ or signers/"
        )
    settings = _settings(directory / "trust.toml")
    return Trust(
        **certificates,
        revocation_lists=tuple(_revocation_list(path) for path in _files(directory / "crls")),
        answers=tuple(_answer(path) for path in _files(directory / "ocsp")),
        suites=_suites(settings.get("suites", list(SUITES)), "suites"),
        key_suites=_key_suites(settings.get("keys", {})),
        requires_revocation=_yes_or_no(settings, "require_revocation"),
        requires_proven_time=_yes_or_no(settings, "require_proven_time"),
    )


def read_revocation_list(content: bytes, name: str) -> x509.CertificateRevocationList:
    """A revocation list, PEM or DER.

    Raises:
        TrustRefused: it cannot be read.
    """
    try:
        found = x509.load_pem_x509_crl(content) if b"-----BEGIN" in content else x509.load_der_x509_crl(content)
        # Most fields are read when they are asked for; a damaged one must show here.
        _ = list(found.issuer), list(found.extensions), found.last_update_utc, found.next_update_utc, len(found)
        _ = found.signature_algorithm_oid, [each.revocation_date_utc for each in found]
    except (ValueError, TypeError, x509.DuplicateExtension, x509.InvalidVersion) as error:
        raise TrustRefused(f"{name} is no revocation list that can be read: {error}") from error
    return found


def read_answer(content: bytes, name: str) -> ocsp.OCSPResponse:
    """An OCSP answer, DER.

    Raises:
        TrustRefused: it cannot be read.
    """
    try:
        found = ocsp.load_der_ocsp_response(content)
        if found.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
            _ = found.serial_number, found.certificate_status, found.produced_at_utc, found.hash_algorithm
            _ = found.this_update_utc, found.next_update_utc, found.revocation_time_utc, found.signature_algorithm_oid
            for each in found.certificates:
                load_certificate(der(each))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TrustRefused(f"{name} is no OCSP answer that can be read: {error}") from error
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in _SUFFIXES)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TrustRefused(f"{path} cannot be read: {error.strerror}") from error


def _certificates(path: Path) -> tuple[x509.Certificate, ...]:
    try:
        return read_certificates(_content(path), str(path))
    except KeyRefused as error:
        raise TrustRefused(error.message) from error


def _revocation_list(path: Path) -> x509.CertificateRevocationList:
    return read_revocation_list(_content(path), str(path))


def _answer(path: Path) -> ocsp.OCSPResponse:
    return read_answer(_content(path), str(path))


def _settings(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        settings: dict[str, object] = tomllib.loads(_content(path).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TrustRefused(f"{path} cannot be read: {error}") from error
    if unknown := sorted(set(settings) - _MEMBERS):
        raise TrustRefused(f"{path} has {', '.join(unknown)}; it takes {', '.join(sorted(_MEMBERS))}")
    return settings


def _suites(names: object, place: str) -> frozenset[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TrustRefused(f"trust.toml: {place} is a list of names of suites")
    if unknown := sorted(set(names) - set(SUITES)):
        raise TrustRefused(f"trust.toml: {', '.join(unknown)} in {place} is no suite; suites are {', '.join(SUITES)}")
    return frozenset(names)


def _key_suites(keys: object) -> dict[str, str]:
    if not isinstance(keys, dict):
        raise TrustRefused("trust.toml: [keys] gives SHA-256 fingerprints of certificates their suites")
    found: dict[str, str] = {}
    for mark, suite in keys.items():
        digits = str(mark).replace(":", "").lower()
        if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise TrustRefused(f"trust.toml: {mark} in [keys] is no SHA-256 fingerprint of 64 hexadecimal digits")
        (found[digits],) = _suites([suite], "keys")
    return found


def _yes_or_no(settings: dict[str, object], name: str) -> bool:
    value = settings.get(name, False)
    if not isinstance(value, bool):
        raise TrustRefused(f"trust.toml: {name} is true or false, not {value!r}")
    return value

"""Sign certificates: XAdES B-B, enveloped, ECDSA or RSA, and SM2 as an optional second signature."""

from quanheng.certificate.signing.errors import KeyRefused, NotSignable, SuiteUnavailable
from quanheng.certificate.signing.keys import (
    KeyRecord,
    SigningKey,
    read_key,
    read_passphrase,
    read_record,
    signing_key,
)
from quanheng.certificate.signing.signer import sign
from quanheng.certificate.signing.suites import SUITES, Suite

__all__ = [
    "SUITES",
    "KeyRecord",
    "KeyRefused",
    "NotSignable",
    "SigningKey",
    "Suite",
    "SuiteUnavailable",
    "read_key",
    "read_passphrase",
    "read_record",
    "sign",
    "signing_key",
]

"""What can go wrong before a signature exists. What is wrong with an existing one is a reason of a verification."""

from quanheng.certificate.errors import CertificateError


class KeyRefused(CertificateError):
    """A key, passphrase, certificate or key record that cannot be used for signing."""


class NotSignable(CertificateError):
    """A document that has no place for a signature, or that bears one already."""


class SuiteUnavailable(CertificateError):
    """A suite that needs an optional library: `pip install "quanheng[sm]"` brings SM2 and SM3."""

"""What can be wrong with a digital certificate. Everything that this package refuses is one of these."""


class CertificateError(ValueError):
    """Base of the errors of this package: says the thing, its value, the place and the remedy.

    Attributes:
        place: where in the document it is: an XPath, `line N, column M`, or empty when it concerns the whole.
    """

    def __init__(self, message: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


class TooLarge(CertificateError):
    """More bytes, elements or levels than the limits allow."""


class NotWellFormed(CertificateError):
    """Bytes that are no XML document."""


class Forbidden(CertificateError):
    """XML that has no place in a certificate: a DOCTYPE, an entity, a processing instruction, a comment within signed text."""


class NotACertificate(CertificateError):
    """An XML document whose root is no digital calibration certificate."""


class Unreadable(CertificateError):
    """A certificate of which a part cannot be understood at all: a value that is no number, an element that is missing."""


class SchemaMissing(CertificateError):
    """No schema is installed for the version that the certificate states."""


class SchemaUntrusted(CertificateError):
    """A schema file whose digest is not the one pinned, or an address that is not in the catalogue."""


class NotFetched(CertificateError):
    """The schemas could not be fetched from their published addresses."""


class NotComparable(CertificateError):
    """Two certificates that say nothing about the same points."""


class Unavailable(CertificateError):
    """An optional library that the thing asked for needs is not installed."""

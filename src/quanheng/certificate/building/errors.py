"""What can be wrong with a draft of a certificate."""

from quanheng.certificate.errors import CertificateError


class InvalidDraft(CertificateError):
    """A draft that would make an invalid or meaningless certificate.

    Attributes:
        field: the part of the draft, such as `tables[0].columns[2].values`.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, place=field)
        self.field = field

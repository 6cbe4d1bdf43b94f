"""What can be wrong with a certificate that is to be written."""

from quanheng.certificate.errors import CertificateError


class NotWritable(CertificateError):
    """A part of the model that DCC 3.3.0 has no place for, or a text that XML or the schema does not take."""

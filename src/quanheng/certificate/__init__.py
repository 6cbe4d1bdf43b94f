"""Digital certificates: read, check, compare, follow.

Example:
    >>> from pathlib import Path
    >>> from quanheng.certificate import read
    >>> read(b"<certificate/>")
    Traceback (most recent call last):
        ...
    quanheng.certificate.errors.NotACertificate: the root is *[name()='certificate']; a certificate's is digitalCalibrationCertificate of the name space https://ptb.de/dcc
"""

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.limits import Limits
from quanheng.certificate.model import Certificate
from quanheng.certificate.parsing import parse
from quanheng.certificate.reading import bytes_of, read

__all__ = ["Certificate", "CertificateError", "Limits", "bytes_of", "parse", "read"]

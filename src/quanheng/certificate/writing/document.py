"""A whole certificate: model to bytes."""

from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.writing.administrative import administrative_data
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, element, serialised
from quanheng.certificate.writing.results import measurement_results
from quanheng.certificate.writing.texts import file

#: What is written, whatever the model was read from.
SCHEMA_VERSION = "3.3.0"
_ATTRIBUTES = {
    "schemaVersion": SCHEMA_VERSION,
    "xmlns:dcc": "https://ptb.de/dcc",
    "xmlns:si": "https://ptb.de/si",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": "https://ptb.de/dcc https://ptb.de/dcc/v3.3.0/dcc.xsd",
}


def write(certificate: Certificate) -> bytes:
    """The certificate as XML of DCC 3.3.0: UTF-8, always the same bytes for the same model.

    A signature is never written: it would be about other bytes.

    Raises:
        NotWritable: what has no place in DCC 3.3.0, or another schema version; names the place and the remedy.
    """
    if certificate.schema_version != SCHEMA_VERSION:
        raise NotWritable(
            f"the certificate is of schema {certificate.schema_version}; {SCHEMA_VERSION} is written: "
            "set schema_version, and look at what the newer schema asks for"
        )
    comment = certificate.comment
    if comment is not None:
        # dcc:comment holds elements only, and its text alone comes back from the reader.
        raise NotWritable("a free comment is not written: make it a statement", place="/dcc:comment")
    root = element(
        "dcc:digitalCalibrationCertificate",
        administrative_data(certificate.administrative),
        measurement_results(certificate.context, certificate.results),
        _document(certificate),
    )
    return serialised(root, _ATTRIBUTES)


def _document(certificate: Certificate) -> Element | None:
    return None if certificate.document is None else file("dcc:document", certificate.document)

"""From the draft to the hand: built, signed, printed; what the document carries is what was signed."""

import io
from datetime import UTC, datetime

import pikepdf
from tests.certificate.conftest import Authority
from tests.certificate.drafts import VERIFICATION

from quanheng.certificate import read
from quanheng.certificate.building import build
from quanheng.certificate.rendering import pdf_of
from quanheng.certificate.signing import sign
from quanheng.certificate.verifying import verify


def test_the_embedded_certificate_is_the_signed_one_and_verifies(authority: Authority) -> None:
    signed = sign(build(VERIFICATION), authority.key, at=datetime.now(UTC).replace(microsecond=0))
    data = pdf_of(read(signed))
    with pikepdf.open(io.BytesIO(data)) as document:
        embedded = document.attachments["certificate.xml"].get_file().read_bytes()
    assert embedded == signed
    assert verify(embedded, authority.trust).is_valid

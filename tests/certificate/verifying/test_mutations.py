"""Random damage to an honest document is found, or changes nothing of what is read."""

import random

import pytest
from tests.certificate.conftest import Authority
from tests.certificate.documents import certificate
from tests.certificate.pki import NOW, SIGNED_AT
from tests.certificate.verifying.hostile import FORMS, Scene

from quanheng.certificate.signing import sign
from quanheng.certificate.verifying import verify


def mutated(data: bytes, draw: random.Random) -> bytes:
    """One small change somewhere: an octet, a bit, a piece left out, doubled, or moved."""
    start = draw.randrange(len(data))
    end = min(len(data), start + draw.choice((1, 1, 2, 8, 60, 400)))
    piece = data[start:end]
    match draw.randrange(6):
        case 0:
            return data[:start] + bytes([draw.randrange(256)]) + data[start + 1 :]
        case 1:
            return data[:start] + bytes([data[start] ^ 1 << draw.randrange(8)]) + data[start + 1 :]
        case 2:
            return data[:start] + data[end:]
        case 3:
            return data[:end] + piece + data[end:]
        case 4:
            target = draw.randrange(len(data))
            rest = data[:start] + data[end:]
            return rest[:target] + piece + rest[target:]
        case _:
            token = draw.choice(
                (b"<!---->", b"<x/>", b"&#48;", b" ", b"<![CDATA[1]]>", b"</si:value>", b'" Id="sig', b"\0")
            )
            return data[:start] + token + data[start:]


# cryptography warns of oddities in certificates that it reads nevertheless.
@pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning")
@pytest.mark.filterwarnings("ignore:Parsed a serial number:cryptography.utils.CryptographyDeprecationWarning")
@pytest.mark.parametrize("form", FORMS, ids=["inclusive", "exclusive"])
def test_what_is_read_from_a_damaged_document_is_what_was_signed(authority: Authority, form: str) -> None:
    honest = Scene(authority, form).honest
    expected = verify(honest, authority.trust, now=NOW).signed_bytes
    draw = random.Random(20261123)
    accepted = 0
    for _ in range(3000):
        document = mutated(honest, draw)
        found = verify(document, authority.trust, now=NOW)
        if found.verdict == "valid":
            accepted += 1
            assert found.signed_bytes == expected
        else:
            assert found.reasons
    # White space in a base64 text, a comment between two elements: harmless, and not rare.
    assert 0 < accepted < 1000


def test_every_single_octet_of_the_content_is_covered(authority: Authority) -> None:
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    start = signed.index(b"<dcc:measurementResults>")
    for place in range(start, signed.index(b"<ds:Signature"), 3):
        changed = signed[:place] + bytes([signed[place] ^ 2]) + signed[place + 1 :]
        assert verify(changed, authority.trust, now=NOW).verdict == "invalid", signed[place - 20 : place + 20]

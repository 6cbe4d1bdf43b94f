"""Digests that certificates name one another by."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import re

#: Algorithm by its usual name, and the bytes of its digests.
DIGESTS: dict[str, int] = {
    "MD5": 16,
    "SHA-1": 20,
    "SHA-224": 28,
    "SHA-256": 32,
    "SHA-384": 48,
    "SHA-512": 64,
    "SHA3-256": 32,
    "SHA3-512": 64,
    "SM3": 32,
}
#: What digests may be compared by: the two that can be made to collide prove nothing.
TRUSTED = frozenset(DIGESTS) - {"MD5", "SHA-1"}
_HASHLIB = {"SHA3-256": "sha3_256", "SHA3-512": "sha3_512"}
_HEX = re.compile(r"[0-9a-f]+", re.ASCII)


def algorithm_of(procedure: str) -> str | None:
    """The algorithm that a certificate's `procedure` names; None of one that is not known.

    Example:
        >>> algorithm_of("SHA256"), algorithm_of("http://www.w3.org/2001/04/xmlenc#sha256"), algorithm_of("crc")
        ('SHA-256', 'SHA-256', None)
    """
    bare = procedure.rsplit("#", 1)[-1].strip().upper().replace("_", "-").replace(" ", "")
    for name in DIGESTS:
        if bare in (name, name.replace("-", "")):
            return name
    return None


def digest(algorithm: str, data: bytes) -> bytes | None:
    """The digest of `data`; None where this machine's OpenSSL lacks the algorithm (SM3)."""
    try:
        return hashlib.new(_HASHLIB.get(algorithm, algorithm.replace("-", "").lower()), data).digest()
    except ValueError:
        return None


def is_digest(stated: str, computed: bytes) -> bool:
    """Whether a digest as stated, in hexadecimal or base64, is the one computed.

    Example:
        >>> computed = digest("SHA-256", b"abc")
        >>> is_digest("BA7816BF 8F01CFEA 414140DE 5DAE2223 B00361A3 96177A9C B410FF61 F20015AD", computed)
        True
    """
    bare = "".join(stated.split()).replace(":", "")
    candidates = []
    if _HEX.fullmatch(bare.lower()) and not len(bare) % 2:
        candidates.append(bytes.fromhex(bare))
    with contextlib.suppress(binascii.Error, ValueError):
        candidates.append(base64.b64decode(bare, validate=True))
    return any(hmac.compare_digest(each, computed) for each in candidates)

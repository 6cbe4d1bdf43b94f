"""SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), the Chinese suite: an optional second signature.

gmalg does the curve, asn1crypto the key formats; both come with `pip install "quanheng[sm]"`. The SM3 digest of a document
is OpenSSL's through cryptography, because pure Python would need a minute for an embedded PDF.
"""

import importlib.util
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from quanheng.certificate.signing.errors import KeyRefused, SuiteUnavailable

#: The user id that GM/T 0009-2012, 10, prescribes where no other is agreed on.
USER_ID = b"1234567812345678"

#: Object identifiers of GM/T 0006-2012: the curve, and SM2 signatures with SM3.
CURVE_OID = "1.2.156.10197.1.301"
SIGNATURE_OID = "1.2.156.10197.1.501"

_BYTES = 32


def is_installed() -> bool:
    """Whether SM2 can be computed here."""
    return all(importlib.util.find_spec(name) is not None for name in ("gmalg", "asn1crypto"))


def require() -> None:
    """Raise unless SM2 can be computed here.

    Raises:
        SuiteUnavailable: gmalg or asn1crypto is not installed.
    """
    if not is_installed():
        raise SuiteUnavailable('SM2 needs the packages gmalg and asn1crypto: pip install "quanheng[sm]"')


def sign(secret: int, message: bytes) -> bytes:
    """The signature r‖s, 64 octets. SM2 draws a random number for each signature."""
    core = _sm2(secret=secret)
    r, s = core.sign(message)
    return bytes(r).rjust(_BYTES, b"\0") + bytes(s).rjust(_BYTES, b"\0")


def is_signed_by(point: bytes, signature: bytes, message: bytes) -> bool:
    """Whether r‖s is the signature of the message by the holder of this public key (04‖x‖y)."""
    if len(signature) != 2 * _BYTES or not _is_on_curve(point):
        return False
    from gmalg import errors  # noqa: PLC0415 - optional: installed with the extra `sm`

    try:
        return bool(_sm2(point=point).verify(message, signature[:_BYTES], signature[_BYTES:]))
    except errors.GMError:
        # Such as a sum of points at infinity, which no signature of a key's holder gives.
        return False


def public_point(secret: int) -> bytes:
    """The public key of a secret one, as 04‖x‖y."""
    point = bytes(_sm2(secret=secret).generate_pk(secret.to_bytes(_BYTES, "big")))
    return point if len(point) == 2 * _BYTES + 1 else b"\x04" + point


def point_of_certificate(certificate: bytes) -> bytes | None:
    """The public key of a DER certificate as 04‖x‖y; None unless it is an SM2 key on its curve.

    Raises:
        SuiteUnavailable: the optional packages are not installed.
    """
    require()
    from asn1crypto import x509  # noqa: PLC0415 - optional: installed with the extra `sm`

    try:
        info = x509.Certificate.load(certificate, strict=True).public_key
        if info.algorithm != "ec" or info["algorithm"]["parameters"].chosen.dotted != CURVE_OID:
            return None
        point = bytes(info["public_key"].native)
    except (ValueError, TypeError, AttributeError, KeyError):
        # asn1crypto names what it cannot read by these; a curve given in full has no name either.
        return None
    return point if _is_on_curve(point) else None


def signature_of_der(encoded: bytes) -> bytes:
    """r‖s of an X.509 signature, which is a DER sequence of two integers.

    Raises:
        ValueError: it is no such sequence.
    """
    r, s = decode_dss_signature(encoded)
    return r.to_bytes(_BYTES, "big") + s.to_bytes(_BYTES, "big")


def secret_of_pkcs8(encoded: bytes) -> int | None:
    """The secret number of an unencrypted DER PKCS#8 key; None unless it is an SM2 key.

    Raises:
        SuiteUnavailable: the optional packages are not installed.
        KeyRefused: it is no PKCS#8 key.
    """
    require()
    from asn1crypto import keys  # noqa: PLC0415 - optional: installed with the extra `sm`

    try:
        info = keys.PrivateKeyInfo.load(encoded, strict=True)
        algorithm = info["private_key_algorithm"]
        if algorithm["algorithm"].native != "ec" or algorithm["parameters"].chosen.dotted != CURVE_OID:
            return None
        return int(info["private_key"].parsed["private_key"].native)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise KeyRefused(f"the key is no PKCS#8 key that can be read: {error}") from error


def _is_on_curve(point: bytes) -> bool:
    from gmalg import errors  # noqa: PLC0415 - optional: installed with the extra `sm`

    if len(point) != 2 * _BYTES + 1 or point[0] != 4:
        return False
    try:
        return bool(_sm2().verify_pk(point))
    except errors.GMError:
        return False


def _sm2(*, secret: int | None = None, point: bytes | None = None) -> Any:
    require()
    import gmalg  # noqa: PLC0415 - optional: installed with the extra `sm`

    return gmalg.SM2(None if secret is None else secret.to_bytes(_BYTES, "big"), USER_ID, point)

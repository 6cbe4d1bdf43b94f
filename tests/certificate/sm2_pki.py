"""SM2 certificates for tests, written with asn1crypto and signed by the product's own SM2."""

import secrets
from datetime import datetime

from asn1crypto import core, keys, x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from tests.certificate.pki import END, START

from quanheng.certificate.signing import SigningKey, signing_key, sm2

#: GM/T 0006-2012 names; asn1crypto does not have them.
SM2_WITH_SM3, EC_KEY = "1.2.156.10197.1.501", "1.2.840.10045.2.1"
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class AnyAlgorithm(core.Sequence):
    """An algorithm by its object identifier, with no parameters or a curve's name."""

    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


def secret() -> int:
    return secrets.randbelow(ORDER - 2) + 1


def der_signature(signature: bytes) -> bytes:
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def key_info(point: bytes) -> bytes:
    algorithm = AnyAlgorithm({"algorithm": EC_KEY, "parameters": core.ObjectIdentifier(sm2.CURVE_OID)})
    body = algorithm.dump() + core.BitString(tuple(int(bit) for byte in point for bit in f"{byte:08b}")).dump()
    return sequence(body)


def sequence(body: bytes) -> bytes:
    length = len(body)
    size = (length.bit_length() + 7) // 8
    head = bytes([length]) if length < 0x80 else bytes([0x80 | size]) + length.to_bytes(size, "big")
    return b"\x30" + head + body


def certificate(
    name: str, own: int, issuer: str, issuer_secret: int, *, is_ca: bool, start: datetime = START, end: datetime = END
) -> x509.Certificate:
    """A certificate over the SM2 key, signed with SM2 and SM3."""
    usage = {"key_cert_sign", "crl_sign"} if is_ca else {"digital_signature", "non_repudiation"}
    extensions = asn1.Extensions([
        {"extn_id": "basic_constraints", "critical": True, "extn_value": asn1.BasicConstraints({"ca": is_ca})},
        {"extn_id": "key_usage", "critical": True, "extn_value": asn1.KeyUsage(usage)},
    ])  # fmt: skip
    algorithm = AnyAlgorithm({"algorithm": SM2_WITH_SM3}).dump()
    validity = asn1.Validity({
        "not_before": asn1.Time({"utc_time": asn1.UTCTime(start)}),
        "not_after": asn1.Time({"utc_time": asn1.UTCTime(end)}),
    })  # fmt: skip
    body = (
        core.Integer(2, explicit=0).dump()
        + core.Integer(secrets.randbits(120)).dump()
        + algorithm
        + asn1.Name.build({"country_name": "CN", "common_name": issuer}).dump()
        + validity.dump()
        + asn1.Name.build({"country_name": "CN", "common_name": name}).dump()
        + key_info(sm2.public_point(own))
        + asn1.Extensions(extensions, explicit=3).dump()
    )
    signed = sequence(body)
    signature = der_signature(sm2.sign(issuer_secret, signed))
    bits = core.BitString(tuple(int(bit) for byte in signature for bit in f"{byte:08b}")).dump()
    return x509.load_der_x509_certificate(sequence(signed + algorithm + bits))


def pkcs8(own: int) -> bytes:
    """The key as OpenSSL writes it."""
    private = keys.ECPrivateKey({
        "version": "ecPrivkeyVer1",
        "private_key": own,
        "public_key": keys.ECPointBitString(sm2.public_point(own)),
    })  # fmt: skip
    private["private_key"].set_encoded_width(32)
    algorithm = AnyAlgorithm({"algorithm": EC_KEY, "parameters": core.ObjectIdentifier(sm2.CURVE_OID)}).dump()
    return sequence(core.Integer(0).dump() + algorithm + core.OctetString(private.dump()).dump())


def signer() -> tuple[SigningKey, x509.Certificate]:
    """A key with its certificate, and the root that issued it."""
    root_secret, own = secret(), secret()
    root = certificate("SM2 根证书", root_secret, "SM2 根证书", root_secret, is_ca=True)
    leaf = certificate("SM2 授权签字人", own, "SM2 根证书", root_secret, is_ca=False)
    return signing_key(own, (leaf,)), root

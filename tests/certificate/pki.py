"""A public-key infrastructure for tests, made anew for each run: no key is in the repository."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: When the documents of the tests are signed, and when they are judged.
SIGNED_AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
START, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Holder:
    """A certificate with its key and what issued it."""

    certificate: x509.Certificate
    key: Key
    issuer: "Holder | None" = None

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate and its issuers, without the root."""
        issuers = self.issuer.chain if self.issuer else ()
        return (self.certificate, *issuers) if self.issuer else ()


def named(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "济南市计量检定测试院"),
            x509.NameAttribute(NameOID.COMMON_NAME, text),
        ]
    )


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def issue(
    name: str,
    issuer: Holder | None = None,
    *,
    key: Key | None = None,
    is_ca: bool = False,
    start: datetime = START,
    end: datetime = END,
    usage: tuple[str, ...] = ("digital_signature", "content_commitment"),
    purposes: tuple[x509.ObjectIdentifier, ...] = (DOCUMENT_SIGNING,),
    path_length: int | None = None,
    digest: hashes.HashAlgorithm | None = None,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    serial: int | None = None,
) -> Holder:
    """A certificate; self-signed without an issuer."""
    key = key or p256()
    usages = ("key_cert_sign", "crl_sign") if is_ca else usage
    names = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=path_length), critical=True)
        .add_extension(x509.KeyUsage(**{each: each in usages for each in names}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if purposes and not is_ca:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage(list(purposes)), critical=purposes == (ExtendedKeyUsageOID.TIME_STAMPING,)
        )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return Holder(builder.sign(signer, digest or hashes.SHA256()), key, issuer)


def revocation_list(
    issuer: Holder,
    revoked: dict[int, datetime] | None = None,
    *,
    at: datetime = NOW - timedelta(days=1),
    until: datetime | None = NOW + timedelta(days=30),
    signer: Holder | None = None,
    digest: hashes.HashAlgorithm | None = None,
) -> x509.CertificateRevocationList:
    """A list of the issuer; `revoked` maps serial numbers to dates."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(until or at + timedelta(days=1))
    )
    for serial, day in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(day).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign((signer or issuer).key, digest or hashes.SHA256())

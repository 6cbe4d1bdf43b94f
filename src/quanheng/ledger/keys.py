"""Keys of logs and witnesses: Ed25519 as in c2sp.org/signed-note (type 01) and c2sp.org/tlog-cosignature (type 04).

A verifier key is written `name+id+base64(type ‖ key)`. A private key is `PRIVATE+KEY+name+id+base64(type ‖ seed)`, as
Go's note package writes it; it is kept in a file that only its owner reads.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from quanheng.ledger.encoding import from_base64, to_base64
from quanheng.ledger.errors import Malformed
from quanheng.ledger.notes import Signature, check_name
from quanheng.ledger.proofs import MAX_SIZE

ED25519 = 0x01
COSIGNATURE = 0x04
#: Types without a number of their own; an identifier follows.
OTHER = 0xFF
_PRIVATE = "PRIVATE+KEY+"
#: Points of small order on the curve, the sign of x left out: for such a key anybody makes signatures over any text.
#: In these 32 bytes only the last one's top bit is the sign. Encodings that are not reduced are among them.
_SMALL_ORDER = frozenset(
    bytes.fromhex(each)
    for each in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 key that signs notes (type 01) or cosigns checkpoints with a time (type 04)."""

    name: str
    public: bytes
    kind: int = ED25519
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.kind not in (ED25519, COSIGNATURE):
            raise Malformed(f"key {self.name} is of type {self.kind:#04x}: known are 0x01 and 0x04")
        if len(self.public) != 32:
            raise Malformed(f"key {self.name} has {len(self.public)} bytes, and an Ed25519 key has 32")
        if self.public[:31] + bytes([self.public[31] & 0x7F]) in _SMALL_ORDER:
            raise Malformed(f"key {self.name} is a point of small order, for which anybody can sign")
        object.__setattr__(self, "key_id", key_id(self.name, self.kind, self.public))

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @property
    def is_cosigner(self) -> bool:
        """Whether it is a witness's key."""
        return self.kind == COSIGNATURE

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the key made this signature over the text; of a cosignature, over the time in it too."""
        message = text.encode()
        if self.is_cosigner:
            if len(signature) != 72 or not 0 < cosigned_at(signature) <= MAX_SIZE:
                return False
            message = cosigned_message(text, cosigned_at(signature))
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """The private half. Its `repr` shows the public one."""

    name: str
    seed: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise Malformed(f"the private key of {self.name} has {len(self.seed)} bytes, and must have 32")
        _ = self.public  # refuses a wrong name or type

    def __repr__(self) -> str:
        return f"<private half of {self.public}>"

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> "PrivateKey":
        """A new key from the system's randomness.

        Raises:
            Malformed: a name or type that no key has.
        """
        seed = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return cls(name, seed, kind)

    @property
    def public(self) -> PublicKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(self.name, public.public_bytes(Encoding.Raw, PublicFormat.Raw), self.kind)

    def sign(self, text: str) -> Signature:
        """Sign a note's text (type 01).

        Raises:
            Malformed: a witness's key, which signs nothing without a time.
        """
        if self.kind != ED25519:
            raise Malformed(f"key {self.name} is of type {self.kind:#04x} and cosigns with a time: use cosign()")
        value = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.public.key_id, value)

    def cosign(self, text: str, timestamp: int) -> Signature:
        """Cosign a checkpoint's text at a time in seconds since 1970 (type 04).

        Raises:
            Malformed: a log's key, or a time outside 1 to 2^63 - 1.
        """
        if self.kind != COSIGNATURE:
            raise Malformed(f"key {self.name} is of type {self.kind:#04x}: only type 0x04 cosigns")
        if not 0 < timestamp <= MAX_SIZE:
            raise Malformed(f"a cosignature's time is 1 to 2^63 - 1 seconds, not {timestamp}")
        value = Ed25519PrivateKey.from_private_bytes(self.seed).sign(cosigned_message(text, timestamp))
        return Signature(self.name, self.public.key_id, timestamp.to_bytes(8, "big") + value)

    def secret(self) -> str:
        """The private key as text. Whoever has it signs as this log or witness."""
        encoded = to_base64(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{encoded}"


def cosigned_message(text: str, timestamp: int) -> bytes:
    """What a witness signs: a header, the time, and the checkpoint's text (c2sp.org/tlog-cosignature)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def cosigned_at(signature: bytes) -> int:
    """The time in a cosignature, in seconds since 1970."""
    return int.from_bytes(signature[:8], "big")


def parse_key(text: str) -> PublicKey:
    """Read a verifier key.

    Raises:
        Malformed: another form or type, or an id that is not the key's.

    Example:
        >>> parse_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").name
        'PeterNeumann'
    """
    name, found_id, material = split_key(text)
    key = PublicKey(name, material[1:], material[0])
    if key.key_id != found_id:
        raise Malformed(f"the id in key {text!r} is {found_id.hex()}, but the key's is {key.key_id.hex()}")
    return key


def parse_private_key(text: str) -> PrivateKey:
    """Read a private key as `PrivateKey.secret` writes it. Errors do not show it.

    Raises:
        Malformed: another form or type, or an id that is not the key's.
    """
    if not text.startswith(_PRIVATE):
        raise Malformed(f"a private key begins with {_PRIVATE!r}")
    try:
        name, found_id, material = split_key(text.removeprefix(_PRIVATE))
    except Malformed:
        raise Malformed("the private key is not PRIVATE+KEY+name+id+base64") from None
    key = PrivateKey(name, material[1:], material[0])
    if key.public.key_id != found_id:
        raise Malformed(f"the id in the private key of {name} is {found_id.hex()}, not {key.public.key_id.hex()}")
    return key


def split_key(text: str) -> tuple[str, bytes, bytes]:
    """The name, the id, and the type with the key, of a verifier key of any type.

    Raises:
        Malformed: another form.
    """
    parts = text.split("+", 2)  # Base 64 may hold a plus sign, a name may not
    if len(parts) != 3:
        raise Malformed(f"a verifier key is name+id+base64, not {text[:200]!r}")
    name, hexadecimal, encoded = parts
    check_name(name)
    if len(hexadecimal) != 8 or any(char not in "0123456789abcdef" for char in hexadecimal):
        raise Malformed(f"the id of key {name} is eight hexadecimal digits in lower case, not {hexadecimal[:20]!r}")
    material = from_base64(encoded, f"key {name}")
    if not material:
        raise Malformed(f"key {name} has no type and no key")
    return name, bytes.fromhex(hexadecimal), material

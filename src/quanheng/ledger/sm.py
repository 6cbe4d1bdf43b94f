"""A parallel tree in the Chinese suite: SM3 (GB/T 32905-2016) for hashes, SM2 (GB/T 32918.2-2016) for signatures.

It has an origin of its own and is published beside the SHA-256 tree from the same entries. Its checkpoints carry an
Ed25519 line too, for readers without SM2. There is no type byte for SM2 in c2sp.org/signed-note; as that asks, the line
is of type 0xff followed by an identifier of its own.

Signing and verifying SM2 need `pip install "quanheng[sm]"`; the SM3 tree alone does not.
"""

import importlib.util
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

from quanheng.ledger.encoding import to_base64
from quanheng.ledger.errors import LedgerError, Malformed
from quanheng.ledger.hashing import Suite
from quanheng.ledger.keys import OTHER, key_id, split_key
from quanheng.ledger.notes import Signature, check_name

#: After the type byte, in vkeys and in what the key id is computed of.
IDENTIFIER = b"quanheng/sm2-with-sm3/v1\n"
#: The distinguishing identifier that GM/T 0009-2012 prescribes where none is agreed.
USER_ID = b"1234567812345678"
_PRIVATE = "PRIVATE+KEY+"


class SuiteUnavailable(LedgerError):
    """SM2 was asked for, and gmalg is not installed."""


def sm3(data: bytes) -> bytes:
    """The SM3 digest."""
    hasher = Hash(SM3())
    hasher.update(data)
    return hasher.finalize()


SM3_SUITE = Suite(
    name="SM3",
    digest=sm3,
    leaf=lambda entry: sm3(b"\x00" + entry),
    node=lambda left, right: sm3(b"\x01" + left + right),
    empty=sm3(b""),
)


def is_available() -> bool:
    """Whether SM2 can be computed here."""
    return importlib.util.find_spec("gmalg") is not None


@dataclass(frozen=True, slots=True)
class Sm2PublicKey:
    """An SM2 key that signs notes: an uncompressed point of 65 bytes.

    Raises:
        Malformed: no point of the curve.
        SuiteUnavailable: gmalg is not installed.
    """

    name: str
    point: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.point) != 65 or self.point[0] != 4 or not _is_on_curve(self.point):
            raise Malformed(f"the SM2 key of {self.name} is no point of the curve: {self.point.hex()[:140]}")
        object.__setattr__(self, "key_id", key_id(self.name, OTHER, IDENTIFIER + self.point))

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([OTHER]) + IDENTIFIER + self.point)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the key made this signature, r ‖ s, over the text."""
        if len(signature) != 64:
            return False
        verifier = _gmalg().SM2(uid=USER_ID, pk=self.point)
        return bool(verifier.verify(text.encode(), signature[:32], signature[32:]))


@dataclass(frozen=True, slots=True, repr=False)
class Sm2PrivateKey:
    """The private half, 32 bytes."""

    name: str
    seed: bytes
    public: Sm2PublicKey = field(init=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise Malformed(f"the private key of {self.name} has {len(self.seed)} bytes, and must have 32")
        point = _gmalg().SM2(self.seed, uid=USER_ID).generate_pk(self.seed)
        object.__setattr__(self, "public", Sm2PublicKey(self.name, point))

    def __repr__(self) -> str:
        return f"<private half of {self.public}>"

    @classmethod
    def generate(cls, name: str) -> "Sm2PrivateKey":
        """A new key from the system's randomness; raises SuiteUnavailable."""
        seed, _ = _gmalg().SM2().generate_keypair()
        return cls(name, seed)

    def sign(self, text: str) -> Signature:
        """Sign a text; another signature each time, for SM2 draws a random number."""
        r, s = _gmalg().SM2(self.seed, USER_ID, self.public.point).sign(text.encode())
        return Signature(self.name, self.public.key_id, r.rjust(32, b"\x00") + s.rjust(32, b"\x00"))

    def secret(self) -> str:
        """The private key as text."""
        material = to_base64(bytes([OTHER]) + IDENTIFIER + self.seed)
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{material}"


def parse_sm2_key(text: str) -> Sm2PublicKey:
    """Read a verifier key.

    Raises:
        Malformed: another form or type, or an id that is not the key's.
        SuiteUnavailable: gmalg is not installed.
    """
    name, found_id, material = split_key(text)
    prefix = bytes([OTHER]) + IDENTIFIER
    if not material.startswith(prefix):
        raise Malformed(f"key {name} is not of the type of SM2 keys, 0xff and {IDENTIFIER.decode().strip()!r}")
    key = Sm2PublicKey(name, material.removeprefix(prefix))
    if key.key_id != found_id:
        raise Malformed(f"the id in key {text!r} is {found_id.hex()}, but the key's is {key.key_id.hex()}")
    return key


def _is_on_curve(point: bytes) -> bool:
    gmalg = _gmalg()
    try:
        return bool(gmalg.SM2().verify_pk(point))
    except gmalg.errors.GMError:
        return False


def _gmalg() -> Any:
    if not is_available():
        raise SuiteUnavailable('SM2 needs the package gmalg: pip install "quanheng[sm]"')
    import gmalg  # noqa: PLC0415 (optional: installed with the extra `sm`)

    return gmalg

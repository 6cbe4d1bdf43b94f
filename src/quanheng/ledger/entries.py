"""What is logged: that something of a kind happened to a subject, at a time, with digests of its record.

A log is public and for ever. So an entry names organisations and subjects by opaque ids, which only who holds the key
can link to anything, and records by salted digests, which only who has the record and its salt can recompute. Once the
salt is destroyed, the digest says nothing about anybody.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from quanheng.ledger.canonical import canonical, parse_canonical
from quanheng.ledger.errors import Malformed
from quanheng.ledger.sm import sm3
from quanheng.ledger.tiles import MAX_ENTRY

VERSION = 1
SALT_SIZE = 32
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){1,3}", re.ASCII)
_OPAQUE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MEMBERS = {"v", "kind", "at", "org", "subj", "digest", "prev"}


@dataclass(frozen=True, slots=True)
class Digest:
    """Digests of one record, of 32 bytes each; `sm3` where the record has one."""

    sha256: bytes
    sm3: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `prev` is the leaf hash of the entry before it about the same subject.

    Raises:
        Malformed: on writing or reading, a member of another form; says which and what it should be.
    """

    kind: str
    at: datetime
    org: str
    subj: str
    digest: Digest
    prev: bytes | None = None

    def encode(self) -> bytes:
        """The bytes to be logged: canonical JSON.

        Raises:
            Malformed: a member of another form.
        """
        self._check()
        digest = {"sha256": self.digest.sha256.hex(), "sm3": self.digest.sm3 and self.digest.sm3.hex()}
        return canonical(
            {
                "v": VERSION,
                "kind": self.kind,
                "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "org": self.org,
                "subj": self.subj,
                "digest": digest,
                "prev": self.prev and self.prev.hex(),
            }
        )

    def _check(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise Malformed(f"a kind is words with dots between, as 'certification.issued', not {self.kind!r}")
        for name, value in (("org", self.org), ("subj", self.subj)):
            if not _OPAQUE.fullmatch(value):
                raise Malformed(f"{name} must be an opaque id, 22 characters from opaque_id(), not {value!r}")
        if self.at.tzinfo is None or self.at.microsecond or not 1970 <= self.at.year <= 9998:
            raise Malformed(f"the time of an entry has a zone and whole seconds, unlike {self.at.isoformat()}")
        for name, hashed in (("sha256", self.digest.sha256), ("sm3", self.digest.sm3), ("prev", self.prev)):
            if hashed is not None and len(hashed) != 32:
                raise Malformed(f"{name} has {len(hashed)} bytes, and must have 32")


def parse_entry(data: bytes) -> Entry:
    """Read an entry.

    Raises:
        Malformed: not canonical JSON, other members, another version, or a member of another form.
    """
    if len(data) > MAX_ENTRY:
        raise Malformed(f"an entry has at most {MAX_ENTRY} bytes, and this one {len(data)}")
    members = parse_canonical(data)
    if not isinstance(members, dict) or members.keys() != _MEMBERS or members["v"] != VERSION:
        raise Malformed(f"an entry of version {VERSION} has the members {', '.join(sorted(_MEMBERS))}")
    digest = members["digest"]
    if not isinstance(digest, dict) or digest.keys() != {"sha256", "sm3"} or digest["sha256"] is None:
        raise Malformed("the digest of an entry has sha256, and sm3 or null")
    entry = Entry(
        kind=_text(members, "kind"),
        at=_time(_text(members, "at")),
        org=_text(members, "org"),
        subj=_text(members, "subj"),
        digest=Digest(_hash(digest["sha256"], "sha256") or b"", _hash(digest["sm3"], "sm3")),
        prev=_hash(members["prev"], "prev"),
    )
    if entry.encode() != data:
        raise Malformed("the entry is not written as entries are")
    return entry


def opaque_id(key: bytes, kind: str, identifier: str) -> str:
    """The id that stands for something in the log: 128 bits of HMAC-SHA-256, without the key linked to nothing.

    Args:
        key: of 32 bytes, secret, one for each log.
        kind: what it is the id of, so that ids of different things never meet: "organisation", "certificate".
        identifier: what it is called inside.

    Raises:
        Malformed: a key of another length.

    Example:
        >>> opaque_id(bytes(32), "organisation", "91370100MA3C0000XX")
        'LT2erWMc2PfFBukL7r4dXg'
    """
    if len(key) != 32:
        raise Malformed(f"the key of opaque ids has 32 bytes, not {len(key)}")
    message = kind.encode() + b"\x00" + identifier.encode()
    return base64.urlsafe_b64encode(hmac.digest(key, message, "sha256")[:16]).rstrip(b"=").decode("ascii")


def salted_digest(salt: bytes, record: bytes) -> Digest:
    """SHA-256 and SM3 over salt ‖ record. The salt is random, of the record's own, and kept with it.

    Raises:
        Malformed: a salt of another length than 32 bytes: where salt ends and record begins must be plain.
    """
    if len(salt) != SALT_SIZE:
        raise Malformed(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return Digest(hashlib.sha256(salt + record).digest(), sm3(salt + record))


def _text(members: dict[str, Any], name: str) -> str:
    if not isinstance(members[name], str):
        raise Malformed(f"{name} must be a text, not {members[name]!r}")
    return str(members[name])


def _hash(value: object, name: str) -> bytes | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise Malformed(f"{name} must be 64 hexadecimal digits in lower case, not {str(value)[:80]!r}")
    return bytes.fromhex(value)


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Malformed(f"the time of an entry is like 2026-11-23T08:00:00Z, not {text[:40]!r}") from error

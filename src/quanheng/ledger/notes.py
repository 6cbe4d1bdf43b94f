"""Signed notes (c2sp.org/signed-note): a text, an empty line, and lines of signatures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from quanheng.ledger.encoding import from_base64, to_base64
from quanheng.ledger.errors import Malformed, SignatureRefused

#: Others must accept 16 at least; a note is fetched from strangers, so there is an end to it.
MAX_SIGNATURES = 100
MAX_NOTE = 1_000_000
_DASH = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: the key's name and id, and what the key's algorithm left."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures. Nothing is verified by its being here."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        """The bytes of the note.

        Raises:
            Malformed: a text that no reader would get back.
        """
        _check_text(self.text)
        return (self.text + "\n" + "".join(each.line() for each in self.signatures)).encode()

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The note with further signatures, those it has already left out."""
        return replace(self, signatures=tuple(dict.fromkeys((*self.signatures, *more))))


class Verifier(Protocol):
    """A public key that a reader trusts, under the name it is trusted for."""

    @property
    def name(self) -> str:
        """The name in lines of signatures."""

    @property
    def key_id(self) -> bytes:
        """The id in lines of signatures."""

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the key made this signature over the text."""


def parse_note(data: bytes) -> Note:
    """Read a note; no signature is looked at but for its form.

    Raises:
        Malformed: no UTF-8, control characters, no signature, too large, or a line of another form.
    """
    if len(data) > MAX_NOTE:
        raise Malformed(f"a note of {len(data)} bytes is longer than {MAX_NOTE}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"a note must be UTF-8, and byte {error.start} is not") from error
    # The text may hold empty lines: the last one parts it from the signatures.
    head, gap, tail = whole.rpartition("\n\n")
    if not gap:
        raise Malformed("a note has a text, an empty line and signatures; here is no empty line")
    text = head + "\n"
    _check_text(text)
    return Note(text, parse_signature_lines(tail))


def parse_signature_lines(tail: str) -> tuple[Signature, ...]:
    """Read lines of signatures, of which there must be one at least, each with its newline.

    Raises:
        Malformed: another form, or more lines than any reader accepts.
    """
    lines = tail.split("\n")
    if lines.pop() or not lines:
        raise Malformed("a note ends in lines of signatures, each with a newline")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed(f"{len(lines)} signatures are more than {MAX_SIGNATURES}")
    return tuple(_signature(line) for line in lines)


def verify_note(note: Note, verifiers: Iterable[Verifier]) -> list[Verifier]:
    """The keys among `verifiers` that signed the note; signatures by other keys are passed over.

    Raises:
        SignatureRefused: a signature under the name and id of one of these keys that the key did not make. Such a
            note is refused whole, whatever else it carries.
    """
    known = {(each.name, each.key_id): each for each in verifiers}
    found: dict[tuple[str, bytes], Verifier] = {}
    for signature in note.signatures:
        key = (signature.name, signature.key_id)
        if key not in known:
            continue
        if not known[key].verifies(note.text, signature.value):
            raise SignatureRefused(
                f"the signature of {signature.name}+{signature.key_id.hex()} is false: refuse the note"
            )
        found[key] = known[key]
    return list(found.values())


def check_name(name: str) -> None:
    """Refuse what is no name of a key.

    Raises:
        Malformed: empty, or with a space, a plus sign or a control character.
    """
    if not name or any(char.isspace() or char == "+" or ord(char) < 0x20 for char in name):
        raise Malformed(f"the name of a key is not empty and has neither spaces nor plus signs: {name[:100]!r}")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in name):
        raise Malformed(f"the name of a key must be writable in UTF-8: {name[:100]!r}")


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise Malformed(f"a line of a signature is '— name base64', not {line[:100]!r}")
    check_name(name)
    value = from_base64(encoded, f"the signature of {name}")
    if len(value) <= 4:
        raise Malformed(f"the signature of {name} has {len(value)} bytes: there must be a key id of 4 and a signature")
    return Signature(name, value[:4], value[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise Malformed("the text of a note ends in a newline")
    for position, char in enumerate(text):
        if ord(char) < 0x20 and char != "\n":
            raise Malformed(f"character {position} of the note is the control character U+{ord(char):04X}")
        if 0xD800 <= ord(char) <= 0xDFFF:
            raise Malformed(f"character {position} of the note cannot be written in UTF-8")

"""Signed notes, keys and checkpoints: published examples, and every form that is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from quanheng.ledger.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from quanheng.ledger.errors import Malformed, SignatureRefused
from quanheng.ledger.keys import COSIGNATURE, PrivateKey, PublicKey, parse_key, parse_private_key
from quanheng.ledger.notes import MAX_SIGNATURES, Note, Signature, parse_note, verify_note
from quanheng.ledger.tree import Tree

# Package documentation of golang.org/x/mod/sumdb/note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NEUMANN_NOTE = (
    NEUMANN_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
# c2sp.org/signed-note, "Example".
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
# c2sp.org/tlog-cosignature: the form alone, for its keys are not published.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()


@pytest.mark.parametrize(("key", "note"), [(NEUMANN, NEUMANN_NOTE), (FOO, FOO_NOTE)])
def test_the_published_notes_verify(key: str, note: bytes) -> None:
    verifier = parse_key(key)
    assert str(verifier) == key
    assert verify_note(parse_note(note), [verifier]) == [verifier]
    assert parse_note(note).encode() == note


def test_the_published_private_key_signs_the_published_signature() -> None:
    key = parse_private_key(NEUMANN_SECRET)
    assert Note(NEUMANN_TEXT, (key.sign(NEUMANN_TEXT),)).encode() == NEUMANN_NOTE
    assert key.secret() == NEUMANN_SECRET
    assert NEUMANN_SECRET[-20:] not in repr(key)


def test_the_published_cosigned_checkpoint_is_read() -> None:
    note = parse_note(COSIGNED)
    assert parse_checkpoint(note.text).size == 20852163
    assert int.from_bytes(note.signatures[1].value[:8], "big") == 1679315147  # the time in the specification's example


def test_other_keys_are_passed_over_and_a_false_signature_by_a_known_one_spoils_the_note() -> None:
    note = parse_note(FOO_NOTE)
    assert verify_note(note, [parse_key(NEUMANN)]) == []
    assert verify_note(note, []) == []
    good = note.signatures[0]
    forged = Signature(good.name, good.key_id, good.value[:-1] + bytes([good.value[-1] ^ 1]))
    with pytest.raises(SignatureRefused, match=r"example\.com/foo"):
        verify_note(note.with_signatures([forged]), [parse_key(FOO)])


def test_a_text_may_hold_empty_lines() -> None:
    key = PrivateKey.generate("log.example")
    text = "one\n\ntwo\n\n\n"
    note = Note(text, (key.sign(text),))
    assert parse_note(note.encode()) == note
    assert verify_note(parse_note(note.encode()), [key.public]) == [key.public]


SIGNED = FOO_NOTE.decode()
LINE = SIGNED.partition("\n\n")[2]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        SIGNED[:-1],
        SIGNED + "\n",
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("— ", "—"),
        SIGNED.replace(" Uw2Q", "  Uw2Q"),
        SIGNED.replace("aQM=", "aQM"),
        SIGNED.replace("aQM=", "aQN="),
        SIGNED.replace("aQM=", "aQM=="),
        SIGNED.replace("Uw2QOkn8", "Uw2Q Okn8"),
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("example message", "example\tmessage"),
        SIGNED.replace("example message", "example\x00message"),
        SIGNED.replace("— example.com/foo", "— example com/foo"),
        SIGNED.replace("— example.com/foo", "— example.com+foo"),
        SIGNED.replace("— example.com/foo", "— example.com\u00a0foo"),
        SIGNED.replace("— example.com/foo", "— "),
        "text\n\n— name " + base64.b64encode(b"1234").decode() + "\n",
        "text\n\n" + LINE * (MAX_SIGNATURES + 1),
        "x" * 1_000_000 + "\n\n" + LINE,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        parse_note(note.encode())


def test_a_note_must_be_utf_8() -> None:
    with pytest.raises(Malformed, match="byte 0"):
        parse_note(b"\xff" + FOO_NOTE)


def test_sixteen_signatures_are_accepted() -> None:
    assert len(parse_note(("text\n\n" + LINE * 16).encode()).signatures) == 16


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+12345678",
        FOO.replace("530d903a", "530D903A"),
        FOO.replace("530d903a", "530d903b"),
        FOO.replace("530d903a", "530d903"),
        FOO.replace("example.com/foo", "example.com/bar"),
        FOO.replace("example.com/foo", ""),
        FOO.replace("example.com/foo", "example com"),
        FOO[:-1],
        FOO + "=",
        "example.com/foo+530d903a+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
        "example.com/foo+530d903a+" + base64.b64encode(b"\x01" + bytes(31)).decode(),
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Malformed):
        parse_key(key)


def test_a_key_for_which_anybody_can_sign_is_refused() -> None:
    # The neutral element: R = the neutral element and s = 0 satisfy s·B = R + h·A for every text.
    neutral = b"\x01" + bytes(31)
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), b"any text at all")
    order_8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    for point in (neutral, bytes(32), bytes(31) + b"\x80", order_8, order_8[:31] + b"\xfa", b"\xec" + b"\xff" * 31):
        with pytest.raises(Malformed, match="small order"):
            PublicKey("log.example", point)


def test_a_damaged_private_key_is_refused_without_being_shown() -> None:
    for damaged in (NEUMANN_SECRET[:-4], NEUMANN_SECRET.replace("c74f", "c74e"), NEUMANN_SECRET[12:]):
        with pytest.raises(Malformed) as refused:
            parse_private_key(damaged)
        assert "YEKFALVFGyNhPJ" not in str(refused.value)


# ── cosignatures ─────────────────────────────────────────────────────────────────────────────────


def test_a_cosignature_covers_its_time_and_its_text() -> None:
    key = PrivateKey.generate("witness.example", COSIGNATURE)
    text = Checkpoint("log.example", 1, Tree([b"one"]).root()).text()
    signature = key.cosign(text, 1_800_000_000)
    assert key.public.verifies(text, signature.value)
    assert not key.public.verifies(text.replace("log", "dog"), signature.value)
    later = (1_800_000_001).to_bytes(8, "big") + signature.value[8:]
    assert not key.public.verifies(text, later)
    assert not key.public.verifies(text, signature.value[8:])
    assert not key.public.verifies(text, bytes(8) + signature.value[8:])
    assert str(parse_key(str(key.public))) == str(key.public)


def test_keys_of_logs_and_witnesses_do_not_sign_for_each_other() -> None:
    log, witness = PrivateKey.generate("one.example"), PrivateKey.generate("two.example", COSIGNATURE)
    assert log.public.key_id != PrivateKey(log.name, log.seed, COSIGNATURE).public.key_id
    with pytest.raises(Malformed):
        log.cosign("text\n", 1)
    with pytest.raises(Malformed):
        witness.sign("text\n")
    with pytest.raises(Malformed):
        witness.cosign("text\n", 0)


# ── checkpoints ──────────────────────────────────────────────────────────────────────────────────

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n1\n",
        f"log\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n １\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n1\n{ROOT[:-1]}\n",
        f"log\n1\n{ROOT[4:]}\n",
        f"log\n1\n{ROOT}\n\nextension\n",
        f"log\n1\n{ROOT}\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)


def test_extensions_are_kept() -> None:
    text = f"log\n1\n{ROOT}\nmore\nand more\n"
    assert parse_checkpoint(text).extensions == ("more", "and more")
    assert parse_checkpoint(text).text() == text


@pytest.mark.parametrize("origin", ["", "two\nlines"])
def test_a_checkpoint_that_would_read_otherwise_is_not_written(origin: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint(origin, 1, bytes(32)).text()


def test_a_checkpoint_is_of_the_log_whose_key_signed_it() -> None:
    key = PrivateKey.generate("log.example")
    text = Checkpoint("other.example", 1, bytes(32)).text()
    data = Note(text, (key.sign(text),)).encode()
    with pytest.raises(SignatureRefused, match=r"other\.example"):
        open_checkpoint(data, [key.public])
    assert open_checkpoint(data, [key.public], origin="other.example")[0].size == 1
    with pytest.raises(SignatureRefused, match="not signed by a key known here"):
        open_checkpoint(data, [PrivateKey.generate("log.example").public])


def test_an_empty_log_has_the_empty_root() -> None:
    key = PrivateKey.generate("log.example")
    text = Checkpoint("log.example", 0, bytes(32)).text()
    with pytest.raises(Malformed, match="47DEQpj8HBSa"):
        open_checkpoint(Note(text, (key.sign(text),)).encode(), [key.public])

"""Policies: who must have cosigned, and every line that is refused."""

import itertools

import pytest

from quanheng.ledger.checkpoints import Checkpoint
from quanheng.ledger.errors import Malformed, SignatureRefused
from quanheng.ledger.keys import COSIGNATURE, PrivateKey
from quanheng.ledger.notes import Note, Signature
from quanheng.ledger.policy import parse_policy
from quanheng.ledger.tree import Tree
from tests.ledger.logs import KEY

NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
KEYS = {name: PrivateKey(f"{name.lower()}.example", name.encode() * 16, COSIGNATURE) for name in NAMES}
LINES = [f"log {KEY.public}", *(f"witness {name} {key.public}" for name, key in KEYS.items())]
#: c2sp.org/tlog-policy, "Example policy".
EXAMPLE = "\n".join(
    [
        *LINES,
        "group X-witnesses 2 X1 X2 X3",
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
    ]
)
TEXT = Checkpoint(KEY.name, 3, Tree([b"1", b"2", b"3"]).root()).text()


def checkpoint(*witnesses: str, more: tuple[Signature, ...] = ()) -> bytes:
    cosignatures = [KEYS[name].cosign(TEXT, 1_800_000_000) for name in witnesses]
    return Note(TEXT, (KEY.sign(TEXT), *cosignatures, *more)).encode()


def test_the_example_s_quorum_is_two_of_three_and_one_of_three() -> None:
    policy = parse_policy(EXAMPLE.encode())
    for count in range(len(NAMES) + 1):
        for witnesses in itertools.combinations(NAMES, count):
            expected = sum(name[0] == "X" for name in witnesses) >= 2 and any(name[0] == "Y" for name in witnesses)
            assert policy.is_witnessed("X-and-Y", witnesses) is expected


def test_a_checkpoint_is_accepted_with_its_quorum_only() -> None:
    policy = parse_policy(EXAMPLE.encode())
    accepted = policy.accept(checkpoint("X1", "X3", "Y2"))
    assert [each.witness for each in accepted.cosigned] == ["X1", "X3", "Y2"]
    for too_few in (("X1", "Y1"), ("X1", "X2", "X3"), ()):
        with pytest.raises(SignatureRefused, match="quorum"):
            policy.accept(checkpoint(*too_few))


def test_one_witness_twice_is_one_witness() -> None:
    policy = parse_policy(EXAMPLE.encode())
    twice = (KEYS["X1"].cosign(TEXT, 1), KEYS["X1"].cosign(TEXT, 2))
    with pytest.raises(SignatureRefused, match="quorum"):
        policy.accept(checkpoint("Y1", more=twice))


def test_a_false_cosignature_spoils_the_checkpoint() -> None:
    forged = Signature(KEYS["Y3"].name, KEYS["Y3"].public.key_id, bytes(72))
    with pytest.raises(SignatureRefused, match="false"):
        parse_policy(EXAMPLE.encode()).accept(checkpoint(*NAMES[:5], more=(forged,)))


def test_a_witness_is_no_log() -> None:
    policy = parse_policy(b"quorum none").with_logs([KEYS["X1"].public])
    with pytest.raises(SignatureRefused):
        policy.accept(Note(TEXT, (KEYS["X1"].cosign(TEXT, 1),)).encode())


def test_white_space_comments_and_addresses() -> None:
    text = f"\n  # comment\n\tlog\t{KEY.public} https://log.example \n{LINES[1]} https://w.example\nquorum X1\n\n"
    policy = parse_policy(text.encode())
    assert policy.addresses == {str(KEY.public): "https://log.example", "X1": "https://w.example"}
    assert parse_policy("\n".join([*LINES, "quorum none"]).encode()).quorum is None


def test_names_are_octets() -> None:
    kelvin = [LINES[1].replace("X1", "K"), LINES[2].replace("X2", "\u212a"), LINES[3].replace("X3", "\u8bc1\u4eba")]
    assert len(parse_policy("\n".join([*kelvin, "quorum none"]).encode()).witnesses) == 3
    assert parse_policy(LINES[1].encode().replace(b"X1", b"\xff") + b"\nquorum \xff").quorum is not None


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["quorum none", "quorum none"],
        ["quorum X1"],
        ["quorum X1", LINES[1]],
        ["quorum"],
        ["quorum none none"],
        ["log", "quorum none"],
        ["log key", "quorum none"],
        [LINES[0], LINES[0], "quorum none"],
        [f"log {KEYS['X1'].public}", "quorum none"],
        [f"witness one {KEY.public}", "quorum none"],
        [LINES[1], LINES[1], "quorum none"],
        [LINES[1], LINES[1].replace("X1", "again"), "quorum none"],
        [LINES[1].replace("X1", "none"), "quorum none"],
        [LINES[1] + " https://a.example more", "quorum none"],
        [LINES[1], "group g all", "quorum g"],
        [LINES[1], "group g 2 X1", "quorum g"],
        [LINES[1], "group g 0 X1", "quorum g"],
        [LINES[1], "group g 01 X1", "quorum g"],
        [LINES[1], "group g most X1", "quorum g"],
        [LINES[1], "group g all X1 X1", "quorum g"],
        [LINES[1], "group g all g", "quorum g"],
        [LINES[1], "group g all none", "quorum g"],
        [LINES[1], "group g all X1", "group h any X1", "quorum h"],
        [LINES[1], "group X1 all X1", "quorum X1"],
        ["something else", "quorum none"],
        ["quorum\u00a0none"],
        ["quorum none\r"],
        ["# \x00", "quorum none"],
        ["# \x7f", "quorum none"],
    ],
)
def test_what_is_no_policy_is_refused(lines: list[str]) -> None:
    with pytest.raises(Malformed):
        parse_policy("\n".join(lines).encode())


def test_the_line_is_named() -> None:
    with pytest.raises(Malformed, match="line 3 of the policy"):
        parse_policy(b"# one\n\nlog x\nquorum none\n")


def test_there_is_room_for_what_others_write() -> None:
    keys = [PrivateKey(f"w{number}.example", bytes([number] * 32), COSIGNATURE) for number in range(40)]
    lines = [f"witness w{number} {key.public}" for number, key in enumerate(keys)]
    lines += [f"group g{number} all w{number}" for number in range(40)]
    assert len(parse_policy("\n".join([*lines, "quorum g39"]).encode()).groups) == 40

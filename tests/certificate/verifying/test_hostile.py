"""No hostile document is accepted, and no reader gets a forged value from one."""

import time

import pytest
from tests.certificate import sm2_pki
from tests.certificate.conftest import Authority
from tests.certificate.documents import HONEST, certificate, values
from tests.certificate.pki import NOW, SIGNED_AT
from tests.certificate.signature_writer import sign
from tests.certificate.verifying import hostile_keys, hostile_signing, hostile_wrapping  # noqa: F401 - they add their attacks
from tests.certificate.verifying.hostile import ATTACKS, FORMS, Scene

from quanheng.certificate.signing import sign as product_sign, signing_key
from quanheng.certificate.verifying import NotVerified, verify

#: Documents in which nothing is altered, but whose signer nobody knows: undecided, not wrong.
UNDECIDED = {
    "signed_by_a_stranger": "issuer-unknown",
    "stranger_behind_the_honest_chain": "issuer-unknown",
}


@pytest.mark.parametrize("form", FORMS, ids=["inclusive", "exclusive"])
def test_the_honest_document_is_accepted(authority: Authority, form: str) -> None:
    found = verify(Scene(authority, form).honest, authority.trust, now=NOW)
    assert found.verdict == "valid", found.reasons
    assert values(found.signed_bytes) == [HONEST]


@pytest.mark.parametrize("form", FORMS, ids=["inclusive", "exclusive"])
def test_the_honest_document_with_an_id_is_accepted(authority: Authority, form: str) -> None:
    found = verify(Scene(authority, form).honest_with_id(), authority.trust, now=NOW)
    assert found.verdict == "valid", found.reasons
    assert values(found.signed_bytes) == [HONEST]


@pytest.mark.parametrize("form", FORMS, ids=["inclusive", "exclusive"])
def test_two_honest_signatures_are_accepted(authority: Authority, form: str) -> None:
    scene = Scene(authority, form)
    found = verify(sign(scene.honest, authority.signer, scene.plan.but(id="second")), authority.trust, now=NOW)
    assert [each.verdict for each in found.signatures] == ["valid", "valid"]
    assert values(found.signed_bytes) == [HONEST]


@pytest.mark.parametrize("form", FORMS, ids=["inclusive", "exclusive"])
@pytest.mark.parametrize("name", ATTACKS)
def test_no_hostile_document_is_accepted(authority: Authority, name: str, form: str) -> None:
    scene = Scene(authority, form)
    document = ATTACKS[name](scene)
    assert document != scene.honest
    begun = time.perf_counter()
    found = verify(document, authority.trust, now=NOW)
    assert time.perf_counter() - begun < 1
    if name in UNDECIDED:
        assert found.verdict == "indeterminate"
        assert UNDECIDED[name] in {each.id for each in found.reasons}
    else:
        assert found.verdict == "invalid", found.reasons
        assert found.intact_bytes is None
    with pytest.raises(NotVerified):
        _ = found.signed_bytes


def test_there_are_many_attacks() -> None:
    assert len(ATTACKS) >= 80


def test_a_document_that_nobody_signed_is_refused(authority: Authority) -> None:
    found = verify(certificate(), authority.trust, now=NOW)
    assert [each.id for each in found.reasons] == ["no-signature"]


def test_certificates_that_share_a_name_cost_little(authority: Authority) -> None:
    """Sixteen SM2 certificates, each of which might have issued the others: every check takes tens of milliseconds."""
    secrets = [sm2_pki.secret() for _ in range(15)]
    crowd = tuple(
        sm2_pki.certificate("同名", own, "同名", issuer, is_ca=True)
        for own, issuer in zip(secrets, secrets[1:] + secrets[:1], strict=True)
    )
    own = sm2_pki.secret()
    leaf = sm2_pki.certificate("签字人", own, "同名", secrets[0], is_ca=False)
    signed = product_sign(certificate(), signing_key(own, (leaf, *crowd)), at=SIGNED_AT)
    begun = time.perf_counter()
    found = verify(signed, authority.trust, now=NOW)
    assert time.perf_counter() - begun < 8
    assert found.verdict == "indeterminate"

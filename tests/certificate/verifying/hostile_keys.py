"""Keys, certificates, signed properties, and several signatures: right by arithmetic, and not the signer's."""

import base64
import re

from lxml import etree
from tests.certificate.documents import FORGED, certificate
from tests.certificate.pki import issue
from tests.certificate.signature_writer import DS, XADES, encoded, public_der, sign
from tests.certificate.verifying.hostile import ATTACKS, Attack, Scene, attack, forged_root, octets, taken_out, tree

# ── keys and certificates ────────────────────────────────────────────────────────────────────────


@attack
def signed_by_a_stranger(scene: Scene) -> bytes:
    return sign(certificate(FORGED), scene.authority.stranger, scene.plan)


@attack
def stranger_s_certificate_under_an_honest_signature(scene: Scene) -> bytes:
    honest, other = (encoded(each.certificate).encode() for each in (scene.authority.signer, scene.authority.stranger))
    return scene.honest.replace(honest, other)


@attack
def stranger_behind_the_honest_chain(scene: Scene) -> bytes:
    """The chain of the honest signer comes first; the key is the stranger's."""
    authority = scene.authority
    plan = scene.plan.but(
        certificates=(*authority.signer.chain, *authority.stranger.chain), named=authority.stranger.certificate
    )
    return sign(certificate(FORGED), authority.stranger, plan)


@attack
def stranger_who_names_the_honest_certificate(scene: Scene) -> bytes:
    authority = scene.authority
    plan = scene.plan.but(
        certificates=(*authority.stranger.chain, authority.signer.certificate), named=authority.signer.certificate
    )
    return sign(certificate(FORGED), authority.stranger, plan)


@attack
def signer_as_an_issuer(scene: Scene) -> bytes:
    """An honest signer names a signer; its certificate is none for that."""
    return sign(certificate(FORGED), issue("nobody", scene.authority.signer), scene.plan)


@attack
def key_value_of_a_stranger(scene: Scene) -> bytes:
    key = base64.b64encode(public_der(scene.authority.stranger)).decode()
    value = f"<ds:KeyValue><e:DEREncodedKeyValue xmlns:e='http://www.w3.org/2009/xmldsig11#'>{key}</e:DEREncodedKeyValue></ds:KeyValue>"
    return sign(
        certificate(FORGED),
        scene.authority.stranger,
        scene.plan.but(key_info=value, certificates=scene.authority.signer.chain),
    )


@attack
def key_fetched_from_elsewhere(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(key_info='<ds:RetrievalMethod URI="http://127.0.0.1:9/key"/>'))


@attack
def no_certificate(scene: Scene) -> bytes:
    return re.sub(rb"<ds:X509Certificate>.*?</ds:X509Certificate>", b"", scene.honest)


@attack
def no_key_info(scene: Scene) -> bytes:
    return re.sub(rb"<ds:KeyInfo>.*</ds:KeyInfo>", b"", scene.honest)


@attack
def certificate_that_is_none(scene: Scene) -> bytes:
    return re.sub(rb"<ds:X509Certificate>[^<]*", b"<ds:X509Certificate>AAAA", scene.honest)


# ── the signed properties ────────────────────────────────────────────────────────────────────────


@attack
def properties_not_signed(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(signs_properties=False))


@attack
def signing_time_changed(scene: Scene) -> bytes:
    return scene.honest.replace(b"<xades:SigningTime>2026", b"<xades:SigningTime>2025")


@attack
def signing_time_without_a_zone(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(time="2026-11-02T08:30:00"))


def _at(time: str) -> "Attack":
    return lambda scene: scene.signed(scene.plan.but(time=time))


for _name, _time in {
    "week": "2026-W45-1T08:30:00Z",
    "without_marks": "20261102T083000Z",
    "before_time": "0001-01-01T00:00:00+23:59",
    "hour_24": "2026-11-02T24:00:01Z",
    "empty": "",
    "digits": "２０２６-11-02T08:30:00Z",
}.items():
    ATTACKS[f"signing_time_{_name}"] = _at(_time)


@attack
def signature_without_an_id(scene: Scene) -> bytes:
    return scene.honest.replace(b' Id="sig">', b">", 1).replace(b'Target="#sig"', b'Target="#None"')


@attack
def properties_of_another_signature(scene: Scene) -> bytes:
    return scene.honest.replace(b'Target="#sig"', b'Target="#other"')


@attack
def unsigned_twin_of_the_properties(scene: Scene) -> bytes:
    """The signed properties stand in a second object; those of the first are a forger's."""
    root = tree(scene.honest)
    (holder,) = root[-1].findall(f"{{{DS}}}Object")
    twin = tree(octets(holder))
    for each in twin.iter(f"{{{XADES}}}SignedProperties"):
        each.set("Id", "twin")
    holder.addprevious(twin)
    return octets(root)


@attack
def two_signed_infos(scene: Scene) -> bytes:
    root = tree(scene.honest)
    second = tree(octets(root))[-1][0]
    for value in second.iter(f"{{{DS}}}DigestValue"):
        value.text = base64.b64encode(bytes(32)).decode()
    root[-1].insert(0, second)
    return octets(root)


@attack
def counter_signature_inside(scene: Scene) -> bytes:
    inner = etree.tostring(taken_out(tree(scene.honest)), encoding="unicode", with_tail=False)
    inner = inner.replace('"sig', '"inner').replace('"#sig', '"#inner')
    unsigned = (
        f"<xades:UnsignedSignatureProperties><xades:CounterSignature>{inner}</xades:CounterSignature>"
        "</xades:UnsignedSignatureProperties>"
    )
    return scene.signed(scene.plan.but(unsigned=unsigned))


# ── several signatures ───────────────────────────────────────────────────────────────────────────


def _two(scene: Scene) -> bytes:
    """Two honest signatures, the second over the first."""
    return sign(scene.honest, scene.authority.signer, scene.plan.but(id="second"))


@attack
def first_of_two_taken_away(scene: Scene) -> bytes:
    root = tree(_two(scene))
    root.remove(root[-2])
    return octets(root)


@attack
def first_of_two_replaced(scene: Scene) -> bytes:
    root = tree(_two(scene))
    other = tree(sign(certificate(), scene.authority.stranger, scene.plan.but(id="third")))[-1]
    root.replace(root[-2], other)
    return octets(root)


@attack
def two_in_another_order(scene: Scene) -> bytes:
    root = tree(_two(scene))
    root.append(root[-2])
    return octets(root)


@attack
def forged_and_a_stranger_s_signature_behind(scene: Scene) -> bytes:
    forged = forged_root()
    forged.append(taken_out(tree(scene.honest)))
    return sign(octets(forged), scene.authority.stranger, scene.plan.but(id="second"))


@attack
def more_signatures_than_anybody_needs(scene: Scene) -> bytes:
    root = tree(scene.honest)
    for number in range(40):
        twin = tree(etree.tostring(root[-1], with_tail=False).replace(b"sig", b"s%d" % number))
        root.append(twin)
    return octets(root)

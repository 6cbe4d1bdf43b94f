"""Wrapping: the signed part is kept somewhere in the document, so that the signature finds it and a reader does not."""

import copy

from lxml import etree
from tests.certificate.documents import DCC, FORGED, certificate
from tests.certificate.signature_writer import DS, ENVELOPED, Plan, Reference, sign
from tests.certificate.verifying.hostile import SIGNATURE, Scene, attack, forged_root, octets, taken_out, tree

from quanheng.certificate.signing.canonical import canonical_document, canonical_part


def _around(scene: Scene, *, keep_id: bool = False) -> "tuple[etree._Element, etree._Element, etree._Element]":
    """A forged root, the signature taken out of the original, and the original without it."""
    original = tree(scene.honest_with_id())
    signature = taken_out(original)
    return forged_root(' Id="original"' if keep_id else ""), signature, original


@attack
def original_as_first_child(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.insert(0, original)
    root.append(signature)
    return octets(root)


@attack
def original_as_last_child(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.append(original)
    root.append(signature)
    return octets(root)


@attack
def original_behind_the_signature(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.append(signature)
    root.append(original)
    return octets(root)


@attack
def original_with_its_signature_as_child(scene: Scene) -> bytes:
    root = forged_root()
    root.append(tree(scene.honest))
    return octets(root)


@attack
def original_with_its_signature_deep_inside(scene: Scene) -> bytes:
    root = forged_root()
    holder = etree.SubElement(root[0], f"{{{DCC}}}statements")
    holder.append(tree(scene.honest_with_id()))
    return octets(root)


@attack
def original_in_an_object(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    holder = etree.SubElement(signature, f"{{{DS}}}Object")
    holder.append(original)
    root.append(signature)
    return octets(root)


@attack
def original_in_the_object_of_the_properties(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    signature[3].append(original)
    root.append(signature)
    return octets(root)


@attack
def original_in_the_unsigned_properties(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    holder = etree.SubElement(signature[3][0], "{http://uri.etsi.org/01903/v1.3.2#}UnsignedProperties")
    holder.append(original)
    root.append(signature)
    return octets(root)


@attack
def original_in_the_key_info(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    signature[2].append(original)
    root.append(signature)
    return octets(root)


@attack
def original_in_the_signature_value(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    signature[1].append(original)
    root.append(signature)
    return octets(root)


@attack
def forged_part_in_an_object(scene: Scene) -> bytes:
    root = tree(scene.honest)
    holder = etree.SubElement(root[-1], f"{{{DS}}}Object")
    holder.append(forged_root())
    return octets(root)


@attack
def forged_part_in_the_transforms(scene: Scene) -> bytes:
    root = tree(scene.honest)
    (transform, *_rest) = root[-1].iter(f"{{{DS}}}Transform")
    transform.append(forged_root())
    return octets(root)


@attack
def forged_root_around_both(scene: Scene) -> bytes:
    """The signature finds the original by its id; a reader starts at the root."""
    root, signature, original = _around(scene)
    holder = etree.Element("holder")
    holder.extend([root, original, signature])
    return octets(holder)


@attack
def same_id_on_both(scene: Scene) -> bytes:
    root, signature, original = _around(scene, keep_id=True)
    root.append(original)
    root.append(signature)
    return octets(root)


@attack
def same_id_in_another_spelling(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.set("ID", "original")
    root.append(original)
    root.append(signature)
    return octets(root)


@attack
def same_id_as_xml_id(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.set("{http://www.w3.org/XML/1998/namespace}id", "original")
    root.append(original)
    root.append(signature)
    return octets(root)


@attack
def same_id_in_a_namespace(scene: Scene) -> bytes:
    root, signature, original = _around(scene)
    root.set("{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}Id", "original")
    root.append(original)
    root.append(signature)
    return octets(root)


@attack
def two_ids_on_the_root(scene: Scene) -> bytes:
    root = tree(scene.honest_with_id())
    root.set("id", "original")
    return octets(root)


@attack
def two_items_of_one_id_signed(scene: Scene) -> bytes:
    document = certificate().replace(b"</dcc:items>", b'<dcc:item id="item-1"/></dcc:items>')
    return scene.signed(scene.plan, document)


@attack
def signature_in_the_administrative_data(scene: Scene) -> bytes:
    root = tree(scene.honest)
    root[0].append(taken_out(root))
    return octets(root)


@attack
def signature_before_everything(scene: Scene) -> bytes:
    root = tree(scene.honest)
    root.insert(0, taken_out(root))
    return octets(root)


@attack
def signature_in_a_wrapper(scene: Scene) -> bytes:
    root = tree(scene.honest)
    signature = taken_out(root)
    etree.SubElement(root, f"{{{DS}}}Manifest").append(signature)
    return octets(root)


@attack
def signature_in_an_object_of_an_empty_one(scene: Scene) -> bytes:
    root = forged_root()
    outer = etree.SubElement(root, SIGNATURE)
    etree.SubElement(outer, f"{{{DS}}}Object").append(tree(scene.honest))
    return octets(root)


@attack
def signature_as_the_root(scene: Scene) -> bytes:
    root = tree(scene.honest_with_id())
    signature = taken_out(root)
    etree.SubElement(signature, f"{{{DS}}}Object").append(root)
    return octets(signature)


@attack
def signature_of_another_certificate(scene: Scene) -> bytes:
    root = forged_root()
    root.append(taken_out(tree(scene.honest)))
    return octets(root)


@attack
def signature_twice(scene: Scene) -> bytes:
    root = tree(scene.honest)
    root.append(copy.deepcopy(root[-1]))
    return octets(root)


@attack
def forged_part_under_a_signature_of_its_own(scene: Scene) -> bytes:
    """Behind an honest signature stands a stranger's, with the forged results in an object that no one covers."""
    holder = f"<ds:Object>{octets(forged_root()).decode().split('?>', 1)[1]}</ds:Object>"

    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference("", canonical_document(root, plan.form), (ENVELOPED, plan.form))]

    plan = scene.plan.but(references=references, id="second", beside_object=holder)

    return sign(scene.honest, scene.authority.stranger, plan)


@attack
def only_the_results_signed_and_moved(scene: Scene) -> bytes:
    """The signer signed a part by its id; the forger puts another part before it."""
    document = certificate().replace(b"<dcc:measurementResults>", b'<dcc:measurementResults Id="results">')

    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference("#results", canonical_part(root[1], plan.form), (plan.form,))]

    root = tree(scene.signed(scene.plan.but(references=references), document))
    root.insert(1, tree(certificate(FORGED))[1])
    return octets(root)

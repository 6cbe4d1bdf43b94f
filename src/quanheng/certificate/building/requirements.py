"""Checks of a draft as a whole: parties, people, dates, standards, and what each kind of document must and must not say."""

import re
from datetime import date
from itertools import pairwise

from quanheng.certificate.building.checked_columns import number_at, unit_at
from quanheng.certificate.building.draft import ROLES, Ambient, Draft, Standard
from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.building.vocabulary import CONDITIONS, Kind
from quanheng.certificate.model.administrative import Reference
from quanheng.metrology.conformity import STANDARD_RULES, Decision
from quanheng.metrology.units import parse

_DIGESTS = {"SHA-256": 64, "SHA-384": 96, "SHA-512": 128, "SM3": 64}
_HEX = re.compile(r"[0-9a-f]+")
_REGULATION = re.compile(r"JJ[GF](?:\([^)]+\))? ?\d+(?:\.\d+)?[-—]\d{4}", re.ASCII)
_RELAXED = ("asme_b89_7_3_1_relaxed", "jcgm_106_guarded_rejection")
_CHANGES = ("amended", "substituted")


def check_draft(draft: Draft) -> None:
    """Refuse a draft in which something is missing or contradicts itself; results are checked apart.

    Raises:
        InvalidDraft: names field, value and remedy.
    """
    if not draft.identifier.strip():
        raise InvalidDraft("identifier", "a certificate needs its number")
    if draft.rule not in STANDARD_RULES:
        raise InvalidDraft("rule", f"decision rule {draft.rule!r}: there are {', '.join(STANDARD_RULES)}")
    if draft.rule in _RELAXED:
        raise InvalidDraft(
            "rule", f"{draft.rule} accepts values outside their limits, which certificates here do not state"
        )
    _check_replacement(draft)
    _check_parties(draft)
    _check_people(draft)
    _check_dates(draft)
    if not draft.items:
        raise InvalidDraft("items", "a certificate is about something: give at least one item")
    for place, item in enumerate(draft.items):
        if not item.identifications:
            raise InvalidDraft(
                f"items[{place}].identifications", f"{item.name}: give a serial number or another identification"
            )
    _check_methods(draft)
    _check_standards(draft)
    for place, each in enumerate(draft.conditions):
        _check_condition(each, f"conditions[{place}]")
    if not draft.conditions:
        raise InvalidDraft("conditions", "give the conditions that the results hold for, at least the temperature")
    if not draft.tables and not draft.observations:
        raise InvalidDraft("tables", "a certificate without results: give a table or an observation")


def check_conclusion(draft: Draft, decisions: tuple[Decision, ...]) -> None:
    """Refuse a document whose kind its results contradict.

    Raises:
        InvalidDraft: such as a verification certificate for an item that does not conform.
    """
    judged = [each.conforms for each in draft.observations if each.conforms is not None]
    accepted = [each.verdict.is_accepted for each in decisions] + judged
    rejected = [each.verdict.is_rejected for each in decisions] + [not each for each in judged]
    if draft.kind is Kind.VERIFICATION:
        if not accepted:
            raise InvalidDraft(
                "kind", "a verification certificate judges: give tolerances or observations that conform"
            )
        if not all(accepted):
            raise InvalidDraft(
                "kind", f"{accepted.count(False)} results do not conform: draw up a rejection notice (kind: rejection)"
            )
    elif draft.kind is Kind.REJECTION:
        if not any(rejected):
            raise InvalidDraft("kind", "nothing was found not to conform: a rejection notice must say what is not")
    elif draft.conclusion is not None and not accepted:
        raise InvalidDraft("conclusion", "nothing was judged: leave the conclusion out, or give tolerances")


def check_reference(reference: Reference, field: str) -> None:
    """Refuse a reference that proves nothing.

    Raises:
        InvalidDraft: no identifier, an unknown digest procedure, a digest of the wrong length, or not in hex.
    """
    if not reference.referral_id.strip():
        raise InvalidDraft(f"{field}.referral_id", "give the number of the certificate referred to")
    length = _DIGESTS.get(reference.procedure)
    if length is None:
        raise InvalidDraft(
            f"{field}.procedure", f"{reference.procedure!r} is no digest known here; there are {', '.join(_DIGESTS)}"
        )
    if len(reference.value) != length or not _HEX.fullmatch(reference.value):
        raise InvalidDraft(
            f"{field}.value",
            f"{reference.value[:20]!r} is no {reference.procedure} in lower-case hex: it has {length} digits",
        )
    if reference.linked_report is not None:
        check_reference(reference.linked_report, f"{field}.linked_report")


def _check_replacement(draft: Draft) -> None:
    if draft.replaces is not None and draft.replaces.type_of_change not in _CHANGES:
        raise InvalidDraft(
            "replaces.type_of_change", f"{draft.replaces.type_of_change!r} is neither {' nor '.join(_CHANGES)}"
        )
    if draft.replaces is not None and draft.replaces.replaced_identifier == draft.identifier:
        raise InvalidDraft(
            "replaces", f"{draft.identifier} cannot replace itself: give the new certificate a new number"
        )
    if draft.previous is not None:
        check_reference(draft.previous, "previous")


def _check_parties(draft: Draft) -> None:
    if len(draft.laboratory.contacts) != 1:
        raise InvalidDraft("laboratory", f"{len(draft.laboratory.contacts)} contacts: a certificate has one laboratory")
    for name, contact in (("laboratory", draft.laboratory.contacts[0]), ("customer", draft.customer)):
        if not contact.name.contents:
            raise InvalidDraft(f"{name}.name", "the name is missing")
        if contact.location is None or not contact.location.parts:
            raise InvalidDraft(f"{name}.location", f"{contact.name}: give an address, at least the city")


def _check_people(draft: Draft) -> None:
    by_role = {each.role: each for each in draft.persons}
    for role in ROLES:
        if role not in by_role:
            raise InvalidDraft("persons", f"nobody is named as {role}; a certificate has {', '.join(ROLES)}")
    for place, each in enumerate(draft.persons):
        if each.role not in ROLES:
            raise InvalidDraft(f"persons[{place}].role", f"{each.role!r}; there are {', '.join(ROLES)}")
    # Who has done the work does not check it (JJF 1069-2012, 7.10).
    if by_role["checker"].person.name == by_role["verifier"].person.name:
        raise InvalidDraft("persons", f"{by_role['checker'].person.name} checks the own work: name another checker")
    signers = [each for each in draft.persons if each.is_main_signer]
    if len(signers) > 1 or (signers and signers[0].role != "approver"):
        raise InvalidDraft("persons", "the main signer is the approver, and nobody else")


def _check_dates(draft: Draft) -> None:
    known = [
        (name, day) for name in ("received", "begin", "end", "issued") if (day := getattr(draft, name)) is not None
    ]
    for (earlier, first), (later, second) in pairwise(known):
        if first > second:
            raise InvalidDraft(later, f"{second} is before {earlier}, {first}: correct one of them")
    if draft.kind is Kind.VERIFICATION:
        if draft.valid_until is None:
            raise InvalidDraft("valid_until", "a verification certificate says until when it is valid")
    elif draft.valid_until is not None:
        raise InvalidDraft(
            "valid_until",
            f"a {draft.kind.value} has no validity: leave it out (of a calibration, an interval agreed with the customer is "
            "`recalibration`)",
        )
    if draft.recalibration is not None and draft.kind is not Kind.CALIBRATION:
        raise InvalidDraft("recalibration", "only calibration certificates state an agreed date; use valid_until")
    for name in ("valid_until", "recalibration"):
        last: date | None = getattr(draft, name)
        if last is not None and last <= draft.end:
            raise InvalidDraft(name, f"{last} is not after the measurement, which ended on {draft.end}")


def _check_methods(draft: Draft) -> None:
    if not draft.methods:
        raise InvalidDraft("methods", "name the regulation or method, such as JJG 146-2011")
    norms = [norm for each in draft.methods for norm in (*each.norms, *each.references)]
    if not norms:
        raise InvalidDraft("methods", "no document is named: give its number in norms, such as JJG 146-2011")
    if draft.kind is not Kind.CALIBRATION and not any(
        _REGULATION.match(each) and each.startswith("JJG") for each in norms
    ):
        raise InvalidDraft(
            "methods", f"verification is by a verification regulation (JJG), and {', '.join(norms)} is none"
        )


def _check_standards(draft: Draft) -> None:
    if not draft.standards:
        raise InvalidDraft("standards", "name the measurement standards used: without them nothing is traceable")
    for place, each in enumerate(draft.standards):
        _check_standard(each, draft, f"standards[{place}]")


def _check_standard(standard: Standard, draft: Draft, field: str) -> None:
    equipment = standard.equipment
    if not equipment.identifications:
        raise InvalidDraft(f"{field}.equipment.identifications", f"{equipment.name}: give its number")
    if equipment.certificate is None:
        raise InvalidDraft(
            f"{field}.equipment.certificate",
            f"{equipment.name} has no certificate: give its number and the digest of its file (of a paper, of its scan)",
        )
    check_reference(equipment.certificate, f"{field}.equipment.certificate")
    if equipment.certificate.referral_id == draft.identifier:
        raise InvalidDraft(f"{field}.equipment.certificate", f"{draft.identifier} cannot rest on itself")
    if standard.valid_until < draft.end:
        raise InvalidDraft(
            f"{field}.valid_until",
            f"the certificate of {equipment.name} ended on {standard.valid_until}, before the measurement on {draft.end}",
        )


def _check_condition(condition: Ambient, field: str) -> None:
    if condition.kind not in CONDITIONS:
        raise InvalidDraft(f"{field}.kind", f"{condition.kind!r}; there are {', '.join(CONDITIONS)}")
    unit = unit_at(condition.unit, f"{field}.unit")
    expected = CONDITIONS[condition.kind][3]
    if not unit.is_convertible_to(parse(expected)):
        raise InvalidDraft(
            f"{field}.unit", f"{condition.unit!r} is no unit of {condition.kind}: give one that converts to {expected}"
        )
    lowest, highest = (number_at(getattr(condition, name), f"{field}.{name}") for name in ("lowest", "highest"))
    if lowest.value > highest.value:
        raise InvalidDraft(field, f"lowest {lowest.text} is above highest {highest.text}: swap them")

"""A certificate to a sheet: which facts stand where."""

import hashlib

from quanheng.certificate.building.vocabulary import (
    CONCLUSION,
    KINDS,
    RECALIBRATION,
    SITE,
    Kind,
)
from quanheng.certificate.model.administrative import Contact, Item, Location
from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.model.quantities import NoQuantity
from quanheng.certificate.model.results import Condition, Context, Method, Statement
from quanheng.certificate.model.uncertainties import UncertaintyForm
from quanheng.certificate.rendering.columns import REJECTED, grids
from quanheng.certificate.rendering.equipment import digests_grid, equipment_grids, items_grids
from quanheng.certificate.rendering.numbers import breakable, shown, unit_shown, with_unit
from quanheng.certificate.rendering.sheet import Line, Sheet
from quanheng.certificate.rendering.words import Language, Phrase, Wording

_NOT_STATEMENTS = (*KINDS.values(), CONCLUSION, RECALIBRATION, SITE)


def sheet_of(certificate: Certificate, language: Language = Language.CHINESE, address: str = "") -> Sheet:
    """The printed document of a certificate.

    Args:
        address: where the certificate can be verified; the QR code says it, else number and digest.
    """
    kind = kind_of(certificate)
    words = Wording(kind, language)
    administrative, core = certificate.administrative, certificate.administrative.core
    digest = hashlib.sha256(certificate.source).hexdigest() if certificate.source else ""
    contexts = [certificate.context, *(each.context for each in certificate.results)]
    laboratory = administrative.laboratory.contacts[0] if administrative.laboratory.contacts else None
    used = [each for context in contexts for each in context.equipment]
    return Sheet(
        kind=kind,
        language=language,
        organisation=Phrase("") if laboratory is None else words.text(laboratory.name),
        title=words("title"),
        number=Line(words("number"), Phrase(core.unique_identifier)),
        facts=tuple(_facts(certificate, words, contexts)),
        people=tuple(_people(certificate, words)),
        dates=tuple(_dates(certificate, words)),
        contact=tuple(_contact(laboratory, administrative.laboratory.code, words)),
        conditions_heading=words("conditions"),
        conditions=tuple(_conditions(certificate, contexts, words)),
        equipment=(*items_grids(administrative.items.items, words), *equipment_grids(used, words)),
        digests=digests_grid(used, words),
        methods=_methods(contexts, words),
        results_heading=words("results"),
        results=tuple(grid for result in certificate.all_results() for grid in grids(result, words)),
        statements_heading=words("statements"),
        statements=tuple(_statements(certificate, words)),
        words={name: words(name) for name in ("blank", "scan", "embedded", "seal")},
        code=address
        or "\n".join(each for each in (core.unique_identifier, f"sha256:{digest}" if digest else "") if each),
        digest=digest,
        issued=core.issue_date or core.end_performance_date,
    )


def kind_of(certificate: Certificate) -> Kind:
    """What the document is; a calibration certificate where it does not say."""
    for kind, ref_type in KINDS.items():
        if any(each.is_a(ref_type) for each in certificate.administrative.statements):
            return kind
    return Kind.CALIBRATION


def _facts(certificate: Certificate, words: Wording, contexts: list[Context]) -> list[Line]:
    administrative = certificate.administrative
    customer = administrative.customer
    found = [Line(words("customer"), words.text(customer.name))]
    if words.kind is Kind.CALIBRATION and (place := _address(customer.location, words)):
        found.append(Line(words("address"), Phrase(place)))
    items = administrative.items.items
    if len(items) == 1:
        found += _item(items[0], words)
    else:
        first, several = words.text(items[0].name), words.counted("several", len(items))
        found.append(
            Line(words("item"), Phrase(f"{first.main} {several.main}", f"{first.below} {several.below}".strip()))
        )
    norms = [_with_name(each, words) for each in _of(contexts) if each.norms or each.references]
    found.append(Line(words("basis"), Phrase(words.semicolon.join(norms))))
    for statement in administrative.statements:
        if statement.is_a(CONCLUSION) and statement.declaration is not None:
            found.append(Line(words("conclusion"), words.text(statement.declaration.text)))
    if words.kind is Kind.REJECTION and (failed := _failed(certificate, words)):
        found.append(Line(words("not_met"), Phrase(words.semicolon.join(failed))))
    return [each for each in found if each.value.main]


def _item(item: Item, words: Wording) -> list[Line]:
    serials = [each for each in item.identifications if each.issuer == "manufacturer"]
    others = [each for each in item.identifications if each.issuer != "manufacturer"]
    found = [
        Line(words("item"), words.text(item.name)),
        Line(words("model"), Phrase(item.model or "—")),
        Line(words("serial"), Phrase(words.comma.join(breakable(each.value) for each in serials) or "—")),
    ]
    found += [
        Line(words("identification") if each.name is None else words.text(each.name), Phrase(breakable(each.value)))
        for each in others
    ]
    if item.manufacturer is not None:
        found.append(Line(words("manufacturer"), words.text(item.manufacturer.name)))
    if item.description is not None:
        found.append(Line(words("description"), words.text(item.description.text)))
    return found


def _failed(certificate: Certificate, words: Wording) -> list[str]:
    """What did not conform: results by name, and inspections by theirs."""
    found: dict[str, None] = {}
    for result in certificate.all_results():
        for quantity in result.data.quantities():
            if any(status in REJECTED for each in quantity.context.meta_data for status in each.conformity):
                name = quantity.name if isinstance(quantity.values, NoQuantity) else result.name
                found[words.text(name).main] = None
    return list(found)


def _with_name(method: Method, words: Wording) -> str:
    norms = words.comma.join(method.norms or method.references)
    name = words.text(method.name).main
    return f"{norms}《{name}》" if words.language is not Language.ENGLISH and name else f"{norms} {name}".strip()


def _of(contexts: list[Context]) -> list[Method]:
    return [each for context in contexts for each in context.methods if not each.is_a("basic_uncertainty")]


def _people(certificate: Certificate, words: Wording) -> list[Line]:
    found = []
    for role in ("approver", "checker", "verifier"):
        found += [
            Line(words(role), words.text(each.person.name))
            for each in certificate.administrative.persons
            if each.role == role
        ]
    known = ("approver", "checker", "verifier")
    found += [
        Line(Phrase(each.role) if each.role else words("responsible"), words.text(each.person.name))
        for each in certificate.administrative.persons
        if each.role not in known
    ]
    return found


def _dates(certificate: Certificate, words: Wording) -> list[Line]:
    core = certificate.administrative.core
    begin, end = words.date(core.begin_performance_date), words.date(core.end_performance_date)
    found = []
    if words.kind is Kind.CALIBRATION:
        found.append(Line(words("received"), Phrase(words.date(core.receipt_date))))
    found.append(Line(words("date"), Phrase(end if begin == end else f"{begin}{words.between}{end}")))
    found.append(Line(words("issued"), Phrase(words.date(core.issue_date))))
    for statement in certificate.administrative.statements:
        if statement.is_a(RECALIBRATION) and statement.date:
            name = "recalibration" if words.kind is Kind.CALIBRATION else "valid_until"
            found.append(Line(words(name), Phrase(words.date(statement.date))))
    return [each for each in found if each.value.main]


def _contact(laboratory: Contact | None, code: str | None, words: Wording) -> list[Line]:
    if laboratory is None:
        return []
    location = laboratory.location
    facts = [
        ("code", code), ("address", _address(location, words)),
        ("post_code", None if location is None else location.part("postCode")), ("phone", laboratory.phone),
        ("fax", laboratory.fax), ("e_mail", laboratory.e_mail), ("link", laboratory.link),
    ]  # fmt: skip
    return [Line(words(name), Phrase(value)) for name, value in facts if value]


def _address(location: Location | None, words: Wording) -> str:
    if location is None:
        return ""
    names = ("state", "city", "street", "streetNo")
    parts = [part for name in names if (part := location.part(name))]
    if words.language is Language.ENGLISH or not any(ord(each) > 0x2E80 for part in parts for each in part):
        return ", ".join(dict.fromkeys(reversed(parts)))
    number = location.part("streetNo")
    return "".join(dict.fromkeys(parts)) + ("号" if number and number.isdigit() else "")


def _conditions(certificate: Certificate, contexts: list[Context], words: Wording) -> list[Line]:
    found = [
        Line(words.text(each.name), Phrase(_range(each, words))) for context in contexts for each in context.conditions
    ]
    found += [
        Line(words("place"), words.text(each.declaration.text))
        for each in certificate.administrative.statements
        if each.is_a(SITE) and each.declaration is not None
    ]
    return [each for each in found if each.value.main]


def _range(condition: Condition, words: Wording) -> str:
    texts: list[str] = []
    for quantity in condition.data.quantities():
        real = quantity.real
        if real is None:
            if isinstance(quantity.values, NoQuantity):
                texts.append(words.text(quantity.values.text.text).main)
            continue
        for point in real.points():
            text, unit = shown(point.value), unit_shown(point.unit)
            stated = point.uncertainty
            if stated is not None and stated.form is UncertaintyForm.EXPANDED:
                text = f"{text} ± {shown(stated.stated)}"
            texts.append(with_unit(f"({text})" if "±" in text else text, unit))
    return words.between.join(dict.fromkeys(texts))


def _methods(contexts: list[Context], words: Wording) -> Line | None:
    found = [_with_name(each, words) for each in _of(contexts)]
    return Line(words("methods"), Phrase(words.semicolon.join(found))) if found else None


def _statements(certificate: Certificate, words: Wording) -> list[Phrase]:
    found = []
    replaced = certificate.administrative.core.replacement
    if replaced is not None:
        found.append(Phrase(f"{words('amended')} {replaced.replaced_identifier}"))
    found += [
        _said(each, words)
        for each in certificate.administrative.statements
        if not any(each.is_a(ref_type) for ref_type in _NOT_STATEMENTS)
    ]
    return [each for each in found if each.main]


def _said(statement: Statement, words: Wording) -> Phrase:
    for text in (statement.declaration, statement.description):
        if text is not None and text.text.contents:
            return words.text(text.text)
    return words.text(statement.name)

"""The first ring and the context of a certificate: draft to model."""

from dataclasses import replace
from datetime import date

from quanheng import __version__
from quanheng.certificate.building.draft import Ambient, Draft, Standard
from quanheng.certificate.building.vocabulary import (
    ACCURACY,
    CONCLUSION,
    CONDITIONS,
    DEFINITION,
    INSTALLATION,
    KINDS,
    RANGE,
    RECALIBRATION,
    REMARK,
    SITE,
    STANDARD,
    TITLES,
    TRACEABILITY,
    UNCERTAINTY,
    USE_OF_RESULTS,
    VALID_UNTIL,
    Kind,
)
from quanheng.certificate.building.words import named, rich, said
from quanheng.certificate.model.administrative import (
    AdministrativeData,
    CoreData,
    Equipment,
    Item,
    ItemList,
    ResponsiblePerson,
    Software,
)
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.quantities import NoQuantity, RealValues
from quanheng.certificate.model.results import Condition, Context, Data, Method, Quantity, Statement
from quanheng.certificate.model.texts import Text
from quanheng.metrology.units import parse

LANGUAGES = ("zh", "en")
#: Said in every certificate: what made it.
SOFTWARE = Software(
    name=said("泉衡证书生成程序", "Quanheng certificate builder"), release=__version__, type="application"
)
_CONCLUSIONS = {Kind.VERIFICATION: said("合格", "Conforms"), Kind.REJECTION: said("不合格", "Does not conform")}


def administrative_data(draft: Draft, *, is_judged: bool) -> AdministrativeData:
    """Who, what, when.

    Args:
        is_judged: whether any result was judged; then the certificate states its conclusion.
    """
    return AdministrativeData(
        core=CoreData(
            unique_identifier=draft.identifier,
            country=draft.country,
            used_languages=LANGUAGES,
            mandatory_languages=("zh",),
            receipt_date=_written(draft.received),
            begin_performance_date=draft.begin.isoformat(),
            end_performance_date=draft.end.isoformat(),
            performance_location=draft.location,
            issue_date=draft.issued.isoformat(),
            replacement=draft.replaces,
            previous_report=draft.previous,
        ),
        software=(SOFTWARE, *draft.software),
        items=ItemList(items=tuple(_item(each, place) for place, each in enumerate(draft.items, 1))),
        laboratory=draft.laboratory,
        persons=tuple(_person(each) for each in draft.persons),
        customer=draft.customer,
        ref_type_definitions=(DEFINITION,),
        statements=tuple(_statements(draft, is_judged=is_judged)),
    )


def context(draft: Draft, *, states_uncertainty: bool) -> Context:
    """Methods, standards and conditions, which hold for all results."""
    methods = tuple(replace(each, id=each.id or f"method{place}") for place, each in enumerate(draft.methods, 1))
    return Context(
        methods=(*methods, _EXPANDED) if states_uncertainty else methods,
        equipment=tuple(_equipment(each, place) for place, each in enumerate(draft.standards, 1)),
        conditions=tuple(_condition(each) for each in draft.conditions),
    )


_EXPANDED = Method(
    ref_types=(UNCERTAINTY,),
    name=said("扩展不确定度", "Expanded uncertainty"),
    description=rich(
        said(
            "测量结果的不确定度按扩展不确定度 U = k·u 给出，包含因子 k 和包含概率 p 随各测量结果给出。",
            "Uncertainties are expanded uncertainties U = k·u; coverage factor k and coverage probability p stand with each result.",
        )
    ),
    norms=("JJF 1059.1-2012", "JCGM 100:2008"),
)


def _statements(draft: Draft, *, is_judged: bool) -> list[Statement]:
    found = [Statement(ref_types=(KINDS[draft.kind],), name=TITLES[draft.kind], norms=_general_norms(draft.kind))]
    conclusion = draft.conclusion or (_CONCLUSIONS.get(draft.kind) if is_judged else None)
    if conclusion is not None:
        status = "fail" if draft.kind is Kind.REJECTION else "pass"
        found.append(
            Statement(
                ref_types=(CONCLUSION,),
                name=said("结论", "Conclusion"),
                declaration=rich(conclusion),
                conformity=(status,) if draft.kind is not Kind.CALIBRATION else (),
            )
        )
    if (day := draft.valid_until or draft.recalibration) is not None:
        agreed = draft.recalibration is not None
        name = (
            said("与客户约定的再校准日期", "Date of recalibration, agreed with the customer")
            if agreed
            else said("有效期至", "Valid until")
        )
        found.append(Statement(ref_types=(RECALIBRATION,), name=name, date=day.isoformat()))
    if draft.site is not None:
        found.append(Statement(ref_types=(SITE,), name=said("地点", "Place"), declaration=rich(draft.site)))
    found.append(Statement(ref_types=(TRACEABILITY,), traceable=True, declaration=rich(_TRACEABLE)))
    found.append(Statement(ref_types=(USE_OF_RESULTS,), declaration=rich(_USE)))
    found += [Statement(ref_types=(REMARK,), declaration=rich(each)) for each in draft.remarks]
    return found


_TRACEABLE = said(
    "本次测量所用计量标准的量值溯源至国际单位制（SI）；溯源证书及其摘要列于所用标准之后。",
    "The standards used are traceable to the SI; their certificates are listed with their digests.",
)
_USE = said(
    "结果仅对所检（校）计量器具有效。未经本机构书面批准，不得部分复制本证书。",
    "The results refer only to the item measured. This document may be copied in part only with the laboratory's written approval.",
)


def _general_norms(kind: Kind) -> tuple[str, ...]:
    return ("ISO/IEC 17025:2017", "JJF 1071-2010") if kind is Kind.CALIBRATION else ()


def _item(item: Item, place: int) -> Item:
    return replace(item, id=item.id or f"item{place}")


def _person(person: ResponsiblePerson) -> ResponsiblePerson:
    return replace(person, is_main_signer=True) if person.role == "approver" else person


def _equipment(standard: Standard, place: int) -> Equipment:
    facts = [
        (ACCURACY, said("不确定度/准确度等级/最大允许误差", "Uncertainty, accuracy class or MPE"), standard.accuracy)
    ]
    if standard.measuring_range is not None:
        facts.insert(0, (RANGE, said("测量范围", "Measuring range"), standard.measuring_range))
    facts.append(
        (VALID_UNTIL, said("证书有效期至", "Certificate valid until"), named(standard.valid_until.isoformat()))
    )
    equipment = standard.equipment
    certificate = equipment.certificate
    return replace(
        equipment,
        id=equipment.id or f"equipment{place}",
        ref_types=(INSTALLATION if standard.is_installation else STANDARD, *equipment.ref_types),
        certificate=None if certificate is None else replace(certificate, in_validity_range=True, traceable=True),
        quantities=(*(_fact(*each) for each in facts), *equipment.quantities),
    )


def _fact(ref_type: str, name: Text, text: Text) -> Quantity:
    return Quantity(ref_types=(ref_type,), name=name, values=NoQuantity(text=rich(text)))


def _condition(ambient: Ambient) -> Condition:
    ref_type, zh, en, _ = CONDITIONS[ambient.kind]
    unit = parse(ambient.unit).format("dsi")
    ends = [("Min", "最低", "lowest", ambient.lowest), ("Max", "最高", "highest", ambient.highest)]
    members = tuple(
        Quantity(
            ref_types=(f"{ref_type}{end}",),
            name=said(f"{word}{zh}", f"{en}, {low}"),
            values=RealValues(form="real", values=(Number(value),), units=(unit,)),
        )
        for end, word, low, value in ends
    )
    return Condition(ref_types=(ref_type,), name=said(zh, en), data=Data(members=members))


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

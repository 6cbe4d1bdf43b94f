"""Rules on identifiers, references and types."""

import difflib
from collections.abc import Iterator

from lxml import etree

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject
from quanheng.certificate.checking.vocabulary import BASIC, NAME_SPACES
from quanheng.certificate.model import RefTypeDefinition

_NAME_SPACES = {"dcc": "https://ptb.de/dcc"}
_IDENTIFIED = etree.XPath("/descendant::dcc:*[@id]", namespaces=_NAME_SPACES)
_REFERRING = etree.XPath("/descendant::dcc:*[@refId]", namespaces=_NAME_SPACES)
_TYPED = etree.XPath("/descendant::dcc:*[@refType]", namespaces=_NAME_SPACES)
_ANY_IDENTIFIED = etree.XPath("/descendant::*[@id]")


def _elements(select: etree.XPath, subject: Subject) -> "list[etree._Element]":
    selected = select(subject.tree)
    return [each for each in selected if isinstance(each, etree._Element)] if isinstance(selected, list) else []


def _place(subject: Subject, element: "etree._Element") -> str:
    return str(subject.tree.getpath(element))


@rule(
    "DCC-R01",
    Severity.ERROR,
    title=("Identifiers are unique", "标识符唯一"),
    message=("the identifier {id} is given {count} times", "标识符 {id} 出现了 {count} 次"),
    remedy=("give every element an identifier of its own", "为每个元素使用各自的标识符"),
)
def identifiers_are_unique(subject: Subject) -> Iterator[Found]:
    """Of all elements of the certificate."""
    by_identifier: dict[str, list[etree._Element]] = {}
    for element in _elements(_IDENTIFIED, subject):
        by_identifier.setdefault(str(element.get("id")), []).append(element)
    for identifier, elements in by_identifier.items():
        if len(elements) > 1:
            yield found(_place(subject, elements[1]), id=repr(identifier), count=len(elements))


@rule(
    "DCC-R02",
    Severity.ERROR,
    title=("References lead somewhere", "引用指向存在的元素"),
    message=("nothing has the identifier {id}", "没有元素的标识符是 {id}"),
    remedy=(
        "correct the reference, or give the element that is meant this identifier",
        "更正引用，或为所指元素加上该标识符",
    ),
)
def references_resolve(subject: Subject) -> Iterator[Found]:
    """Every word of every refId."""
    identifiers = {str(each.get("id")) for each in _elements(_ANY_IDENTIFIED, subject)}
    for element in _elements(_REFERRING, subject):
        for word in str(element.get("refId")).split():
            if word not in identifiers:
                yield found(_place(subject, element), id=repr(word))


@rule(
    "DCC-R03",
    Severity.WARNING,
    title=("Types are words of a published vocabulary", "refType 取自公开的词表"),
    message=("{ref_type} is no word of a vocabulary that is known here{hint}", "{ref_type} 不是已知词表中的词{hint}"),
    remedy=(
        "use a published type, or say in refTypeDefinitions where its name space is explained",
        "使用公开的 refType，或在 refTypeDefinitions 中说明其命名空间的出处",
    ),
)
def types_are_known(subject: Subject) -> Iterator[Found]:
    """From DCC 3.0 on: before that, types were paths of one's own. Each type is reported once."""
    if subject.certificate.schema_version.startswith("2."):
        return
    own = {each.namespace for each in subject.all(RefTypeDefinition)}
    seen: set[str] = set()
    for element in _elements(_TYPED, subject):
        for word in str(element.get("refType")).split():
            if word in seen:
                continue
            seen.add(word)
            name_space, underline, stem = word.partition("_")
            if name_space in own or (
                underline and name_space in NAME_SPACES and (name_space != "basic" or stem in BASIC)
            ):
                continue
            yield found(_place(subject, element), ref_type=repr(word), hint=_hint(stem if underline else word))


def _hint(stem: str) -> Wording:
    close = difflib.get_close_matches(stem, BASIC, n=1, cutoff=0.8)
    return Wording(f"; did you mean basic_{close[0]}?", f"；是否指 basic_{close[0]}？") if close else Wording("", "")

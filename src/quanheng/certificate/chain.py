"""The chain of traceability: from a certificate to those of the standards used, and on, as far as documents are given.

Documents come from the certificate itself (embedded files) and from whoever asks. Nothing is fetched. A link counts only
when the document's digest is the one that the referring certificate states; a document with the right identifier and
another digest is another document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from quanheng.certificate.checking.dates import date_of
from quanheng.certificate.checking.rule import Wording
from quanheng.certificate.checking.subject import Subject, unit_of
from quanheng.certificate.digests import TRUSTED, algorithm_of, digest, is_digest
from quanheng.certificate.errors import CertificateError
from quanheng.certificate.limits import DEFAULT_LIMITS, Limits
from quanheng.certificate.model import Certificate, Condition, Equipment, File, RealValues, Reference
from quanheng.certificate.parsing import parse
from quanheng.certificate.reading import from_tree
from quanheng.metrology.units import Unit

#: A chain of calibrations has five or six links; more is a circle or an attack.
_DEEPEST = 20


class LinkState(StrEnum):
    """What is known of a link: it holds, it is broken, or nobody can tell."""

    HOLDS = "holds"
    BROKEN = "broken"
    OPEN = "open"


class Observation(NamedTuple):
    """One thing seen at a link, and what it makes of the link."""

    state: LinkState
    wording: Wording


@dataclass(frozen=True, slots=True)
class Link:
    """One reference from a certificate to another document.

    Attributes:
        of: name of the equipment or condition that the document belongs to.
        reference: as stated.
        depth: 1 for what the first certificate refers to.
        found: the certificate referred to, when it was given and can be read.
        observations: digest, dates, uncertainty.
    """

    of: str
    reference: Reference
    depth: int
    found: Certificate | None
    observations: tuple[Observation, ...]

    @property
    def state(self) -> LinkState:
        """Broken if anything is, else open if anything is, else it holds."""
        return _worst(each.state for each in self.observations)


@dataclass(frozen=True, slots=True)
class Chain:
    """The links below one certificate, in the order in which they were followed."""

    certificate: Certificate
    links: tuple[Link, ...]

    @property
    def state(self) -> LinkState:
        """Of all links; a certificate that names no other document leaves the chain open."""
        return _worst(each.state for each in self.links) if self.links else LinkState.OPEN


class _Documents:
    """The documents at hand, by identifier; and which of them have a digest."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._documents: dict[bytes, Certificate | None] = {}
        self._digests: dict[tuple[str, bytes], bytes | None] = {}
        self.followed: set[bytes] = set()

    def add(self, data: bytes) -> None:
        if data not in self._documents:
            self._documents[data] = None
            try:
                tree = parse(data, self._limits)
                self._documents[data] = certificate = from_tree(tree, data)
            except CertificateError:
                # A PDF, for instance: its digest can be compared, and it leads no further.
                return
            for file in Subject(certificate, tree, date.max).all(File):
                if file.mime_type.casefold() in ("application/xml", "text/xml"):
                    self.add(_data(file))

    def with_digest(self, algorithm: str, stated: str) -> tuple[bool, Certificate | None]:
        """Whether a document has this digest, and the certificate that it is."""
        for data, certificate in self._documents.items():
            if (algorithm, data) not in self._digests:
                self._digests[algorithm, data] = digest(algorithm, data)
            computed = self._digests[algorithm, data]
            if computed is not None and is_digest(stated, computed):
                return True, certificate
        return False, None

    def has(self, identifier: str) -> bool:
        return any(each is not None and each.identifier == identifier for each in self._documents.values())


def follow(certificate: Certificate, documents: Iterable[bytes] = (), limits: Limits = DEFAULT_LIMITS) -> Chain:
    """Follow a certificate's references.

    Args:
        certificate: the first; its `source` holds its embedded documents.
        documents: the bytes of further certificates and reports, exactly as they were issued.
        limits: sizes of documents that are not read.
    """
    at_hand = _Documents(limits)
    if certificate.source:
        at_hand.add(certificate.source)
        at_hand.followed.add(certificate.source)
    for each in documents:
        at_hand.add(each)
    return Chain(certificate, tuple(_links(certificate, at_hand, 1, (certificate.source,))))


def _links(certificate: Certificate, at_hand: _Documents, depth: int, path: tuple[bytes, ...]) -> Iterator[Link]:
    for name, reference in _references(certificate):
        yield from _link(certificate, name, reference, at_hand, depth, path)


def _link(
    user: Certificate, name: str, reference: Reference, at_hand: _Documents, depth: int, path: tuple[bytes, ...]
) -> Iterator[Link]:
    observation, found = _compared(reference, at_hand)
    observations = [observation]
    if reference.in_validity_range is False:
        observations.append(_broken("the certificate itself says it was not valid", "证书自述使用时已超出有效期"))
    if found is not None:
        observations += [*_dates(user, found), *_uncertainties(user, found)]
    is_circle = found is not None and found.source in path
    if is_circle:
        observations.append(_broken("the chain comes back to a certificate that it started from", "溯源链回到了自身"))
    yield Link(name, reference, depth, found, tuple(observations))
    if found is not None and found.source not in at_hand.followed and depth < _DEEPEST:
        # A standard that several results rest on is followed once.
        at_hand.followed.add(found.source)
        yield from _links(found, at_hand, depth + 1, (*path, found.source))
    if reference.linked_report is not None and depth < _DEEPEST:
        yield from _link(found or user, name, reference.linked_report, at_hand, depth + 1, path)


def _references(certificate: Certificate) -> Iterator[tuple[str, Reference]]:
    contexts = [certificate.context, *(each.context for each in certificate.results)]
    users: list[Equipment | Condition] = []
    for context in contexts:
        users += [*context.equipment, *context.conditions]
    for user in users:
        if user.certificate is not None:
            yield str(user.name), user.certificate


def _compared(reference: Reference, at_hand: _Documents) -> tuple[Observation, Certificate | None]:
    algorithm = algorithm_of(reference.procedure)
    if algorithm is None or algorithm not in TRUSTED:
        return _open(
            f"{reference.procedure!r} is no digest that proves anything",
            f"{reference.procedure!r} 不是可作证明的摘要算法",
        ), None
    if digest(algorithm, b"") is None:
        return _open(f"this machine cannot compute {algorithm}", f"本机不能计算 {algorithm}"), None
    is_there, found = at_hand.with_digest(algorithm, reference.value)
    if not is_there and at_hand.has(reference.referral_id):
        return _broken(
            f"the document given as {reference.referral_id} has another {algorithm}",
            f"所给文件 {reference.referral_id} 的 {algorithm} 不符",
        ), None
    if not is_there:
        return _open("the document is not at hand", "文件未提供"), None
    if found is not None and found.identifier != reference.referral_id:
        return _broken(
            f"the document with this digest is {found.identifier}", f"与摘要相符的文件是 {found.identifier}"
        ), found
    return Observation(LinkState.HOLDS, Wording(f"{algorithm} matches", f"{algorithm} 相符")), found


def _dates(user: Certificate, standard: Certificate) -> Iterator[Observation]:
    """The standard was calibrated before it was used, and not due again before the use ended."""
    begin = date_of(user.administrative.core.begin_performance_date)
    end = date_of(user.administrative.core.end_performance_date)
    calibrated = date_of(standard.administrative.core.end_performance_date)
    if begin is not None and calibrated is not None and calibrated > begin:
        yield _broken(
            f"it was calibrated on {calibrated}, after its use began on {begin}",
            f"其校准日期 {calibrated} 晚于开始使用的日期 {begin}",
        )
    for statement in standard.administrative.statements:
        due = date_of(statement.date)
        if statement.is_a("basic_recalibration") and due is not None and end is not None and due < end:
            yield _broken(
                f"it was due on {due}, before its use ended on {end}", f"其有效期至 {due}，早于使用结束日期 {end}"
            )


def _uncertainties(user: Certificate, standard: Certificate) -> Iterator[Observation]:
    """No result can be better than the best of its standard: a necessary condition, for units that they share."""
    of_user, of_standard = _smallest(user), _smallest(standard)
    compared = False
    for unit, u_user in of_user:
        for other, u_standard in of_standard:
            if unit.dimension != other.dimension or unit.pi_power != other.pi_power:
                continue
            compared = True
            converted = float(u_standard) * float(other.scale / unit.scale)
            if converted > float(u_user) * (1 + 1e-9):
                yield _broken(
                    f"the smallest u of the standard, {converted:.3g} {unit}, is larger than that of the results, {u_user}",
                    f"标准器的最小标准不确定度 {converted:.3g} {unit} 大于本证书结果的 {u_user}",
                )
    if not compared:
        yield _open("no uncertainties that could be compared", "没有可以比较的不确定度")


def _smallest(certificate: Certificate) -> list[tuple[Unit, Decimal]]:
    """The smallest known standard uncertainty of the results, for each dimension."""
    smallest: dict[object, tuple[Unit, Decimal]] = {}
    columns: Iterable[RealValues] = (each.real for each in certificate.quantities() if each.real is not None)
    for values in columns:
        for point in values.points():
            unit = unit_of(point.unit)
            u = point.uncertainty.standard if point.uncertainty is not None else None
            if unit is None or not u:
                continue
            kept = smallest.get(unit.dimension)
            if kept is None or u * Decimal(float(unit.scale)) < kept[1] * Decimal(float(kept[0].scale)):
                smallest[unit.dimension] = (unit, u)
    return list(smallest.values())


def _data(file: File) -> bytes:
    try:
        return file.data
    except CertificateError:
        return b""


def _worst(states: Iterable[LinkState]) -> LinkState:
    known = set(states)
    return next((each for each in (LinkState.BROKEN, LinkState.OPEN) if each in known), LinkState.HOLDS)


def _broken(en: str, zh: str) -> Observation:
    return Observation(LinkState.BROKEN, Wording(en, zh))


def _open(en: str, zh: str) -> Observation:
    return Observation(LinkState.OPEN, Wording(en, zh))

"""Bytes to a certificate."""

import re
from pathlib import Path

from lxml import etree

from quanheng.certificate.errors import CertificateError, NotACertificate, TooLarge, Unreadable
from quanheng.certificate.limits import DEFAULT_LIMITS, Limits
from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.model.quantities import ComplexValues, RealValues
from quanheng.certificate.parsing import is_signed, parse
from quanheng.certificate.reading.administrative import administrative_data
from quanheng.certificate.reading.nodes import Node, root_of
from quanheng.certificate.reading.quantities import READERS
from quanheng.certificate.reading.results import context, measurement_result
from quanheng.certificate.reading.texts import file

_ROOT = "dcc:digitalCalibrationCertificate"
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[\w.]+)?", re.ASCII)


def read(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> Certificate:
    """Read a digital calibration certificate of PTB's schema 2.2 to 3.3.

    Reading says nothing about whether it is right (`check`) or whose it is (`verify`).

    Args:
        data: the document, or the path of a file with it.
        limits: sizes that are refused.

    Raises:
        NotACertificate: XML of another kind.
        Unreadable: a part that cannot be understood; names it by its XPath.
        CertificateError: see `parse`; or the file cannot be read.
    """
    source = data if isinstance(data, bytes) else bytes_of(data, limits)
    return from_tree(parse(source, limits), source)


def from_tree(tree: "etree._ElementTree", source: bytes) -> Certificate:
    """The certificate in a tree that `parse` made of `source`.

    Raises:
        NotACertificate: XML of another kind.
        Unreadable: a part that cannot be understood.
    """
    root = root_of(tree)
    if root.name != _ROOT:
        raise NotACertificate(
            f"the root is {root.name}; a certificate's is digitalCalibrationCertificate of the name space https://ptb.de/dcc"
        )
    rings = root.needed("dcc:measurementResults")
    document = root.one("dcc:document")
    return Certificate(
        schema_version=schema_version(root),
        administrative=administrative_data(root.needed("dcc:administrativeData")),
        results=tuple(measurement_result(each) for each in rings.all("dcc:measurementResult")),
        context=context(rings),
        comment=_comment(root),
        document=None if document is None else file(document),
        is_signed=is_signed(tree),
        source=source,
    )


def schema_version(root: Node) -> str:
    """The version that the root states; those of 2.2 state none.

    Raises:
        Unreadable: something stands there that is no version.
    """
    version = (root.attribute("schemaVersion") or "2.2.0").strip()
    if not _VERSION.fullmatch(version):
        raise Unreadable(f"schemaVersion {version[:40]!r} is no version such as 3.3.0", place=root.path)
    return version


def bytes_of(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file that is not larger than the limit.

    Raises:
        TooLarge: it is.
        CertificateError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.size + 1)
    except (OSError, ValueError) as error:
        raise CertificateError(f"{path} cannot be read: {error}") from error
    if len(data) > limits.size:
        raise TooLarge(f"{path} has more than {limits.size} bytes")
    return data


def _comment(root: Node) -> str | None:
    # 2.2 has one text, `comments`; later versions anything at all within `comment`.
    found = root.one("dcc:comment", "dcc:comments")
    if found is None:
        return None
    return " ".join(" ".join(str(each) for each in found.element.itertext()).split()) or None


def read_values(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[RealValues | ComplexValues, ...]:
    """The D-SI values of any XML document, in its order: for files of D-SI that are no certificates.

    Raises:
        CertificateError: see `parse`; or a value cannot be understood.
    """
    found: list[RealValues | ComplexValues] = []
    stack = [root_of(parse(data, limits))]
    while stack:
        node = stack.pop()
        if node.name in READERS and node.name not in ("si:hybrid", "si:list"):
            values = READERS[node.name](node)
            if isinstance(values, RealValues | ComplexValues):
                found.append(values)
        else:
            stack.extend(reversed(node.children))
    return tuple(found)

"""Schemas from folders of this machine: found, their digests compared, compiled, applied. Never from the network."""

import copy
import hashlib
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from quanheng.certificate.errors import SchemaMissing, SchemaUntrusted
from quanheng.certificate.parsing import SIGNATURE_NAMESPACE
from quanheng.certificate.schemas.catalogue import CATALOGUE, VERSIONS, Pinned, pinned_at

#: A certificate of this version or later has a place for signatures.
_FIRST_WITH_SIGNATURE = (3, 2, 0)
_MATHML = "quanheng:mathml"
_DRIVER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="https://ptb.de/dcc" schemaLocation="https://ptb.de/dcc/v{version}/dcc.xsd"/>
<xs:import namespace="http://www.w3.org/1998/Math/MathML" schemaLocation="quanheng:mathml"/></xs:schema>"""
#: dcc:xmlType asks for a global declaration of whatever stands in dcc:mathml; this one leaves the formula unchecked.
_MATHML_SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
targetNamespace="http://www.w3.org/1998/Math/MathML"><xs:element name="math"><xs:complexType mixed="true"><xs:sequence>
<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
<xs:anyAttribute processContents="skip"/></xs:complexType></xs:element></xs:schema>"""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the schema does not allow, as libxml2 words it."""

    message: str
    place: str
    line: int


class SchemaStore:
    """The schemas that lie in some folders.

    Compiled schemas are kept in the store, so make one and use it for many certificates. It may be shared by threads.

    Args:
        folders: searched in this order, each laid out as `Pinned.path` says. Folders need not exist.
    """

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._compiled: dict[str, etree.XMLSchema] = {}
        self._lock = threading.Lock()

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] | None = None) -> "SchemaStore":
        """The store of QUANHENG_SCHEMA_DIR, if that is set, and of the user's cache."""
        chosen = os.environ if environment is None else environment
        named = chosen.get("QUANHENG_SCHEMA_DIR")
        return cls(*([Path(named)] if named else []), user_folder(chosen))

    def missing(self) -> tuple[Pinned, ...]:
        """The files of the catalogue that lie in none of the folders."""
        return tuple(each for each in CATALOGUE if not any((folder / each.path).is_file() for folder in self.folders))

    def content(self, pinned: Pinned) -> bytes:
        """The bytes of one schema file.

        Raises:
            SchemaMissing: it lies in none of the folders.
            SchemaUntrusted: its digest is another one.
        """
        for folder in self.folders:
            file = folder / pinned.path
            if file.is_file():
                content = file.read_bytes()
                found = hashlib.sha256(content).hexdigest()
                if found != pinned.sha256:
                    raise SchemaUntrusted(
                        f"{file} has the SHA-256 {found}; the published file has {pinned.sha256}: remove it and run "
                        "quanheng certificate schemas fetch"
                    )
                return content
        raise SchemaMissing(
            f"{pinned.url} is not installed; run quanheng certificate schemas fetch, or schemas install DIR with a "
            "folder that has it"
        )

    def violations(self, tree: "etree._ElementTree", version: str) -> list[Violation]:
        """What the schema of that version finds wrong; empty when the document is valid.

        Versions before 3.2 have no place for a signature: there it is left out before validation.

        Raises:
            SchemaMissing: the schema is not installed, or no such version is known.
            SchemaUntrusted: a schema file was changed.
        """
        numbers = tuple(int(each) for each in version.split("-", maxsplit=1)[0].split("."))
        document = tree if numbers >= _FIRST_WITH_SIGNATURE else _without_signature(tree)
        with self._lock:
            schema = self._schema(version)
            if schema.validate(document):
                return []
            log: Any = schema.error_log  # the stubs lack its iterator
            return [Violation(each.message, str(each.path or ""), int(each.line)) for each in log]

    def _schema(self, version: str) -> etree.XMLSchema:
        if version not in VERSIONS:
            raise SchemaMissing(f"schema version {version} is not known; known are {', '.join(VERSIONS)}")
        if version not in self._compiled:
            self._compiled[version] = self._compile(version)
        return self._compiled[version]

    def _compile(self, version: str) -> etree.XMLSchema:
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        resolver = _PinnedOnly(self)
        parser.resolvers.add(resolver)
        driver = etree.fromstring(_DRIVER.format(version=version).encode(), parser)
        try:
            return etree.XMLSchema(driver)
        except etree.XMLSchemaParseError as error:
            if resolver.refusal is not None:
                raise resolver.refusal from error
            raise SchemaUntrusted(f"the schema {version} cannot be compiled: {error}") from error


class _PinnedOnly(etree.Resolver):
    """Gives libxml2 the files of the catalogue, and nothing else from anywhere."""

    def __init__(self, store: SchemaStore) -> None:
        super().__init__()
        self._store = store
        self.refusal: SchemaMissing | SchemaUntrusted | None = None

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]  # the stubs lack the third argument
        try:
            content = self._content(system_url)
        except (SchemaMissing, SchemaUntrusted) as refusal:
            self.refusal = refusal
            content = b"<refused/>"
        return self.resolve_string(content, context, base_url=system_url)

    def _content(self, url: str) -> bytes:
        if url == _MATHML:
            return _MATHML_SCHEMA
        pinned = pinned_at(url)
        if pinned is None:
            raise SchemaUntrusted(f"a schema wants {url}, which is not in the catalogue")
        return self._store.content(pinned)


def user_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where `schemas fetch` and `schemas install` put the files: `quanheng/schemas` in the user's cache."""
    chosen = os.environ if environment is None else environment
    cache = chosen.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "quanheng" / "schemas"


def _without_signature(tree: "etree._ElementTree") -> "etree._ElementTree":
    root = tree.getroot()
    if root.find(f"{{{SIGNATURE_NAMESPACE}}}Signature") is None:
        return tree
    reduced = copy.deepcopy(root)
    for signature in reduced.findall(f"{{{SIGNATURE_NAMESPACE}}}Signature"):
        reduced.remove(signature)
    return reduced.getroottree()

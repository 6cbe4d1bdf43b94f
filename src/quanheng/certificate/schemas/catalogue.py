"""The schema files that are trusted: published address, place in a folder, SHA-256.

The files themselves are PTB's (LGPL-3.0; D-SI 1.3: CC BY-ND 4.0; XML-DSig: W3C) and are not part of this package. What
is installed counts only when its digest is the one written here, wherever it came from.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pinned:
    """One schema file: where it is published, where it lies in a schema folder, and its digest."""

    url: str
    path: str
    sha256: str


def _dcc(version: str, sha256: str) -> Pinned:
    return Pinned(f"https://ptb.de/dcc/v{version}/dcc.xsd", f"dcc/v{version}/dcc.xsd", sha256)


def _si(version: str, sha256: str) -> Pinned:
    return Pinned(f"https://ptb.de/si/v{version}/SI_Format.xsd", f"si/v{version}/SI_Format.xsd", sha256)


CATALOGUE: tuple[Pinned, ...] = (
    _dcc("2.2.0", "f7d7b2e193b7254e70ad2434b99e999b10530a62a00752bfe8520dfaea6be562"),
    _dcc("2.3.0", "fa26573c1455f45a05521deed229fee45745718197f8e8708b91663829f2fd93"),
    _dcc("2.4.0", "444bae08f8fd639e3427c623fb464a3f2d75888a008f17b791f3acd3e6743bda"),
    _dcc("3.0.0", "c297174304ddd978a621203749aa11315ffb07fe4a5cc44f2cccb6e0600b3a3b"),
    _dcc("3.1.0", "4b48bdf9b1c6a85bf215f1fdcfa2450171be8c0b6d6e3a525379686a1846320d"),
    _dcc("3.1.1", "612a9fa2f7286ca624a444dc695b2fd467bd5686216d60fc821d6c3ef38367fa"),
    _dcc("3.1.2", "daf869dc4d03b53ca2d33fc4894ffa4ec4e109b81fcd0ebcd74aa8a63f617e11"),
    _dcc("3.2.0", "ef137ce02a5d7acdbd33984c0560455f94364230ba8426ca1943422b450eefe6"),
    _dcc("3.2.1", "983535d2fbbe4729bc28ee3e871ae86fc0a880a9738ed3fd6e306688cd66bc93"),
    _dcc("3.3.0", "b8872150500d2d8bdd66817d27e7ee16b4df7037e803cf316483b98174a7f73f"),
    _si("1.3.0", "ab66397840da12b8c1f6d557369f8cdb3f9bc708cac45ecf934bb3a75976b479"),
    _si("1.3.1", "f0d6aac1b5b43e8e7f11ad724eb008589b8b64213484e3d666598bdef03d09b3"),
    _si("2.0.0", "a264f1d292595b3dfc242fe963507eb027bef12260fd9b2d3df707e87a768da3"),
    _si("2.1.0", "962a9669ee219b94cc8f05c7ec7e74f93d7f38fc04133780bc3c52ff7e2c7091"),
    _si("2.2.1", "10c3415fa1194357e3b181d5bd2413bf894594c01e3fa9e76c3b482db6c3d617"),
    Pinned(
        "https://www.ptb.de/si/v2.2.1/qudt/quantitykind.xsd",
        "qudt/v2.2.1/quantitykind.xsd",
        "7fe0038a3c423ca26c07618667e11266473df777315a8d560f72869520dcf199",
    ),
    Pinned(
        "https://www.ptb.de/dcc/d-sig/xmldsig-core-schema.xsd",
        "xmldsig/xmldsig-core-schema.xsd",
        "b44ee18f3cbf818c09b07f9e1fecd2009d1a580b9fc62776dc5ad6ce7eccedcf",
    ),
)

#: The schema versions of certificates that can be checked.
VERSIONS: tuple[str, ...] = tuple(each.path.split("/")[1][1:] for each in CATALOGUE if each.path.startswith("dcc/"))


def pinned_at(url: str) -> Pinned | None:
    """The entry of a published address; http and https, with and without www., are the same address.

    Example:
        >>> pinned_at("http://www.ptb.de/dcc/v3.3.0/dcc.xsd").path
        'dcc/v3.3.0/dcc.xsd'
    """
    return _BY_ADDRESS.get(_bare(url))


def _bare(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.")


_BY_ADDRESS = {_bare(each.url): each for each in CATALOGUE}

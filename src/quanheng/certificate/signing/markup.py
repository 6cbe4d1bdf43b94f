"""Names of XML signatures: namespaces, and the addresses by which algorithms are named."""

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
XADES_141 = "http://uri.etsi.org/01903/v1.4.1#"
XML = "http://www.w3.org/XML/1998/namespace"

SIGNATURE = f"{{{DS}}}Signature"

ENVELOPED = f"{DS}enveloped-signature"
SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"

C14N_10 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N_11 = "http://www.w3.org/2006/12/xml-c14n11"
C14N_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"

#: Canonical forms without comments; those with comments are not accepted: comments are never signed content.
CANONICAL_FORMS = frozenset({C14N_10, C14N_11, C14N_EXCLUSIVE})


def ds(name: str) -> str:
    """The tag of an element of XML signatures.

    Example:
        >>> ds("Reference")
        '{http://www.w3.org/2000/09/xmldsig#}Reference'
    """
    return f"{{{DS}}}{name}"


def xades(name: str) -> str:
    """The tag of an element of XAdES 1.3.2."""
    return f"{{{XADES}}}{name}"

"""A small certificate for tests of signatures, written here: one result that a forger would like to change."""

from lxml import etree

HONEST, FORGED = "20.015", "99.999"

DCC, SI = "https://ptb.de/dcc", "https://ptb.de/si"


def certificate(value: str = HONEST, *, attributes: str = "", version: str = "3.3.0") -> bytes:
    """An unsigned certificate with this measured value."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<dcc:digitalCalibrationCertificate xmlns:dcc="{DCC}" xmlns:si="{SI}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" schemaVersion="{version}"{attributes}>
  <dcc:administrativeData>
    <dcc:coreData>
      <dcc:countryCodeISO3166_1>CN</dcc:countryCodeISO3166_1>
      <dcc:usedLangCodeISO639_1>zh</dcc:usedLangCodeISO639_1>
      <dcc:mandatoryLangCodeISO639_1>zh</dcc:mandatoryLangCodeISO639_1>
      <dcc:uniqueIdentifier>JL-2026-000123</dcc:uniqueIdentifier>
    </dcc:coreData>
    <dcc:items><dcc:item id="item-1"><dcc:name><dcc:content lang="zh">数字温度计 &amp; 探头</dcc:content></dcc:name></dcc:item></dcc:items>
  </dcc:administrativeData>
  <dcc:measurementResults>
    <dcc:measurementResult refType="basic_measured">
      <dcc:quantity><si:real><si:value>{value}</si:value><si:unit>\\degreecelsius</si:unit></si:real></dcc:quantity>
    </dcc:measurementResult>
  </dcc:measurementResults>
</dcc:digitalCalibrationCertificate>
""".encode()


def values(data: bytes) -> list[str]:
    """Every measured value that a simple reader finds anywhere in a document."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    return ["".join(each.itertext()) for each in root.iter(f"{{{SI}}}value")]

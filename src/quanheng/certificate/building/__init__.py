"""From a draft to a certificate that is neither invalid nor meaningless.

    draft = Draft(kind=Kind.CALIBRATION, identifier="…", …)
    Path("certificate.xml").write_bytes(build(draft))

The draft is made of the model's own parts and of tables of results; `quanheng.certificate.draft_file` reads one from YAML.
"""

from quanheng.certificate.building.assembling import build, certificate_of
from quanheng.certificate.building.draft import Ambient, Draft, Standard
from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.building.influences import evaluations_of
from quanheng.certificate.building.tables import Column, Evaluation, Expanded, Labels, Observation, Table
from quanheng.certificate.building.vocabulary import Kind
from quanheng.certificate.building.words import named, said

__all__ = [
    "Ambient",
    "Column",
    "Draft",
    "Evaluation",
    "Expanded",
    "InvalidDraft",
    "Kind",
    "Labels",
    "Observation",
    "Standard",
    "Table",
    "build",
    "certificate_of",
    "evaluations_of",
    "named",
    "said",
]

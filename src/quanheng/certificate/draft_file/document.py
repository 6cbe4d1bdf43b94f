"""A whole draft in YAML."""

from pathlib import Path

from quanheng.certificate.building import Draft, InvalidDraft, Kind, build
from quanheng.certificate.draft_file.entries import Entry, choice, located, root_of, said_of
from quanheng.certificate.draft_file.parties import (
    condition,
    contact,
    item,
    laboratory,
    method,
    person,
    reference,
    software,
    standard,
)
from quanheng.certificate.draft_file.tables import Tables, observation
from quanheng.certificate.model.administrative import Replacement

_PLACES = ("laboratory", "customer", "laboratoryBranch", "customerBranch", "other")


def read_draft(text: str, folder: Path) -> Draft:
    """The draft that a text describes.

    Args:
        text: YAML or JSON; see `docs/reference/certificate-drafts.md`.
        folder: where the files of evaluations are that it names.

    Raises:
        InvalidDraft: what is wrong, with its line, and what would be right.
    """
    return _draft(root_of(text), folder)


def build_from(text: str, folder: Path) -> bytes:
    """The certificate of the draft that a text describes; see `read_draft` and `building.build`.

    Raises:
        InvalidDraft: with the line of the part that is wrong.
        NotWritable: a text that XML cannot hold.
    """
    root = root_of(text)
    draft = _draft(root, folder)
    try:
        return build(draft)
    except InvalidDraft as error:
        raise located(error, root) from error


def _draft(root: Entry, folder: Path) -> Draft:
    tables = Tables(folder)
    draft = Draft(
        kind=Kind(choice(root, "kind", [each.value for each in Kind])),
        identifier=root.text("identifier"),
        begin=root.day("begin"),
        end=root.day("end"),
        issued=root.day("issued"),
        received=root.optional_day("received"),
        valid_until=root.optional_day("valid_until"),
        recalibration=root.optional_day("recalibration"),
        laboratory=root.entry("laboratory", laboratory),
        customer=root.entry("customer", contact),
        persons=root.entries("persons", person),
        items=root.entries("items", item),
        methods=root.entries("methods", method),
        standards=root.entries("standards", standard),
        conditions=root.entries("conditions", condition),
        tables=root.entries("tables", tables.table, is_needed=False),
        observations=root.entries("observations", observation, is_needed=False),
        software=root.entries("software", software, is_needed=False),
        conclusion=root.optional_said("conclusion"),
        rule=root.optional_text("rule") or "simple",
        location=choice(root, "location", _PLACES, "laboratory"),
        site=root.optional_said("site"),
        remarks=tuple(said_of(each, "remarks") for each in root.list("remarks", is_needed=False)),
        replaces=root.optional_entry("replaces", _replacement),
        previous=root.optional_entry("previous", reference),
        country=root.optional_text("country") or "CN",
    )
    root.done()
    return draft


def _replacement(entry: Entry) -> Replacement:
    return Replacement(
        type_of_change=choice(entry, "change", ("amended", "substituted")), replaced_identifier=entry.text("number")
    )

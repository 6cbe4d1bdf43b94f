"""Loading the demonstration city: through the acts, and again without doing anything twice."""

from dataclasses import dataclass

from django.db import transaction

from quanheng.server.accounts.actions import add_membership, grant_role, register_organisation, register_person
from quanheng.server.accounts.drafts import MembershipDraft, OrganisationDraft, PersonDraft, RoleDraft
from quanheng.server.accounts.models import Division, Membership, Organisation, Person, RoleGrant
from quanheng.server.core.actors import Actor
from quanheng.server.demo import records

WHY = "what of the demonstration city stands already"


@dataclass(frozen=True, slots=True)
class CityLoaded:
    """How many rows were new."""

    organisations: int
    people: int


@transaction.atomic
def load(actor: Actor) -> CityLoaded:
    """Enter the organisations and people of the demonstration city that are not there yet; all of them or none.

    Raises:
        LookupError: the divisions are not loaded (`accounts.reference.load_divisions`).
    """
    divisions = {division.code: division for division in Division.objects.all()}
    if missing := {each.division_code for each in records.organisations()} - set(divisions):
        raise LookupError(f"divisions {', '.join(sorted(missing))} are not there; load the reference data first")
    places, new_organisations = _load_organisations(actor, divisions)
    return CityLoaded(new_organisations, _load_people(actor, places, divisions))


def _load_organisations(actor: Actor, divisions: dict[str, Division]) -> tuple[dict[str, Organisation], int]:
    there = {each.credit_code: each for each in Organisation.objects.unrestricted(WHY).filter(is_demonstration=True)}
    places: dict[str, Organisation] = {}
    new = 0
    for record in records.organisations():
        code, division = record.credit_code, divisions[record.division_code]
        if code not in there:
            draft = OrganisationDraft(
                credit_code=code,
                name=record.name,
                kind=record.kind,
                division=division,
                name_en=f"{record.name_en} (demonstration)",
                short_name=record.short_name,
                street=record.street,
                address=f"{division.name_zh}{record.street}",
                industry_code=record.industry_code,
                is_demonstration=True,
            )
            there[code] = register_organisation(actor, draft)
            new += 1
        places[record.short_name] = there[code]
    return places, new


def _load_people(actor: Actor, places: dict[str, Organisation], divisions: dict[str, Division]) -> int:
    there = {person.username: person for person in Person.objects.all()}
    belonging = {
        (each.person_id, each.organisation_id): each for each in Membership.objects.unrestricted(WHY).current()
    }
    holding = set(RoleGrant.objects.unrestricted(WHY).not_over().values_list("membership", "role"))
    new = 0
    for record in records.people():
        organisation = places[record.organisation]
        person = there.get(record.username)
        if person is None:
            person = register_person(actor, PersonDraft(username=record.username, name=record.name))
            new += 1
        membership = belonging.get((person.pk, organisation.pk))
        if membership is None:
            draft = MembershipDraft(person=person, organisation=organisation, title=record.title)
            membership = add_membership(actor, draft)
        if (membership.pk, record.role) not in holding:
            division = divisions[record.division_code] if record.division_code else None
            grant_role(actor, RoleDraft(membership=membership, role=record.role, division=division))
    return new

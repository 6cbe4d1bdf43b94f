"""In which order acts take rows for themselves, so that two of them never wait for each other.

Organisation, person, membership, grant, then invitation or token. Whoever changes who belongs to an organisation, or in
which role, takes the organisation first: such acts on one organisation come one after the other.
"""

from uuid import UUID

from quanheng.server.accounts.models import Membership, Organisation, Person

WHY = "the act itself was allowed; its rules look at the rows as they stand"


def held_organisation(pk: UUID) -> Organisation:
    """The organisation as it stands; nobody else changes it, its people or their roles until the act is done."""
    rows = Organisation.objects.unrestricted(WHY).select_for_update(of=("self",), no_key=True)
    found: Organisation = rows.select_related("division").get(pk=pk)
    return found


def held_person(pk: UUID) -> Person:
    """The person as they stand; nobody else changes the account until the act is done."""
    return Person.objects.select_for_update(no_key=True).get(pk=pk)


def held_membership(membership: Membership) -> Membership:
    """The membership as it stands, with its person and organisation; nobody else changes any of them."""
    organisation = held_organisation(membership.organisation_id)
    person = held_person(membership.person_id)
    rows = Membership.objects.unrestricted(WHY).select_for_update(of=("self",), no_key=True)
    found: Membership = rows.get(pk=membership.pk)
    found.organisation, found.person = organisation, person
    return found

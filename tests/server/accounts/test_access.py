"""Every act of the accounts against every role, in one's own organisation, in one's division and elsewhere.

The same table stands in docs/reference/roles.md; a policy that changes without it fails here, and the other way round.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions, policies
from quanheng.server.accounts.choices import LEADING_ROLE, ROLES_OF_KIND, OrganisationKind, Role
from quanheng.server.accounts.drafts import DelegationDraft, InvitationDraft, OrganisationDraft, RoleDraft, TokenDraft
from quanheng.server.accounts.models import Invitation, Membership, Organisation, Person, RoleGrant
from quanheng.server.core import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Refused

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "roles.md"
TABLE = re.compile(r"(?<=<!-- access table begins -->\n).*?(?=<!-- access table ends -->)", re.DOTALL)
NO_ROLE, VISITOR = "no role", "visitor"
#: Columns of the table; those who stand together may do the same.
COLUMNS = {
    "regulator": [Role.REGULATOR],
    "laboratory or metrology manager": [Role.LABORATORY_MANAGER, Role.METROLOGY_MANAGER],
    "officer, checker, signatory, member without a role": [
        Role.VERIFICATION_OFFICER,
        Role.CHECKER,
        Role.SIGNATORY,
        NO_ROLE,
    ],
    "auditor": [Role.AUDITOR],
    "system administrator": [Role.SYSTEM_ADMINISTRATOR],
    "security administrator": [Role.SECURITY_ADMINISTRATOR],
    "audit administrator": [Role.AUDIT_ADMINISTRATOR],
    "visitor": [VISITOR],
}
WORDS = {
    (): "–",
    ("own",): "own",
    ("own", "division"): "own, and others but authorities",
    ("division",): "others but authorities",
    ("division", "authorities"): "others",
    ("own", "division", "authorities"): "all",
}
DISTRICT = OrganisationKind.REGULATOR


class Place:
    """An organisation with a manager, and one of everything that acts are about."""

    def __init__(self, organisation: Organisation):
        leading = LEADING_ROLE[organisation.kind]
        self.organisation = organisation
        self.member: Membership = world.member(organisation, leading)
        self.newcomer: Membership = world.member(organisation)
        self.grant = RoleGrant.objects.unrestricted("test").get(membership=self.member)
        self.role = leading
        offer = InvitationDraft(organisation=organisation, name="某人", roles=(leading,))
        self.offer = offer
        self.invitation: Invitation = actions.invite(world.SYSTEM, offer).invitation
        token = TokenDraft(name="秤", scopes=("accounts:read",), expires_at=now() + timedelta(days=1))
        self.token = actions.issue_api_token(world.acting(self.member), token).token
        self.loan = self._loan()

    def _loan(self) -> RoleGrant:
        if self.organisation.kind != OrganisationKind.REGULATOR:
            lender = self.member
        else:
            lender = world.member(self.organisation, Role.REGULATOR)
        role = self.role if lender is self.member else Role.REGULATOR
        loan = DelegationDraft(role=role, to=world.member(self.organisation), ends_at=now() + world.DAY, reason="休假")
        return actions.delegate_role(world.acting(lender), loan)

    @property
    def person(self) -> Person:
        return self.member.person


#: By act: its words, its policy, and what it is asked about in a place. One-argument rows do not depend on a place.
PLACED: dict[str, tuple[str, Callable[..., Any], Callable[[Place], Any]]] = {
    "organisation_registered": (
        "Register an organisation",
        policies.may_register_organisation,
        lambda place: OrganisationDraft.of(place.organisation),
    ),
    "organisation_changed": (
        "Change an organisation",
        policies.may_change_organisation,
        lambda place: place.organisation,
    ),
    "organisation_suspended": (
        "Suspend an organisation",
        policies.may_suspend_organisation,
        lambda place: place.organisation,
    ),
    "organisation_reopened": (
        "Reopen an organisation",
        policies.may_reopen_organisation,
        lambda place: place.organisation,
    ),
    "organisation_closed": ("Close an organisation", policies.may_close_organisation, lambda place: place.organisation),
    "person_invited": ("Invite a manager", policies.may_invite, lambda place: place.offer),
    "invitation_renewed": (
        "Renew an invitation",
        policies.may_renew_invitation,
        lambda place: place.invitation,
    ),
    "invitation_withdrawn": (
        "Withdraw an invitation",
        policies.may_withdraw_invitation,
        lambda place: place.invitation,
    ),
    "role_granted": (
        "Grant the manager's role",
        policies.may_grant_role,
        lambda place: RoleDraft(membership=place.newcomer, role=place.role),
    ),
    "role_ended": ("End somebody's role", policies.may_end_role, lambda place: place.grant),
    "delegation_ended": ("End somebody's loan", policies.may_end_delegation, lambda place: place.loan),
    "membership_ended": ("End somebody's membership", policies.may_end_membership, lambda place: place.member),
    "token_revoked": ("Revoke somebody's token", policies.may_revoke_token, lambda place: place.token),
    "session_ended": (
        "End somebody's session",
        policies.may_end_session,
        lambda place: SimpleNamespace(user=place.person, user_id=place.person.pk),
    ),
    "account_closed": ("Close an account", policies.may_close_account, lambda place: place.person),
    "account_reopened": ("Reopen an account", policies.may_reopen_account, lambda place: place.person),
}
PERSONAL: dict[str, tuple[str, Callable[[Actor], Any]]] = {
    "role_delegated": ("Lend one's own role", policies.may_delegate_role),
    "token_issued": ("Issue oneself a token", policies.may_issue_token),
    "details_changed": ("Change one's own details", policies.may_change_own_details),
    "lockout_released": ("Release a lock-out", policies.may_release_lockout),
    "divisions_loaded": ("Load reference data", policies.may_load_reference),
    "invitation_accepted": ("Accept an invitation", policies.may_accept_invitation),
    "sign_in_link_used": ("Use a one-time link", policies.may_use_sign_in_link),
}
#: Acts of the platform itself, and the record of one's own coming and going.
NOBODY = {"membership_started", "person_registered", "sign_in_link_made", "locked_out"}
OWN_RECORD = {"signed_in", "signed_out"}


@pytest.fixture
def actors(city) -> dict[str, Actor]:
    """One actor for each column, authorities' people in the bureau of Lixia District, the others in organisations there."""
    homes = {kind: world.organisation(kind, world.LIXIA) for kind in OrganisationKind}
    found: dict[str, Actor] = {}
    for role in Role:
        kind = next(kind for kind in OrganisationKind if role in ROLES_OF_KIND[kind])
        found[role] = world.acting(world.member(homes[kind], role))
    found[NO_ROLE] = world.acting(world.member(homes[OrganisationKind.ENTERPRISE]))
    found[VISITOR] = Actor.visitor()
    return found


@pytest.fixture
def places(city, actors) -> dict[str, Any]:
    """By where it is: one's own organisation (by its id), another in the division, another elsewhere."""
    ids = {actor.organisation_id for actor in actors.values() if actor.organisation_id}
    organisations = Organisation.objects.unrestricted("test").select_related("division").filter(pk__in=ids)
    return {
        "own": {each.pk: Place(each) for each in organisations},
        "division": Place(world.organisation(division_code=world.LIXIA)),
        "authorities": Place(world.organisation(DISTRICT, world.LIXIA)),
        "elsewhere": Place(world.organisation(division_code=world.SHIZHONG)),
    }


def cell(actor: Actor, policy: Callable[..., Any], subject: Callable[[Place], Any], places: dict[str, Any]) -> str:
    allowed = {
        where: bool(policy(actor, subject(place)))
        for where, place in {**places, "own": places["own"].get(actor.organisation_id)}.items()
        if place is not None
    }
    assert not allowed["elsewhere"], "nobody of a district acts in another district"
    return WORDS[tuple(where for where in ("own", "division", "authorities") if allowed.get(where))]


def together(words: str, ask: Callable[[Actor], str], actors: dict[str, Actor]) -> str:
    """A row of the table, after making sure that those who share a column are treated alike."""
    cells = []
    for members in COLUMNS.values():
        answers = {ask(actors[member]) for member in members}
        assert len(answers) == 1, f"{words}: {', '.join(members)} share a column but not a right: {answers}"
        cells.append(answers.pop())
    return f"| {' | '.join([words, *cells])} |\n"


def table(actors: dict[str, Actor], places: dict[str, Any]) -> str:
    rows = [f"| act | {' | '.join(COLUMNS)} |\n", "|" + " --- |" * (len(COLUMNS) + 1) + "\n"]
    for words, policy, subject in PLACED.values():
        rows.append(together(words, lambda actor, p=policy, s=subject: cell(actor, p, s, places), actors))
    for words, policy in PERSONAL.values():
        rows.append(together(words, lambda actor, ask=policy: "yes" if ask(actor) else "–", actors))
    return "".join(rows)


def test_every_act_is_classified():
    kinds = {kind.partition(".")[2] for kind in action.REGISTRY if kind.startswith("accounts.")}
    assert kinds == {*PLACED, *PERSONAL, *NOBODY, *OWN_RECORD}


def test_the_table_in_the_documentation_is_what_the_policies_decide(actors, places):
    decided = table(actors, places)
    documented = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert documented, f"{PAGE} has lost its access table"
    assert documented.group() == decided, f"{PAGE.name} says otherwise; the policies decide:\n{decided}"


def test_the_auditor_writes_nothing_but_the_own_account(actors, places):
    auditor = actors[Role.AUDITOR]
    assert {cell(auditor, policy, subject, places) for _words, policy, subject in PLACED.values()} == {"–"}
    allowed = {kind for kind, (_words, ask) in PERSONAL.items() if ask(auditor)}
    assert allowed == {"details_changed", "role_delegated", "invitation_accepted", "sign_in_link_used"}


def test_a_person_who_audits_writes_nothing_with_another_role_either(bureau):
    both = world.acting(world.member(bureau, Role.AUDITOR, Role.REGULATOR))
    with pytest.raises(Refused):
        actions.register_organisation(both, world.draft())


@pytest.mark.parametrize("kind", sorted(NOBODY))
def test_what_the_platform_does_itself_no_person_does(actors, kind):
    policy = {
        "membership_started": policies.may_add_membership,
        "person_registered": policies.may_register_person,
        "sign_in_link_made": policies.may_make_sign_in_link,
        "locked_out": policies.may_record_lockout,
    }[kind]
    assert not any(policy(actor, None) for actor in actors.values())


def test_every_refusal_says_why(actors, places):
    silent = []
    for _words, policy, subject in PLACED.values():
        for actor in actors.values():
            verdict = policy(actor, subject(places["elsewhere"]))
            if not verdict and not str(verdict.reason).strip():
                silent.append((policy.__name__, actor.roles))
    for _words, ask in PERSONAL.values():
        silent += [(ask.__name__, actor.roles) for actor in actors.values() if not ask(actor) and not ask(actor).reason]
    assert silent == []


def test_a_page_can_ask_before_there_is_anything_to_act_on(actors):
    asked = [
        policies.may_register_organisation,
        policies.may_invite,
        policies.may_grant_role,
        policies.may_close_account,
    ]
    answers = {
        role: [bool(policy(actors[role])) for policy in asked]
        for role in (Role.REGULATOR, Role.SECURITY_ADMINISTRATOR, Role.METROLOGY_MANAGER, Role.CHECKER)
    }
    assert answers == {
        Role.REGULATOR: [True, True, True, False],
        Role.SECURITY_ADMINISTRATOR: [False, True, True, True],
        Role.METROLOGY_MANAGER: [False, True, True, False],
        Role.CHECKER: [False, False, False, False],
    }

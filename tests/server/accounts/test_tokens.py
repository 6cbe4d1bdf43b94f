"""Keys for programs."""

from datetime import timedelta

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions, queries
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import OrganisationDraft, TokenDraft
from quanheng.server.accounts.models import ApiToken
from quanheng.server.accounts.scopes import declare_scope, known_scopes
from quanheng.server.core.actors import Channel
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.models import Event


def draft(**values):
    return TokenDraft(
        **{"name": "读数脚本", "scopes": ("accounts:read",), "expires_at": now() + timedelta(days=30), **values}
    )


def test_a_token_acts_as_its_membership_within_its_scopes(manager):
    issued = actions.issue_api_token(manager, draft())
    actor = queries.token_actor(issued.secret)
    assert actor is not None
    assert (actor.person_id, actor.organisation_id, actor.roles) == (
        manager.person_id,
        manager.organisation_id,
        manager.roles,
    )
    assert (actor.scopes, actor.channel) == ({"accounts:read"}, Channel.API)


def test_the_secret_is_shown_once_and_kept_nowhere(manager):
    issued = actions.issue_api_token(manager, draft())
    assert issued.secret.startswith("qh_")
    assert len(issued.secret) == 3 + 43
    assert issued.secret not in str(list(ApiToken.objects.unrestricted("test").values()))
    assert issued.secret not in str(list(Event.objects_unscoped.values()))
    assert issued.secret.startswith(issued.token.hint)


def test_a_token_without_the_scope_to_write_writes_nothing(manager, enterprise):
    reader = queries.token_actor(actions.issue_api_token(manager, draft()).secret)
    with pytest.raises(Refused, match="accounts:write"):
        actions.change_organisation(reader, enterprise, OrganisationDraft.of(enterprise), 1)
    writer = queries.token_actor(actions.issue_api_token(manager, draft(scopes=("accounts:write",))).secret)
    assert actions.change_organisation(writer, enterprise, OrganisationDraft.of(enterprise), 1)


def test_a_token_does_not_issue_tokens(manager):
    program = queries.token_actor(actions.issue_api_token(manager, draft(scopes=("accounts:write",))).secret)
    with pytest.raises(Refused):
        actions.issue_api_token(program, draft())


@pytest.mark.parametrize("end", ["expired", "revoked", "account closed", "membership ended"])
def test_a_token_opens_nothing_any_more(manager, manager_membership, enterprise, end):
    issued = actions.issue_api_token(manager, draft())
    world.member(enterprise, Role.METROLOGY_MANAGER)
    moment = now()
    if end == "expired":
        moment += timedelta(days=31)
    elif end == "revoked":
        actions.revoke_api_token(manager, issued.token)
    elif end == "account closed":
        actions.close_account(world.SYSTEM, manager_membership.person)
    else:
        actions.end_membership(world.SYSTEM, manager_membership)
    with fixed_at(moment):
        assert queries.token_actor(issued.secret) is None


@pytest.mark.parametrize("secret", ["", "qh_", "qh_" + "A" * 43])
def test_an_unknown_secret_opens_nothing(manager, secret):
    actions.issue_api_token(manager, draft())
    assert queries.token_actor(secret) is None


def test_a_role_that_ended_is_missing_from_the_token_at_once(manager, manager_membership, enterprise):
    from quanheng.server.accounts.models import RoleGrant

    issued = actions.issue_api_token(manager, draft())
    world.member(enterprise, Role.METROLOGY_MANAGER)
    actions.end_role(manager, RoleGrant.objects.unrestricted("test").get(membership=manager_membership))
    assert queries.token_actor(issued.secret).roles == frozenset()


def test_a_token_becomes_an_actor_in_two_queries(manager, django_assert_num_queries):
    issued = actions.issue_api_token(manager, draft())
    with django_assert_num_queries(2):  # the token with its membership; the roles (no divisions to look up)
        queries.token_actor(issued.secret)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "长" * 61),
        ("scopes", ()),
        ("scopes", ("accounts:delete",)),
        ("expires_at", now() - timedelta(minutes=1)),
        ("expires_at", now() + timedelta(days=400)),
    ],
)
def test_a_token_that_cannot_be_is_refused_beside_its_field(manager, field, value):
    with pytest.raises(Invalid) as caught:
        actions.issue_api_token(manager, draft(**{field: value}))
    assert list(caught.value.fields) == [field]


def test_a_token_is_revoked_once(manager):
    issued = actions.issue_api_token(manager, draft())
    actions.revoke_api_token(manager, issued.token)
    with pytest.raises(Conflict):
        actions.revoke_api_token(manager, issued.token)


def test_a_token_is_revoked_by_holder_manager_and_security_administrator(manager, security, regulator, enterprise):
    colleague = world.acting(world.member(enterprise, Role.METROLOGY_MANAGER))
    for actor in (colleague, manager, security):
        issued = actions.issue_api_token(colleague, draft())
        assert actions.revoke_api_token(actor, issued.token).revoked_at
    with pytest.raises(Refused):
        actions.revoke_api_token(regulator, actions.issue_api_token(colleague, draft()).token)


def test_twenty_tokens_are_enough(manager):
    for _each in range(20):
        last = actions.issue_api_token(manager, draft())
    with pytest.raises(Conflict):
        actions.issue_api_token(manager, draft())
    actions.revoke_api_token(manager, last.token)
    assert actions.issue_api_token(manager, draft())


def test_the_known_scopes_have_words():
    assert {"accounts:read", "accounts:write", "audit:read"} <= set(known_scopes())
    assert all(str(label) for label in known_scopes().values())
    with pytest.raises(ValueError, match="app:read"):
        declare_scope("everything", "")

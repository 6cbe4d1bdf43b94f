"""Who must have a second factor, and whether they have one."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from quanheng.server.accounts.models import Person, RoleGrant
from quanheng.server.core.actors import Actor

#: What counts as a second factor; recovery codes alone do not.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_missing(actor: Actor | None) -> bool:
    """Whether the person must set up a second factor before anything else. One query, for the roles concerned only."""
    if actor is None or not actor.has(*settings.SECOND_FACTOR_ROLES):
        return False
    return not Authenticator.objects.filter(user_id=actor.person_id, type__in=FACTORS).exists()


def may_remove(authenticator: Authenticator) -> bool:
    """Whether the person has another second factor left, or holds no role that requires one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
    return others.exists() or not requires(authenticator.user)


def requires(person: Person) -> bool:
    """Whether any role that the person holds now, in any organisation, requires a second factor."""
    grants = RoleGrant.objects.unrestricted("the person's own roles").in_force()
    return grants.filter(person=person, role__in=settings.SECOND_FACTOR_ROLES).exists()

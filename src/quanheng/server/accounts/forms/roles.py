"""Granting a role, and lending one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import DelegationDraft, RoleDraft
from quanheng.server.accounts.forms.fields import DivisionField, EndOfDayField
from quanheng.server.accounts.models import Membership
from quanheng.server.accounts.policies import LENDABLE, grantable_roles, own_roles
from quanheng.server.accounts.queries import colleagues_of, divisions_for_regulators
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import today


class RoleForm(forms.Form):
    """A role for a member, one that the actor may grant and the member does not hold yet."""

    role = forms.ChoiceField(label=_("Role"))
    division = DivisionField(
        label=_("Works in"), required=False, help_text=_("For a regulator: there and everywhere below.")
    )
    ends_at = EndOfDayField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, actor: Actor, membership: Membership, held: set[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        grantable = grantable_roles(actor, membership.organisation)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in grantable - held]
        if Role.REGULATOR in grantable - held:
            self.fields["division"].queryset = divisions_for_regulators(actor, membership.organisation)
        else:
            del self.fields["division"]

    def draft(self) -> RoleDraft:
        """The role as it was filled in."""
        given = self.cleaned_data
        return RoleDraft(
            membership=self.membership,
            role=given["role"],
            division=given.get("division"),
            ends_at=given["ends_at"],
            reason=given["reason"],
        )


class ColleagueField(forms.ModelChoiceField):
    """A member of one's own organisation, by name and job title."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.person.name} · {obj.title}" if obj.title else obj.person.name


class DelegationForm(forms.Form):
    """One of one's own roles, for a colleague, until a day at most 90 days ahead."""

    role = forms.ChoiceField(label=_("Role"))
    to = ColleagueField(label=_("To"), queryset=Membership.objects.none(), empty_label="")
    ends_at = EndOfDayField(
        label=_("Last day"), help_text=_("At most 90 days ahead. It can be ended earlier at any time.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as the leave that it covers. It stands in the record.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lendable = LENDABLE & own_roles(actor)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in lendable]
        self.fields["to"].queryset = colleagues_of(actor)
        self.fields["ends_at"].initial = today() + timedelta(days=14)

    def draft(self) -> DelegationDraft:
        """The loan as it was filled in."""
        return DelegationDraft(**self.cleaned_data)

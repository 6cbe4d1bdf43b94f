"""Fields that several forms of the accounts share."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from quanheng.server.accounts.models import Division


class DivisionField(forms.ModelChoiceField):
    """A division, by name and code, in the order of the tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Division.objects.none(), empty_label="", **kwargs)
        self.widget.attrs["data-pick"] = ""

    def label_from_instance(self, obj: Division) -> str:
        return f"{obj.name} {obj.code}"


class RolesField(forms.MultipleChoiceField):
    """Several roles, to tick."""

    widget = forms.CheckboxSelectMultiple


class EndOfDayField(forms.DateField):
    """The last day on which something holds; gives the moment at which that day ends in the city."""

    widget = forms.DateInput({"type": "date"})

    def clean(self, value: Any) -> datetime | None:
        day = super().clean(value)
        return None if day is None else timezone.make_aware(datetime.combine(day, time(23, 59, 59)))

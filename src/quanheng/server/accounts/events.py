"""What the accounts announce, and what they do about what others announce."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.events import declare

ORGANISATION_REGISTERED = declare("accounts.organisation_registered", _("Organisation registered"))
ORGANISATION_CHANGED = declare("accounts.organisation_changed", _("Organisation changed"))
ROLE_GRANTED = declare("accounts.role_granted", _("Role granted"), is_logged=True)
ROLE_ENDED = declare("accounts.role_ended", _("Role ended"), is_logged=True)

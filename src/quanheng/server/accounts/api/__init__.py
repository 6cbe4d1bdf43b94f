"""The operations of the accounts: thin, reading through queries and writing through acts."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.api import divisions, events, invitations, members, organisation_list, own
from quanheng.server.accounts.queries import token_actor
from quanheng.server.core.api.assembly import declare_router
from quanheng.server.core.api.authentication import tokens_are_read_by

declare_router("organisations", organisation_list.router, _("Organisations"))
declare_router("people", members.router, _("People and loans of roles"))
declare_router("invitations", invitations.router, _("Invitations"))
declare_router("own-account", own.router, _("One's own account"))
declare_router("divisions", divisions.router, _("Divisions"))
declare_router("events", events.router, _("Record of events"))
tokens_are_read_by(token_actor)

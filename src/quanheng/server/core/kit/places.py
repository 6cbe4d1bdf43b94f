"""The style page in the side bar."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.kit.policies import may_see_kit
from quanheng.server.core.navigation import Place, declare_group, declare_place

declare_group("platform", _("Platform"))
declare_place(Place("platform", _("Style page"), "palette", "kit", lambda actor: bool(may_see_kit(actor)), order=900))

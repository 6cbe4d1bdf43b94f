"""The platform's API: assembled once, when the addresses are first asked for."""

from quanheng.server.core.api.addresses import addresses_of
from quanheng.server.core.api.assembly import assembled

urlpatterns = addresses_of(assembled())

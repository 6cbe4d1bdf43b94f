"""Jobs of the API: what need not be kept is deleted."""

from procrastinate.contrib.django import app as jobs

from quanheng.server.core.api.failed_tokens import WINDOW
from quanheng.server.core.clock import now
from quanheng.server.core.models import FailedTokens, KeptAnswer


@jobs.periodic(cron="23 * * * *")
@jobs.task(queue="housekeeping", name="core.purge_api_memory", queueing_lock="core.purge_api_memory")
def purge_api_memory(timestamp: int) -> tuple[int, int]:
    """Delete kept answers past their 24 hours, and counts of failed tokens past their window; how many of each."""
    answers, _by_model = KeptAnswer.objects.filter(expires_at__lte=now()).delete()
    failures, _by_model = FailedTokens.objects.filter(started_at__lte=now() - WINDOW).delete()
    return answers, failures

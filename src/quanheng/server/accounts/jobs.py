"""Jobs of the accounts: traces of sign-ins that nobody needs any more are deleted."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app as jobs

from quanheng.server.accounts.models import SignInLink
from quanheng.server.core.clock import now

#: How long failed sign-ins and links that open nothing any more are kept: to look into a complaint, not longer.
KEPT = timedelta(days=30)


@jobs.periodic(cron="17 3 * * *")
@jobs.task(queue="housekeeping", name="accounts.purge_sign_in_traces", queueing_lock="accounts.purge_sign_in_traces")
def purge_sign_in_traces(timestamp: int) -> dict[str, int]:
    """Delete sessions that are over, with their address and browser, and old failures and links; how many of each.

    That somebody signed in, and that a link was made and used, remains as an event.
    """
    moment = now()
    live = Session.objects.filter(expire_date__gt=moment).values("session_key")
    doomed = {
        "notes of sessions": UserSession.objects.exclude(session_key__in=live),
        "sessions": Session.objects.filter(expire_date__lte=moment),
        "failed sign-ins": AccessAttempt.objects.filter(attempt_time__lte=moment - KEPT),
        "sign-in links": SignInLink.objects.filter(expires_at__lte=moment - KEPT),
    }
    return {what: rows.delete()[0] for what, rows in doomed.items()}

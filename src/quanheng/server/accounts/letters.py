"""Mails to people, as plain text, in the language that they chose or else the city's."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _, pgettext

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Invitation, Person


def mail_invitation(invitation: Invitation, link: str) -> None:
    """Send the link of an invitation to its address.

    In both languages, Chinese first, unless the address is that of a person who chose one: nobody else has been asked.

    Raises:
        OSError, smtplib.SMTPException: the mail server was not reached, or did not take it.
    """
    known = Person.objects.filter(email__iexact=invitation.email).first()
    languages = [known.language] if known and known.language else [code for code, _label in settings.LANGUAGES]
    texts, subject = [], ""
    for language in languages:
        with translation.override(language):
            context = {
                "invitation": invitation,
                "link": link,
                "roles": pgettext("list", ", ").join(str(Role(role).label) for role in invitation.roles),
                "inviter": invitation.invited_by.person.name if invitation.invited_by else _("The platform"),
            }
            texts.append(render_to_string("accounts/mail/invitation.txt", context).strip())
            subject = subject or _("Invitation to %(organisation)s") % {"organisation": invitation.organisation.label()}
    EmailMessage(subject, "\n\n————\n\n".join(texts) + "\n", settings.DEFAULT_FROM_EMAIL, [invitation.email]).send()

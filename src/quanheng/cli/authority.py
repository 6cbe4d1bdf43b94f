"""`quanheng authority …`: the first authority of an installation, and an invitation for its security administrator."""

import sys
from typing import Annotated, NoReturn

import typer

from quanheng.cli.installation import configure


def authority(
    credit_code: Annotated[str, typer.Argument(help="Its unified social credit code, 18 characters.")],
    name: Annotated[str, typer.Argument(help="Its full name.")],
    administrator: Annotated[str, typer.Option(help="The name of the security administrator to invite.")],
    division: Annotated[str, typer.Option(help="The code of the division that it governs.")] = "370100",
) -> None:
    """Register an authority where it is not there yet, and print an invitation for a security administrator of it.

    All other people come by the invitations that this one sends. Needed once, and again if the last one is lost.
    """
    configure()
    from django.db import transaction

    from quanheng.server.accounts import addresses
    from quanheng.server.accounts.actions import invite, register_organisation
    from quanheng.server.accounts.choices import OrganisationKind, Role
    from quanheng.server.accounts.credit_code import CreditCode
    from quanheng.server.accounts.drafts import InvitationDraft, OrganisationDraft
    from quanheng.server.accounts.models import Division, Organisation
    from quanheng.server.core.actors import Actor
    from quanheng.server.core.errors import PlatformError

    actor = Actor.system("quanheng authority")
    place = Division.objects.filter(code=division).first()
    if place is None:
        known = ", ".join(Division.objects.order_by("code").values_list("code", flat=True))
        _refuse(f"No division has the code {division!r}. There are: {known or 'none; start `quanheng serve` once'}")
    try:
        with transaction.atomic():  # no authority without its invitation
            code = str(CreditCode.parse(credit_code))
            organisation = Organisation.objects.visible_to(actor).filter(credit_code=code).first()
            if organisation is None:
                draft = OrganisationDraft(credit_code=code, name=name, kind=OrganisationKind.REGULATOR, division=place)
                organisation = register_organisation(actor, draft)
            elif (organisation.kind, organisation.name) != (OrganisationKind.REGULATOR, name):
                kind = organisation.get_kind_display()
                _refuse(f"{code} is the code of {organisation.name} ({kind}). Check the code and the name.")
            roles = (Role.SECURITY_ADMINISTRATOR,)
            invited = invite(actor, InvitationDraft(organisation=organisation, name=administrator, roles=roles))
    except PlatformError as error:
        _refuse(
            "\n".join([str(error), *(f"  {field}: {wrong}" for field, wrong in getattr(error, "fields", {}).items())])
        )
    typer.echo(addresses.invitation_link(invited.token))


def _refuse(why: str) -> NoReturn:
    typer.echo(why, err=True)
    sys.exit(1)

"""`quanheng authority`: how an installation without anybody in it gets its first person."""

import pytest
from typer.testing import CliRunner

from quanheng.cli.main import app
from quanheng.server.accounts.actions import accept_invitation, register_organisation
from quanheng.server.accounts.choices import OrganisationKind
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import AcceptanceDraft, OrganisationDraft
from quanheng.server.accounts.models import Division, Organisation, RoleGrant
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor
from quanheng.server.core.models import Event

pytestmark = pytest.mark.django_db
CODE = str(CreditCode.assemble("11", "370100", "MADEM991"))
NAME = "泉城市市场监督管理局"


@pytest.fixture(autouse=True)
def divisions() -> None:
    load_divisions(Actor.system("test"))


def run(*arguments: str):
    return CliRunner().invoke(app, ["authority", *arguments])


def test_the_link_leads_to_a_security_administrator_of_the_new_authority():
    done = run(CODE, NAME, "--administrator", "王安")
    assert done.exit_code == 0, done.output
    token = done.stdout.strip().rstrip("/").rpartition("/")[2]
    acceptance = AcceptanceDraft(username="wang.an", name="王安", password="an unusual long sentence 7")
    membership = accept_invitation(Actor.visitor(), token, acceptance)
    grant = RoleGrant.objects.unrestricted("test").get(membership=membership)
    assert (grant.role, membership.organisation.name) == ("security_administrator", NAME)
    assert membership.organisation.kind == OrganisationKind.REGULATOR
    made = Event.objects.unrestricted("test").filter(purpose="quanheng authority").values_list("kind", flat=True)
    assert sorted(made) == ["accounts.organisation_registered", "accounts.person_invited"]


def test_a_second_call_invites_another_into_the_same_authority():
    assert run(CODE, NAME, "--administrator", "王安").exit_code == 0
    assert run(CODE.lower(), NAME, "--administrator", "李全").exit_code == 0
    assert Organisation.objects.unrestricted("test").filter(credit_code=CODE).count() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), NAME, "--administrator", "王安"], CODE[-1]),
        ([CODE, NAME, "--administrator", "王安", "--division", "999999"], "999999"),
        ([CODE, "", "--administrator", "王安"], "name"),
        ([CODE, NAME, "--administrator", ""], "name"),
    ],
    ids=["wrong check character", "unknown division", "no name", "nobody to invite"],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_kept(arguments: list[str], said: str):
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not Organisation.objects.unrestricted("test").exists()


def test_the_code_of_an_enterprise_is_refused():
    draft = OrganisationDraft(
        credit_code=CODE, name="某公司", kind=OrganisationKind.ENTERPRISE, division=Division.objects.get(code="370100")
    )
    register_organisation(Actor.system("test"), draft)
    done = run(CODE, NAME, "--administrator", "王安")
    assert done.exit_code == 1
    assert "某公司" in done.stderr

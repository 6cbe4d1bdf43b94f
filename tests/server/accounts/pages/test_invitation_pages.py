"""Inviting, and being invited."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from tests.fixtures.city import ENTERPRISE, LABORATORY, SYSTEM, TwoDistricts
from tests.server.accounts.pages.conftest import PASSWORD, Browser, browser, text_of

from quanheng.server.accounts.actions import Invited, invite, withdraw_invitation
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import InvitationDraft
from quanheng.server.accounts.models import Invitation, Membership, Person, RoleGrant
from quanheng.server.core.clock import now

LINK = re.compile(r'value="http://localhost[^/"]*(/invitation/[^"]+)"')


@pytest.fixture
def invited(two_districts: TwoDistricts) -> Invited:
    """An invitation into the laboratory."""
    draft = InvitationDraft(
        organisation=two_districts.lixia.organisation(LABORATORY), name="衡知远", roles=(Role.CHECKER,), title="核验组"
    )
    return invite(SYSTEM, draft)


def accepts(invited: Invited, client: Any = None, **changed: str) -> Any:
    given = {"name": "衡知远", "username": "heng.zhiyuan", "password": PASSWORD, "email": "", **changed}
    return (client or browser()).post(f"/invitation/{invited.token}/", given, follow=True)


class TestBeingInvited:
    """The page behind the link."""

    def test_it_says_who_invites_to_what_in_which_role(self, invited: Invited) -> None:
        page = text_of(browser().get(f"/invitation/{invited.token}/"))
        assert invited.invitation.organisation.name in page
        assert "Checker" in page
        assert "核验组" in page
        assert 'value="衡知远"' in page, "the name is filled in"

    def test_a_new_person_chooses_a_name_and_is_signed_in(self, invited: Invited) -> None:
        client = browser()
        home = accepts(invited, client)
        assert home.request["PATH_INFO"] == "/"
        person = Person.objects.get(username="heng.zhiyuan")
        assert person.check_password(PASSWORD)
        roles = RoleGrant.objects.unrestricted("test").filter(person=person).values_list("role", flat=True)
        assert list(roles) == ["checker"]

    def test_what_is_wrong_stands_beside_its_field(self, invited: Invited, two_districts: TwoDistricts) -> None:
        page = text_of(accepts(invited, username="checker.lixia", password="12345678"))
        assert "Somebody else signs in as" in page
        field = re.search(r'<input[^>]*name="password"[^>]*>', page)
        assert field is not None
        assert 'aria-invalid="true"' in field[0]
        assert PASSWORD not in page
        assert "12345678" not in page, "a password is not shown again"
        assert not Membership.objects.unrestricted("test").filter(person__name="衡知远").exists()

    def test_somebody_who_has_an_account_joins_with_it(self, invited: Invited, two_districts: TwoDistricts) -> None:
        client = browser(two_districts.bare)
        assert "Accept as 无单位" in text_of(client.get(f"/invitation/{invited.token}/"))
        done = client.post(f"/invitation/{invited.token}/", follow=True)
        assert "You belong to" in text_of(done)
        assert Membership.objects.unrestricted("test").filter(person=two_districts.bare).exists()

    def test_signing_in_leads_back_to_the_invitation(self, invited: Invited) -> None:
        page = text_of(browser().get(f"/invitation/{invited.token}/"))
        assert f"/account/login/?next=/invitation/{invited.token}/" in page

    def test_used(self, invited: Invited) -> None:
        accepts(invited)
        response = browser().get(f"/invitation/{invited.token}/")
        assert (response.status_code, "accepted already" in text_of(response)) == (409, True)

    def test_expired(self, invited: Invited) -> None:
        Invitation.objects_unscoped.update(
            expires_at=now() - timedelta(minutes=1), created_at=now() - timedelta(days=8)
        )
        response = browser().get(f"/invitation/{invited.token}/")
        assert (response.status_code, "has expired" in text_of(response)) == (409, True)

    def test_withdrawn(self, invited: Invited) -> None:
        withdraw_invitation(SYSTEM, invited.invitation)
        response = browser().get(f"/invitation/{invited.token}/")
        assert (response.status_code, "was withdrawn" in text_of(response)) == (409, True)

    def test_unknown(self, db: None) -> None:
        response = browser().get("/invitation/nonsense/")
        assert (response.status_code, "There is no such invitation" in text_of(response)) == (404, True)


class TestInviting:
    """The form, and the link that is shown once."""

    def test_the_link_is_shown_once_and_works(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        enterprise = two_districts.lixia.organisation(ENTERPRISE)
        client = as_role(Role.METROLOGY_MANAGER)
        made = client.post(
            f"/organisations/{enterprise.pk}/invite/", {"name": "新同事", "roles": ["metrology_manager"]}
        )
        link = LINK.search(text_of(made))
        assert link is not None
        assert "no-store" in made.headers["Cache-Control"]
        assert link[1].split("/")[2] not in text_of(client.get(f"/organisations/{enterprise.pk}/invitations/"))
        assert browser().get(link[1]).status_code == 200

    def test_only_roles_that_one_may_grant_are_offered(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        laboratory = two_districts.lixia.organisation(LABORATORY)
        by_manager = text_of(as_role(Role.LABORATORY_MANAGER).get(f"/organisations/{laboratory.pk}/invite/"))
        by_regulator = text_of(as_role(Role.REGULATOR).get(f"/organisations/{laboratory.pk}/invite/"))
        assert 'value="signatory"' in by_manager
        assert 'value="signatory"' not in by_regulator
        assert 'value="laboratory_manager"' in by_regulator

    def test_it_is_mailed_in_both_languages(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        laboratory = two_districts.lixia.organisation(LABORATORY)
        form = {"name": "衡知远", "email": "heng@example.com", "roles": ["checker", "verification_officer"]}
        made = as_role(Role.LABORATORY_MANAGER).post(f"/organisations/{laboratory.pk}/invite/", form)
        assert "Mailed to heng@example.com." in text_of(made)
        letter = mail.outbox[0]
        assert "核验员、检定员" in letter.body
        assert "Checker, Verification officer" in letter.body
        assert letter.body.index("邀请你") < letter.body.index("invites you")
        link = LINK.search(text_of(made))
        assert link is not None
        assert letter.body.count(link[1]) == 2

    def test_a_mail_that_fails_is_told_and_nothing_is_lost(
        self, as_role: Browser, two_districts: TwoDistricts, settings: Any
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
        laboratory = two_districts.lixia.organisation(LABORATORY)
        form = {"name": "衡知远", "email": "heng@example.com", "roles": ["checker"]}
        page = text_of(as_role(Role.LABORATORY_MANAGER).post(f"/organisations/{laboratory.pk}/invite/", form))
        assert "could not be sent" in page
        assert LINK.search(page)

    def test_a_new_link_replaces_the_old_one(self, invited: Invited, as_role: Browser) -> None:
        renewed = as_role(Role.LABORATORY_MANAGER).post(f"/invitations/{invited.invitation.pk}/renew/")
        link = LINK.search(text_of(renewed))
        assert link is not None
        assert browser().get(f"/invitation/{invited.token}/").status_code == 404
        assert browser().get(link[1]).status_code == 200

    def test_withdrawing(self, invited: Invited, as_role: Browser) -> None:
        done = as_role(Role.LABORATORY_MANAGER).post(f"/invitations/{invited.invitation.pk}/withdraw/", follow=True)
        assert "Withdrawn" in text_of(done)

    def test_the_home_page_reminds_of_what_runs_out(self, invited: Invited, as_role: Browser) -> None:
        Invitation.objects_unscoped.filter(pk=invited.invitation.pk).update(expires_at=now() + timedelta(hours=5))
        assert "The invitation of 衡知远 runs out soon" in text_of(as_role(Role.LABORATORY_MANAGER).get("/"))

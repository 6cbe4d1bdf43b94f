"""People, what they do where, invitations, loans, tokens and events in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from quanheng.server.accounts import models
from quanheng.server.accounts.choices import InvitationState, Role
from quanheng.server.accounts.schemas.divisions import DivisionReference
from quanheng.server.accounts.schemas.organisations import DivisionCode, OrganisationReference
from quanheng.server.core import models as core
from quanheng.server.core.api.schemas import ONE_LINE, ONE_LINE_NOT_BLANK, Given, Identifier, Moment, Shown
from quanheng.server.core.clock import now

ScopeName = Annotated[str, Field(max_length=40, pattern="^[a-z_]+:(read|write)$")]
PersonName = Annotated[str, Field(min_length=1, max_length=60, pattern=ONE_LINE_NOT_BLANK)]


class PersonReference(Shown):
    """A person by id and name, as other objects refer to them. 人员编号与姓名。"""

    id: UUID = Field(description="Id. 编号。")
    name: str = Field(description="Name. 姓名。")

    @classmethod
    def of(cls, person: models.Person) -> Self:
        return cls(id=person.pk, name=person.name)


class MemberReference(Shown):
    """A member of an organisation, by the id of the membership and the person's name. 任职编号与姓名。"""

    membership_id: UUID = Field(description="Id of the membership. 任职编号。")
    name: str = Field(description="Name. 姓名。")

    @classmethod
    def of(cls, membership: models.Membership) -> Self:
        return cls(membership_id=membership.pk, name=membership.person.name)


class HeldRole(Shown):
    """A role that a membership holds at this moment."""

    id: UUID = Field(description="Id. 编号。")
    role: Role = Field(description="The role. 角色。")
    division: DivisionReference | None = Field(description="Where a regulator works, there and below. 工作区划。")
    starts_at: datetime = Field(description="From when. 起始时间。")
    ends_at: datetime | None = Field(description="Until when; null for no end. 截止时间。")
    lent_by: MemberReference | None = Field(description="Who lent the role; null for an own one. 委托人。")

    @classmethod
    def of(cls, grant: models.RoleGrant) -> Self:
        return cls(
            id=grant.pk,
            role=Role(grant.role),
            division=DivisionReference.of(grant.division) if grant.division else None,
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
            lent_by=MemberReference.of(grant.delegated_by) if grant.delegated_by else None,
        )


class Membership(Shown):
    """A person's place in an organisation, with the roles held there now (任职与角色)."""

    id: UUID = Field(description="Id. 编号。")
    person: PersonReference = Field(description="Who. 人员。")
    organisation: OrganisationReference = Field(description="Where. 单位。")
    title: str = Field(description="Job title. 职务。")
    started_at: datetime = Field(description="Since when. 任职起始时间。")
    roles: list[HeldRole] = Field(description="The roles held at this moment. 当前角色。")

    @classmethod
    def of(cls, membership: models.Membership, roles: list[models.RoleGrant]) -> Self:
        return cls(
            id=membership.pk,
            person=PersonReference.of(membership.person),
            organisation=OrganisationReference(id=membership.organisation.pk, name=membership.organisation.name),
            title=membership.title,
            started_at=membership.started_at,
            roles=[HeldRole.of(each) for each in roles],
        )


class Myself(Shown):
    """Who calls: the person, the membership in which they act, and what a token limits."""

    person: PersonReference = Field(description="Who. 人员。")
    username: str = Field(description="What they sign in with. 登录名。")
    email: str = Field(description="Address for mail. 邮箱。")
    membership: Membership | None = Field(
        description="Null for a person who belongs to no organisation yet. 任职；未加入单位时为空。"
    )
    scopes: list[str] | None = Field(description="What the token may do; null for a session. 令牌授权范围。")


class InvitationDraft(Given):
    """Whom to invite into the organisation, and in which roles."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "李明", "roles": ["metrology_manager"], "email": "li@example.com"}]},
    )

    name: PersonName = Field(description="The person's name. 姓名。")
    roles: list[Role] = Field(
        min_length=1, max_length=11, description="Roles that fit the kind of organisation. 角色。"
    )
    email: str = Field("", max_length=254, pattern=ONE_LINE, description="Address for mail, if any. 邮箱。")
    title: str = Field("", max_length=60, pattern=ONE_LINE, description="Job title. 职务。")
    division: DivisionCode | None = Field(
        None, description="Where a regulator will work; null for every other role. 监管人员的工作区划。"
    )


class Invitation(Shown):
    """An invitation and what became of it."""

    id: UUID = Field(description="Id. 编号。")
    organisation: OrganisationReference = Field(description="Where. 单位。")
    name: str = Field(description="Name. 姓名。")
    email: str = Field(description="Address for mail. 邮箱。")
    title: str = Field(description="Job title. 职务。")
    roles: list[Role] = Field(description="The roles offered. 拟授予的角色。")
    division: DivisionReference | None = Field(description="Where a regulator works, there and below. 工作区划。")
    state: InvitationState = Field(description="What became of it. 状态。")
    invited_by: MemberReference | None = Field(description="Who invited; null for the platform. 邀请人。")
    created_at: datetime = Field(description="When it was made. 创建时间。")
    expires_at: datetime = Field(description="Until when it works. 有效期至。")
    accepted_at: datetime | None = Field(description="When it was accepted. 接受时间。")
    withdrawn_at: datetime | None = Field(description="When it was withdrawn. 撤回时间。")

    @classmethod
    def of(cls, invitation: models.Invitation, **more: Any) -> Self:
        return cls(
            id=invitation.pk,
            organisation=OrganisationReference(id=invitation.organisation.pk, name=invitation.organisation.name),
            name=invitation.name,
            email=invitation.email,
            title=invitation.title,
            roles=[Role(each) for each in invitation.roles],
            division=DivisionReference.of(invitation.division) if invitation.division else None,
            state=InvitationState(invitation.state),
            invited_by=MemberReference.of(invitation.invited_by) if invitation.invited_by else None,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
            accepted_at=invitation.accepted_at,
            withdrawn_at=invitation.withdrawn_at,
            **more,
        )


class InvitationWithLink(Invitation):
    """A new invitation with its link, which is shown here once and kept nowhere."""

    link: str = Field(description="The address that the invited person opens. 邀请链接，仅此一次显示。")


class DelegationDraft(Given):
    """A role of one's own to be lent."""

    role: Role = Field(description="One of one's own roles. 本人的角色。")
    to: Identifier = Field(description="The membership of the colleague who borrows it. 受托人的任职编号。")
    ends_at: Moment = Field(description="At most 90 days ahead. 委托截止时间。")
    reason: str = Field(min_length=1, max_length=200, pattern=ONE_LINE_NOT_BLANK, description="Why. 事由。")


class Delegation(Shown):
    """A role on loan: who lent it to whom, until when."""

    id: UUID = Field(description="Id. 编号。")
    role: Role = Field(description="The role. 角色。")
    division: DivisionReference | None = Field(description="Where a regulator works, there and below. 工作区划。")
    lender: MemberReference = Field(description="Who lent the role. 委托人。")
    borrower: MemberReference = Field(description="Who borrowed it. 受托人。")
    starts_at: datetime = Field(description="From when. 起始时间。")
    ends_at: datetime = Field(description="Until when. 截止时间。")
    reason: str = Field(description="Why. 事由。")

    @classmethod
    def of(cls, grant: models.RoleGrant) -> Self:
        return cls(
            id=grant.pk,
            role=Role(grant.role),
            division=DivisionReference.of(grant.division) if grant.division else None,
            lender=MemberReference.of(grant.delegated_by),
            borrower=MemberReference.of(grant.membership),
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
            reason=grant.reason,
        )


class TokenDraft(Given):
    """A token to be issued."""

    name: PersonName = Field(description="What it is for. 用途。", examples=["ERP"])
    scopes: list[ScopeName] = Field(min_length=1, max_length=20, description="Such as `accounts:read`. 授权范围。")
    expires_at: Moment = Field(description="At most a year ahead. 到期时间。")


class Token(Shown):
    """A token, without its secret."""

    id: UUID = Field(description="Id. 编号。")
    name: str = Field(description="Name. 姓名。")
    hint: str = Field(description="How the secret begins, to recognise it by. 令牌开头。")
    scopes: list[str] = Field(description="What it may do. 授权范围。")
    organisation: OrganisationReference = Field(description="Where its holder acts with it. 令牌所代表的单位。")
    state: Literal["usable", "expired", "revoked"] = Field(description="Whether it still opens anything. 状态。")
    created_at: datetime = Field(description="When it was made. 创建时间。")
    expires_at: datetime = Field(description="Until when it works. 有效期至。")
    revoked_at: datetime | None = Field(description="When it was revoked. 撤销时间。")

    @classmethod
    def of(cls, token: models.ApiToken, **more: Any) -> Self:
        organisation = token.membership.organisation
        return cls(
            id=token.pk,
            name=token.name,
            hint=token.hint,
            scopes=sorted(token.scopes),
            organisation=OrganisationReference(id=organisation.pk, name=organisation.name),
            state="revoked" if token.revoked_at else "expired" if token.expires_at <= now() else "usable",
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            **more,
        )


class TokenWithSecret(Token):
    """A new token with its secret, which is shown here once and kept nowhere."""

    secret: str = Field(description="Send it as `Authorization: Bearer qh_…`. 仅此一次显示。")


class Event(Shown):
    """Something that happened: written with the act that did it, and never changed."""

    id: UUID = Field(description="Id. 编号。")
    sequence: int = Field(description="The order of writing. 序号。")
    kind: str = Field(description="What happened: `app.what_happened`. 事件类型。", examples=["accounts.role_granted"])
    subject_type: str = Field(description="What it happened to: the kind of object, and its id. 对象类型。")
    subject_id: UUID | None = Field(description="The id of that object. 对象编号。")
    actor_id: UUID | None = Field(description="The person who did it; null for the platform itself. 操作人。")
    membership_id: UUID | None = Field(description="As which membership. 任职编号。")
    organisation_id: UUID | None = Field(description="In which organisation the person acted. 所在单位编号。")
    channel: Literal["page", "api", "command", "job"] = Field(
        description="By which way: page, program, command or job. 途径。"
    )
    purpose: str = Field(description="What the platform itself did it for. 平台自身操作的缘由。")
    request_id: str = Field(description="The request in which it happened. 请求编号。")
    is_logged: bool = Field(description="It matters in law and goes into the tamper-evident log. 入可信日志。")
    body: dict[str, Any] = Field(
        description="What it carries besides: ids, codes and counts, never personal data. 附加内容。"
    )
    happened_at: datetime = Field(description="When. 发生时间。")

    @classmethod
    def of(cls, event: core.Event) -> Self:
        return cls(**{name: getattr(event, name) for name in cls.model_fields})

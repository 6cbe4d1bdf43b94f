"""People who sign in."""

from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.history import tracked
from quanheng.server.core.models import Identified


class PersonQuerySet(models.QuerySet["Person"]):
    """People. Signing in must find anybody, so that it does not fail closed; pages and the API ask `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """The people whose memberships, past ones too, the actor may know of, and the actor."""
        if actor.is_system:
            return self.all()
        memberships = self.model._meta.get_field("memberships").related_model
        known = memberships.objects.visible_to(actor).values("person")
        return self.filter(models.Q(pk__in=known) | models.Q(pk=actor.person_id))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # made by Django
    """Finds people by the name they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


@tracked(exclude=["password", "last_login"])
class Person(Identified, AbstractBaseUser):
    """A person with an account. Holds no more of the person than the work needs: a name and an address for mail.

    What a person may do follows from memberships and roles alone; `is_active` closes the account.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_person_username_ci"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="accounts_person_email_ci"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

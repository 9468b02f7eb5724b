from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as OPENS_NOTHING
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DESK = "desk", _("Front desk")
    PRACTITIONER = "practitioner", _("Practitioner")
    MANAGER = "manager", _("Manager")
    PATIENT = "patient", _("Patient")


STAFF_ROLES = frozenset({Role.DESK, Role.PRACTITIONER, Role.MANAGER})


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, role: str, **fields: Any
    ) -> "User":
        """A person who can sign in. A patient does so by code only: a password given for one is
        not kept."""
        user = self.model(email=User.normalize_username(email), role=role, **fields)
        user.set_password(None if role == Role.PATIENT else password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=User.normalize_username(username or ""))


class User(AbstractBaseUser):
    """Somebody who signs in, by e-mail; one role each. A patient's account opens only the portal
    and has no password."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(_("may sign in"), default=True)
    search_key = models.BooleanField(
        _("the key / opens the search"),
        default=True,
        help_text=_("Switch off if it gets in your way."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            # With the unique column: one account per address, whatever the case it is typed in.
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(
                condition=~Q(role="patient") | Q(password__startswith=OPENS_NOTHING),
                name="user_patient_has_no_password",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF_ROLES

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Addresses are kept in lower case; `clean()` brings every form's input here."""
        return super().normalize_username(username).strip().lower()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a signed-in session is bound to: another password, role, address or an account
        that is shut ends all the user's sessions with the next request."""
        facts = f"{self.password}|{self.role}|{self.email}|{self.is_active}"
        return salted_hmac(
            "clinic.models.user.session", facts, secret=secret, algorithm="sha256"
        ).hexdigest()

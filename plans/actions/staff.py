"""Accounts of staff: made, changed and shut by a manager, who never sees a password."""

import datetime as dt

from django.db import IntegrityError, transaction

from clinic.models import Role, User
from clinic.models.user import STAFF_ROLES
from plans.actions.place import save_changes
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace


def add_staff(
    *, name: str, email: str, role: Role, by: User | None, now: dt.datetime
) -> User | Refused:
    """Make an account that opens nothing until its owner has chosen a password by mail."""
    assert_staff(role)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, role=role, name=name)
            leave_trace(
                actor=by, verb="added_staff", now=now, facts={"user": user.pk, "role": role}
            )
    except IntegrityError:
        return Refused("email_taken", {"email": email})
    return user


@transaction.atomic
def change_staff(
    *,
    user_id: int,
    name: str,
    email: str,
    role: Role,
    is_active: bool,
    by: User,
    now: dt.datetime,
) -> User | Refused:
    """Change an account, shut it or open it again. Refused, "last_manager", where nobody would
    be left to manage the clinic.

    A shut account's sessions end with their next request; its password is dropped, so that no
    old session or password comes back to life when it is opened again.
    """
    assert_staff(role)
    managers = User.objects.select_for_update().filter(role=Role.MANAGER, is_active=True)
    managing = set(managers.order_by("pk").values_list("pk", flat=True))
    if managing == {user_id} and (role != Role.MANAGER or not is_active):
        return Refused("last_manager")
    user = User.objects.select_for_update().get(pk=user_id, role__in=STAFF_ROLES)
    email = User.normalize_username(email)
    if User.objects.exclude(pk=user_id).filter(email=email).exists():
        return Refused("email_taken", {"email": email})
    if user.is_active and not is_active:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.name, user.email, user.role, user.is_active = name, email, role, is_active
    facts = {"user": user.pk, **save_changes(user)}
    leave_trace(actor=by, verb="changed_staff", now=now, facts=facts)
    return user


def note_password_letter(*, user: User, by: User, now: dt.datetime) -> None:
    """Keep that a manager had the mail sent with which the user chooses a password."""
    leave_trace(actor=by, verb="sent_password_letter", now=now, facts={"user": user.pk})


def assert_staff(role: Role) -> None:
    if role not in STAFF_ROLES:
        raise ValueError("patients' accounts are not made here")

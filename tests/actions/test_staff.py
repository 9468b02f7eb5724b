"""Accounts of staff."""

import pytest
from django.test import Client

from clinic.models import Role, User
from plans.actions.refusal import Refused
from plans.actions.staff import add_staff, change_staff
from plans.models import Trail
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db


def change(user: User, by: User, **facts: object) -> User | Refused:
    wanted = {
        "name": user.name,
        "email": user.email,
        "role": Role(user.role),
        "is_active": user.is_active,
        **facts,
    }
    return change_staff(user_id=user.pk, by=by, now=MONDAY, **wanted)  # type: ignore[arg-type]


def test_a_new_account_has_no_password() -> None:
    manager = a_user(Role.MANAGER)
    answer = add_staff(
        name="Dana Keller", email="Dana@Clinic.example", role=Role.DESK, by=manager, now=MONDAY
    )
    assert isinstance(answer, User)
    stored = User.objects.get(email="dana@clinic.example")
    assert (stored.role, stored.has_usable_password()) == (Role.DESK, False)
    assert Trail.objects.get(verb="added_staff").actor == manager


def test_an_address_that_has_an_account_is_refused() -> None:
    a_user(Role.PATIENT, email="amira@patients.example")
    answer = add_staff(
        name="Amira", email="AMIRA@patients.example", role=Role.DESK, by=None, now=MONDAY
    )
    assert answer == Refused("email_taken", {"email": "AMIRA@patients.example"})
    desk = a_user()
    assert change(desk, desk, email="amira@patients.example") == Refused(
        "email_taken", {"email": "amira@patients.example"}
    )


def test_the_last_manager_can_neither_go_nor_be_shut_out() -> None:
    manager = a_user(Role.MANAGER)
    assert change(manager, manager, role=Role.DESK) == Refused("last_manager")
    assert change(manager, manager, is_active=False) == Refused("last_manager")
    a_user(Role.MANAGER, is_active=False)
    assert change(manager, manager, is_active=False) == Refused("last_manager")
    a_user(Role.MANAGER)
    changed = change(manager, manager, role=Role.DESK)
    assert isinstance(changed, User)
    assert changed.role == Role.DESK


def test_shutting_an_account_ends_its_sessions_for_good() -> None:
    manager = a_user(Role.MANAGER)
    desk = a_user()
    desk.set_password("linden-clinic-9")
    desk.save()
    client = Client()
    client.force_login(desk)
    assert client.get("/clinic/").status_code == 200
    change(desk, manager, is_active=False)
    assert client.get("/clinic/").status_code == 302
    desk.refresh_from_db()
    change(desk, manager, is_active=True)
    assert client.get("/clinic/").status_code == 302
    desk.refresh_from_db()
    assert desk.has_usable_password() is False


def test_the_trail_says_what_changed() -> None:
    manager = a_user(Role.MANAGER)
    desk = a_user()
    change(desk, manager, role=Role.PRACTITIONER)
    line = Trail.objects.get(verb="changed_staff")
    assert line.facts == {"user": desk.pk, "changed": {"role": ["desk", "practitioner"]}}

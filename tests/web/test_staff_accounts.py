"""Accounts of staff on their pages."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from tests.world import a_user

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_only_managers_see_the_accounts() -> None:
    for role in (Role.DESK, Role.PRACTITIONER, Role.PATIENT):
        assert signed_in(a_user(role)).get(reverse("staff")).status_code == 403


def test_a_new_account_gets_a_mail_with_a_link_and_no_password() -> None:
    client = signed_in(a_user(Role.MANAGER))
    typed = {"name": "Dana Keller", "email": "dana@clinic.example", "role": "desk"}
    client.post(reverse("staff_new"), typed)
    assert User.objects.get(email="dana@clinic.example").has_usable_password() is False
    (letter,) = mail.outbox
    assert letter.to == ["dana@clinic.example"]
    assert "/accounts/password/reset/key/" in str(letter.body)


def test_a_role_of_patients_cannot_be_given() -> None:
    client = signed_in(a_user(Role.MANAGER))
    typed = {"name": "Amira", "email": "amira@patients.example", "role": "patient"}
    assert client.post(reverse("staff_new"), typed).status_code == 200
    assert User.objects.filter(email="amira@patients.example").count() == 0


def test_patients_accounts_are_not_listed_and_not_opened() -> None:
    patient = a_user(Role.PATIENT)
    client = signed_in(a_user(Role.MANAGER))
    assert patient.email not in client.get(reverse("staff")).content.decode()
    assert client.get(reverse("staff_account", args=[patient.pk])).status_code == 404
    assert client.post(reverse("staff_letter", args=[patient.pk])).status_code == 404


def test_the_last_manager_is_told_why_she_stays() -> None:
    manager = a_user(Role.MANAGER)
    typed = {"name": "Max", "email": manager.email, "role": "desk", "is_active": "on"}
    shown = signed_in(manager).post(reverse("staff_account", args=[manager.pk]), typed)
    assert "Make another manager first." in shown.content.decode()


def test_a_taken_address_is_said_beside_the_field() -> None:
    manager = a_user(Role.MANAGER)
    typed = {"name": "Twin", "email": manager.email.upper(), "role": "desk"}
    shown = signed_in(manager).post(reverse("staff_new"), typed).content.decode()
    assert "There is an account with this e-mail already" in shown
    assert 'value="Twin"' in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_user()
    client = signed_in(a_user(Role.MANAGER))
    client.get(reverse("staff"))
    with django_assert_num_queries(5):
        client.get(reverse("staff"))

"""How long one stays signed in, and what ends it at once."""

from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import Role, User
from tests.world import a_user

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    """Somebody who is signed in is asked whether to sign out; everybody else is led away."""
    return client.get(reverse("account_logout")).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "change",
    [{"role": "practitioner"}, {"is_active": False}, {"email": "new@x.example"}, {"password": "!"}],
)
def test_a_change_of_the_account_ends_its_sessions(
    client: Client, change: dict[str, object]
) -> None:
    user = a_user(Role.DESK)
    client.force_login(user)
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(**change)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("role", "every_minutes", "minutes", "stays"),
    [
        (Role.DESK, 29, 29, True),
        (Role.DESK, 31, 31, False),
        (Role.DESK, 20, 12 * 60, True),
        (Role.DESK, 20, 12 * 60 + 20, False),
        (Role.PATIENT, 20, 120, True),
        (Role.PATIENT, 20, 140, False),
    ],
)
def test_one_is_signed_out_after_half_an_hour_idle_and_at_last_in_any_case(
    client: Client, role: Role, every_minutes: int, minutes: int, stays: bool
) -> None:
    with time_machine.travel("2027-01-11T07:00:00Z", tick=False) as clock:
        client.force_login(a_user(role))
        answers = []
        for _ in range(minutes // every_minutes):
            clock.shift(every_minutes * 60)
            answers.append(is_in(client))
        assert answers == [True] * (len(answers) - 1) + [stays]


def test_a_session_is_noted_once_a_minute_and_not_with_each_request(client: Client) -> None:
    with time_machine.travel("2027-01-11T07:00:00Z", tick=False) as clock:
        client.force_login(a_user())
        writes = []
        for seconds in (0, 61, 0):
            clock.shift(seconds)
            with CaptureQueriesContext(connection) as queries:
                is_in(client)
            writes.append(sum("UPDATE" in query["sql"] for query in queries))
        assert writes == [0, 1, 0]

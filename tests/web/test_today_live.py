"""The open page of the day asks on its own what changed, and gets only that."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic.models import User
from plans.actions.trail import leave_trace
from plans.models import Visit
from tests.world import Clinic, a_patient

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"}
MINUTE = dt.timedelta(minutes=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def first_visit(clinic: Clinic) -> Visit:
    return clinic.booked(ordered_by=clinic.practitioner).visits.earliest("start")


def seen_on(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def parts_in(answer: Any) -> list[str]:
    return re.findall(r'id="([a-z-]+)"[^>]* hx-swap-oob="true"', answer.content.decode())


def test_nothing_is_sent_where_nothing_changed() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        client = signed_in(clinic.desk)
        seen = seen_on(client.get("/today/"))
        answer = client.get("/today/live/", {"seen": seen}, headers=HTMX)

    assert answer.status_code == 204


def test_what_happens_elsewhere_sends_no_part_of_the_day() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        client = signed_in(clinic.desk)
        seen = seen_on(client.get("/today/"))
        leave_trace(actor=clinic.desk, verb="changed", now=visit.start, patient=a_patient())
        answer = client.get("/today/live/", {"seen": seen}, headers=HTMX)

    assert parts_in(answer) == ["seen"]


def test_an_arrival_at_another_desk_sends_the_board_alone() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        client = signed_in(clinic.desk)
        seen = seen_on(client.get("/today/"))
        signed_in(clinic.desk).post(f"/visits/{visit.pk}/arrive/")
        answer = client.get("/today/live/", {"seen": seen}, headers=HTMX)
        again = client.get("/today/live/", {"seen": seen_on(answer)}, headers=HTMX)

    assert parts_in(answer) == ["board", "seen"]
    assert "Arrived 09:00" in answer.content.decode()
    assert again.status_code == 204


def test_a_minute_later_only_the_clock_and_the_line_of_now_are_sent() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start + MINUTE, tick=False):
        client = signed_in(clinic.desk)
        seen = seen_on(client.get("/today/"))
    with time_machine.travel(visit.start + 2 * MINUTE, tick=False):
        answer = client.get("/today/live/", {"seen": seen}, headers=HTMX)

    assert parts_in(answer) == ["clock", "now-line", "seen"]


def test_a_tap_answers_with_what_it_changed_and_says_so() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start, tick=False):
        client = signed_in(clinic.desk)
        seen = seen_on(client.get("/today/"))
        answer = client.post(f"/visits/{visit.pk}/arrive/", {"seen": seen}, headers=HTMX)

    assert "Marked as arrived." in answer.content.decode()
    assert parts_in(answer) == ["board", "seen"]


def test_a_refused_tap_says_why() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start - MINUTE, tick=False):
        client = signed_in(clinic.desk)
        answer = client.post(f"/visits/{visit.pk}/no_show/", headers=HTMX)

    assert "Its time has not come yet" in answer.content.decode()


def test_a_page_that_asks_on_its_own_keeps_nobody_signed_in() -> None:
    clinic = Clinic()
    start = dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)

    with time_machine.travel(start, tick=False):
        client = signed_in(clinic.desk)
        client.get("/today/")
    for minutes in range(1, 30):
        with time_machine.travel(start + minutes * MINUTE, tick=False):
            assert client.get("/today/live/", headers=HTMX).status_code == 200
    with time_machine.travel(start + 31 * MINUTE, tick=False):
        answer = client.get("/today/live/", headers=HTMX)

    assert answer.headers["HX-Redirect"].startswith("/accounts/login/")


def test_who_works_stays_signed_in() -> None:
    clinic = Clinic()
    start = dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        client = signed_in(clinic.desk)

    for minutes in (0, 20, 40, 60):
        with time_machine.travel(start + minutes * MINUTE, tick=False):
            assert client.get("/today/").status_code == 200

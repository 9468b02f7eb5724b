"""Somebody comes late: what still works."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.test import Client

from clinic.models import User
from plans.models import Hold, Visit
from tests.world import Clinic, a_practitioner

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def first_visit(clinic: Clinic) -> Visit:
    return clinic.booked(ordered_by=clinic.practitioner).visits.earliest("start")


def page_of(clinic: Clinic, visit: Visit, late: dt.timedelta) -> str:
    with time_machine.travel(visit.start + late, tick=False):
        answer = signed_in(clinic.desk).get(f"/visits/{visit.pk}/late/")
    assert answer.status_code == 200
    return answer.content.decode()


def take(resource: int, visit: Visit, start: dt.datetime, minutes: int) -> None:
    """The resource is busy with something else of another visit."""
    epoch = int(start.timestamp())
    other = Visit.objects.exclude(pk=visit.pk).latest("start")
    Hold.objects.create(
        visit=other, resource_id=resource, start_epoch=epoch, end_epoch=epoch + minutes * 60
    )


def test_the_board_leads_from_a_late_visit_to_what_still_works() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start + 12 * MINUTE, tick=False):
        page = signed_in(clinic.desk).get("/today/").content.decode()

    assert f"/visits/{visit.pk}/late/" in page


def test_it_can_start_now_while_all_stays_free() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    page = page_of(clinic, visit, 12 * MINUTE)

    assert "From 09:12 she would be done at 10:42." in page
    assert "free until 18:00." in page


def test_seconds_on_the_clock_refuse_nothing() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    page = page_of(clinic, visit, 12 * MINUTE + dt.timedelta(seconds=20))

    assert "From 09:13 she would be done at 10:43." in page


def test_the_next_visit_in_the_room_stands_in_the_way() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    take(clinic.room.pk, visit, visit.start + 105 * MINUTE, 60)

    page = page_of(clinic, visit, 12 * MINUTE)

    assert f"{clinic.room} is taken from 10:45." in page


def test_the_practitioner_goes_home_before_it_would_end() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    clinic.practitioner.resource.hours.update(end=10 * 60 + 35)

    page = page_of(clinic, visit, 12 * MINUTE)

    assert f"It would last longer than the hours of {clinic.practitioner}." in page


def test_another_time_today_is_offered_with_the_same_practitioner_first() -> None:
    clinic = Clinic()
    other = a_practitioner(clinic.location, clinic.protocol, name="Zoe Other")
    visit = first_visit(clinic)
    take(clinic.practitioner.pk, visit, visit.start + 90 * MINUTE, 60)

    page = page_of(clinic, visit, 12 * MINUTE)

    wanted = int((visit.start + 150 * MINUTE).timestamp())
    mine = page.index(f"?to={wanted}&amp;who={clinic.practitioner.pk}")
    assert f"who={other.pk}" not in page[:mine]
    assert f"/plans/{visit.session.plan_id}/sessions/1/move/" in page  # type: ignore[union-attr]


def test_a_time_that_is_offered_can_be_taken() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    with time_machine.travel(visit.start + 12 * MINUTE, tick=False):
        client = signed_in(clinic.desk)
        page = client.get(f"/visits/{visit.pk}/late/").content.decode()
        address = re.search(r'href="([^"]+/move/\?to=[^"]+)"', page)
        assert address
        preview = client.get(html.unescape(address.group(1)))

    assert preview.status_code == 200
    assert "09:15" in preview.content.decode()


def test_a_visit_that_is_over_offers_nothing() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(state="done", done_at=visit.end)

    page = page_of(clinic, visit, 12 * MINUTE)

    assert "This visit has begun or does not take place any more." in page


def test_arriving_late_is_kept_beside_the_holds() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    before = set(Hold.objects.filter(visit=visit).values_list("start_epoch", "end_epoch"))

    with time_machine.travel(visit.start + 12 * MINUTE, tick=False):
        signed_in(clinic.desk).post(f"/visits/{visit.pk}/arrive/")

    visit.refresh_from_db()
    assert visit.arrived_at == visit.start + 12 * MINUTE
    assert set(Hold.objects.filter(visit=visit).values_list("start_epoch", "end_epoch")) == before

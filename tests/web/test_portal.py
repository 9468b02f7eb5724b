import datetime as dt

import icalendar
import pytest
import time_machine
from django.test import Client

from clinic.models import Role
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.models import Patient
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db


def portal_of(patient: Patient) -> Client:
    patient.user = a_user(Role.PATIENT)
    patient.save()
    client = Client()
    client.force_login(patient.user)
    return client


def test_the_patient_sees_her_next_session_where_with_whom_and_how_long() -> None:
    clinic = Clinic()
    clinic.location.address = "Lindenstr. 12"
    clinic.location.save()
    clinic.booked()

    with time_machine.travel(MONDAY, tick=False):
        page = portal_of(clinic.patient).get("/my/").content.decode()

    assert "Good morning" in page
    assert "90 minutes" in page
    assert clinic.practitioner.name in page
    assert "Lindenstr. 12" in page
    assert "0 of 4 done" in page


def test_a_patient_without_a_plan_reads_what_comes() -> None:
    page = portal_of(a_patient()).get("/my/").content.decode()

    assert "Your plan will stand here" in page


def test_a_reservation_is_not_shown_before_it_is_firm() -> None:
    clinic = Clinic()
    clinic.booked(reserve=True)

    page = portal_of(clinic.patient).get("/my/").content.decode()

    assert "Your plan will stand here" in page


def test_the_whole_series_is_one_calendar_file() -> None:
    clinic = Clinic()
    plan = clinic.booked().plan
    assert plan is not None

    answer = portal_of(clinic.patient).get(f"/my/plan/{plan.pk}/calendar.ics")

    calendar = icalendar.Calendar.from_ical(answer.content)
    events = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    assert [(at.astimezone(dt.UTC)) for at in events] == list(
        clinic.patient.visits.order_by("start").values_list("start", flat=True)
    )
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_another_patients_plan_is_not_there() -> None:
    clinic = Clinic()
    plan = clinic.booked().plan
    assert plan is not None

    answer = portal_of(a_patient()).get(f"/my/plan/{plan.pk}/calendar.ics")

    assert answer.status_code == 404


def test_after_a_session_her_note_stands_in_her_plan() -> None:
    clinic = Clinic()
    visit = clinic.booked(ordered_by=clinic.practitioner).visits.earliest("start")
    for act in (arrive_visit, start_visit, finish_visit):
        act(visit_id=visit.pk, by=clinic.desk, now=visit.start)

    with time_machine.travel(visit.end, tick=False):
        page = portal_of(clinic.patient).get("/my/").content.decode()

    assert "Keep it clean." in page
    assert "1 of 4 done" in page

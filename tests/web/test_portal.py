import datetime as dt

import icalendar
import pytest
import time_machine
from django.test import Client

from clinic.models import Role
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.models import Patient, Plan
from tests.ready import made_ready
from tests.records import made_complete
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
    made_complete(made_ready(visit))
    for act in (arrive_visit, start_visit, finish_visit):
        act(visit_id=visit.pk, by=clinic.desk, now=visit.start)

    with time_machine.travel(visit.end, tick=False):
        page = portal_of(clinic.patient).get("/my/").content.decode()

    assert "Keep it clean." in page
    assert "1 of 4 done" in page


def a_completed_plan(clinic: Clinic) -> Plan:
    plan = clinic.booked().plan
    assert plan is not None
    Plan.objects.filter(pk=plan.pk).update(
        state="completed", maintenance_from="2027-10-03", maintenance_until="2028-04-05"
    )
    return plan


def test_after_her_plan_she_reads_when_to_refresh_it_and_may_decline() -> None:
    clinic = Clinic()
    plan = a_completed_plan(clinic)
    client = portal_of(clinic.patient)
    assert "between Sunday 3 October 2027 and" in client.get("/my/").content.decode()

    client.post(f"/my/plan/{plan.pk}/maintenance/decline/")

    plan.refresh_from_db()
    assert plan.maintenance_declined_at is not None
    assert "you want no further session" in client.get("/my/").content.decode()


def test_nobody_declines_for_another_patient() -> None:
    clinic = Clinic()
    plan = a_completed_plan(clinic)
    answer = portal_of(a_patient()).post(f"/my/plan/{plan.pk}/maintenance/decline/")
    plan.refresh_from_db()
    assert (answer.status_code, plan.maintenance_declined_at) == (404, None)

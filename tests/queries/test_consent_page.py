"""Consents as pages show them."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.models import Patient, PhotoConsent, Visit
from plans.queries.consent import subject_of
from plans.queries.consent_page import consent_page, patient_consents, plan_consent, treatments
from tests.consents import a_consent, a_consent_text
from tests.ready import questions_and_limits
from tests.world import MONDAY, Clinic, a_user

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


class Room(Clinic):
    """A clinic with a booked series."""

    def __init__(self, signed: int = 0) -> None:
        super().__init__()
        questions_and_limits()
        a_consent_text(self.protocol)
        plan = self.booked(ordered_by=self.practitioner).plan
        assert plan
        self.plan = plan
        self.visit = treatments().get(session__plan=plan, session__number=1)
        self.consents = [a_consent(self.visit) for _ in range(signed)]


def test_a_patient_s_consents_are_those_for_treatments_and_her_next_one() -> None:
    room = Room(signed=1)
    pia = a_user(Role.PRACTITIONER)
    said = {"patient": room.patient, "consent": room.consents[0], "given_at": MONDAY}
    yesterday = TODAY - dt.timedelta(days=1)
    for level, until in ((1, None), (2, TODAY), (3, yesterday)):
        PhotoConsent.objects.create(level=level, expires_on=until, given_to=pia, **said)
    photographs = a_consent_text(None)
    a_consent(room.visit, text=photographs)

    found = patient_consents(room.patient, now=MONDAY, on=TODAY)

    assert list(found.consents) == room.consents
    assert [row.level for row in found.photos] == [1, 2]
    assert found.visit == room.visit
    assert found.state
    assert found.state.given == room.consents[0]


def test_who_has_no_treatment_ahead_has_nothing_to_sign() -> None:
    room = Room()
    Visit.objects.update(state="no_show")
    found = patient_consents(room.patient, now=MONDAY, on=TODAY)
    assert (found.visit, found.state) == (None, None)
    assert plan_consent(room.plan, now=MONDAY).state is None


def test_after_the_first_session_nobody_is_warned_of_the_time_before_it() -> None:
    room = Room()
    type(room.plan).objects.update(ordered_at=room.visit.start)
    room.plan.refresh_from_db()
    assert plan_consent(room.plan, now=MONDAY).notice
    Visit.objects.filter(pk=room.visit.pk).update(state="done")
    assert plan_consent(room.plan, now=MONDAY).notice is None


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_consents_take_the_same_queries_however_much_was_signed(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = Room(signed=count)
    patient = Patient.objects.get(pk=room.patient.pk)
    subject = subject_of(room.visit)
    with django_assert_num_queries(7):
        assert len(consent_page(subject, zone="UTC").consents) == count
    with django_assert_num_queries(6):
        patient_consents(patient, now=MONDAY, on=TODAY)
    with django_assert_num_queries(7):
        plan_consent(room.plan, now=MONDAY)

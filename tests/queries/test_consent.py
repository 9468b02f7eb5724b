"""Whether a consent covers a visit, and whether there was time to decide."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Device
from plans.models import Plan, Protocol, Standard, Visit
from plans.queries.consent import (
    ConsentState,
    ShortNotice,
    consent_state,
    deep_consent,
    short_notice,
)
from tests.consents import a_consent, a_consent_text
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


class Room(Clinic):
    """A clinic with a booked series and a text that is in force."""

    def __init__(self) -> None:
        super().__init__()
        self.text = a_consent_text(self.protocol)
        plan = self.booked(ordered_by=self.practitioner).plan
        assert plan
        self.plan = plan

    @property
    def visit(self) -> Visit:
        """The first session, fresh from the database."""
        return Visit.objects.get(session__plan=self.plan, session__number=1)

    def state(self) -> ConsentState:
        return consent_state(self.visit)


def in_force(sheet: str, *rows: dict[str, Any]) -> None:
    Standard.objects.create(
        sheet=sheet,
        number=1,
        state="approved",
        rows=list(rows),
        approved_by="Dr Novak",
        approved_at=MONDAY,
    )


def limits(hours: int = 24) -> None:
    in_force(
        "limits",
        {
            "consent_depth": 1.5,
            "deepest": 2.5,
            "darker_less": 0.25,
            "numbing_grams": 10,
            "numbing_cm2": 400,
            "numbing_percent": 4,
            "screening_days": 0,
            "consent_hours": hours,
        },
    )


def test_a_session_needs_a_consent() -> None:
    room = Room()
    state = room.state()
    assert (state.is_needed, state.given, state.why, state.text) == (True, None, "none", room.text)
    assert not state.is_fine


def test_a_consultation_needs_none() -> None:
    visit = Visit.objects.get(booking=Clinic().booked_consultation())
    assert consent_state(visit) == ConsentState(is_needed=False)
    assert consent_state(visit).is_fine


def test_a_signed_consent_covers_every_session_of_its_plan() -> None:
    room = Room()
    consent = a_consent(room.visit)
    states = [consent_state(visit) for visit in Visit.objects.filter(session__plan=room.plan)]
    assert [state.given for state in states] == [consent] * 4
    assert all(state.is_fine for state in states)


def test_the_consent_of_another_plan_covers_nothing_here() -> None:
    room = Room()
    a_consent(room.visit)
    other = Plan.objects.get(pk=room.plan.pk)
    other.pk = None
    other.save()
    visit = room.visit
    visit.session.plan = other  # type: ignore[union-attr]
    assert consent_state(visit).why == "none"


def test_a_protocol_without_a_text_in_force_says_so() -> None:
    room = Room()
    room.text.delete()
    assert room.state().why == "no_text"


def test_a_new_text_asks_again() -> None:
    room = Room()
    a_consent(room.visit)
    type(room.text).objects.update(state="retired")
    a_consent_text(room.protocol, number=2)
    assert room.state().why == "new_text"


def test_another_kind_of_device_asks_again() -> None:
    room = Room()
    a_consent(room.visit)
    Device.objects.filter(pk=room.pen.pk).update(kind="roller")
    assert room.state().why == "other_device"


def test_another_indication_asks_again() -> None:
    room = Room()
    a_consent(room.visit)
    Protocol.objects.update(indication="acne_scars")
    assert room.state().why == "other_indication"


def test_deeper_needling_asks_for_a_consent_that_says_so() -> None:
    room = Room()
    shallow = a_consent(room.visit)
    state = consent_state(room.visit, is_deep=True)
    assert (state.given, state.why, room.state().given) == (None, "deeper", shallow)
    assert deep_consent(room.visit) is None

    deep = a_consent(room.visit, is_deep=True, signed_at=MONDAY + HOUR)
    assert deep_consent(room.visit) == deep


def test_a_withdrawn_consent_covers_nothing_until_she_signs_again() -> None:
    room = Room()
    a_consent(room.visit, withdrawn_at=MONDAY, withdrawn_by=room.desk)
    assert room.state().why == "withdrawn"
    again = a_consent(room.visit)
    assert room.state().given == again


def test_a_maintenance_visit_has_a_consent_of_its_own() -> None:
    room = Room()
    a_consent(room.visit)
    visit = room.visit
    visit.session, visit.kind = None, Visit.Kind.MAINTENANCE
    assert consent_state(visit).why == "none"
    own = a_consent(visit)
    assert (own.plan, consent_state(visit).given) == (None, own)


CLEARED = {"model": "Pen One", "indication": "pores"}


@pytest.mark.parametrize(
    ("row", "is_outside"),
    [
        (CLEARED, False),
        ({**CLEARED, "model": "Pen Two"}, True),
        ({**CLEARED, "indication": "acne_scars"}, True),
        ({**CLEARED, "zones": ["neck"]}, True),
        ({**CLEARED, "skin_to": 3}, True),
        ({**CLEARED, "skin_to": 4}, False),
        ({**CLEARED, "age_from": 31}, True),
        ({**CLEARED, "age_from": 30}, False),
    ],
)
def test_a_use_that_is_not_cleared_is_confirmed_apart(
    row: dict[str, Any], is_outside: bool
) -> None:
    room = Room()
    type(room.text).objects.update(outside_line="The device is not cleared for pores.")
    type(room.patient).objects.update(fitzpatrick=4, birth_date=dt.date(1997, 1, 1))
    in_force("clearances", row)
    assert room.state().is_outside == is_outside
    a_consent(room.visit, is_outside_confirmed=False)
    assert room.state().why == ("other_device" if is_outside else "")


def test_without_such_a_line_nothing_is_to_be_confirmed() -> None:
    room = Room()
    a_consent(room.visit, is_outside_confirmed=False)
    assert (room.state().is_outside, room.state().why) == (False, "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_state_takes_three_queries_however_many_were_signed(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    room = Room()
    for _ in range(count):
        a_consent(room.visit)
    visits = Visit.objects.select_related(
        "patient", "session__plan", "version__protocol", "device", "location"
    )
    visit = visits.get(pk=room.visit.pk)
    with django_assert_num_queries(3):
        consent_state(visit)


def consulted(room: Room, ended: dt.datetime) -> None:
    booking = room.booked_consultation()
    Visit.objects.filter(booking=booking).update(
        state="done", start=ended - HOUR / 2, end=ended, done_at=ended
    )


@pytest.mark.parametrize(("hours", "warns"), [(23, True), (24, False)])
def test_a_day_lies_between_the_consultation_and_the_first_session(hours: int, warns: bool) -> None:
    room = Room()
    limits()
    first = room.visit.start
    Plan.objects.update(ordered_at=first - 90 * HOUR)
    talked = first - hours * HOUR
    consulted(room, talked)
    expected = ShortNotice(talked_at=talked, first_at=first, least=24) if warns else None
    assert short_notice(Plan.objects.get()) == expected


def test_without_a_consultation_it_is_the_order_that_counts() -> None:
    room = Room()
    limits()
    Plan.objects.update(ordered_at=room.visit.start - HOUR)
    found = short_notice(Plan.objects.get())
    assert found
    assert found.talked_at == room.visit.start - HOUR


def test_without_a_limit_a_talk_or_a_date_there_is_nothing_to_warn_of() -> None:
    room = Room()
    Plan.objects.update(ordered_at=room.visit.start - HOUR)
    assert short_notice(Plan.objects.get()) is None  # no limit is in force
    limits()
    Plan.objects.update(ordered_at=None, ordered_by=None)
    assert short_notice(Plan.objects.get()) is None
    Plan.objects.update(ordered_at=room.visit.start - HOUR, ordered_by=room.practitioner)
    Visit.objects.update(state="no_show")
    assert short_notice(Plan.objects.get()) is None

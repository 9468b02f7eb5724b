"""Adverse events are written down, changed, reported and closed."""

import datetime as dt
from typing import Any

import pytest

from clinic.models import Role, User
from plans.actions.adverse import (
    Fault,
    Faults,
    change_event,
    close_event,
    reopen_event,
    tell_event,
    write_event,
)
from plans.actions.refusal import Refused
from plans.models import AdverseEvent, Patient, Trail
from tests.touched import a_lot
from tests.world import MONDAY, a_location, a_patient, a_user

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def doctor() -> User:
    a_location()
    return a_user(Role.PRACTITIONER)


def an_event(patient: Patient | None = None, **fields: Any) -> AdverseEvent:
    said = {
        "severity": "serious",
        "happened_on": TODAY,
        "known_at": MONDAY,
        "narrative": "Blisters on the cheek",
        "reporter": "Dr Novak",
        **fields,
    }
    return AdverseEvent(patient=patient or a_patient(), **said)


def written(doctor: User, **fields: Any) -> AdverseEvent:
    answer = write_event(event=an_event(**fields), lots=[], by=doctor, now=MONDAY)
    assert isinstance(answer, AdverseEvent), answer
    return answer


def test_an_event_is_written_with_its_lots_and_its_clock(doctor: User) -> None:
    tip = a_lot()
    answer = write_event(event=an_event(), lots=[tip], by=doctor, now=MONDAY)
    assert isinstance(answer, AdverseEvent)
    stored = AdverseEvent.objects.get()
    assert (stored.report_due_on, stored.written_by) == (dt.date(2027, 1, 25), doctor)
    assert list(stored.lots.all()) == [tip]
    line = Trail.objects.get(verb="wrote_event")
    assert (line.patient, line.facts) == (stored.patient, {"event": stored.pk, "lots": [tip.pk]})


def test_the_day_it_was_known_is_the_clinics_own(doctor: User) -> None:
    """An hour before midnight in UTC it is the next day in Berlin."""
    known = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)
    event = written(doctor, known_at=known, happened_on=dt.date(2026, 11, 22))
    assert event.report_due_on == dt.date(2026, 12, 7)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"happened_on": TODAY + DAY}, Fault("happened_on", "ahead")),
        ({"known_at": MONDAY + DAY}, Fault("known_at", "ahead")),
        ({"known_at": MONDAY - DAY}, Fault("known_at", "before")),
    ],
)
def test_an_event_has_happened_before_it_was_known(
    doctor: User, fields: dict[str, Any], fault: Fault
) -> None:
    answer = write_event(event=an_event(**fields), lots=[], by=doctor, now=MONDAY)
    assert answer == Faults((fault,))
    assert not AdverseEvent.objects.exists()


def test_a_change_moves_the_clock_and_the_trail_keeps_no_word_of_it(doctor: User) -> None:
    event = written(doctor, severity="minor")
    assert event.report_due_on is None
    event.severity, event.narrative = "death", "She died"
    change_event(event=event, lots=[a_lot()], by=doctor, now=MONDAY)
    stored = AdverseEvent.objects.get()
    assert (stored.severity, stored.report_due_on) == ("death", dt.date(2027, 1, 25))
    assert Trail.objects.get(verb="changed_event").facts == {
        "event": event.pk,
        "changed": ["severity", "narrative", "lots"],
    }


def test_a_report_is_noted_with_its_days(doctor: User) -> None:
    event = written(doctor)
    tell_event(event_id=event.pk, maker_on=TODAY, authority_on=None, by=doctor, now=MONDAY)
    event.refresh_from_db()
    assert (event.told_maker_on, event.told_authority_on) == (TODAY, None)


def test_a_report_is_neither_ahead_nor_before_the_event(doctor: User) -> None:
    event = written(doctor)
    answer = tell_event(
        event_id=event.pk,
        maker_on=TODAY + DAY,
        authority_on=TODAY - DAY,
        by=doctor,
        now=MONDAY,
    )
    ahead, before = Fault("told_maker_on", "ahead"), Fault("told_authority_on", "before")
    assert answer == Faults((ahead, before))


def test_an_event_is_closed_once_its_report_is_out(doctor: User) -> None:
    event = written(doctor)
    about: dict[str, Any] = {"event_id": event.pk, "by": doctor, "now": MONDAY}
    assert close_event(**about) == Refused("event_not_told")
    tell_event(maker_on=TODAY, authority_on=None, **about)
    assert isinstance(close_event(**about), AdverseEvent)
    closed = Refused("event_closed")
    assert close_event(**about) == closed
    assert tell_event(maker_on=None, authority_on=None, **about) == closed
    assert change_event(event=event, lots=[], by=doctor, now=MONDAY) == closed
    assert isinstance(reopen_event(**about), AdverseEvent)
    assert reopen_event(**about) == Refused("event_open")

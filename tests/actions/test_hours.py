"""Weekly hours, absences and closures."""

import datetime as dt

import pytest

from clinic.models import Absence, Closure, Hours, Location, Role
from plans.actions.hours import (
    Timetable,
    WeekSpan,
    close_on,
    remove_closure,
    save_absence,
    save_closure,
    save_timetable,
)
from plans.actions.refusal import Refused
from plans.actions.strike import Answer, Changed, Strikes
from plans.models import Trail, Visit
from tests.world import MONDAY, Clinic, a_location, a_practitioner, a_room, a_user

pytestmark = pytest.mark.django_db
NOTHING_STRUCK = Changed(marked=0, restored=0)


def week(start: int, end: int) -> tuple[WeekSpan, ...]:
    return tuple(WeekSpan(day, start, end) for day in range(5))


def rows(location: Location, resource: int | None = None) -> list[int]:
    found = Hours.objects.filter(location=location, resource=resource)
    return list(found.values_list("pk", flat=True))


def save(timetable: Timetable, **how: object) -> Answer:
    replaces, keep = how.get("replaces", ()), how.get("keep", ())
    assert isinstance(replaces, list | tuple)
    assert isinstance(keep, list | tuple)
    by = a_user(Role.MANAGER)
    return save_timetable(timetable=timetable, replaces=replaces, keep=keep, by=by, now=MONDAY)


def test_a_day_has_several_spans_with_lunch_between() -> None:
    location = a_location()
    room = a_room(location)
    spans = (WeekSpan(0, 540, 750), WeekSpan(0, 810, 1080))
    timetable = Timetable(location=location.pk, resource=room.pk, spans=spans)
    assert save(timetable) == NOTHING_STRUCK
    stored = Hours.objects.filter(resource=room.pk).values_list("weekday", "start", "end")
    assert list(stored) == [(0, 540, 750), (0, 810, 1080)]


def test_overlapping_spans_are_refused_with_both() -> None:
    location = a_location(opens=540, closes=1080)
    timetable = Timetable(location=location.pk, spans=(WeekSpan(2, 1079, 1200),))
    assert save(timetable) == Refused(
        "hours_overlap",
        {
            "weekday": 2,
            "start": 1079,
            "end": 1200,
            "other_start": 540,
            "other_end": 1080,
            "elsewhere": "",
        },
    )
    assert Hours.objects.filter(location=location).count() == 5


def test_spans_that_touch_do_not_overlap() -> None:
    location = a_location(opens=540, closes=1080)
    timetable = Timetable(location=location.pk, spans=(WeekSpan(2, 1080, 1200),))
    assert save(timetable) == NOTHING_STRUCK


def test_one_timetable_may_follow_another() -> None:
    location = a_location()
    room = a_room(location)
    last = dt.date(2027, 3, 31)
    first = Timetable(location=location.pk, resource=room.pk, spans=week(540, 720), until=last)
    assert save(first) == NOTHING_STRUCK
    after = Timetable(
        location=location.pk,
        resource=room.pk,
        spans=week(600, 720),
        since=last + dt.timedelta(days=1),
    )
    assert save(after) == NOTHING_STRUCK
    same_day = Timetable(location=location.pk, resource=room.pk, spans=week(600, 720), until=last)
    answer = save(same_day)
    assert isinstance(answer, Refused)
    assert answer.what == "hours_overlap"


def test_nobody_works_at_two_locations_at_the_same_time() -> None:
    here, there = a_location(), a_location(name="Harbour")
    person = a_practitioner(there, start=540, end=720)
    clash = save(Timetable(location=here.pk, resource=person.pk, spans=week(719, 900)))
    assert isinstance(clash, Refused)
    assert clash.facts["elsewhere"] == "Harbour"
    after = save(Timetable(location=here.pk, resource=person.pk, spans=week(720, 900)))
    assert after == NOTHING_STRUCK


def test_hours_that_somebody_else_changed_first_are_not_overwritten() -> None:
    location = a_location()
    old = rows(location)
    Hours.objects.filter(pk=old[0]).delete()
    timetable = Timetable(location=location.pk, spans=week(600, 720))
    assert save(timetable, replaces=old) == Refused("gone")


def test_narrower_hours_strike_visits_outside_them() -> None:
    clinic = Clinic()
    clinic.booked()
    location = clinic.location
    visits = list(Visit.objects.order_by("start").values_list("pk", flat=True))
    # The visits begin at nine in Berlin; the whole location opens a minute later.
    later = Timetable(location=location.pk, spans=week(541, 1080))
    answer = save(later, replaces=rows(location))
    assert isinstance(answer, Strikes)
    assert [visit.id for visit in answer.visits] == visits
    assert {visit.why for visit in answer.visits} == {Visit.Rebook.HOURS}
    assert Hours.objects.filter(location=location, resource=None, start=540).count() == 5
    kept = save(later, replaces=rows(location), keep=visits)
    assert kept == Changed(marked=len(visits), restored=0)
    back = Timetable(location=location.pk, spans=week(540, 1080))
    assert save(back, replaces=rows(location)) == Changed(marked=0, restored=len(visits))


def test_the_hours_of_one_practitioner_strike_only_her_visits() -> None:
    clinic = Clinic()
    clinic.booked()
    person = clinic.practitioner
    gone = Timetable(location=clinic.location.pk, resource=person.pk, spans=())
    answer = save(gone, replaces=rows(clinic.location, person.pk))
    assert isinstance(answer, Strikes)
    assert {(visit.why, visit.name) for visit in answer.visits} == {
        (Visit.Rebook.HOURS, person.name)
    }


def test_hours_over_a_clock_change_are_wall_clock_hours() -> None:
    clinic = Clinic()
    clinic.booked(sessions=4)
    # Berlin goes to summer time on 28 March 2027; the later visits are at nine all the same.
    starts = Visit.objects.order_by("start").values_list("start", flat=True)
    assert [start.hour for start in starts] == [8, 8, 8, 7]
    exact = Timetable(location=clinic.location.pk, spans=week(540, 655))
    assert save(exact, replaces=rows(clinic.location)) == NOTHING_STRUCK


def test_an_absence_that_is_there_already_is_refused() -> None:
    location = a_location()
    person = a_practitioner(location)
    manager = a_user(Role.MANAGER)
    first, last = dt.date(2027, 8, 2), dt.date(2027, 8, 13)
    holiday = Absence(resource_id=person.pk, first_day=first, last_day=last)
    assert save_absence(absence=holiday, by=manager, now=MONDAY) == NOTHING_STRUCK
    again = Absence(resource_id=person.pk, first_day=last, last_day=last, start=540, end=600)
    assert save_absence(absence=again, by=manager, now=MONDAY) == Refused(
        "absence_overlaps", {"first": "2027-08-02", "last": "2027-08-13"}
    )


def test_two_parts_of_one_day_may_both_be_absences() -> None:
    person = a_practitioner(a_location())
    manager = a_user(Role.MANAGER)
    day = dt.date(2027, 8, 2)
    for start, end in ((540, 600), (600, 660)):
        part = Absence(resource_id=person.pk, first_day=day, last_day=day, start=start, end=end)
        assert save_absence(absence=part, by=manager, now=MONDAY) == NOTHING_STRUCK


def test_what_is_taken_back_stays_on_the_trail() -> None:
    location = a_location()
    manager = a_user(Role.MANAGER)
    day = dt.date(2027, 5, 1)
    closure = Closure(location=location, first_day=day, last_day=day, name="May Day")
    save_closure(closure=closure, by=manager, now=MONDAY)
    remove_closure(closure=closure, by=manager, now=MONDAY)
    assert Closure.objects.count() == 0
    line = Trail.objects.get(verb="removed_closure")
    assert line.actor == manager
    assert line.facts == {
        "location": location.pk,
        "name": "May Day",
        "first": "2027-05-01",
        "last": "2027-05-01",
    }


def test_holidays_are_entered_once() -> None:
    location = a_location()
    manager = a_user(Role.MANAGER)
    holidays = [(dt.date(2027, 5, 1), "May Day"), (dt.date(2027, 12, 25), "Christmas")]
    close_on(location=location, holidays=holidays[:1], by=manager, now=MONDAY)
    close_on(location=location, holidays=holidays, by=manager, now=MONDAY)
    assert list(Closure.objects.values_list("first_day", "name")) == holidays

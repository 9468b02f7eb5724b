"""A change that would strike booked visits shows them, and is made only when they are kept."""

import datetime as dt

import pytest

from clinic.models import Absence, Closure, Role
from plans.actions.hours import close_on, remove_absence, save_absence, save_closure
from plans.actions.place import save_device, save_location, save_practitioner, save_room
from plans.actions.strike import Changed, Strikes
from plans.models import Hold, Trail, Visit
from tests.world import MONDAY, Clinic, a_pen, a_user

pytestmark = pytest.mark.django_db
Why = Visit.Rebook


def first_visit(clinic: Clinic) -> Visit:
    visit = Visit.objects.filter(patient=clinic.patient).order_by("start").first()
    assert visit is not None
    return visit


def day_off(clinic: Clinic, visit: Visit) -> Absence:
    day = visit.start.date()
    return Absence(resource_id=clinic.practitioner.pk, first_day=day, last_day=day)


def reasons(answer: object) -> list[tuple[int, Visit.Rebook, str]]:
    assert isinstance(answer, Strikes), answer
    return [(visit.id, visit.why, visit.name) for visit in answer.visits]


def test_an_absence_shows_the_visit_it_strikes_and_changes_nothing() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    answer = save_absence(absence=day_off(clinic, visit), by=a_user(Role.MANAGER), now=MONDAY)
    assert reasons(answer) == [(visit.pk, Why.AWAY, clinic.practitioner.name)]
    assert Absence.objects.count() == 0


def test_a_struck_visit_that_is_kept_is_marked_and_keeps_its_holds() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    holds = Hold.objects.filter(is_live=True).count()
    manager = a_user(Role.MANAGER)
    answer = save_absence(absence=day_off(clinic, visit), keep=[visit.pk], by=manager, now=MONDAY)
    assert answer == Changed(marked=1, restored=0)
    marks = list(Visit.objects.order_by("start").values_list("rebook_reason", flat=True))
    assert marks == ["away", "", "", ""]
    assert Hold.objects.filter(is_live=True).count() == holds
    line = Trail.objects.get(verb="marked_for_rebooking")
    assert (line.actor, line.patient, line.facts) == (
        manager,
        clinic.patient,
        {"visit": visit.pk, "why": "away"},
    )


def test_keeping_other_visits_than_those_struck_changes_nothing() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    answer = save_absence(
        absence=day_off(clinic, visit), keep=[visit.pk + 1], by=a_user(Role.MANAGER), now=MONDAY
    )
    assert [struck[0] for struck in reasons(answer)] == [visit.pk]


def test_taking_the_absence_back_lets_the_visit_stand_again() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    manager = a_user(Role.MANAGER)
    save_absence(absence=day_off(clinic, visit), keep=[visit.pk], by=manager, now=MONDAY)
    answer = remove_absence(absence=Absence.objects.get(), by=manager, now=MONDAY)
    assert answer == Changed(marked=0, restored=1)
    visit.refresh_from_db()
    assert visit.rebook_reason == ""


def test_an_absence_of_part_of_the_day_strikes_only_what_it_touches() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    # The visit is at nine in Berlin; the practitioner's part of it ends at half past ten.
    absence = day_off(clinic, visit)
    absence.start, absence.end = 10 * 60 + 30, 18 * 60
    manager = a_user(Role.MANAGER)
    assert save_absence(absence=absence, by=manager, now=MONDAY) == Changed(0, 0)
    absence.start = 10 * 60 + 29
    assert reasons(save_absence(absence=absence, by=manager, now=MONDAY)) == [
        (visit.pk, Why.AWAY, clinic.practitioner.name)
    ]


def test_a_closure_strikes_under_its_own_name() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    day = visit.start.date()
    closure = Closure(location=clinic.location, first_day=day, last_day=day, name="Founders' day")
    answer = save_closure(closure=closure, by=a_user(Role.MANAGER), now=MONDAY)
    assert reasons(answer) == [(visit.pk, Why.CLOSED, "Founders' day")]


def test_filling_in_public_holidays_strikes_too() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    manager = a_user(Role.MANAGER)
    holidays = [(visit.start.date(), "Epiphany"), (dt.date(2027, 12, 25), "Christmas")]
    answer = close_on(location=clinic.location, holidays=holidays, by=manager, now=MONDAY)
    assert reasons(answer) == [(visit.pk, Why.CLOSED, "Epiphany")]
    assert Closure.objects.count() == 0


def test_a_room_or_a_device_taken_out_of_use_strikes_every_visit_in_it() -> None:
    clinic = Clinic()
    clinic.booked()
    manager = a_user(Role.MANAGER)
    clinic.room.is_active = False
    answer = save_room(room=clinic.room, by=manager, now=MONDAY)
    assert {why for _, why, _ in reasons(answer)} == {Why.OUT_OF_SERVICE}
    assert len(reasons(answer)) == 4
    clinic.pen.is_active = False
    answer = save_device(device=clinic.pen, by=manager, now=MONDAY)
    assert {name for _, _, name in reasons(answer)} == {clinic.pen.name}


def test_a_device_of_another_kind_no_longer_fits_the_protocol() -> None:
    clinic = Clinic()
    clinic.booked()
    clinic.pen.kind = "rf"
    answer = save_device(device=clinic.pen, by=a_user(Role.MANAGER), now=MONDAY)
    assert {why for _, why, _ in reasons(answer)} == {Why.NOT_FITTING}


def test_archiving_moving_or_unqualifying_a_practitioner_strikes() -> None:
    clinic = Clinic()
    clinic.booked()
    manager = a_user(Role.MANAGER)
    person, here, able = clinic.practitioner, [clinic.location.pk], [clinic.protocol.pk]

    def why(locations: list[int], protocols: list[int], is_active: bool = True) -> set[str]:
        person.is_active = is_active
        answer = save_practitioner(
            practitioner=person, locations=locations, protocols=protocols, by=manager, now=MONDAY
        )
        return {reason for _, reason, _ in reasons(answer)}

    assert why(here, able, is_active=False) == {Why.NOT_HERE}
    assert why([], able) == {Why.NOT_HERE}
    assert why(here, []) == {Why.NOT_QUALIFIED}


def test_closing_a_location_strikes_everything_there() -> None:
    clinic = Clinic()
    clinic.booked()
    clinic.location.is_open = False
    answer = save_location(location=clinic.location, by=a_user(Role.MANAGER), now=MONDAY)
    assert {why for _, why, _ in reasons(answer)} == {Why.CLOSED}


def test_visits_that_are_over_or_under_way_are_not_struck() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    during = visit.start + dt.timedelta(minutes=5)
    answer = save_absence(absence=day_off(clinic, visit), by=a_user(Role.MANAGER), now=during)
    assert answer == Changed(marked=0, restored=0)


def test_a_lapsed_reservation_is_not_struck() -> None:
    clinic = Clinic()
    clinic.booked(reserve=True)
    visit = first_visit(clinic)
    manager = a_user(Role.MANAGER)
    lapsed = Hold.objects.filter(visit=visit).values_list("lapses_epoch", flat=True)[0]
    assert lapsed is not None
    before = dt.datetime.fromtimestamp(lapsed - 1, dt.UTC)
    assert len(reasons(save_absence(absence=day_off(clinic, visit), by=manager, now=before))) == 1
    after = dt.datetime.fromtimestamp(lapsed, dt.UTC)
    answer = save_absence(absence=day_off(clinic, visit), by=manager, now=after)
    assert answer == Changed(marked=0, restored=0)


def test_a_change_shows_only_what_it_strikes_itself() -> None:
    clinic = Clinic()
    clinic.booked()
    visit = first_visit(clinic)
    manager = a_user(Role.MANAGER)
    save_absence(absence=day_off(clinic, visit), keep=[visit.pk], by=manager, now=MONDAY)
    # Somebody at the desk decides that the visit stands all the same.
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="")
    pen = a_pen(clinic.location)
    pen.is_active = False
    assert save_device(device=pen, by=manager, now=MONDAY) == Changed(0, 0)
    clinic.practitioner.profession = "Nurse"
    answer = save_practitioner(
        practitioner=clinic.practitioner,
        locations=[clinic.location.pk],
        protocols=[clinic.protocol.pk],
        by=manager,
        now=MONDAY,
    )
    assert answer == Changed(0, 0)

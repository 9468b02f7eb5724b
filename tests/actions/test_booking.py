import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plans.actions.refusal import Refused
from plans.actions.reservation import firm_booking, release_lapsed, undo_booking
from plans.engine.terms import GapDays, Place
from plans.models import Booking, Hold, Plan, Reminder, Session, Trail, Visit
from plans.queries.supply import Had
from tests.world import MONDAY, Clinic, a_patient, a_practitioner, a_room

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def overlaps() -> int:
    """Pairs of live holds of one resource or patient that share time, counted by plain SQL."""
    rows = list(
        Hold.objects.filter(is_live=True).values_list(
            "resource_id", "patient_id", "start_epoch", "end_epoch"
        )
    )
    return sum(
        a[:2] == b[:2] and a[2] < b[3] and b[2] < a[3]
        for number, a in enumerate(rows)
        for b in rows[number + 1 :]
    )


def test_a_series_is_booked_with_a_practitioner_a_room_and_a_device_each() -> None:
    clinic = Clinic()

    booking = clinic.booked(sessions=5)

    visits = list(Visit.objects.filter(booking=booking).order_by("start"))
    assert [visit.session and visit.session.number for visit in visits] == [1, 2, 3, 4, 5]
    assert {visit.practitioner for visit in visits} == {clinic.practitioner}
    assert {visit.room for visit in visits} == {clinic.room}
    assert {visit.device for visit in visits} == {clinic.pen}
    assert {visit.state for visit in visits} == {Visit.State.BOOKED}


def test_each_visit_holds_what_its_steps_name_and_no_more() -> None:
    clinic = Clinic()

    clinic.booked()

    visit = Visit.objects.earliest("start")
    start = int(visit.start.timestamp())
    held = {
        (
            hold.resource_id,
            hold.patient_id,
            (hold.start_epoch - start) // 60,
            (hold.end_epoch - start) // 60,
        )
        for hold in visit.holds.all()
    }
    assert held == {
        (clinic.practitioner.pk, None, 0, 15),
        (clinic.practitioner.pk, None, 45, 90),
        (clinic.room.pk, None, 0, 105),
        (clinic.pen.pk, None, 45, 105),
        (None, clinic.patient.pk, 0, 90),
    }


def test_the_same_key_again_books_nothing_new() -> None:
    clinic = Clinic()
    key, places = uuid.uuid4(), clinic.places()

    first = clinic.booked(key=key, places=places)
    again = clinic.booked(key=key, places=places)

    assert again == first
    assert Visit.objects.count() == 4


def test_a_key_of_another_patient_is_refused() -> None:
    clinic = Clinic()
    key = uuid.uuid4()
    clinic.booked(key=key)

    assert clinic.book(key=key, patient=a_patient()) == Refused("key_used")


def test_a_place_taken_meanwhile_refuses_the_whole_series() -> None:
    clinic = Clinic()
    places = clinic.places()
    clinic.booked(places=places)
    late = a_patient()

    answer = clinic.book(patient=late, places=places)

    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["session"]) == ("busy", 1)
    assert late.visits.count() == 0
    assert late.plans.count() == 0


def test_one_taken_session_of_four_books_none() -> None:
    clinic = Clinic()
    places = clinic.places()
    clinic.booked(patient=a_patient(), places=places)
    booking = Booking.objects.get()
    third = Visit.objects.get(session__number=3)
    Hold.objects.exclude(visit=third).update(is_live=False)

    answer = clinic.book(places=places)

    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["session"]) == ("busy", 3)
    assert list(Booking.objects.all()) == [booking]


def test_the_database_refuses_an_overlapping_hold_by_itself() -> None:
    clinic = Clinic()
    clinic.booked()
    hold = Hold.objects.filter(resource=clinic.room.pk).first()
    assert hold is not None

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(
            visit=hold.visit,
            resource=hold.resource,
            start_epoch=hold.end_epoch - 60,
            end_epoch=hold.end_epoch + 60,
        )


def test_holds_that_touch_and_holds_let_go_are_no_overlap() -> None:
    clinic = Clinic()
    clinic.booked()
    hold = Hold.objects.filter(resource=clinic.room.pk).first()
    assert hold is not None
    span = {"start_epoch": hold.end_epoch, "end_epoch": hold.end_epoch + 60}
    Hold.objects.create(visit=hold.visit, resource=hold.resource, **span)

    Hold.objects.create(visit=hold.visit, resource=hold.resource, is_live=False, **span)

    assert overlaps() == 0


def test_the_patient_is_never_booked_twice_at_once() -> None:
    clinic = Clinic()
    places = clinic.places()
    clinic.booked(places=places)
    other = a_practitioner(clinic.location, clinic.protocol)
    room = a_room(clinic.location)
    elsewhere = [replace(p, practitioner=str(other.pk), room=str(room.pk)) for p in places]

    answer = clinic.book(places=elsewhere)

    assert isinstance(answer, Refused)
    assert answer.facts["session"] == 1


@pytest.mark.parametrize("count", [2, 7])
def test_a_number_outside_the_protocol_is_refused(count: int) -> None:
    clinic = Clinic()
    places = clinic.places(3)

    answer = clinic.book(places=places, sessions=count)

    assert answer == Refused("count_outside", {"least": 3, "most": 6})


def test_three_sessions_need_a_practitioner_and_a_reason() -> None:
    clinic = Clinic()

    refused = clinic.book(sessions=3)
    booked = clinic.booked(
        sessions=3, unusual_by=clinic.practitioner, unusual_reason="mild, and travelling"
    )

    assert refused == Refused("unusual_count_needs_a_reason", {"count": 3})
    assert booked.plan and booked.plan.unusual_count_reason == "mild, and travelling"


def test_gaps_outside_the_protocol_are_refused() -> None:
    clinic = Clinic()

    answer = clinic.book(gap=GapDays(min=21, ideal=28, max=42))

    assert answer == Refused("gap_outside", {"least": 28, "most": 42})


def test_a_series_whose_gap_is_too_short_is_refused() -> None:
    clinic = Clinic()
    places = list(clinic.places())
    week = 7 * 86400
    places[1] = replace(places[1], start=places[1].start - week, end=places[1].end - week)

    answer = clinic.book(places=places)

    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["session"]) == ("gap", 2)


def test_darker_skin_takes_the_longer_gaps_of_the_protocol() -> None:
    clinic = Clinic()
    for name, days in {"floor": 14, "min": 28, "ideal": 42, "max": 56, "stalled": 70}.items():
        setattr(clinic.version, f"darker_gap_{name}", days)
    clinic.version.save()
    patient = a_patient(fitzpatrick=5)

    booking = clinic.booked(patient=patient, gap=GapDays(28, 42, 56))

    assert booking.plan is not None
    assert (booking.plan.gap_ideal, booking.plan.gap_stalled) == (42, 70)


def test_a_patient_under_eighteen_on_the_day_is_refused() -> None:
    clinic = Clinic()
    places = clinic.places()
    second = dt.datetime.fromtimestamp(places[1].start, dt.UTC).date()
    young = a_patient(birth_date=second.replace(year=second.year - 18) - dt.timedelta(days=1))
    younger = a_patient(birth_date=second.replace(year=second.year - 18))

    refused = clinic.book(patient=young, places=places)

    assert isinstance(refused, Refused)
    assert refused == Refused("too_young", {"session": 1, "age": 17, "least": 18})
    assert isinstance(clinic.book(patient=younger, places=places), Refused)


def test_a_plan_started_elsewhere_goes_on_from_its_last_session() -> None:
    clinic = Clinic()
    first = clinic.places(4)[0]
    had = Had(number=1, on=MONDAY.date() - dt.timedelta(days=20), where="Elsewhere")
    start = int(MONDAY.timestamp()) + 10 * 86400 + 2 * 3600
    length = first.end - first.start
    places = [
        replace(first, number=number, start=start + days * 86400, end=start + days * 86400 + length)
        for number, days in [(2, 0), (3, 28), (4, 56)]
    ]

    booking = clinic.booked(places=places, had=(had,))

    sessions = Session.objects.filter(plan=booking.plan)
    assert [(s.number, s.had_on, s.visits.count()) for s in sessions] == [
        (1, had.on, 0),
        (2, None, 1),
        (3, None, 1),
        (4, None, 1),
    ]


def test_a_session_had_too_recently_is_too_near() -> None:
    clinic = Clinic()
    had = Had(number=1, on=MONDAY.date() - dt.timedelta(days=2))
    places = [replace(place, number=place.number + 1) for place in clinic.places(4)[:3]]

    answer = clinic.book(places=places, had=(had,))

    assert isinstance(answer, Refused)
    assert (answer.what, answer.facts["session"]) == ("gap", 2)


def test_sessions_had_are_in_order_and_not_ahead() -> None:
    clinic = Clinic()
    places = clinic.places()
    tomorrow = Had(number=1, on=MONDAY.date() + dt.timedelta(days=1))
    twice = Had(number=2, on=MONDAY.date() - dt.timedelta(days=30))

    assert clinic.book(places=places, had=(tomorrow,)) == Refused("had_ahead")
    assert clinic.book(places=places, had=(twice,)) == Refused("had_out_of_order")


def test_what_was_agreed_is_copied_to_the_plan() -> None:
    clinic = Clinic()
    clinic.version.price_series, clinic.version.currency = Decimal(1150), "EUR"
    clinic.version.save()

    plan = clinic.booked(goals="finer pores on the nose").plan

    assert plan is not None
    plan.refresh_from_db()
    assert (plan.goals, plan.price_series, plan.currency) == (
        "finer pores on the nose",
        Decimal(1150),
        "EUR",
    )
    assert (plan.gap_min, plan.gap_max, plan.version) == (28, 42, clinic.version)


def test_a_reservation_keeps_the_places_and_sends_nothing() -> None:
    clinic = Clinic()
    places = clinic.places()

    booking = clinic.booked(places=places, reserve=True)

    assert booking.reserved_until == MONDAY + dt.timedelta(
        seconds=min(48 * 3600, places[0].start - int(MONDAY.timestamp()) - 86400)
    )
    assert isinstance(clinic.book(patient=a_patient(), places=places), Refused)
    assert Reminder.objects.count() == 0


def test_a_first_session_within_a_day_cannot_be_reserved() -> None:
    clinic = Clinic()
    places = clinic.places()
    late = dt.datetime.fromtimestamp(places[0].start, dt.UTC) - dt.timedelta(hours=24)

    answer = clinic.book(places=places, reserve=True, now=late)

    assert answer == Refused("too_near_to_reserve")


def test_whoever_meets_a_lapsed_reservation_releases_it() -> None:
    clinic = Clinic()
    places = [later(place, days=14) for place in clinic.places()]
    kept = clinic.booked(places=places, reserve=True)
    other = a_patient()
    just_before = clinic.book(patient=other, places=places, now=kept_until(kept) - MINUTE)

    booked = clinic.booked(patient=other, places=places, now=kept_until(kept))

    assert isinstance(just_before, Refused)
    kept.refresh_from_db()
    assert (kept.state, kept.plan and kept.plan.state) == (Booking.State.LAPSED, Plan.State.LAPSED)
    assert booked.state == Booking.State.FIRM
    assert overlaps() == 0


def test_a_lapsed_reservation_is_tidied_and_cannot_be_made_firm() -> None:
    clinic = Clinic()
    kept = clinic.booked(reserve=True)

    assert release_lapsed(now=kept_until(kept) - MINUTE) == 0
    assert release_lapsed(now=kept_until(kept)) == 1
    answer = firm_booking(booking_id=kept.pk, by=clinic.desk, now=kept_until(kept))
    assert answer == Refused("reservation_over")


def test_a_reservation_made_firm_stands_and_tells_the_patient() -> None:
    clinic = Clinic()
    kept = clinic.booked(reserve=True)

    firm = firm_booking(booking_id=kept.pk, by=clinic.desk, now=MONDAY + MINUTE)

    assert isinstance(firm, Booking)
    assert set(firm.visits.values_list("state", flat=True)) == {"booked"}
    assert release_lapsed(now=MONDAY + dt.timedelta(days=9)) == 0
    assert Reminder.objects.filter(reason="booked").count() == 1


def test_a_booking_is_undone_within_three_minutes() -> None:
    clinic = Clinic()
    booking = clinic.booked()

    undone = undo_booking(booking_id=booking.pk, by=clinic.desk, now=MONDAY + 3 * MINUTE)

    assert isinstance(undone, Booking)
    assert Hold.objects.filter(is_live=True).count() == 0
    assert set(Visit.objects.values_list("state", flat=True)) == {"undone"}
    assert not Reminder.objects.filter(state="planned").exists()


def test_after_three_minutes_it_is_too_late_to_undo() -> None:
    clinic = Clinic()
    booking = clinic.booked()

    answer = undo_booking(
        booking_id=booking.pk, by=clinic.desk, now=MONDAY + 3 * MINUTE + dt.timedelta(seconds=1)
    )

    assert answer == Refused("undo_over")
    assert Hold.objects.filter(is_live=True).count() == 20


def test_a_reservation_is_let_go_at_any_time() -> None:
    clinic = Clinic()
    kept = clinic.booked(reserve=True)

    undo_booking(booking_id=kept.pk, by=clinic.desk, now=MONDAY + dt.timedelta(hours=1))

    kept.refresh_from_db()
    assert kept.state == Booking.State.UNDONE


def test_undone_places_can_be_booked_again() -> None:
    clinic = Clinic()
    places = clinic.places()
    booking = clinic.booked(places=places)
    undo_booking(booking_id=booking.pk, by=clinic.desk, now=MONDAY)

    clinic.booked(patient=a_patient(), places=places)

    assert overlaps() == 0


def test_an_ordered_plan_gets_its_dates_and_stays_ordered_when_they_are_undone() -> None:
    clinic = Clinic()
    ordered = clinic.booked(ordered_by=clinic.practitioner)
    undo_booking(booking_id=ordered.pk, by=clinic.desk, now=MONDAY)
    order = Plan.objects.get(state=Plan.State.ORDERED)

    again = clinic.booked(order=order)

    assert again.plan == order
    assert clinic.book(patient=clinic.patient, order=order) == Refused("order_has_dates")


def test_a_single_consultation_is_booked_without_a_plan() -> None:
    clinic = Clinic()

    booking = clinic.booked_consultation()

    visit = booking.visits.get()
    assert (booking.plan, visit.session, visit.kind) == (None, None, "consultation")
    assert (visit.device, visit.practitioner) == (None, clinic.practitioner)


def test_who_booked_and_undid_is_on_the_trail() -> None:
    clinic = Clinic()
    booking = clinic.booked()
    undo_booking(booking_id=booking.pk, by=clinic.desk, now=MONDAY + MINUTE)

    lines = Trail.objects.order_by("at").values_list("verb", "actor", "patient", "plan")

    assert list(lines) == [
        ("booked", clinic.desk.pk, clinic.patient.pk, booking.plan_id),
        ("undone", clinic.desk.pk, clinic.patient.pk, booking.plan_id),
    ]


def test_a_draft_protocol_books_nothing() -> None:
    clinic = Clinic()
    places = clinic.places()
    clinic.version.state = "draft"

    assert clinic.book(places=places) == Refused("protocol_is_a_draft")


def later(place: Place, *, days: int) -> Place:
    seconds = days * 86400
    return replace(place, start=place.start + seconds, end=place.end + seconds)


def kept_until(booking: Booking) -> dt.datetime:
    assert booking.reserved_until is not None
    return booking.reserved_until

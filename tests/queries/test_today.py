import datetime as dt
import zoneinfo

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.cancel import cancel_visit, mark_no_show
from plans.actions.visit import arrive_visit, start_visit
from plans.engine.phase import Phase
from plans.engine.screening import Answer
from plans.models import Hold, Visit
from plans.queries.today import Day, day_at
from plans.wording.today import absent_words, day_facts, delay_words
from tests.ready import a_screening, made_ready
from tests.world import Clinic, a_patient, a_practitioner, a_room, open_on

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def first_visit(clinic: Clinic) -> Visit:
    return clinic.booked(ordered_by=clinic.practitioner).visits.earliest("start")


def put(visit: Visit, clinic: Clinic, hour: int, minute: int = 0, **fields: object) -> Visit:
    """Another patient's visit on the same day, drawn at this time; its holds are not moved."""
    start = visit.start.replace(hour=hour - 1, minute=minute)
    other = clinic.booked(patient=a_patient()).visits.earliest("start")
    Visit.objects.filter(pk=other.pk).update(
        start=start, end=start + (other.end - other.start), **fields
    )
    return Visit.objects.get(pk=other.pk)


def day_of(clinic: Clinic, visit: Visit, *, now: dt.datetime | None = None) -> Day:
    now = now or visit.start
    return day_at(clinic.location, visit.start.date(), now=now)


def test_the_board_runs_from_opening_to_closing() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    board = day_of(clinic, visit).board

    assert board.hours == 9
    assert [instant.hour for _minute, instant in board.ticks] == list(range(8, 17))
    assert board.lanes == [clinic.room]


def test_a_visit_before_opening_makes_the_board_longer() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    early = put(visit, clinic, 7, 30)

    board = day_of(clinic, visit).board

    assert board.hours == 11
    assert board.spots[early.pk].top == 30


def test_a_card_is_as_long_as_its_room_is_held() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    spot = day_of(clinic, visit).board.spots[visit.pk]

    assert (spot.top, spot.minutes) == (0, 105)
    assert spot.phases == (Phase("before", 0, 45), Phase("cleaning", 90, 105))


def test_visits_at_one_time_in_one_lane_stand_side_by_side() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    other = put(visit, clinic, 10)
    later = put(visit, clinic, 15)

    spots = day_of(clinic, visit).board.spots

    assert [(spots[one.pk].part, spots[one.pk].parts) for one in (visit, other, later)] == [
        (0, 2),
        (1, 2),
        (0, 1),
    ]


def test_a_visit_without_a_room_has_a_lane_of_its_own() -> None:
    clinic = Clinic()
    spare = a_room(clinic.location, name="Zebra")
    visit = first_visit(clinic)
    roomless = put(visit, clinic, 12, room=None)

    board = day_of(clinic, visit).board

    assert board.lanes == [clinic.room, spare, None]
    assert board.spots[roomless.pk].lane == 2


def test_rooms_without_anybody_are_only_named_where_there_are_many() -> None:
    clinic = Clinic()
    idle = [a_room(clinic.location, name=f"Spare {number}") for number in range(4)]
    visit = first_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(room=clinic.room)

    board = day_of(clinic, visit).board

    assert (board.lanes, board.idle) == ([clinic.room], idle)


def test_the_line_of_now_is_only_drawn_within_the_board() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    assert day_of(clinic, visit, now=visit.start + 21 * MINUTE).board.now == 21
    assert day_of(clinic, visit, now=visit.start - 180 * MINUTE).board.now is None


def test_the_head_counts_visits_people_and_pens() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    put(visit, clinic, 12, practitioner=a_practitioner(clinic.location, clinic.protocol))

    assert day_facts(day_of(clinic, visit)) == "2 visits · 2 practitioners · 1 pen"


def test_a_practitioner_keeps_the_colour_from_day_to_day() -> None:
    clinic = Clinic()
    visits = list(clinic.booked().visits.order_by("start"))
    colours = {day_of(clinic, visit).entries[0].colour for visit in visits}

    assert colours == {1}


def test_nobody_can_have_failed_to_come_before_the_time() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    assert day_of(clinic, visit, now=visit.start - MINUTE).entries[0].fixes == []
    assert day_of(clinic, visit).entries[0].fixes == ["no_show"]


def test_five_minutes_after_its_start_a_visit_is_late() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)

    assert not day_of(clinic, visit, now=visit.start + 4 * MINUTE).entries[0].is_late
    assert day_of(clinic, visit, now=visit.start + 5 * MINUTE).entries[0].is_late


def test_a_treatment_that_began_late_turns_the_next_visit_amber() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    after = put(visit, clinic, 10, 45)
    shift = int((after.start - visit.start).total_seconds())
    for hold in Hold.objects.filter(visit=visit, resource__isnull=False):
        Hold.objects.filter(visit=after, resource=hold.resource).delete()
        Hold.objects.create(
            visit=after,
            resource=hold.resource,
            start_epoch=hold.start_epoch + shift,
            end_epoch=hold.end_epoch + shift,
        )
    begun = visit.start + 15 * MINUTE
    arrive_visit(visit_id=visit.pk, by=clinic.desk, now=begun)
    start_visit(visit_id=made_ready(visit).pk, by=clinic.desk, now=begun)

    entry = day_of(clinic, visit, now=begun).entries[1]

    assert entry.delay is not None
    words = delay_words(entry.visit, entry.delay)
    assert words == f"May start 15 min late: {clinic.room} is still in use"


def test_a_no_show_and_a_late_cancellation_are_different_words() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    other = put(visit, clinic, 12)
    mark_no_show(visit_id=visit.pk, by=clinic.desk, now=visit.start)
    cancel_visit(
        visit_id=other.pk,
        cancelled_by="patient",
        because="ill",
        note="",
        by=clinic.desk,
        now=other.start - 60 * MINUTE,
    )

    day = day_of(clinic, visit)

    assert [absent_words(absent) for absent in day.absent] == [
        "Did not come",
        "The patient cancelled late: Ill",
    ]
    assert [absent.may_correct for absent in day.absent] == [True, False]
    assert [absent.may_rebook for absent in day.absent] == [True, True]
    assert day.entries == []


def test_the_board_says_in_a_word_what_the_screening_says() -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    before = visit.start - dt.timedelta(days=7)

    def words(now: dt.datetime) -> list[str | None]:
        return [entry.word for entry in day_of(clinic, visit, now=now).entries]

    assert (words(before), words(visit.start)) == ([None], ["unasked"])
    a_screening(clinic.patient, at=before, keloid=Answer(yes=True))
    assert (words(before), words(visit.start)) == (["review"], ["unasked"])
    made_ready(visit)
    assert words(visit.start) == ["allowed"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_day_costs_the_same_queries_however_full(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    visit = first_visit(clinic)
    begun = visit.start + 15 * MINUTE
    arrive_visit(visit_id=visit.pk, by=clinic.desk, now=begun)
    start_visit(visit_id=made_ready(visit).pk, by=clinic.desk, now=begun)
    for hour in range(count):
        put(visit, clinic, 11 + hour)

    with django_assert_num_queries(9):
        day = day_of(clinic, visit)

    assert len(day.entries) == count + 1


def test_the_day_on_which_the_clock_is_put_forward_is_an_hour_shorter() -> None:
    clinic = Clinic()
    open_on(clinic.location, None, [6], 0, 24 * 60)
    sunday = dt.date(2027, 3, 28)

    board = day_at(clinic.location, sunday, now=clinic.now).board

    assert board.hours == 23
    assert [clock_of(instant) for _minute, instant in board.ticks][:4] == [0, 1, 3, 4]


def clock_of(instant: dt.datetime) -> int:
    return instant.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).hour

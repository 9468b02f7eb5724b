"""She says how her skin feels, and a practitioner looks."""

import datetime as dt
import uuid
from typing import Any

import pytest

from clinic.models import Location, Role
from plans.actions.checkin import review_check_in
from plans.actions.refusal import Refused
from plans.models import AdverseEvent, CheckIn, CheckInReview, Photo, Standard, Trail, Visit
from plans.pictures import Picture, reencode
from tests.checkins import AMBER, CALM, DAY, EMERGENCY, HOUR, RED, Recovering
from tests.photographs import face
from tests.world import a_patient, a_user

pytestmark = pytest.mark.django_db


def test_what_she_answered_is_kept_with_its_colour_and_the_thresholds_that_gave_it() -> None:
    world = Recovering()
    check_in = world.check_in(words=" It itches a little. ", **AMBER)
    assert (check_in.patient, check_in.visit) == (world.patient, world.first)
    assert (check_in.day, check_in.answered_at) == (3, world.done_at + 3 * DAY)
    assert check_in.answers == CALM | AMBER
    assert (check_in.colour, check_in.reasons) == ("amber", ["itchy"])
    assert (check_in.words, check_in.standard) == ("It itches a little.", world.sheet)


def test_days_are_those_of_the_clinics_calendar() -> None:
    world = Recovering()
    to_midnight = world.done_at.astimezone(dt.UTC).replace(hour=23, minute=0) - world.done_at
    minute = dt.timedelta(minutes=1)
    assert world.check_in(after=to_midnight - minute).day == 0
    assert world.check_in(after=to_midnight).day == 1


def test_nobody_needs_to_look_at_a_green_one() -> None:
    assert Recovering().check_in().due_at is None


def test_red_is_looked_at_within_two_opening_hours_and_amber_within_twenty_four() -> None:
    world = Recovering()
    done = world.done_at.replace(hour=15, minute=0)  # 16:00 in Berlin, two hours before closing
    Visit.objects.filter(pk=world.first.pk).update(done_at=done)
    world.first.refresh_from_db()
    assert world.check_in(after=DAY, **RED).due_at == done + DAY + 2 * HOUR
    assert world.check_in(after=DAY + HOUR, **RED).due_at == done + 2 * DAY - 6 * HOUR
    # Two hours are left on Wednesday, nine are in each of the next two days, four on Monday.
    assert (done + DAY).strftime("%A") == "Wednesday"
    assert world.check_in(after=DAY, **AMBER).due_at == done + 6 * DAY - 3 * HOUR


def test_the_same_key_again_is_the_same_check_in() -> None:
    world, key = Recovering(), uuid.uuid4()
    first = world.check_in(key=key, **AMBER)
    assert world.check_in(key=key, **RED) == first
    assert CheckIn.objects.count() == 1


def test_another_visits_key_gives_nothing_away() -> None:
    world, other, key = Recovering(), Recovering(), uuid.uuid4()
    world.check_in(key=key)
    assert other.submit(key=key) == Refused("not_her_visit")


def test_nobody_answers_for_another_patient() -> None:
    world = Recovering()
    Visit.objects.filter(pk=world.first.pk).update(patient=a_patient())
    assert world.submit() == Refused("not_her_visit")


def test_check_ins_stay_off_without_the_locations_switch() -> None:
    world = Recovering()
    Location.objects.update(has_check_ins=False)
    assert world.submit() == Refused("check_ins_off")


def test_check_ins_stay_off_until_somebody_approved_the_thresholds() -> None:
    world = Recovering()
    Standard.objects.filter(sheet="triage").update(state="draft")
    assert world.submit() == Refused("check_ins_off")


def test_a_session_that_is_not_over_has_no_check_in() -> None:
    world = Recovering()
    assert world.submit(visit=world.second) == Refused("not_done")


def test_after_half_a_year_nobody_is_asked_any_more() -> None:
    world = Recovering()
    assert world.submit(after=181 * DAY) == Refused("too_long_ago", {"days": 180})
    assert world.check_in(after=180 * DAY).day == 180


def test_who_has_no_account_cannot_answer() -> None:
    world = Recovering()
    world.patient.user = None
    world.patient.save()
    assert world.submit() == Refused("no_account")


@pytest.mark.parametrize("answers", [{}, {"signs": "hives"}, {"pain": "a lot", "redness": 3}])
def test_what_cannot_be_read_is_kept_on_the_careful_side(answers: dict[str, Any]) -> None:
    world = Recovering()
    missing = dict.fromkeys(CALM) | answers
    check_in = world.check_in(**missing)
    assert (check_in.colour, check_in.answers) == ("red", {})
    assert check_in.reasons == ["unanswered_signs", "unanswered"]


def test_earlier_answers_tell_what_got_worse() -> None:
    world = Recovering()
    world.check_in(after=2 * DAY, pain=1)
    assert world.check_in(after=3 * DAY, pain=1).colour == "green"
    assert world.check_in(after=4 * DAY, pain=2).reasons == ["pain_risen"]


def test_a_deep_session_is_judged_by_what_its_record_says() -> None:
    world = Recovering()
    record = world.recorded(depth="1.5")
    assert world.check_in(warmth="warm").colour == "green"
    record.zones.update(depth="1.75")
    assert world.check_in(warmth="warm").reasons == ["deep_signs"]


def test_the_trail_says_that_she_answered_and_nothing_of_what() -> None:
    world = Recovering()
    check_in = world.check_in(words="It burns", **RED)
    line = Trail.objects.get(verb="checked_in")
    assert (line.actor, line.patient) == (world.patient.user, world.patient)
    assert line.facts == {"visit": world.first.pk, "check_in": check_in.pk}


def test_an_emergency_opens_an_adverse_event_whose_days_run() -> None:
    world = Recovering()
    world.recorded()
    check_in = world.check_in(after=HOUR, **EMERGENCY)
    assert (check_in.colour, check_in.is_emergency) == ("red", True)
    event = AdverseEvent.objects.get()
    assert (event.patient, event.visit, event.severity) == (world.patient, world.first, "serious")
    assert (event.known_at, event.device) == (check_in.answered_at, world.clinic.pen)
    assert event.operator == world.clinic.practitioner
    assert event.report_due_on is not None
    assert str(check_in.pk) in event.narrative


def test_a_second_emergency_adds_to_the_event_that_is_open() -> None:
    world = Recovering()
    world.check_in(after=HOUR, **EMERGENCY)
    world.check_in(after=2 * HOUR, **EMERGENCY)
    assert AdverseEvent.objects.count() == 1


def test_no_event_is_opened_for_what_is_red_only() -> None:
    Recovering().check_in(**RED)
    assert not AdverseEvent.objects.exists()


def a_picture(number: int = 0) -> Picture:
    picture = reencode(face("front", number, 1))
    assert isinstance(picture, Picture)
    return picture


def test_her_photograph_is_kept_with_the_check_in() -> None:
    world = Recovering()
    check_in = world.check_in(photo=a_picture())
    photo = Photo.objects.get()
    assert (photo.check_in, photo.visit, photo.view) == (check_in, world.first, "own")
    assert (photo.patient, photo.taken_by) == (world.patient, world.patient.user)


def test_the_same_photograph_twice_after_a_session_is_one() -> None:
    world = Recovering()
    world.check_in(photo=a_picture())
    world.check_in(photo=a_picture())
    assert (CheckIn.objects.count(), Photo.objects.count()) == (2, 1)


def review(world: Recovering, check_in: CheckIn, **how: Any) -> CheckInReview | Refused:
    return review_check_in(
        check_in_id=check_in.pk,
        **{
            "step": "called",
            "note": " She cools it. ",
            "asks_again": False,
            "by": world.doctor,
            "now": check_in.answered_at + HOUR,
            **how,
        },
    )


def test_a_practitioner_looks_and_clears_it() -> None:
    world = Recovering()
    check_in = world.check_in(**RED)
    done = review(world, check_in)
    assert isinstance(done, CheckInReview)
    assert (done.step, done.note, done.reviewed_by) == ("called", "She cools it.", world.doctor)
    line = Trail.objects.get(verb="reviewed_check_in")
    assert (line.actor, line.patient) == (world.doctor, world.patient)
    assert "note" not in line.facts


def test_the_second_to_look_is_told_who_did() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    review(world, check_in)
    other = a_user(Role.PRACTITIONER, name="Dr Ben Ode")
    assert review(world, check_in, by=other) == Refused("reviewed_before", {"who": "Dr Pia Novak"})
    assert CheckInReview.objects.get().reviewed_by == world.doctor


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_only_a_practitioner_clears(role: Role) -> None:
    world = Recovering()
    answer = review(world, world.check_in(**AMBER), by=a_user(role))
    assert answer == Refused("practitioner_only")


def test_a_green_one_needs_nobody() -> None:
    world = Recovering()
    assert review(world, world.check_in()) == Refused("nothing_to_review")

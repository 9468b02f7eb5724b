"""A check-in on its page, on the plan and on the day: who reads what, and what clears it."""

import html
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.actions.photo_work import size_photos
from plans.models import CheckIn, CheckInReview, Photo, Reminder, Trail
from plans.pictures import Picture, reencode
from tests.checkins import AMBER, DAY, EMERGENCY, HOUR, RED, Recovering
from tests.photographs import face
from tests.world import a_user

pytestmark = pytest.mark.django_db

WORDS = "It burns like canary pepper"


def asked(world: Recovering, address: str, role: Role = Role.PRACTITIONER, **post: Any) -> Any:
    """The page an hour after her last answer, or after the session."""
    last = CheckIn.objects.order_by("answered_at").last()
    now = (last.answered_at if last else world.done_at + 2 * DAY) + HOUR
    with time_machine.travel(now, tick=False):
        client = Client()
        client.force_login(world.doctor if role == Role.PRACTITIONER else a_user(role))
        return client.post(address, post) if post else client.get(address)


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def page_of(check_in: CheckIn) -> str:
    return reverse("check_in", args=[check_in.pk])


def test_a_practitioner_reads_the_answers_and_what_gave_the_colour() -> None:
    world = Recovering()
    world.recorded(depth="0.75")
    check_in = world.check_in(after=3 * DAY, words=WORDS, pain=5)
    page = words(asked(world, page_of(check_in)))
    for said in (
        "Pain of 4 or more, from 48 hours on",
        "5 of 10",
        WORDS,
        "3 days after",
        "Call us now",
        "0.75 mm",
        "Fitzpatrick II",
        "version 1 of the thresholds, approved by Dr Novak",
    ):
        assert said in page


def test_the_page_leaves_its_line_on_the_trail() -> None:
    world = Recovering()
    asked(world, page_of(world.check_in(**AMBER)))
    line = Trail.objects.get(verb="saw")
    assert (line.actor, line.patient) == (world.doctor, world.patient)


def a_picture() -> Picture:
    picture = reencode(face("front", 0, 1))
    assert isinstance(picture, Picture)
    return picture


def test_her_picture_is_shown_and_the_look_is_on_the_trail() -> None:
    world = Recovering()
    check_in = world.check_in(photo=a_picture(), **AMBER)
    size_photos(now=check_in.answered_at)
    photo = Photo.objects.get()
    page = words(asked(world, page_of(check_in)))
    assert f"{reverse('photo_file', args=[photo.pk, '320'])}?pass=" in page
    assert Trail.objects.get(verb="saw_photos").facts == {"photos": [photo.pk]}


def test_her_own_picture_stands_in_no_comparison() -> None:
    world = Recovering()
    world.check_in(photo=a_picture())
    shown = words(asked(world, reverse("patient_photos", args=[world.patient.pk])))
    assert "Sent by the patient" not in shown


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_others_see_that_it_waits_and_until_when_and_nothing_else(role: Role) -> None:
    world = Recovering()
    check_in = world.check_in(words=WORDS, pain=9, photo=a_picture())
    page = words(asked(world, page_of(check_in), role))
    assert "A practitioner looks by" in page
    assert "+49 30 12345678" not in page  # the clinic's own number
    for secret in ("canary", "9 of 10", "Pain", "Red", "red", "picture", "Fitzpatrick", "mm"):
        assert secret not in page.split("<main")[1].split("</main>")[0]
    assert not Trail.objects.filter(verb="saw_photos").exists()


def test_a_late_one_says_so() -> None:
    world = Recovering()
    check_in = world.check_in(**RED)
    client = Client()
    with time_machine.travel(check_in.answered_at + 7 * DAY, tick=False):
        client.force_login(world.doctor)
        assert "should have looked by" in words(client.get(page_of(check_in)))


def test_an_emergency_leads_to_its_adverse_event() -> None:
    world = Recovering()
    page = words(asked(world, page_of(world.check_in(**EMERGENCY))))
    assert "She was told at once to call 112" in page
    assert "/adverse/" in page


def test_a_review_clears_it() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    address = reverse("check_in_review", args=[check_in.pk])
    answer = asked(world, address, step="called", note="All is well.")
    assert answer.status_code == 302
    review = CheckInReview.objects.get()
    assert (review.step, review.note, review.reviewed_by) == (
        "called",
        "All is well.",
        world.doctor,
    )
    page = words(asked(world, page_of(check_in)))
    assert "Called her" in page
    assert "Until then no session" not in page


def test_a_review_says_what_was_done_and_keeps_what_was_typed() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    answer = asked(world, reverse("check_in_review", args=[check_in.pk]), note="Half a word")
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "Say what was done." in page
    assert "Half a word" in page
    assert not CheckInReview.objects.exists()


def test_a_second_review_is_told_who_did_the_first() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    world.reviewed(check_in)
    client = Client()
    client.force_login(world.doctor)
    answer = client.post(
        reverse("check_in_review", args=[check_in.pk]), {"step": "called"}, follow=True
    )
    assert "Dr Pia Novak has reviewed this already" in words(answer)


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_nobody_else_reviews(role: Role) -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    answer = asked(world, reverse("check_in_review", args=[check_in.pk]), role, step="called")
    assert answer.status_code == 403
    assert not CheckInReview.objects.exists()


def plan_of(world: Recovering) -> str:
    assert world.first.session
    return reverse("plan", args=[world.first.session.plan_id])


def test_a_plan_marks_the_colours_for_practitioners_only() -> None:
    world = Recovering()
    check_in = world.check_in(after=DAY, **AMBER)
    said = "Check-in: Amber, 1 day after, not reviewed"
    assert said in words(asked(world, plan_of(world)))
    desk = words(asked(world, plan_of(world), Role.DESK))
    assert "Amber" not in desk
    assert "Check-in waits for a practitioner" in desk
    assert page_of(check_in) in desk


def test_a_plan_marks_quietly_what_never_came_and_lets_one_ask() -> None:
    world = Recovering()
    world.asked()
    page = words(asked(world, plan_of(world), Role.DESK))
    assert "Check-in missing" in page
    address = reverse("check_in_ask", args=[world.first.pk])
    assert address in page
    answer = asked(world, address, Role.DESK, go="1")
    assert answer.status_code == 302
    assert Reminder.objects.filter(reason="check_in", step=None, state="planned").exists()
    assert Trail.objects.filter(verb="asked_check_in").exists()


def test_who_is_asked_already_is_not_asked_twice() -> None:
    world = Recovering()
    world.asked()
    address = reverse("check_in_ask", args=[world.first.pk])
    asked(world, address, go="1")
    asked(world, address, go="1")
    assert Reminder.objects.filter(step=None, state="planned", reason="check_in").count() == 1


def test_the_day_leads_to_the_check_in_that_waits() -> None:
    world = Recovering()
    check_in = world.check_in(**RED)
    client = Client()
    with time_machine.travel(world.second.start, tick=False):
        client.force_login(a_user(Role.DESK))
        address = f"{reverse('today')}?location={world.clinic.location.pk}"
        assert page_of(check_in) in words(client.get(address, follow=True))


def test_a_session_that_may_not_start_says_where_it_is_cleared() -> None:
    world = Recovering()
    check_in = world.check_in(**RED)
    client = Client()
    with time_machine.travel(world.second.start, tick=False):
        client.force_login(world.doctor)
        sheet = words(client.get(reverse("record", args=[world.second.pk])))
    assert "no practitioner has looked at it yet" in sheet
    assert f'href="{page_of(check_in)}"' in sheet

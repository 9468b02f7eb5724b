"""How does your skin feel? What a patient is asked, and what she reads at once."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clinic.models import Location, Role
from plans.models import CheckIn, Patient, Photo, Visit
from tests.checkins import AMBER, CALM, DAY, EMERGENCY, RED, Recovering
from tests.photographs import face
from tests.world import a_patient, a_user

pytestmark = pytest.mark.django_db

CALLS = "tel:+49-30-12345678"


def portal_of(patient: Patient) -> Client:
    if patient.user is None:
        patient.user = a_user(Role.PATIENT)
        patient.save()
    client = Client()
    client.force_login(patient.user)
    return client


def words_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def opened(world: Recovering, visit: Visit | None = None, *, after: dt.timedelta = 3 * DAY) -> str:
    address = reverse("portal_check_in", args=[(visit or world.first).pk])
    with time_machine.travel(world.done_at + after, tick=False):
        return portal_of(world.patient).get(address).content.decode()


def sent(
    world: Recovering,
    answers: Mapping[str, Any] = {},
    *,
    after: dt.timedelta = 3 * DAY,
    key: uuid.UUID | None = None,
    calm: Mapping[str, Any] = CALM,
    **more: Any,
) -> str:
    """What she reads after she sent these answers, calm but for them."""
    address = reverse("portal_check_in", args=[world.first.pk])
    typed = {"key": key or uuid.uuid4(), **calm, **answers, **more}
    with time_machine.travel(world.done_at + after, tick=False):
        answer = portal_of(world.patient).post(address, typed, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_calm_is_green_and_says_that_nobody_has_examined_her() -> None:
    world = Recovering()
    text = words_of(sent(world).encode())
    check_in = CheckIn.objects.get()
    assert (check_in.colour, check_in.patient, check_in.day) == ("green", world.patient, 3)
    assert "Your answers match what is usually seen on this day after a session." in text
    assert "Nobody has examined your skin" in text
    assert "If you worry, or if something changes, call us." in text


def test_amber_says_until_when_a_practitioner_reads_it_and_asks_for_a_photograph() -> None:
    world = Recovering()
    page = sent(world, AMBER)
    due = CheckIn.objects.get().due_at
    assert due is not None
    berlin = due.astimezone(dt.timezone(dt.timedelta(hours=1)))
    assert f"A practitioner reads it by {berlin:%A} {berlin.day} {berlin:%B, %H:%M}" in page
    assert "Answer once more with a photograph" in page


def test_red_says_at_once_to_call_and_gives_the_numbers() -> None:
    text = sent(Recovering(), RED)
    words = words_of(text.encode())
    assert words.index("Call us now") < words.index("A practitioner reads it by")
    assert (CALLS in text, "tel:112" in text) == (True, True)


def test_an_emergency_leads_with_the_emergency_number_whatever_is_still_open() -> None:
    world = Recovering()
    words = words_of(sent(world, EMERGENCY, calm={}).encode())
    assert CheckIn.objects.get().is_emergency
    assert "Call 112 now" in words


def test_out_of_hours_the_page_says_so_and_names_the_number_of_the_night() -> None:
    world = Recovering()
    Location.objects.update(out_of_hours_phone="116 117")
    night = dt.timedelta(days=3, hours=12)
    page = sent(world, AMBER, after=night)
    assert "We are closed now. We open again on" in page
    assert page.index("tel:116117") < page.index(CALLS)


def test_what_is_open_is_asked_beside_its_question_and_nothing_is_lost() -> None:
    world = Recovering()
    key = uuid.uuid4()
    calm = {name: value for name, value in CALM.items() if name != "pain"}
    page = sent(world, calm=calm, key=key, words="It itches a <bit>", temperature="37,2")
    assert CheckIn.objects.count() == 0
    pain = page[page.index('id="part-pain"') :]
    assert "Tap what fits best." in pain[: pain.index("</fieldset>")]
    assert page.count("Tap what fits best.") == 1
    assert "It itches a &lt;bit&gt;" in page
    assert 'value="37,2"' in page
    assert re.search(r'name="redness" value="less"[^>]*checked', page)
    assert f'name="key" value="{key}"' in page


def test_a_repeated_tap_is_one_check_in() -> None:
    world, key = Recovering(), uuid.uuid4()
    sent(world, key=key)
    sent(world, key=key)
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(("typed", "stored"), [("38,2 °C", 38.2), ("100.4", 38.0), ("", None)])
def test_a_temperature_may_be_written_as_people_do(typed: str, stored: float | None) -> None:
    sent(Recovering(), temperature=typed)
    assert CheckIn.objects.get().answers.get("temperature") == stored


@pytest.mark.parametrize("typed", ["hot", "12", "nan", "inf", "1e400"])
def test_a_temperature_that_nobody_has_is_asked_again(typed: str) -> None:
    page = sent(Recovering(), temperature=typed)
    assert "Write it as a number, such as 37.5 °C or 99.5 °F." in page
    assert CheckIn.objects.count() == 0


def test_what_no_form_of_ours_sends_is_no_fault_of_the_server() -> None:
    nonsense = {"pain": "eleven", "redness": "green", "signs": "x" * 5000, "key": "none"}
    page = sent(Recovering(), nonsense)
    assert CheckIn.objects.count() == 0
    assert "Not sent yet" in page


def picture(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "face.jpg", face("front", 1, 1) if content is None else content, "image/jpeg"
    )


def test_her_picture_is_kept_in_her_record() -> None:
    world = Recovering()
    sent(world, photo=picture(), photo_agreed="on")
    photo = Photo.objects.get()
    assert (photo.check_in, photo.view) == (CheckIn.objects.get(), "own")


def test_no_picture_is_kept_without_her_word() -> None:
    page = sent(Recovering(), photo=picture())
    assert "Tick this, or send no picture." in page
    assert "Choose the picture once more: it was not kept." in page
    assert (CheckIn.objects.count(), Photo.objects.count()) == (0, 0)


def test_a_file_that_is_no_picture_is_refused_beside_the_field() -> None:
    page = sent(Recovering(), photo=picture(b"not a picture"), photo_agreed="on")
    assert "This is no picture we can read." in page
    assert CheckIn.objects.count() == 0


def test_a_picture_that_fails_does_not_hold_up_what_is_red() -> None:
    sent(Recovering(), RED, photo=picture(b"not a picture"), photo_agreed="on")
    assert CheckIn.objects.get().colour == "red"


def test_above_the_questions_stands_whom_to_call() -> None:
    page = opened(Recovering())
    assert page.index("When to call at once") < page.index("<form method")
    assert (CALLS in page, "tel:112" in page) == (True, True)


def test_the_words_fit_darker_skin() -> None:
    pages = [opened(Recovering(fitzpatrick=fitzpatrick)) for fitzpatrick in (2, 5)]
    assert ["darker or purple is your skin" in page for page in pages] == [False, True]


def test_where_nobody_asks_the_page_says_so_with_the_numbers() -> None:
    world = Recovering()
    Location.objects.update(has_check_ins=False)
    page = opened(world)
    assert "Check-ins are not switched on here." in page
    assert CALLS in page


def test_a_visit_ahead_is_not_asked_about() -> None:
    world = Recovering()
    assert "This visit is not over yet." in opened(world, world.second)


def test_nobody_reaches_the_check_ins_of_another_patient() -> None:
    world = Recovering()
    check_in = world.check_in()
    client = portal_of(a_patient())
    addresses = [
        reverse("portal_check_in", args=[world.first.pk]),
        reverse("portal_check_in_answer", args=[check_in.pk]),
    ]
    answers = [client.get(address).status_code for address in addresses]
    posted = client.post(addresses[0], {"key": uuid.uuid4(), **CALM}).status_code
    confirmed = client.post(reverse("portal_confirm", args=[world.second.pk])).status_code
    assert [*answers, posted, confirmed] == [404, 404, 404, 404]
    assert CheckIn.objects.count() == 1


def answer_of(world: Recovering, check_in: CheckIn, *, after: dt.timedelta = 4 * DAY) -> str:
    address = reverse("portal_check_in_answer", args=[check_in.pk])
    with time_machine.travel(world.done_at + after, tick=False):
        return words_of(portal_of(world.patient).get(address).content)


def test_once_somebody_has_looked_her_page_says_who() -> None:
    world = Recovering()
    check_in = world.check_in(**AMBER)
    world.reviewed(check_in)
    text = answer_of(world, check_in)
    assert "Dr Pia Novak has looked at it" in text
    assert "Looks well." not in text


def test_where_nobody_looked_in_time_she_is_asked_to_call() -> None:
    world = Recovering()
    text = answer_of(world, world.check_in(**RED), after=9 * DAY)
    assert "Somebody should have read it by" in text


def test_her_other_answers_after_the_session_are_listed() -> None:
    world = Recovering()
    world.check_in(after=DAY)
    assert "Day 1" in answer_of(world, world.check_in(after=3 * DAY))


def home_of(world: Recovering, *, after: dt.timedelta = 3 * DAY) -> str:
    with time_machine.travel(world.done_at + after, tick=False):
        return words_of(portal_of(world.patient).get("/my/").content)


def test_her_plan_asks_after_a_session_and_says_when_she_answered() -> None:
    world = Recovering()
    before = home_of(world)
    world.check_in(after=3 * DAY)
    assert ("How does your skin feel?" in before, "You answered today" in before) == (True, False)
    assert "You answered today at" in home_of(world)


def test_her_plan_says_to_call_while_a_red_answer_waits() -> None:
    world = Recovering()
    check_in = world.check_in(**RED)
    call = "You told us something that a clinician should hear today. Call us now."
    assert call in home_of(world)
    world.reviewed(check_in)
    assert call not in home_of(world)


def test_her_plan_asks_nothing_where_it_is_switched_off() -> None:
    world = Recovering()
    Location.objects.update(has_check_ins=False)
    assert "How does your skin feel?" not in home_of(world)


def confirmed(world: Recovering) -> tuple[bool, str]:
    address = reverse("portal_confirm", args=[world.second.pk])
    with time_machine.travel(world.second.start - 3 * DAY, tick=False):
        answer = portal_of(world.patient).post(address, follow=True)
    world.second.refresh_from_db()
    return world.second.confirmed_at is not None, words_of(answer.content)


def test_she_says_that_she_comes() -> None:
    world = Recovering()
    ahead = world.second.start - world.done_at - 3 * DAY
    assert "Yes, I come" in home_of(world, after=ahead)
    is_confirmed, text = confirmed(world)
    assert is_confirmed
    assert "You told us that you come." in text


def test_while_a_check_in_waits_she_cannot_say_it() -> None:
    world = Recovering()
    world.check_in(**AMBER)
    is_confirmed, text = confirmed(world)
    assert not is_confirmed
    assert "A practitioner first looks at how your skin feels." in text
    assert "Yes, I come" not in text


def test_a_week_before_is_early_enough_to_be_asked() -> None:
    world = Recovering()
    early = world.second.start - world.done_at - 8 * DAY
    assert "Yes, I come" not in home_of(world, after=early)

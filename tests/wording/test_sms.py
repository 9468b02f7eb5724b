"""What a text message says: a date, who writes, whom to call, and how to stop."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from clinic.models import Role
from plans.channels.text import Text
from plans.engine.sentence import MOST_SMS, gsm7_length, strangers, telling_words
from plans.models import MessageText, Reminder
from plans.queries.reminder import visits_told
from plans.shipped.messages.texts import shipped_slugs
from plans.wording.sms import text_of
from tests.letters import Post
from tests.world import MONDAY, a_message, a_patient, a_protocol, a_user

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-04-14T16:00+02:00"
PHONE = "+493012345678"
HERS = "+491701234567"
LANGUAGES = [code for code, _name in django_settings.PATIENT_LANGUAGES]


def text(post: Post, reason: str, *carried: Reminder) -> Text:
    if reason in ("moved", "cancelled"):
        Reminder.objects.filter(pk=post.row("booked").pk).update(reason=reason)
    row = post.row(reason)
    row.channel = "sms"
    return text_of(row, visits_told(row), MONDAY, carried)


def a_post(*starts: str, **patient: Any) -> Post:
    patient = {"name": "Amira Haddad", "phone": HERS, **patient}
    return Post(*(starts or (FIRST,)), location={"phone": PHONE}, **patient)


def test_it_says_who_writes_when_whom_to_call_and_how_to_stop() -> None:
    written = text(a_post(), "prepare")
    assert written.text == (
        "Linden: Amira, we expect you Wed 20 Jan, 16:00.\nTel. +49 30 12345678. "
        "Opt out: reply STOP."
    )
    assert written.to == HERS


def test_it_speaks_the_language_of_the_patient() -> None:
    assert text(a_post(language="de"), "prepare").text == (
        "Linden: Amira, Termin am Mi 20.1., 16:00 Uhr.\nTel. +49 30 12345678. Abmelden mit STOP."
    )


def test_a_language_we_do_not_write_is_answered_in_the_clinics() -> None:
    assert "we expect you Wed 20 Jan" in text(a_post(language="ja"), "prepare").text


def test_the_date_is_the_clinics_and_says_so_to_who_lives_by_another_clock() -> None:
    written = text(a_post(zone="America/New_York"), "prepare").text
    assert "Wed 20 Jan, 16:00 (Berlin time)." in written


def every_row(post: Post, slug: str) -> Reminder:
    row = post.row("prepare")
    step = post.version.message_steps.filter(slug=slug).first()
    row.step = step or a_message(post.version, "prepare", slug=slug, days=1)
    row.reason = slug if slug in Reminder.Reason.values else "recovery"
    return row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [one for one in shipped_slugs() if one != "prepare"])
def test_every_shipped_one_fits_and_tells_a_stranger_nothing(slug: str, language: str) -> None:
    long = {"display_name": "Praxis am Lindenplatz", "phone": PHONE, "emergency_phone": "112"}
    post = Post(FIRST, SECOND, location=long, language=language, phone=HERS, name="Alexandra B")
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    said = text_of(every_row(post, slug), post.visits, MONDAY).text
    assert gsm7_length(said) <= MOST_SMS
    assert strangers(said) == []
    assert telling_words(said, language) == ()
    assert said.startswith("Praxis am Lindenplatz: Alexandra, ")
    assert "STOP" in said.splitlines()[-1]
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Amira Haddad", "Linden: Amira, we expect"),
        ("Zoë Å", "Linden: we expect"),
        ("Jürgen É", "Linden: Jürgen, we expect"),
        ("Łucja Nowak", "Linden: we expect"),
        ("张伟", "Linden: we expect"),
        ("A" * 120, "Linden: we expect"),
    ],
)
def test_a_name_that_does_not_fit_a_text_message_is_left_out(name: str, said: str) -> None:
    assert text(a_post(name=name), "prepare").text.startswith(said)


def test_a_number_of_several_patients_gets_no_name() -> None:
    post = a_post()
    a_patient(phone=HERS, name="Bo Haddad")
    assert text(post, "prepare").text.startswith("Linden: we expect you")


def test_somebody_who_is_archived_shares_no_number_any_more() -> None:
    post = a_post()
    a_patient(phone=HERS, name="Bo Haddad", archived_at=MONDAY)
    assert text(post, "prepare").text.startswith("Linden: Amira, we")


@pytest.mark.parametrize(
    ("display_name", "start"),
    [
        ("Łódź – Praxis „Linde“", 'Lódz - Praxis "Linde": Amira, we'.replace("ó", "o")),
        ("医院", "localhost: Amira, we"),
    ],
)
def test_the_clinics_name_is_spelt_with_the_letters_of_phones(
    display_name: str, start: str
) -> None:
    post = Post(FIRST, location={"display_name": display_name}, name="Amira Haddad", phone=HERS)
    assert text(post, "prepare").text.startswith(start)


def test_what_is_too_long_loses_its_last_sentences_but_never_how_to_stop() -> None:
    post = Post(FIRST, location={"display_name": "X" * 60, "phone": PHONE}, phone=HERS)
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    said = text(post, "prepare").text
    assert gsm7_length(said) <= MOST_SMS
    assert said.startswith("X" * 60 + ": we expect you Wed 20 Jan, 16:00.")
    assert said.endswith("Opt out: reply STOP.")


def test_the_clinics_own_words_win_and_are_cut_to_fit() -> None:
    version = a_protocol()
    step = version.message_steps.get(reason="prepare")
    MessageText.objects.create(
        step=step, language="en", subject="x", body="x", sms="Please come, {name}. " + "long " * 50
    )
    said = text(Post(FIRST, version=version, name="Amira H", phone=HERS), "prepare").text
    assert said == "Linden: Please come. Opt out: reply STOP."


def test_one_long_sentence_is_cut_at_its_end() -> None:
    post = a_post()
    row = post.row("prepare")
    row.own_text = "word " * 50
    said = text_of(row, post.visits, MONDAY).text
    assert said.startswith("Linden: word word")
    assert said.endswith("Opt out: reply STOP.")
    assert gsm7_length(said) == MOST_SMS


def test_words_for_this_patient_win_over_all() -> None:
    post = a_post()
    row = post.row("prepare")
    row.own_text = "Your bag is here, {name}."
    said = text_of(row, post.visits, MONDAY).text
    assert said == "Linden: Your bag is here, Amira. Opt out: reply STOP."


def test_the_way_in_is_the_bare_door(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example"
    post = a_post()
    assert "http" not in text(post, "recovery").text
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    assert "https://linden.example/my/" in text(post, "recovery").text


def test_when_to_call_stands_in_every_one_after_a_visit() -> None:
    said = text(a_post(), "recovery").text
    assert "Worried? Call +49 30 12345678." in said
    assert "Emergency: 112 or 911." in said


def test_several_in_one_lead_to_her_plan_but_a_date_comes_first() -> None:
    post = a_post(FIRST)
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    assert "news for you" in text(post, "recovery", post.row("prepare")).text
    assert "Wed 20 Jan" in text(post, "prepare", post.row("recovery")).text


@pytest.mark.parametrize(
    ("attempts", "ago", "is_repeat"),
    [(0, None, False), (0, 1, False), (1, 1, True), (0, 90, True)],
)
def test_a_repeat_is_known_as_one(attempts: int, ago: int | None, is_repeat: bool) -> None:
    post = a_post()
    row = post.row("prepare")
    row.attempts = attempts
    row.first_tried_at = None if ago is None else MONDAY - dt.timedelta(seconds=ago)
    written = text_of(row, post.visits, MONDAY)
    assert (written.key, written.reminder_id) == (str(row.key), row.pk)
    assert (written.first_tried_at, written.is_repeat) == (row.first_tried_at, is_repeat)

"""What a patient reads, and what a stranger who reads along must not learn."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from icalendar import Calendar
from pytest_django import Settings

from clinic.models import Role
from plans.channels.email import Letter
from plans.models import Reminder
from plans.queries.reminder import visits_told
from plans.wording.letter import letter_of
from tests.letters import Post
from tests.world import MONDAY, a_protocol, a_user

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-04-14T16:00+02:00"
REASONS = list(Reminder.Reason.values)
LANGUAGES = [code for code, _ in django_settings.LANGUAGES]

# A procedure, a body area or a product gives away what the clinic does, in either language.
TELLING = re.compile(
    r"acne|akne|botox|derm|dose|face\b|facial|gesicht|haut|laser|medic|nadel|narbe|needl|numb(?!er)|peel"
    r"|pore|preis|price|roller|scar|serum|session|sitzung|skin|therap|treat|behandl|wrinkl|falte",
    re.IGNORECASE,
)


def letter(post: Post, reason: str) -> Letter:
    if reason == "moved":
        Reminder.objects.filter(pk=post.row("booked").pk).update(reason="moved")
    if reason == "cancelled":
        Reminder.objects.filter(reason="booked").update(state="accepted")
        post.cancel(post.visits[0])
    row = post.row(reason)
    return letter_of(row, visits_told(row), MONDAY)


def telling_post(**patient: Any) -> Post:
    """Everything that must stay behind the door has a canary in it."""
    version = a_protocol(
        prepare_text="CANARY prepare",
        price_session=190,
        price_series=900,
        currency="EUR",
    )
    version.aftercare_steps.update(text="CANARY aftercare")
    version.protocol.name = "CANARY protocol"
    version.protocol.save()
    post = Post(FIRST, SECOND, version=version, alerts="CANARY alert", **patient)
    assert post.plan is not None
    post.plan.goals = "CANARY goals"
    post.plan.save()
    return post


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_tells_a_stranger_what_is_treated(reason: str, language: str) -> None:
    written = letter(telling_post(language=language), reason)
    files = [file.name + file.content.decode() for file in written.attachments]
    for text in [written.subject, written.text, written.html, *files]:
        assert "CANARY" not in text
        assert "190" not in text
        assert TELLING.findall(text) == []


def test_no_template_of_a_letter_has_a_telling_word() -> None:
    folder = Path(django_settings.BASE_DIR) / "templates" / "email"
    found = {path.name: TELLING.findall(path.read_text()) for path in folder.iterdir()}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_linter_knows_a_telling_word() -> None:
    assert TELLING.findall("Linden: your Microneedling dates") == ["needl"]


def test_each_reason_has_its_three_files() -> None:
    folder = Path(django_settings.BASE_DIR) / "templates" / "email"
    kinds = ("html", "subject", "txt")
    wanted = {f"{reason}.{kind}" for reason in REASONS for kind in kinds}
    assert wanted <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("reason", "subject"),
    [
        ("booked", "Linden: your dates"),
        ("moved", "Linden: your new dates"),
        ("cancelled", "Linden: your date is cancelled"),
        ("prepare", "Linden: your next date"),
        ("recovery", "Linden: after your visit"),
    ],
)
def test_a_subject_is_the_clinics_name_and_little_else(reason: str, subject: str) -> None:
    assert letter(Post(FIRST, SECOND), reason).subject == subject


def test_one_date_is_not_called_dates() -> None:
    assert letter(Post(FIRST), "booked").subject == "Linden: your date"


def test_all_dates_are_in_one_letter_with_a_file_of_them() -> None:
    written = letter(Post(FIRST, SECOND), "booked")
    dates = [line for line in written.text.splitlines() if line.startswith("- ")]
    assert dates == [
        "- Wednesday 20 January 2027, 16:00 to 17:30",
        "- Wednesday 14 April 2027, 16:00 to 17:30",
    ]
    [file] = written.attachments
    assert (file.name, file.kind) == ("dates.ics", "text/calendar")
    assert len(Calendar.from_ical(file.content).events) == 2


def test_a_cancelled_date_leaves_her_calendar() -> None:
    written = letter(Post(FIRST, SECOND), "cancelled")
    dates = [line for line in written.text.splitlines() if line.startswith("- ")]
    [event] = Calendar.from_ical(written.attachments[0].content).events
    assert dates == ["- Wednesday 20 January 2027, 16:00 to 17:30"]
    assert str(event["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("reason", ["prepare", "recovery"])
def test_only_letters_with_dates_have_a_file(reason: str) -> None:
    assert letter(Post(FIRST), reason).attachments == ()


@pytest.mark.parametrize(
    ("zone", "date"),
    [
        ("", "- Wednesday 20 January 2027, 16:00 to 17:30"),
        ("Europe/Vienna", "- Wednesday 20 January 2027, 16:00 to 17:30"),
        ("America/New_York", "- Wednesday 20 January 2027, 16:00 to 17:30 (Berlin time)"),
    ],
)
def test_the_clinics_zone_is_named_to_who_lives_by_another_clock(zone: str, date: str) -> None:
    assert date in letter(Post(FIRST, zone=zone), "booked").text.splitlines()


@pytest.mark.parametrize("reason", REASONS)
def test_a_letter_says_who_writes_whom_to_call_and_how_to_stop(reason: str) -> None:
    location = {"phone": "+493012345678", "address": "Lindenstr. 1", "email": "desk@linden.example"}
    written = letter(Post(FIRST, location=location, preferred_name="Amira"), reason)
    for text in (written.text, written.html):
        for said in ("Hello Amira,", "Linden", "Lindenstr. 1", "+49 30 12345678", "“stop”"):
            assert said in text
    assert (written.sender_name, written.answers_to) == ("Linden", "desk@linden.example")


@pytest.mark.parametrize("reason", REASONS)
def test_the_way_in_is_the_bare_door(reason: str, settings: Settings) -> None:
    """A link that signs in would be spent by the scanners of mail servers, or by a stranger."""
    settings.SITE_URL = "https://linden.example"
    post = Post(FIRST)
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    written = letter(post, reason)
    links = set(re.findall(r"https?://[^\s\"<]+", written.text + written.html))
    assert links == {"https://linden.example/my/"}


@pytest.mark.parametrize("reason", REASONS)
def test_who_has_no_account_is_not_sent_to_a_door(reason: str) -> None:
    written = letter(Post(FIRST), reason)
    assert "http" not in written.text + written.html


def test_after_the_visit_she_knows_whom_to_call_when_worried() -> None:
    location = {"phone": "+493012345678", "out_of_hours_phone": "116 117"}
    text = letter(Post(FIRST, location=location), "recovery").text
    assert "If anything worries you, call us: +49 30 12345678." in text
    assert "When we are closed: 116 117." in text
    assert "112" in text


def test_a_name_is_written_as_it_is_and_harmless_in_html() -> None:
    written = letter(Post(FIRST, name="<b>Ngọc & 张伟</b>"), "booked")
    assert "Hello <b>Ngọc & 张伟</b>," in written.text
    assert "Hello &lt;b&gt;Ngọc &amp; 张伟&lt;/b&gt;," in written.html


def test_a_name_of_the_clinic_cannot_write_headers() -> None:
    written = letter(Post(FIRST, location={"display_name": "Linden\nBcc: x@y.example"}), "booked")
    assert written.subject == "Linden Bcc: x@y.example: your date"


def test_every_try_has_the_key_of_its_message(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example:8443"
    post = Post(FIRST)
    row = post.row("booked")
    assert letter(post, "booked").message_id == f"<{row.key}@linden.example>"

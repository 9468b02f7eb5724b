"""What a patient reads, and what a stranger who reads along must not learn."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from icalendar import Calendar
from pytest_django import Settings

from clinic.models import Role
from plans.actions.standard import approve_sheet, ship_standards
from plans.channels.email import Letter
from plans.models import Reminder, Standard
from plans.queries.reminder import visits_told
from plans.shipped.messages.texts import shipped_slugs
from plans.wording.letter import letter_of
from tests.letters import Post
from tests.world import MONDAY, a_message, a_protocol, a_user

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-04-14T16:00+02:00"
SLUGS = shipped_slugs()
LANGUAGES = [code for code, _name in django_settings.PATIENT_LANGUAGES]
AFTER = ("recovery", "tonight", "day_1", "day_3", "check_in", "day_7", "day_14")

# A procedure, a body area or a product gives away what the clinic does, in either language.
TELLING = re.compile(
    r"acne|akne|botox|derm|dose|face\b|facial|gesicht|haut|laser|medic|nadel|narbe|needl|numb(?!er)|peel"
    r"|pore|preis|price|roller|scar|serum|session|sitzung|skin|therap|treat|behandl|wrinkl|falte",
    re.IGNORECASE,
)


def row_of(post: Post, slug: str) -> Reminder:
    """The newest message of the post as if the shipped step of this slug had caused it."""
    if slug in ("booked", "moved", "cancelled"):
        row = post.row("booked")
        row.reason = slug
        return row
    step = post.version.message_steps.filter(slug=slug).first()
    row = post.row("recovery" if slug in AFTER else "prepare")
    row.step = step or a_message(post.version, "recovery", slug=slug, asks_check_in=slug == "day_3")
    row.reason = slug if slug in Reminder.Reason.values else "recovery"
    return row


def letter(post: Post, slug: str) -> Letter:
    row = row_of(post, slug)
    return letter_of(row, visits_told(row), MONDAY)


def at_home(post: Post) -> Post:
    """The patient has an account."""
    post.patient.user = a_user(Role.PATIENT)
    post.patient.save()
    return post


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
    return at_home(post)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_tells_a_stranger_what_is_treated(slug: str, language: str) -> None:
    written = letter(telling_post(language=language), slug)
    files = [file.name + file.content.decode() for file in written.attachments]
    for text in [written.subject, written.text, written.html, *files]:
        assert "CANARY" not in text
        assert "190" not in text
        assert TELLING.findall(text) == []


def test_the_linter_knows_a_telling_word() -> None:
    assert TELLING.findall("Linden: your Microneedling dates") == ["needl"]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unfilled(slug: str, language: str) -> None:
    location = {"phone": "+493012345678", "out_of_hours_phone": "116 117"}
    for post in (Post(FIRST, language=language), at_home(Post(FIRST, location=location))):
        written = letter(post, slug)
        for text in (written.subject, written.text, written.html.partition("<body>")[2]):
            assert re.findall(r"[{}]|None|\s[,.:;]\s", text) == []


@pytest.mark.parametrize(
    ("slug", "language", "subject"),
    [
        ("booked", "en", "Linden: your dates"),
        ("moved", "en", "Linden: your new dates"),
        ("cancelled", "en", "Linden: cancelled"),
        ("prepare", "en", "Linden: your next date"),
        ("recovery", "en", "Linden: after your visit"),
        ("booked", "de", "Linden: Ihre Termine"),
        ("tonight", "de", "Linden: für heute Abend"),
        ("booked", "ja", "Linden: your dates"),
    ],
)
def test_a_subject_is_the_clinics_name_and_little_else(
    slug: str, language: str, subject: str
) -> None:
    assert letter(Post(FIRST, SECOND, language=language), slug).subject == subject


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


def test_dates_are_written_as_her_language_writes_them() -> None:
    written = letter(Post(FIRST, SECOND, language="de", name="Amira"), "booked")
    dates = [line for line in written.text.splitlines() if line.startswith("- ")]
    assert dates == [
        "- Mittwoch, 20. Januar 2027, 16:00 bis 17:30 Uhr",
        "- Mittwoch, 14. April 2027, 16:00 bis 17:30 Uhr",
    ]
    assert written.text.startswith("Guten Tag Amira,\n\nWir erwarten Sie:")
    assert '<html lang="de">' in written.html


def test_a_cancelled_date_leaves_her_calendar() -> None:
    post = Post(FIRST, SECOND)
    Reminder.objects.filter(reason="booked").update(state="accepted")
    post.cancel(post.visits[0])
    row = post.row("cancelled")
    written = letter_of(row, visits_told(row), MONDAY)
    dates = [line for line in written.text.splitlines() if line.startswith("- ")]
    [event] = Calendar.from_ical(written.attachments[0].content).events
    assert dates == ["- Wednesday 20 January 2027, 16:00 to 17:30"]
    assert str(event["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("slug", ["prepare", "recovery", "day_3"])
def test_only_letters_with_dates_have_a_file(slug: str) -> None:
    assert letter(Post(FIRST), slug).attachments == ()


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


@pytest.mark.parametrize("slug", SLUGS)
def test_a_letter_says_who_writes_whom_to_call_and_how_to_stop(slug: str) -> None:
    location = {"phone": "+493012345678", "address": "Lindenstr. 1", "email": "desk@linden.example"}
    written = letter(Post(FIRST, location=location, preferred_name="Amira"), slug)
    for text in (written.text, written.html):
        for said in ("Hello Amira,", "Linden", "Lindenstr. 1", "+49 30 12345678", "“stop”"):
            assert said in text
        assert written.stop_url in text
    assert (written.sender_name, written.answers_to) == ("Linden", "desk@linden.example")


def test_one_click_stops_the_e_mails_of_this_patient(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example"
    assert letter(Post(FIRST), "booked").stop_url.startswith("https://linden.example/stop/")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_way_in_is_the_bare_door(slug: str, settings: Settings) -> None:
    """A link that signs in would be spent by the scanners of mail servers, or by a stranger."""
    settings.SITE_URL = "https://linden.example"
    written = letter(at_home(Post(FIRST)), slug)
    links = set(re.findall(r"https?://[^\s\"<]+", written.text + written.html))
    assert links - {"https://linden.example/my/"} == {written.stop_url}


@pytest.mark.parametrize("slug", SLUGS)
def test_who_has_no_account_is_not_sent_to_a_door(slug: str) -> None:
    written = letter(Post(FIRST), slug)
    assert "/my/" not in written.text + written.html


@pytest.mark.parametrize("slug", AFTER)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["When to call", "call us the same day: +49 30 12345678.", "116 117", "112 at"]),
        ("de", ["Wann Sie anrufen", "am selben Tag an: +49 30 12345678.", "116 117", "112 so"]),
    ],
)
def test_after_a_visit_each_letter_says_when_to_call(
    slug: str, language: str, said: list[str]
) -> None:
    location = {
        "phone": "+493012345678",
        "out_of_hours_phone": "116 117",
        "emergency_phone": "112 at" if language == "en" else "112 so",
    }
    written = letter(Post(FIRST, location=location, language=language), slug)
    for words in said:
        assert words in written.text
        assert words in written.html


@pytest.mark.parametrize("slug", ["booked", "prepare", "day_before"])
def test_before_a_visit_nothing_speaks_of_emergencies(slug: str) -> None:
    assert "emergency" not in letter(Post(FIRST), slug).text


def asked(post: Post) -> Post:
    """Check-ins are on at the post's clinic, and the thresholds are approved."""
    post.location.emergency_phone, post.location.has_check_ins = "112", True
    post.location.save()
    by = a_user(Role.MANAGER)
    for sheet in ship_standards(now=MONDAY):
        if sheet.sheet == Standard.Sheet.TRIAGE:
            approve_sheet(standard_id=sheet.pk, approved_by="Dr Novak", by=by, now=MONDAY)
    return at_home(post)


def test_who_is_asked_for_a_check_in_is_led_to_it(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example"
    post = asked(Post(FIRST))
    link = f"https://linden.example/my/visits/{post.visits[0].pk}/check-in/"
    for slug in ("day_3", "check_in"):
        written = letter(post, slug)
        assert f"it takes a minute: {link} To sign in".lower() in written.text.lower()
        assert f'<a href="{link}">{link}</a>' in written.html
    assert "check-in" not in letter(post, "day_7").text


def test_without_approved_thresholds_nobody_is_asked() -> None:
    post = asked(Post(FIRST))
    Standard.objects.update(state="draft", approved_by="", approved_at=None)
    written = letter(post, "day_3").text
    assert "check-in" not in written
    assert "How are you today?" in written


def test_a_name_is_written_as_it_is_and_harmless_in_html() -> None:
    written = letter(Post(FIRST, name="<b>Ngọc & 张伟</b>"), "booked")
    assert "Hello <b>Ngọc & 张伟</b>," in written.text
    assert "Hello &lt;b&gt;Ngọc &amp; 张伟&lt;/b&gt;," in written.html


def test_a_name_that_looks_like_an_address_or_a_placeholder_stays_a_name() -> None:
    written = letter(Post(FIRST, name="https://x.example {phone}"), "booked")
    assert "Hello https://x.example {phone}," in written.text
    assert 'href="https://x.example' not in written.html


def test_a_name_of_the_clinic_cannot_write_headers() -> None:
    written = letter(Post(FIRST, location={"display_name": "Linden\nBcc: x@y.example"}), "booked")
    assert written.subject == "Linden Bcc: x@y.example: your dates"


def test_every_try_has_the_key_of_its_message(settings: Settings) -> None:
    settings.SITE_URL = "https://linden.example:8443"
    post = Post(FIRST)
    row = post.row("booked")
    assert letter(post, "booked").message_id == f"<{row.key}@linden.example>"


def test_several_messages_are_one_letter_with_the_dates_first() -> None:
    post = at_home(Post(FIRST, name="Amira", location={"phone": "+493012345678"}))
    before, after = row_of(post, "prepare"), row_of(post, "day_3")
    booked = row_of(post, "booked")
    before.due_at = after.due_at - dt.timedelta(days=1)
    booked.due_at = after.due_at + dt.timedelta(days=1)
    written = letter_of(after, post.visits, MONDAY, [before, booked])
    assert written.subject == "Linden: several things in one letter"
    told = ["Here is when we expect you:", "This is how you get ready:", "How are you today?"]
    places = [written.text.index(words) for words in told]
    assert places == sorted(places)
    assert written.text.count("Hello Amira,") == 1
    assert written.text.count("Your plan: ") == 1
    assert written.text.count("If you cannot come, please tell us as early as you can. Call") == 1
    assert written.text.count("When to call") == 1
    assert written.message_id.startswith(f"<{after.key}@")
    [file] = written.attachments
    assert len(Calendar.from_ical(file.content).events) == 1

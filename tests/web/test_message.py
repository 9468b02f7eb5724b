"""The pages about messages: what failed and waits, the site's health, the demo's outbox."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries, Settings

from clinic.models import Role
from plans.actions.outbox import beat
from plans.models import Heartbeat, Reminder
from plans.views.demo_outbox import demo_outbox
from tests.letters import Post, at
from tests.world import a_user

pytestmark = pytest.mark.django_db

FIRST = "2027-01-20T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")
LATE = "Messages are not going out"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(a_user())
    return client


def a_failed_message(**patient: Any) -> Reminder:
    row = Post(FIRST, **patient).row("booked")
    Reminder.objects.filter(pk=row.pk).update(
        state="failed", attempts=1, last_error="550 no such user"
    )
    return row


def page(client: Client) -> str:
    return client.get("/messages/").content.decode()


def test_a_failed_message_stands_with_its_reason_and_her_phone(desk: Client) -> None:
    row = a_failed_message(phone="+493012345678", name="Amira Haddad")
    shown = page(desk)
    for words in (
        "Amira Haddad",
        "The provider refused it: 550 no such user",
        "Call instead: +49 30 12345678",
        "tel:+493012345678",
        f"/messages/{row.pk}/again/",
    ):
        assert words in shown


def test_without_messages_the_page_says_what_would_stand_there(desk: Client) -> None:
    shown = page(desk)
    assert "every message of the last week went out" in shown
    assert "No message is due within a week" in shown
    assert "Send again" not in shown


def test_who_has_not_agreed_to_mail_is_called_before_it_is_too_late(desk: Client) -> None:
    post = Post(FIRST, phone="+493012345678")
    post.patient.email_consent_at = None
    post.patient.save()
    shown = page(desk)
    assert "Will not go out" in shown
    assert "There is no consent to e-mail. Ask for it, or call instead." in shown
    assert "Call instead: +49 30 12345678" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_queries_however_many_messages(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_failed_message()
    page(desk)
    # the session, the account, the clinic's name, the worker, the locations, the two lists, the
    # answers, whom to call, the contact notes
    with django_assert_num_queries(10):
        page(desk)


def test_sending_again_makes_the_message_due_and_says_so(desk: Client) -> None:
    row = a_failed_message()
    answer = desk.post(f"/messages/{row.pk}/again/", {"next": "/messages/"}, follow=True)
    assert answer.redirect_chain == [("/messages/", 302)]
    assert "It goes out within a minute" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.next_try_at) == ("planned", NOON)


def test_sending_again_tells_why_it_would_be_of_no_use(desk: Client) -> None:
    row = a_failed_message()
    row.patient.email_consent_at = None
    row.patient.save()
    answer = desk.post(f"/messages/{row.pk}/again/", follow=True)
    assert "There is no consent to e-mail" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "failed"


def test_looking_sends_nothing(desk: Client) -> None:
    row = a_failed_message()
    assert desk.get(f"/messages/{row.pk}/again/").status_code == 405
    row.refresh_from_db()
    assert row.state == "failed"


def test_a_message_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.post("/messages/999/again/").status_code == 404


def test_a_patient_reaches_no_message() -> None:
    row = a_failed_message(name="Amira Haddad")
    client = Client()
    client.force_login(a_user(Role.PATIENT))
    for answer in (client.get("/messages/"), client.post(f"/messages/{row.pk}/again/")):
        assert answer.status_code == 403
        assert "Amira" not in answer.content.decode()


def test_staff_see_when_no_worker_runs(desk: Client) -> None:
    assert LATE in page(desk)
    beat(worker="one", now=NOON)
    assert LATE not in page(desk)


def health() -> tuple[int, str]:
    answer = Client().get("/health/")
    return answer.status_code, answer.content.decode()


def test_health_is_well_while_the_worker_works() -> None:
    beat(worker="one", now=NOON)
    assert health() == (200, "well\n")


def test_health_tells_that_no_worker_runs() -> None:
    assert health() == (503, "worker: none has looked for three minutes\n")


def test_health_tells_that_messages_do_not_go_out() -> None:
    beat(worker="one", now=NOON)
    Post(FIRST)
    trouble = "messages: one has been due for more than five minutes\n"
    assert health() == (503, trouble)


def test_health_tells_a_monitor_no_versions() -> None:
    beat(worker="one", now=NOON)
    answer = Client().get("/health/")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Server" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_real_clinic_has_no_outbox_to_read() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo_outbox")
    with pytest.raises(Http404):
        demo_outbox(RequestFactory().get("/demo/outbox/"))


def test_the_demo_shows_its_mails_the_newest_first(settings: Settings, tmp_path: Path) -> None:
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.OUTBOX_ROOT = tmp_path
    for subject in ("first", "second"):
        message = mail.EmailMultiAlternatives(subject, f"the {subject}", None, ["amira@x.example"])
        message.attach_alternative(f"<p>the {subject}</p>", "text/html")
        message.attach("dates.ics", "BEGIN:VCALENDAR", "text/calendar")
        message.send()
    shown = demo_outbox(RequestFactory().get("/demo/outbox/")).content.decode()
    assert shown.index("<h2>second</h2>") < shown.index("<h2>first</h2>")
    for words in (
        "To amira@x.example",
        "<p>the second</p>",
        "&lt;p&gt;the second&lt;/p&gt;",
        "dates.ics",
        "BEGIN:VCALENDAR",
    ):
        assert words in shown


def test_the_demo_says_where_mails_will_come_from(settings: Settings, tmp_path: Path) -> None:
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = settings.OUTBOX_ROOT = tmp_path / "not there yet"
    shown = demo_outbox(RequestFactory().get("/demo/outbox/")).content.decode()
    assert "No mail yet. Book a series" in shown


def test_a_worker_of_yesterday_is_no_worker(desk: Client) -> None:
    Heartbeat.objects.create(worker="old", beat_at=NOON - dt.timedelta(days=1))
    assert LATE in page(desk)

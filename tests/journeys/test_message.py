"""The page of messages in a real browser."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.models import Answer, Reminder
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.letters import Post
from tests.world import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Page:
    """The page of somebody who is signed in at the front desk."""
    client = Client()
    client.force_login(a_user())
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


def a_failed_and_a_waiting_message() -> Reminder:
    now = clock.now()
    start = f"{now + dt.timedelta(days=7):%Y-%m-%d}T12:00+00:00"
    phone = "+493012345678"
    row = Post(start, now=now, phone=phone, name="Amira Haddad").row("booked")
    failed = {"state": "failed", "attempts": 1, "last_error": "550 no such user"}
    Reminder.objects.filter(pk=row.pk).update(**failed)
    Post(start, now=now, phone=phone, name="Bo Chen", email_consent_at=None)
    return row


@on_every_screen
def test_axe_finds_nothing_on_the_messages(
    desk: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    a_failed_and_a_waiting_message()
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto("/messages/")
    expect(desk.get_by_text("The provider refused it: 550 no such user")).to_be_visible()
    assert faults_of(desk) == []


def test_axe_finds_nothing_where_there_is_no_message(desk: Page) -> None:
    desk.goto("/messages/")
    expect(desk.get_by_text("No message is due within a week")).to_be_visible()
    assert faults_of(desk) == []


def test_a_message_is_sent_again_by_keyboard_alone(desk: Page) -> None:
    row = a_failed_and_a_waiting_message()
    desk.goto("/messages/")
    again = desk.get_by_role("button", name="Send again")
    for _ in range(60):
        desk.keyboard.press("Tab")
        if again.evaluate("button => button === document.activeElement"):
            break
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("It goes out within a minute")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "planned"


@dataclass(frozen=True)
class Desk:
    """A series of Amira's in a fortnight, and what she answered, at the front desk."""

    page: Page
    post: Post

    def message(self, words: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=words)

    def press(self, words: str, within: str) -> None:
        self.message(within).get_by_role("button", name=words).first.click()


@pytest.fixture
def plan(desk: Page) -> Desk:
    now = clock.now()
    day = now + dt.timedelta(days=14)
    post = Post(f"{day:%Y-%m-%d}T12:00+00:00", now=now, name="Amira Haddad")
    Answer.objects.create(
        patient=post.patient,
        channel="email",
        sender=post.patient.email,
        text="May I come at nine?",
        provider_id="answer",
        received_at=now,
    )
    assert post.plan is not None
    desk.goto(f"/plans/{post.plan.pk}/messages/")
    return Desk(desk, post)


def test_the_desk_stops_changes_sends_and_writes_messages_and_reads_an_answer(plan: Desk) -> None:
    page, post = plan.page, plan.post
    plan.press("Stop", "Recovery")
    expect(page.get_by_text("It will not go.")).to_be_visible()
    assert post.row("recovery").suppressed_because == "stopped"

    plan.message("How to prepare").get_by_role("link", name="Change").click()
    expect(page.get_by_role("heading", name="What it says now")).to_be_visible()
    page.get_by_label("Subject").fill("Your skin")
    page.get_by_label("Text").fill("Please come ten minutes early.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("tells a stranger what is done here")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Please come ten minutes early.")
    page.get_by_label("Subject").fill("Your visit")
    page.get_by_role("button", name="Save").click()
    expect(plan.message("How to prepare")).to_contain_text("Please come ten minutes early.")

    plan.press("Send now", "All dates")
    expect(page.get_by_text("It goes out")).to_be_visible()

    plan.message("All dates").locator("summary", has_text="Words").click()
    expect(plan.message("All dates").locator(".message-text")).to_contain_text("Linden")

    page.get_by_role("link", name="Write to her").click()
    page.get_by_label("Subject").fill("Your question")
    page.get_by_label("Text").fill("Yes, nine is fine.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Yes, nine is fine.")).to_be_visible()
    assert post.row("hand").own_subject == "Your question"

    plan.press("Read", "May I come at nine?")
    expect(page.get_by_text("read by Dana Desk")).to_be_visible()
    assert Answer.objects.get().read_by is not None


def test_a_text_message_is_counted_while_it_is_written(plan: Desk) -> None:
    patient = plan.post.patient
    patient.phone, patient.sms_consent_at = "+493012345678", clock.now()
    patient.save()
    page = plan.page
    page.goto(f"/patients/{patient.pk}/messages/")
    page.get_by_label("Text message").check()
    expect(page.get_by_label("Subject")).to_be_hidden()
    page.get_by_label("Text*").fill("5 € for the tram")
    count = page.locator("[data-count]")
    expect(count).to_contain_text("17 of 138 characters")
    page.get_by_label("Text*").fill("Привет")
    expect(count).to_contain_text("do not fit into a text message")


@on_every_screen
@pytest.mark.parametrize("where", ["plan", "thread", "change"])
def test_axe_finds_nothing_on_the_pages_of_messages(
    plan: Desk, where: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page, post = plan.page, plan.post
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    Reminder.objects.filter(reason="booked").update(state="delivered", sent_at=clock.now())
    if where == "thread":
        page.goto(f"/patients/{post.patient.pk}/messages/")
    elif where == "change":
        page.goto(f"/messages/{post.row('prepare').pk}/change/")
    else:
        page.reload()
        plan.message("How to prepare").locator("summary").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults_of(page) == []

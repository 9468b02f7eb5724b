"""The page of messages in a real browser."""

import datetime as dt
from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.models import Reminder
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
    expect(desk.get_by_text("The mail server refused it: 550 no such user")).to_be_visible()
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

"""She says on her phone how her skin feels, and reads at once what it means."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.models import CheckIn, Patient
from tests.axe import faults_of
from tests.checkins import CALM, Recovering
from tests.journeys.tablet import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def world() -> Recovering:
    """Her first session was done two days ago."""
    now = clock.now()
    world = Recovering(now=now)
    end = now - dt.timedelta(hours=50)
    world.first.start, world.first.end = end - dt.timedelta(hours=2), end
    world.first.done_at = end
    world.first.save()
    return world


def by_code(page: Page, world: Recovering) -> None:
    """She comes in with the code from her mail."""
    assert world.patient.user
    page.set_viewport_size(PHONE)
    page.goto("/")
    patients = page.get_by_role("region", name="I am a patient")
    patients.get_by_label("E-mail").fill(world.patient.user.email)
    patients.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    code = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert code
    page.get_by_label("Code").fill(code.group())
    page.keyboard.press("Enter")


def answer(page: Page, **others: str) -> None:
    """Tap through the questions: calm but for these."""
    for name, calm in CALM.items():
        value = others.get(name, calm[0] if isinstance(calm, list) else calm)
        tap = page.locator(f"input[name={name}][value='{value}']")
        if tap.count():
            tap.check()


def test_what_is_red_says_at_once_whom_to_call(page: Page, world: Recovering) -> None:
    by_code(page, world)
    page.get_by_role("link", name="How does your skin feel?").click()
    expect(page.get_by_role("link", name="Emergency: 112")).to_be_in_viewport()
    assert faults_of(page) == []

    answer(page, changes="streaks")
    page.get_by_role("button", name="Send my answers").click()

    expect(page.get_by_role("heading", name="Call us now")).to_be_in_viewport()
    expect(page.get_by_role("link", name=re.compile(r"Call us \+49"))).to_be_in_viewport()
    assert faults_of(page) == []
    assert CheckIn.objects.get().colour == "red"
    page.get_by_role("link", name="My plan").click()
    expect(page.get_by_text("Call us now.")).to_be_visible()


def test_with_the_keyboard_alone_and_in_german_she_reads_what_is_usual(
    page: Page, world: Recovering, live_server: LiveServer
) -> None:
    Patient.objects.update(language="de")
    assert world.patient.user
    sign_in(page, world.patient.user, live_server).set_viewport_size(PHONE)
    page.goto("/my/")
    page.get_by_role("link", name="Wie fühlt sich Ihre Haut an?").click()
    page.get_by_role("button", name="Antworten abschicken").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Noch nicht abgeschickt")
    assert faults_of(page) == []

    answer(page)
    page.locator("input[name=pain][value='0']").press("ArrowRight")
    page.get_by_role("button", name="Antworten abschicken").press("Enter")

    expect(page.get_by_role("heading", name="So, wie es an diesem Tag üblich ist")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert faults_of(page) == []
    check_in = CheckIn.objects.get()
    assert (check_in.colour, check_in.answers["pain"]) == ("green", 1)


def test_without_scripts_she_can_answer_too(
    page: Page, world: Recovering, live_server: LiveServer
) -> None:
    client = Client()
    assert world.patient.user and page.context.browser
    client.force_login(world.patient.user)
    session = client.cookies["session"].value
    with page.context.browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        plain = context.new_page()
        plain.goto(f"{live_server.url}/my/visits/{world.first.pk}/check-in/")
        answer(plain)
        plain.get_by_role("button", name="Send my answers").click()
        expect(plain.get_by_role("heading", name="As is usually seen on this day")).to_be_visible()

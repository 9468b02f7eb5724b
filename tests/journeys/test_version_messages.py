"""A manager changes what a protocol tells its patients, in a real browser."""

from typing import Literal

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Role
from plans.actions.protocol import ship_protocols
from plans.models import MessageText, ProtocolVersion
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.world import a_location, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def manager(page: Page, live_server: LiveServer) -> Page:
    client = Client()
    client.force_login(a_user(Role.MANAGER))
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def draft() -> ProtocolVersion:
    a_location(phone="+493012345678")
    ship_protocols(now=clock.now())
    return ProtocolVersion.objects.get(protocol__slug="enlarged-pores")


def test_words_are_seen_while_they_are_typed_and_then_kept(
    manager: Page, draft: ProtocolVersion
) -> None:
    manager.goto(reverse("protocol_version", args=[draft.pk]))
    manager.get_by_role("link", name="Messages").last.click()
    manager.get_by_role("link", name="Deutsch How to prepare").click()
    text = manager.get_by_label("Text message")
    shown = manager.get_by_role("region", name="As the patient will see it")
    text.fill("Ihr Gesicht, {name}.")
    expect(shown.get_by_text("“gesicht” tells a stranger")).to_be_visible()
    text.fill("{name}, bis {date}!")
    expect(shown.get_by_text("Linden: Amira, bis ")).to_be_visible()
    expect(shown.get_by_text("tells a stranger")).to_have_count(0)
    assert not MessageText.objects.exists()
    manager.get_by_role("button", name="Save the words").click()
    expect(manager.get_by_text("Saved.")).to_be_visible()
    assert MessageText.objects.get().sms == "{name}, bis {date}!"


def test_a_sixth_message_is_switched_on_with_a_warning(
    manager: Page, draft: ProtocolVersion
) -> None:
    manager.goto(reverse("version_messages_edit", args=[draft.pk]))
    row = manager.get_by_role("group", name="Please confirm")
    row.get_by_label("Is sent").check()
    row.get_by_label("Days").fill("4")
    manager.get_by_role("button", name="Save the messages").click()
    expect(manager.get_by_text("6 messages for one session.")).to_be_visible()
    step = draft.message_steps.get(slug="confirm")
    assert (step.is_on, step.offset_days) == (True, 4)


@on_every_screen
def test_axe_finds_nothing_on_the_messages_of_a_draft(
    manager: Page, draft: ProtocolVersion, width: int, scheme: Literal["light", "dark"]
) -> None:
    manager.set_viewport_size({"width": width, "height": 900})
    manager.emulate_media(color_scheme=scheme)
    for address in (
        reverse("version_messages", args=[draft.pk]),
        reverse("version_messages_edit", args=[draft.pk]),
        reverse("version_message", args=[draft.pk, "day_3", "en"]),
    ):
        manager.goto(address)
        assert faults_of(manager) == []

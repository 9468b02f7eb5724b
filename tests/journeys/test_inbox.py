"""The inbox in a real browser: two desks share one list, and what comes in is there by itself."""

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Role, User
from plans.actions.task import Thing, claim_task
from plans.models import Task, Visit
from tests.axe import faults_of
from tests.inbox import a_check_in, a_message_to, an_answer
from tests.journeys.screens import on_every_screen
from tests.letters import Post, done
from tests.world import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = dt.timedelta(days=1)


def sign_in(page: Page, user: User, live_server: LiveServer) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


def visits() -> list[Visit]:
    """One that is done, and one ahead."""
    now = clock.now()
    post = Post((now - 3 * DAY).isoformat(), (now + 2 * DAY).isoformat(), now=now - 20 * DAY)
    done(post.visits[0], now - 3 * DAY)
    return post.visits


def look(page: Page) -> None:
    """As when somebody comes back to the page."""
    page.evaluate("htmx.trigger(document.getElementById('inbox'), 'look')")


def test_what_somebody_took_is_seen_at_the_other_desk(page: Page, live_server: LiveServer) -> None:
    message = a_message_to(visits()[1], at=clock.now())
    sign_in(page, a_user(name="Dana"), live_server).goto("/inbox/")
    omar = a_user(name="Omar")
    claim_task(thing=Thing(Task.Kind.MESSAGE, message.pk), seen=None, by=omar, now=clock.now())

    page.get_by_role("button", name="Take it").click()

    expect(page.get_by_text("Take it over only if you know that.")).to_be_visible()
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("You took it at")).to_be_visible()
    assert Task.objects.get().owner != omar


def test_a_red_check_in_comes_along_by_itself_and_is_said(
    page: Page, live_server: LiveServer
) -> None:
    before, ahead = visits()
    a_message_to(ahead, at=clock.now())
    sign_in(page, a_user(Role.PRACTITIONER), live_server).goto("/inbox/")
    take = page.get_by_role("button", name="Take it")
    take.focus()

    a_check_in(before, "red", at=clock.now(), reasons=["streaks"])
    look(page)

    expect(page.get_by_text("Streaks that run away from the skin")).to_be_visible()
    expect(page.locator("#inbox-told")).to_have_text("A red check-in came in.")
    expect(take.last).to_be_focused()


def test_what_somebody_types_stays_while_the_list_lives(
    page: Page, live_server: LiveServer
) -> None:
    before, ahead = visits()
    a_message_to(ahead, at=clock.now())
    sign_in(page, a_user(), live_server).goto("/inbox/")
    page.get_by_text("More").click()
    note = page.get_by_label("What came of it")
    note.fill("Told her at")

    an_answer(before, at=clock.now())
    look(page)
    expect(note).to_have_value("Told her at")
    note.press("Enter")

    expect(page.get_by_text("Noted as done.")).to_be_visible()
    expect(page.get_by_text("An answer that nobody has read")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You took it at")).to_be_visible()


@on_every_screen
def test_the_inbox_is_fit_for_everybody(
    page: Page, live_server: LiveServer, scheme: str, width: int
) -> None:
    before, ahead = visits()
    a_check_in(before, "red", at=clock.now(), reasons=["streaks"])
    a_message_to(ahead, at=clock.now())
    an_answer(before, at=clock.now())
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page, a_user(Role.PRACTITIONER), live_server).goto("/inbox/")
    page.get_by_text("More").first.click()

    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

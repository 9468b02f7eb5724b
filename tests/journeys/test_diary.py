"""The diary in a real browser: a drag, its keyboard twin, and what free time is good for."""

import datetime as dt
import re
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.models import Visit
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.world import Clinic, a_practitioner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BERLIN = ZoneInfo("Europe/Berlin")
SLOT = 48  # pixels of half an hour


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(now=clock.now())


@pytest.fixture
def visit(clinic: Clinic) -> Visit:
    """The first session of a series."""
    found = clinic.booked().visits.order_by("start").first()
    assert found
    return found


@pytest.fixture
def desk(page: Page, clinic: Clinic, live_server: LiveServer) -> Page:
    """The page of somebody who is signed in at the front desk."""
    client = Client()
    client.force_login(clinic.desk)
    name = "session"
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 1280, "height": 1400})
    return page


def day_of(visit: Visit) -> str:
    return visit.start.astimezone(BERLIN).date().isoformat()


def open_day(desk: Page, visit: Visit, **more: object) -> Locator:
    """The diary of the visit's day; its events of this visit."""
    query = "".join(f"&{key}={value}" for key, value in more.items())
    desk.goto(f"/diary/?on={day_of(visit)}{query}")
    events = desk.locator(".ec-event.visit")
    expect(events.first).to_be_visible()
    return events


def drag(desk: Page, event: Locator, *, right: float = 0, down: float = 0) -> None:
    """Take an event by its middle and hold it there; the drop is the caller's."""
    box = event.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + right / 2, y + down / 2, steps=4)
    desk.mouse.move(x + right, y + down, steps=4)


def wanted(address: str) -> tuple[str, str]:
    """The instant and the practitioner that an address of a move names."""
    found = re.search(r"/move/\?to=(\d+)&who=(\d+)$", address)
    assert found, address
    return found.group(1), found.group(2)


def test_a_drag_shows_the_windows_and_lands_on_the_preview(
    desk: Page, clinic: Clinic, visit: Visit
) -> None:
    needling = open_day(desk, visit).nth(1)

    drag(desk, needling, down=6 * SLOT)
    expect(desk.locator(".window").first).to_be_visible()
    expect(desk.locator("[data-diary-status]")).to_have_text("The green bands are where it may go.")
    desk.mouse.up()
    desk.wait_for_url("**/move/?to=*")

    later = int((visit.start + dt.timedelta(hours=3)).timestamp())
    assert wanted(desk.url) == (str(later), str(clinic.practitioner.pk))
    expect(desk.get_by_role("heading", name="This is what changes")).to_be_visible()
    assert Visit.objects.get(session=visit.session) == visit


def test_a_drop_that_is_not_confirmed_leaves_the_visit_where_it_was(
    desk: Page, visit: Visit
) -> None:
    needling = open_day(desk, visit).nth(1)
    before = needling.bounding_box()
    drag(desk, needling, down=4 * SLOT)
    expect(desk.locator(".window").first).to_be_visible()
    desk.mouse.up()
    desk.wait_for_url("**/move/?to=*")

    desk.go_back()

    expect(desk.locator(".ec-event.visit").nth(1)).to_be_visible()
    assert desk.locator(".ec-event.visit").nth(1).bounding_box() == before


def test_dropped_in_anothers_column_it_goes_to_her(
    desk: Page, clinic: Clinic, visit: Visit
) -> None:
    other = a_practitioner(clinic.location, clinic.protocol, name="Zoe Other")
    needling = open_day(desk, visit).nth(1)
    box = needling.bounding_box()
    assert box

    drag(desk, needling, right=box["width"], down=2 * SLOT)
    expect(desk.locator(".window").nth(1)).to_be_visible()
    desk.mouse.up()
    desk.wait_for_url("**/move/?to=*")

    assert wanted(desk.url)[1] == str(other.pk)


def test_the_keyboard_opens_the_panel_and_its_way_to_move(
    desk: Page, clinic: Clinic, visit: Visit
) -> None:
    event = open_day(desk, visit).first
    event.focus()
    desk.keyboard.press("Enter")
    panel = desk.get_by_role("dialog", name=clinic.patient.name)
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("session 1 of 4")
    assert faults_of(desk) == []

    desk.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(event).to_be_focused()
    desk.keyboard.press("Enter")
    panel.get_by_role("link", name="Move").focus()
    desk.keyboard.press("Enter")

    assert visit.session
    desk.wait_for_url(f"**/plans/{visit.session.plan_id}/sessions/1/move/")
    desk.locator("a[href^='?to=']").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="This is what changes")).to_be_visible()


def test_what_is_done_cannot_be_dragged(desk: Page, visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(state="done")

    expect(open_day(desk, visit).first).not_to_have_class(re.compile("ec-draggable"))


def test_a_browser_elsewhere_shows_the_clinics_clock(
    desk: Page, clinic: Clinic, visit: Visit
) -> None:
    session = desk.context.new_cdp_session(desk)
    session.send("Emulation.setTimezoneOverride", {"timezoneId": "Pacific/Auckland"})
    needling = open_day(desk, visit).nth(1)

    local = visit.start.astimezone(BERLIN)
    begins = (local + dt.timedelta(minutes=45)).strftime("%H:%M")
    expect(needling.locator(".diary-time")).to_contain_text(begins)
    drag(desk, needling, down=2 * SLOT)
    expect(desk.locator(".window").first).to_be_visible()
    desk.mouse.up()
    desk.wait_for_url("**/move/?to=*")

    assert wanted(desk.url)[0] == str(int((visit.start + dt.timedelta(hours=1)).timestamp()))


def test_cancelled_and_booked_again_from_the_list(desk: Page, clinic: Clinic, visit: Visit) -> None:
    desk.goto(f"/diary/?view=list&on={day_of(visit)}")
    desk.get_by_role("link", name="Cancel").first.click()
    desk.get_by_label("The patient").check()
    desk.get_by_label("The time does not suit").check()
    desk.get_by_role("button", name="Cancel the visit").click()
    expect(desk.get_by_text("Cancelled. What it held is free.")).to_be_visible()

    desk.goto(f"/diary/?view=list&on={day_of(visit)}")
    desk.get_by_role("link", name="What fits here").first.click()
    desk.get_by_role("link", name="Look at it").first.click()
    expect(desk.get_by_role("heading", name="This is what changes")).to_be_visible()
    desk.get_by_role("button", name="Book it").click()

    desk.wait_for_url(re.compile(r"/plans/\d+/$"))
    assert Visit.objects.filter(session=visit.session, state="booked").count() == 1


def test_a_click_on_free_time_shows_what_fits(desk: Page, clinic: Clinic, visit: Visit) -> None:
    event = open_day(desk, visit).nth(1)
    box = event.bounding_box()
    assert box

    desk.mouse.click(box["x"] + 20, box["y"] + box["height"] + 2 * SLOT)

    desk.wait_for_url("**/diary/fits/?*")
    expect(desk.get_by_role("heading", name="What fits here")).to_be_visible()


def test_a_phone_gets_the_list_unless_one_lane_is_chosen(
    desk: Page, clinic: Clinic, visit: Visit
) -> None:
    a_practitioner(clinic.location, clinic.protocol)
    desk.set_viewport_size({"width": 360, "height": 800})

    desk.goto(f"/diary/?on={day_of(visit)}")
    desk.wait_for_url("**view=list**")
    open_day(desk, visit, who=clinic.practitioner.pk)

    assert "view=list" not in desk.url


@on_every_screen
def test_axe_finds_nothing_on_the_diary(
    desk: Page, clinic: Clinic, visit: Visit, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    day, who = day_of(visit), clinic.practitioner.pk
    for address in (
        f"/diary/?on={day}&who={who}",
        f"/diary/?on={day}&who={who}&view=week",
        f"/diary/?on={day}&by=room",
    ):
        desk.goto(address)
        expect(desk.locator(".ec-event.visit").first).to_be_visible()
        assert faults_of(desk) == [], address
    a_practitioner(clinic.location, clinic.protocol)
    for view in ("month", "list"):
        desk.goto(f"/diary/?on={day}&view={view}")
        assert faults_of(desk) == [], view
    if width > 600:
        desk.goto(f"/diary/?on={day}&view=week")
        expect(desk.locator(".ec-event.visit").first).to_be_visible()
        assert faults_of(desk) == []

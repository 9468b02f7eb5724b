"""The main job, in a real browser: a whole series in one step."""

import datetime as dt
from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.models import Booking, Plan, Visit
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.world import Clinic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


NAME_OF_FOCUSED = """() => {
  const { labels, textContent } = document.activeElement;
  const words = [...(labels ?? [])].map((label) => label.textContent).join(" ");
  return (words || textContent).replace(/\\s+/g, " ");
}"""


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(now=clock.now())


@pytest.fixture
def desk(page: Page, clinic: Clinic, live_server: LiveServer) -> Page:
    """The page of somebody who is signed in at the front desk."""
    client = Client()
    client.force_login(clinic.desk)
    name = "session"
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return page


def address(clinic: Clinic) -> str:
    return f"/patients/{clinic.patient.pk}/planner/{clinic.protocol.slug}/"


def tab_to(page: Page, name: str) -> None:
    """Walk on with Tab until what has this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(NAME_OF_FOCUSED)
        # A number alone stands in many names.
        if said.strip() == name or (not name.isdecimal() and name in said):
            return
    raise AssertionError(f"Tab never reached {name}")


def test_five_sessions_are_booked_by_keyboard_alone(desk: Page, clinic: Clinic) -> None:
    desk.goto("/today/")
    desk.keyboard.press("/")
    desk.keyboard.type(clinic.patient.name)
    expect(desk.locator(".find-hits a").first).to_be_visible()
    tab_to(desk, "Book")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/patients/{clinic.patient.pk}/**")
    tab_to(desk, "Plan a series")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address(clinic)}")
    tab_to(desk, "4")
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("button", name="Book all five")).to_be_visible()
    tab_to(desk, "Book all five")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("5 visits are booked.")).to_be_visible()
    assert Visit.objects.filter(state=Visit.State.BOOKED).count() == 5


def test_from_the_search_to_five_sessions_in_at_most_ten_clicks(desk: Page, clinic: Clinic) -> None:
    desk.goto("/today/")
    steps = [
        desk.get_by_label("Find a patient"),
        desk.locator(".find-hits").get_by_role("link", name="Book"),
        desk.get_by_role("link", name="Plan a series"),
        desk.locator(".counts label", has_text="5"),
        desk.get_by_role("button", name="Book all five"),
    ]
    for step in steps:
        step.click()
        if step is steps[0]:
            desk.keyboard.type(clinic.patient.name)

    expect(desk.get_by_text("5 visits are booked.")).to_be_visible()
    assert len(steps) <= 10


def test_a_session_is_swapped_by_keyboard(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))
    tab_to(desk, "Change session 2")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("group", name="Another time for session 2")).to_be_visible()
    expect(desk.locator(".places input:checked")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("Changed by hand")).to_be_visible()
    expect(desk.locator("#change-0-2")).to_be_focused()


def test_escape_leaves_the_session_where_it_is(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))
    desk.locator("#change-0-2").click()
    expect(desk.locator(".places input:checked")).to_be_focused()

    desk.keyboard.press("Escape")

    expect(desk.locator(".places")).to_have_count(0)
    expect(desk.locator("#change-0-2")).to_be_focused()


def test_a_date_is_added_and_taken_out_again(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))
    desk.get_by_role("button", name="Add a date").click()
    expect(desk.get_by_label("What for")).to_be_focused()
    desk.keyboard.type("Wedding")
    day = desk.locator("[name$='-on']:visible")
    day.fill(desk.locator("#id_earliest").input_value())
    day.blur()
    expect(desk.locator(".eventname").first).to_have_text("Wedding")

    desk.get_by_text("Remove").click()

    expect(desk.locator(".eventname")).to_have_count(0)
    expect(desk.get_by_role("button", name="Add a date")).to_be_focused()


def test_a_wrong_wish_keeps_the_focus_where_somebody_types(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))
    desk.get_by_text("Adjust").click()
    desk.locator("#id_gap_max").fill("99")
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("Choose 28 to 42 days")).to_be_visible()
    expect(desk.locator("#id_gap_max")).to_be_focused()
    expect(desk.locator("#id_gap_max")).to_have_value("99")


def test_reserved_then_made_firm_then_undone(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))
    later = clock.now() + dt.timedelta(days=7)
    desk.locator("#id_earliest").fill(later.date().isoformat())
    desk.locator("#id_earliest").blur()
    desk.get_by_role("button", name="Reserve for 48 hours").click()
    expect(desk.get_by_text("4 visits are reserved.")).to_be_visible()

    desk.goto("/bookings/")
    desk.get_by_role("button", name="Book for").click()
    expect(desk.get_by_text("Booked: the reservation is firm now.")).to_be_visible()
    desk.get_by_role("button", name="Undo for").click()
    expect(desk.get_by_text("Undone: everything stands as before")).to_be_visible()
    assert Booking.objects.get().state == Booking.State.UNDONE


def test_two_clicks_book_once(desk: Page, clinic: Clinic) -> None:
    desk.goto(address(clinic))

    desk.get_by_role("button", name="Book all four").dblclick()

    expect(desk.get_by_text("4 visits are booked.")).to_be_visible()
    assert Plan.objects.count() == 1


@on_every_screen
def test_axe_finds_nothing_on_the_planner(
    desk: Page, clinic: Clinic, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(address(clinic))
    desk.get_by_role("button", name="Add a trip").click()
    desk.locator("#change-0-2").click()
    expect(desk.locator(".places input:checked")).to_be_focused()
    assert faults_of(desk) == []

    desk.locator("#id_earliest").fill("2020-01-01")
    desk.get_by_role("button", name="Find the best series").click()
    expect(desk.get_by_text("Choose today or a later day")).to_be_visible()
    assert faults_of(desk) == []


def test_axe_finds_nothing_on_the_reservations(desk: Page, clinic: Clinic) -> None:
    clinic.booked_consultation()
    desk.goto("/bookings/")

    assert faults_of(desk) == []

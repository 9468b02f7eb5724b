"""A series is disturbed: a session moves and others follow, one is cancelled and booked again."""

import datetime as dt
import re
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Role
from plans.actions.cancel import cancel_visit
from plans.models import Plan, Visit
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.world import Clinic, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BERLIN = ZoneInfo("Europe/Berlin")
FOCUSED = "() => document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"


@pytest.fixture
def clinic() -> Clinic:
    return Clinic(now=clock.now())


@pytest.fixture
def plan(clinic: Clinic) -> Plan:
    booking = clinic.booked(now=clinic.now - dt.timedelta(minutes=30))
    assert booking.plan
    return booking.plan


@pytest.fixture
def desk(page: Page, clinic: Clinic, live_server: LiveServer) -> Page:
    """The page of somebody who is signed in at the front desk."""
    return signed_in(page, clinic, live_server, clinic.desk.role)


def signed_in(page: Page, clinic: Clinic, live_server: LiveServer, role: str) -> Page:
    client = Client()
    client.force_login(clinic.desk if role == clinic.desk.role else a_user(Role(role)))
    name = "session"
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return page


def days_of(plan: Plan) -> list[dt.date]:
    """The dates of its sessions, in order."""
    standing = Visit.objects.filter(session__plan=plan).exclude(state__in=Visit.OVER)
    return [visit.start.astimezone(BERLIN).date() for visit in standing.order_by("session__number")]


def said(day: dt.date) -> re.Pattern[str]:
    return re.compile(rf"\b{day.day} {day:%B}\b")


def expect_dates(page: Page, days: list[dt.date]) -> None:
    """The plan's page shows every session on its day."""
    rows = page.locator("ol.day .day-row")
    expect(rows).to_have_count(len(days))
    for number, day in enumerate(days):
        expect(rows.nth(number)).to_contain_text(said(day))


def pushing(page: Page) -> Locator:
    """Times after which later sessions must follow."""
    heading = page.get_by_role("heading", name="With later sessions following")
    return heading.locator("xpath=following-sibling::*").get_by_role("link")


def tab_to(page: Page, name: str) -> None:
    """Walk on with Tab until what has this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(name):
            return
    raise AssertionError(f"Tab never reached {name}")


def test_from_the_search_to_a_moved_session_in_at_most_five_clicks(
    desk: Page, clinic: Clinic, plan: Plan
) -> None:
    """The first session was had; the second moves, and what comes after follows."""
    Visit.objects.filter(session__plan=plan, session__number=1).update(state="done")
    before = days_of(plan)
    clicks = 0

    def click(target: Locator) -> None:
        nonlocal clicks
        target.click()
        clicks += 1

    desk.goto("/today/")
    click(desk.get_by_label("Find a patient"))
    desk.keyboard.type(clinic.patient.name)
    click(desk.locator(".find-hits").get_by_role("link", name="Move"))
    click(pushing(desk).first)
    table = desk.locator(".move-table tbody tr")
    expect(table).to_have_count(4)
    expect(table.nth(0)).to_contain_text("stays")
    assert table.locator("css=strong").count() == 3
    click(desk.get_by_role("button", name="Move 3 sessions"))
    assert clicks <= 5

    desk.wait_for_url(f"**/plans/{plan.pk}/")
    after = days_of(plan)
    assert after[0] == before[0]
    assert all(new != old for new, old in zip(after[1:], before[1:], strict=True))
    expect_dates(desk, after)

    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone: everything stands as before")).to_be_visible()
    desk.goto(f"/plans/{plan.pk}/")
    expect_dates(desk, before)
    assert days_of(plan) == before


def test_any_other_session_takes_five_clicks_too(desk: Page, clinic: Clinic, plan: Plan) -> None:
    last = Visit.objects.filter(session__plan=plan).latest("start")
    desk.goto("/today/")
    desk.get_by_label("Find a patient").click()
    desk.keyboard.type(clinic.patient.name)
    desk.locator(".find-hits").get_by_role("link", name="Plan: Booked").click()
    desk.get_by_role("link", name="Move session 4").click()
    desk.locator(".move-starts a").first.click()
    desk.get_by_role("button", name="Move it").click()
    desk.wait_for_url(f"**/plans/{plan.pk}/")
    last.refresh_from_db()
    assert last.cancelled_because == "moved"


def test_a_cancelled_session_is_booked_again_from_the_next_page(
    desk: Page, clinic: Clinic, plan: Plan
) -> None:
    visit = Visit.objects.get(session__plan=plan, session__number=4)
    desk.goto(f"/visits/{visit.pk}/cancel/")
    desk.locator("[name=cancelled_by]").first.check()
    desk.get_by_role("radio", name="Ill").check()
    desk.get_by_label("Note").fill("A cold")
    desk.get_by_role("button", name="Cancel the visit").click()

    desk.wait_for_url(f"**/plans/{plan.pk}/sessions/4/move/?freed={visit.pk}")
    expect(desk.get_by_text("Cancelled. What it held is free.")).to_be_visible()
    desk.locator("a[href^='?to=']").first.click()
    desk.get_by_role("button", name="Book it").click()

    desk.wait_for_url(f"**/plans/{plan.pk}/")
    expect_dates(desk, days_of(plan))
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_because, visit.cancelled_note) == (
        "cancelled",
        "ill",
        "A cold",
    )


def test_a_session_moves_by_keyboard_alone(desk: Page, clinic: Clinic, plan: Plan) -> None:
    old = Visit.objects.get(session__plan=plan, session__number=4)
    desk.goto("/today/")
    desk.keyboard.press("/")
    desk.keyboard.type(clinic.patient.name)
    expect(desk.locator(".find-hits a").first).to_be_visible()
    tab_to(desk, clinic.patient.name)
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/patients/{clinic.patient.pk}/")
    tab_to_link(desk, f"/plans/{plan.pk}/")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/plans/{plan.pk}/")
    tab_to_link(desk, f"/plans/{plan.pk}/sessions/4/move/")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/move/")
    tab_to_link(desk, "?to=")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/move/?to=*")
    tab_to(desk, "Move it")
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**/plans/{plan.pk}/")
    old.refresh_from_db()
    new = Visit.objects.get(replaces=old)
    assert (old.state, new.state, new.start != old.start) == ("cancelled", "booked", True)
    expect_dates(desk, days_of(plan))


def tab_to_link(page: Page, address: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate("() => document.activeElement.getAttribute('href') ?? ''")
        if found.startswith(address):
            return
    raise AssertionError(f"Tab never reached {address}")


@on_every_screen
def test_axe_finds_nothing_where_a_series_changes(
    desk: Page, clinic: Clinic, plan: Plan, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": width, "height": 900})
    last = Visit.objects.get(session__plan=plan, session__number=4)
    for address in (
        f"/plans/{plan.pk}/sessions/2/move/",
        f"/visits/{last.pk}/cancel/",
        f"/plans/{plan.pk}/stop/",
    ):
        desk.goto(address)
        assert faults_of(desk) == [], address

    desk.goto(f"/plans/{plan.pk}/sessions/2/move/")
    pushing(desk).first.click()
    expect(desk.locator(".move-table")).to_be_visible()
    assert faults_of(desk) == []

    cancel_visit(
        visit_id=last.pk,
        cancelled_by="patient",
        because="ill",
        note="",
        by=clinic.desk,
        now=clinic.now,
    )
    for address in (f"/plans/{plan.pk}/sessions/4/move/?freed={last.pk}", f"/plans/{plan.pk}/"):
        desk.goto(address)
        assert faults_of(desk) == [], address


@on_every_screen
def test_axe_finds_nothing_where_a_series_is_extended(
    page: Page,
    clinic: Clinic,
    plan: Plan,
    live_server: LiveServer,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    doctor = signed_in(page, clinic, live_server, Role.PRACTITIONER)
    doctor.emulate_media(color_scheme=scheme)
    doctor.set_viewport_size({"width": width, "height": 900})
    doctor.goto(f"/plans/{plan.pk}/extend/")
    expect(doctor.get_by_role("button", name="Extend and find dates")).to_be_visible()
    assert faults_of(doctor) == []

"""The day in a real browser: two desks at work, one tap by keyboard, one sheet of paper."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Hours, Role, User
from plans.models import Visit
from tests.axe import faults_of
from tests.conftest import Faults
from tests.journeys.screens import on_every_screen
from tests.ready import made_ready
from tests.records import made_complete
from tests.world import Clinic, a_patient, a_practitioner, a_room, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clinic() -> Clinic:
    """Open at any hour of any day, for the browser and the server have the machine's clock."""
    clinic = Clinic(now=clock.now())
    clinic.location.zone = "UTC"
    clinic.location.save()
    Hours.objects.update(start=0, end=24 * 60)
    return clinic


def sign_in(page: Page, user: User, live_server: LiveServer) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def desk(page: Page, clinic: Clinic, live_server: LiveServer) -> Page:
    return sign_in(page, clinic.desk, live_server)


@pytest.fixture
def other_desk(browser: Browser, clinic: Clinic, live_server: LiveServer) -> Iterator[Page]:
    """Somebody else at another computer."""
    faults = Faults(urlsplit(live_server.url).netloc)
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    faults.watch(page)
    yield sign_in(page, a_user(), live_server)
    context.close()
    assert faults.seen == []


def today_at(clinic: Clinic, start: dt.datetime, name: str, **fields: object) -> Visit:
    """A visit of today; its holds are of no matter here."""
    booking = clinic.booked(patient=a_patient(name=name), ordered_by=clinic.practitioner)
    visit = booking.visits.earliest("start")
    stay = visit.end - visit.start
    Visit.objects.filter(pk=visit.pk).update(start=start, end=start + stay, **fields)
    return Visit.objects.get(pk=visit.pk)


def a_full_day(clinic: Clinic) -> list[Visit]:
    """Rooms, people and states of every kind, around this moment."""
    zoe = a_practitioner(clinic.location, clinic.protocol, name="Zoe Brandt")
    second = a_room(clinic.location, name="Room B")
    morning = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    visits = [
        today_at(clinic, morning, "Amira Haddad"),
        today_at(clinic, morning + 120 * MINUTE, "Jonas Weber", practitioner=zoe, room=second),
        today_at(clinic, morning + 150 * MINUTE, "Mei Tanaka", room=None),
        today_at(clinic, morning + 160 * MINUTE, "Ade Bello", room=None),
        today_at(clinic, morning + 300 * MINUTE, "Ida Holm", state="no_show"),
        today_at(clinic, morning + 400 * MINUTE, "Leo Marsh", state="in_treatment"),
    ]
    Visit.objects.filter(state="in_treatment").update(started_at=clock.now() - 10 * MINUTE)
    Visit.objects.filter(pk=visits[1].pk).update(end=visits[1].start + 20 * MINUTE)
    visits[0].patient.alerts = "Allergic to lidocaine"
    visits[0].patient.save()
    return visits


def tab_to(page: Page, id: str) -> None:
    """Walk on with Tab until the element of this id has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == id:
            return
    raise AssertionError(f"Tab never reached {id}")


def test_an_arrival_at_one_desk_shows_at_the_other_and_what_is_typed_stays(
    desk: Page, other_desk: Page, clinic: Clinic
) -> None:
    visit = today_at(clinic, clock.now() - MINUTE, "Amira Haddad")
    desk.goto("/today/")
    other_desk.goto("/today/")
    search = desk.get_by_label("Find a patient")
    search.press_sequentially("Jon")
    desk.locator(f"#more-{visit.pk}").click()
    note = desk.locator(f"#menu-{visit.pk}").get_by_label("Note, if there is one")
    note.press_sequentially("called at noon, she")

    other_desk.locator(f"#step-{visit.pk}").click()
    expect(other_desk.get_by_text("Marked as arrived.")).to_be_visible()

    expect(desk.locator(f"#visit-{visit.pk} .state")).to_contain_text("Arrived", timeout=5_000)
    expect(search).to_have_value("Jon")
    expect(note).to_have_value("called at noon, she")
    expect(note).to_be_focused()
    expect(desk.locator("#told")).to_contain_text("Amira Haddad: Arrived")
    desk.keyboard.type(" comes")
    expect(note).to_have_value("called at noon, she comes")


def test_an_open_menu_stays_open_and_says_what_is_true_by_now(
    desk: Page, other_desk: Page, clinic: Clinic
) -> None:
    visit = today_at(clinic, clock.now() - MINUTE, "Amira Haddad")
    desk.goto("/today/")
    other_desk.goto("/today/")
    menu = desk.locator(f"#menu-{visit.pk}")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Move")).to_be_visible()
    desk.get_by_label("Find a patient").focus()

    other_desk.locator(f"#step-{visit.pk}").click()

    expect(menu.get_by_role("button", name="Not here yet")).to_be_visible()
    expect(menu.get_by_role("link", name="Move")).to_have_count(0)


def test_from_arrived_to_done_by_keyboard_alone(
    page: Page, clinic: Clinic, live_server: LiveServer
) -> None:
    visit = today_at(clinic, clock.now() - MINUTE, "Amira Haddad")
    made_complete(made_ready(visit))
    sign_in(page, a_user(Role.PRACTITIONER), live_server)
    page.goto("/today/")
    step = page.locator(f"#step-{visit.pk}")
    tab_to(page, f"step-{visit.pk}")

    for state, words in [("Arrived", "Start"), ("In room since", "Done"), ("Done", "")]:
        page.keyboard.press("Enter")
        expect(page.locator(f"#visit-{visit.pk} .state")).to_contain_text(state)
        if words:
            expect(step).to_contain_text(words)
            expect(step).to_be_focused()
            page.wait_for_timeout(800)  # two taps at once would be one

    visit.refresh_from_db()
    assert visit.state == Visit.State.DONE


def test_a_tap_twice_is_one_tap(page: Page, clinic: Clinic, live_server: LiveServer) -> None:
    visit = today_at(clinic, clock.now() - MINUTE, "Amira Haddad")
    sign_in(page, a_user(Role.PRACTITIONER), live_server)
    page.goto("/today/")

    page.locator(f"#step-{visit.pk}").dblclick()

    expect(page.locator(f"#step-{visit.pk}")).to_contain_text("Start")
    visit.refresh_from_db()
    assert visit.state == Visit.State.ARRIVED


def test_a_page_that_cannot_ask_says_since_when(
    browser: Browser, clinic: Clinic, live_server: LiveServer
) -> None:
    # A browser without a net says so in its console, which is no fault of the page.
    with browser.new_context(base_url=live_server.url) as context:
        desk = sign_in(context.new_page(), clinic.desk, live_server)
        desk.goto("/today/")
        context.set_offline(True)
        expect(desk.get_by_text("Not up to date since")).to_be_visible()
        assert re.search(r"since \d\d:\d\d", desk.locator("#stale").inner_text())

        context.set_offline(False)
        expect(desk.get_by_text("Not up to date since")).to_be_hidden()


def test_who_was_signed_out_finds_the_way_in_and_keeps_the_page(desk: Page, clinic: Clinic) -> None:
    visit = today_at(clinic, clock.now() - MINUTE, "Amira Haddad")
    desk.goto("/today/")
    with desk.expect_response("**/patients/hits/"):
        desk.get_by_label("Find a patient").fill("Jon")
    desk.context.clear_cookies(name="session")

    expect(desk.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(desk.locator(f"#visit-{visit.pk}")).to_be_visible()
    expect(desk.get_by_label("Find a patient")).to_have_value("Jon")


def test_visits_at_one_time_hide_nobody(desk: Page, clinic: Clinic) -> None:
    visits = a_full_day(clinic)
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto("/today/")
    boxes = [desk.locator(f"#visit-{visit.pk}").bounding_box() for visit in visits[2:4]]
    assert boxes[0] and boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_a_visit_of_twenty_minutes_can_be_tapped(desk: Page, clinic: Clinic) -> None:
    visit = a_full_day(clinic)[1]
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto("/today/")
    card = desk.locator(f"#visit-{visit.pk}").bounding_box()
    tap = desk.locator(f"#step-{visit.pk}").bounding_box()
    assert card and tap
    assert min(tap["width"], tap["height"]) >= 24
    assert card["y"] <= tap["y"] and tap["y"] + tap["height"] <= card["y"] + card["height"]


@on_every_screen
def test_axe_finds_nothing_on_a_full_day(
    desk: Page, clinic: Clinic, width: int, scheme: Literal["light", "dark"]
) -> None:
    visits = a_full_day(clinic)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    for path in ("/today/", "/today/?view=list", f"/visits/{visits[0].pk}/late/"):
        desk.goto(path)
        expect(desk.get_by_text("Amira Haddad").first).to_be_visible()
        assert faults_of(desk) == []


def test_axe_finds_nothing_in_an_open_menu(desk: Page, clinic: Clinic) -> None:
    visit = a_full_day(clinic)[0]
    desk.goto("/today/")
    desk.locator(f"#more-{visit.pk}").click()
    expect(desk.get_by_role("link", name="Move").first).to_be_visible()
    assert faults_of(desk) == []


@pytest.mark.parametrize("path", ["/today/print/", "/plans/waiting/"])
def test_axe_finds_nothing_on_the_pages_beside_the_day(
    desk: Page, clinic: Clinic, path: str
) -> None:
    a_full_day(clinic)
    desk.goto(path)
    assert faults_of(desk) == []


@pytest.mark.parametrize("by", ["practitioner", "room"])
def test_a_full_day_prints_on_one_page(desk: Page, clinic: Clinic, by: str) -> None:
    zoe = a_practitioner(clinic.location, clinic.protocol, name="Zoe Brandt")
    second = a_room(clinic.location, name="Room B")
    morning = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(24):
        other = {"practitioner": zoe, "room": second} if number % 2 else {}
        start = morning + number * 30 * MINUTE
        visit = today_at(clinic, start, f"Patient Number {number}", **other)
        visit.patient.phone = f"+4930123450{number:02}"
        visit.patient.alerts = "Allergic to lidocaine" if number % 3 == 0 else ""
        visit.patient.save()
    desk.goto(f"/today/print/?by={by}")
    expect(desk.locator(".day-table tr")).to_have_count(1 + 2 + 24)

    paper = desk.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1

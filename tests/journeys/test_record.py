"""The run sheet on a tablet, in a real browser: a whole visit, two people, no net, and the end."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic.models import Role
from plans.models import LotUse, ZoneRecord
from tests.axe import faults_of
from tests.conftest import Faults
from tests.journeys.screens import on_every_screen
from tests.journeys.tablet import PORTRAIT, Room, Tablet, sign_in
from tests.records import made_complete
from tests.world import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARTRIDGE = "(01)09506000134352(17)391231(10)C77(21)S1"
MOST_TOUCHES = 20


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def tablet(page: Page, room: Room, live_server: LiveServer) -> Tablet:
    sign_in(page, room.pia, live_server).set_viewport_size(PORTRAIT)
    return Tablet(page, room)


@pytest.fixture
def other(browser: Browser, room: Room, live_server: LiveServer) -> Iterator[Tablet]:
    """Zoe at another tablet, with the same sheet."""
    faults = Faults(urlsplit(live_server.url).netloc)
    context = browser.new_context(base_url=live_server.url, viewport=PORTRAIT)
    page = context.new_page()
    faults.watch(page)
    zoe = a_user(Role.PRACTITIONER, name="Zoe Brandt")
    yield Tablet(sign_in(page, zoe, live_server), room)
    context.close()
    assert [fault for fault in faults.seen if "409" not in fault] == []


@pytest.fixture
def netless(browser: Browser, room: Room, live_server: LiveServer) -> Iterator[Tablet]:
    """A tablet whose net may fail: a browser says so in its console, which is no fault of ours."""
    with browser.new_context(base_url=live_server.url, viewport=PORTRAIT) as context:
        yield Tablet(sign_in(context.new_page(), room.pia, live_server), room)


def test_a_whole_visit_in_a_few_touches(tablet: Tablet, room: Room) -> None:
    page = tablet.open().page
    tablet.tap("Arrived")
    tablet.tap(tablet.tile("Lidocaine 4 %"))
    tablet.write("f-numbing_grams", "8")
    tablet.write("f-numbing_cm2", "300")
    tablet.write("scan-numbing", "N123\n")
    expect(page.locator("#uses-numbing .used")).to_contain_text("N123")
    tablet.tap("Cream on")
    tablet.tap("Start")
    expect(page.get_by_role("button", name="Finish")).to_be_visible()
    tablet.tap("Cream off")
    tablet.tap(tablet.tile("Wiped off fully"))
    tablet.write("scan-cartridge", f"{CARTRIDGE}\n")
    expect(page.locator("#uses-cartridge .used")).to_contain_text("C77")
    tablet.tap("As last time")
    expect(page.get_by_text("3 zones are filled in and not confirmed")).to_be_visible()
    tablet.tap("This is what I did")
    expect(page.get_by_text("not confirmed:")).to_have_count(0)
    tablet.write("scan-product", "P9\n")
    tablet.tap(page.locator(".tile").filter(has=page.locator('[name="pain"][value="3"]')))
    tablet.write("f-reaction", "Even redness, calm.")
    tablet.tap("Finish")
    tablet.tap(tablet.sign)

    expect(page.get_by_role("heading", name="Signed record")).to_be_visible()
    record = room.record()
    assert record.signed_by == room.practitioner
    assert (str(record.numbing_percent), str(record.numbing_grams)) == ("4.0", "8.0")
    assert (record.pain, record.reaction) == (3, "Even redness, calm.")
    assert record.is_numbing_removed
    assert record.zones.filter(is_confirmed=True).count() == 3
    assert LotUse.objects.filter(record=record, serial="S1").count() == 1
    assert tablet.touches <= MOST_TOUCHES


def test_what_two_people_write_into_one_field_is_never_lost(tablet: Tablet, other: Tablet) -> None:
    tablet.room.begun()
    tablet.open()
    other.open()
    tablet.write("f-note", "Left side calmer.")
    tablet.page.keyboard.press("Tab")
    tablet.expect_saved()

    other.write("f-note", "Right side redder.")
    other.page.keyboard.press("Tab")

    conflict = other.page.locator("[data-conflict]")
    other.page.get_by_role("link", name="Choose beside the field what holds.").click()
    expect(other.page.locator("#f-note")).to_be_focused()
    expect(conflict).to_contain_text("Left side calmer.")
    expect(conflict).to_contain_text("Right side redder.")
    expect(conflict).to_contain_text("Pia Novak")
    assert tablet.room.record().note == "Left side calmer."
    other.tap("Keep mine")
    other.expect_saved()
    assert tablet.room.record().note == "Right side redder."
    expect(tablet.page.locator("#f-note")).to_have_value("Right side redder.")
    expect(tablet.page.get_by_text("Changed just now by Zoe Brandt")).to_be_visible()


def test_theirs_is_taken_with_one_touch(tablet: Tablet, other: Tablet) -> None:
    tablet.room.begun()
    tablet.open()
    other.open()
    tablet.tap(tablet.page.locator('.tile:has([name="pain"][value="2"])'))
    tablet.expect_saved()
    other.tap(other.page.locator('.tile:has([name="pain"][value="7"])'))

    other.tap("Take theirs")

    other.expect_saved()
    expect(other.page.locator('[name="pain"][value="2"]')).to_be_checked()
    assert tablet.room.record().pain == 2


def test_without_a_net_nothing_typed_is_lost_and_the_page_says_so(netless: Tablet) -> None:
    netless.room.begun()
    page = netless.open().page
    page.context.set_offline(True)
    netless.write("f-note", "She felt the nose most.")

    expect(netless.line).to_have_attribute("data-state", "lost", timeout=5_000)
    assert re.search(r"Not saved since \d\d:\d\d", netless.line.inner_text())
    netless.tap(netless.tile("Treated without numbing"))
    page.context.set_offline(False)

    netless.expect_saved()
    record = netless.room.record()
    assert (record.note, record.is_not_numbed) == ("She felt the nose most.", True)


def test_typing_goes_out_while_it_goes_on(tablet: Tablet) -> None:
    tablet.room.begun()
    page = tablet.open().page
    with page.expect_response(re.compile("record/field/")):
        page.locator("#f-note").press_sequentially("still typing, on and on", delay=300)
    assert tablet.room.record().note in "still typing, on and on"
    page.keyboard.type(" and done")
    page.keyboard.press("Tab")
    tablet.expect_saved()
    assert tablet.room.record().note == "still typing, on and on and done"


def test_whoever_was_signed_out_signs_in_elsewhere_and_goes_on(
    netless: Tablet, live_server: LiveServer
) -> None:
    netless.room.begun()
    page = netless.open().page
    page.context.clear_cookies(name="session")
    netless.write("f-note", "Calm.")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Sign in in another tab")).to_be_visible()
    expect(page.locator("#f-note")).to_have_value("Calm.")
    sign_in(page, netless.room.pia, live_server)

    netless.expect_saved()
    assert netless.room.record().note == "Calm."


def test_leaving_with_something_unsaved_asks_first(netless: Tablet) -> None:
    netless.room.begun()
    page = netless.open().page
    page.context.set_offline(True)
    netless.write("f-note", "Calm.")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_a_depth_warns_asks_why_and_is_refused_beside_its_field(tablet: Tablet) -> None:
    tablet.room.begun()
    page = tablet.open().page
    tablet.tap(page.locator('.face-zone[data-zone="chin"]'))
    row = page.locator("#zone-chin")
    tablet.write("d-chin", "1.25")
    page.keyboard.press("Tab")
    expect(row.get_by_text("say why")).to_be_visible()
    tablet.write("r-chin", "Deep scar")
    page.keyboard.press("Tab")
    tablet.expect_saved()
    page.locator("#d-chin").fill("2")
    page.keyboard.press("Tab")

    expect(row.get_by_role("alert")).to_contain_text("at most 1.5 mm")
    expect(tablet.line).to_have_attribute("data-state", "refused")
    expect(page.locator("#d-chin")).to_have_value("2")
    chin = ZoneRecord.objects.get(record=tablet.room.record(), zone="chin")
    assert (str(chin.depth), chin.over_reason) == ("1.25", "Deep scar")


def test_a_cartridge_that_is_over_is_refused_beside_the_scanner(tablet: Tablet) -> None:
    tablet.room.begun()
    page = tablet.open().page
    tablet.write("scan-cartridge", "(01)09506000134352(17)200131(10)C77\n")
    expect(page.locator("#uses-cartridge [role=alert]")).to_contain_text("expired")
    expect(page.locator("#scan-cartridge")).to_be_focused()
    assert not LotUse.objects.exists()


def test_a_zone_by_keyboard_alone_from_the_drawing(tablet: Tablet) -> None:
    tablet.room.begun()
    page = tablet.open().page
    page.locator("#f-operator").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.zone") == "nose_sides":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#zone-nose_sides-head")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#d-nose_sides")).to_be_focused()
    page.keyboard.type("0.75")
    page.keyboard.press("Tab")
    tablet.expect_saved()
    name = "Sides of the nose: 0.75 millimetres"
    expect(page.get_by_role("link", name=name)).to_be_attached()
    assert str(ZoneRecord.objects.get(zone="nose_sides").depth) == "0.75"


def test_a_signed_page_takes_nothing_but_amendments(tablet: Tablet, other: Tablet) -> None:
    visit = made_complete(tablet.room.begun())
    other.open()
    tablet.open()
    tablet.tap("Finish")
    tablet.tap(tablet.sign)
    page = tablet.page
    expect(page.get_by_role("heading", name="Signed record")).to_be_visible()
    assert page.locator("#run-sheet [data-field]").count() == 0

    other.write("f-note", "Too late.")
    other.page.keyboard.press("Tab")
    expect(other.page.get_by_text("This record is signed. Add an amendment.")).to_be_visible()
    expect(other.page.locator("#f-note")).to_have_value("Too late.")

    page.get_by_label("What is to be added").fill("The lot was C78.")
    page.get_by_label("Why").fill("misread")
    page.get_by_role("button", name="Add the amendment").click()
    expect(page.locator(".amendment")).to_contain_text("The lot was C78.")
    visit.refresh_from_db()
    assert visit.record.note == ""


def complete(tablet: Tablet) -> Tablet:
    """A sheet with everything that may stand on it: filled in, warned about, refused."""
    page = tablet.open().page
    tablet.tap(tablet.tile("Lidocaine 4 %"))
    tablet.write("f-numbing_grams", "12")
    tablet.tap("Cream on")
    tablet.write("scan-cartridge", "(01)09506000134352(17)200131(10)C77\n")
    expect(page.locator("#uses-cartridge [role=alert]")).to_be_visible()
    tablet.tap("As last time")
    tablet.tap(page.locator('.face-zone[data-zone="chin"]'))
    tablet.write("d-chin", "1.25")
    page.keyboard.press("Tab")
    expect(page.locator("#r-chin")).to_be_visible()
    return tablet


@on_every_screen
def test_axe_finds_nothing_on_a_full_sheet(
    tablet: Tablet, width: int, scheme: Literal["light", "dark"]
) -> None:
    tablet.room.begun()
    tablet.page.set_viewport_size({"width": width, "height": 900})
    tablet.page.emulate_media(color_scheme=scheme)
    assert faults_of(tablet.open().page) == []
    page = complete(tablet).page
    assert faults_of(page) == []
    page.locator("#missing summary").click()
    page.locator("#history summary").click()
    assert faults_of(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_something_is_not_saved(
    netless: Tablet, other: Tablet, scheme: Literal["light", "dark"]
) -> None:
    netless.room.begun()
    page = netless.open().page
    page.emulate_media(color_scheme=scheme)
    other.open()
    other.write("f-note", "Calm.")
    other.page.keyboard.press("Tab")
    other.expect_saved()
    netless.write("f-note", "Red.")
    page.keyboard.press("Tab")
    expect(netless.line).to_have_attribute("data-state", "conflict")
    assert faults_of(page) == []
    page.context.set_offline(True)
    netless.write("f-reaction", "Red.")
    expect(netless.line).to_have_attribute("data-state", "lost")
    assert faults_of(page) == []


def test_a_signed_record_and_its_paper(tablet: Tablet) -> None:
    visit = tablet.room.begun()
    page = complete(tablet).page
    page.locator("#scan-cartridge").fill("")
    tablet.write("scan-cartridge", f"{CARTRIDGE}\n")
    expect(page.locator("#uses-cartridge .used")).to_contain_text("C77")
    tablet.write("r-chin", "Deep scar")
    page.keyboard.press("Tab")
    tablet.expect_saved()
    tablet.tap("This is what I did")
    tablet.tap("Cream off")
    tablet.expect_saved()
    tablet.tap("Finish")
    tablet.tap(tablet.sign)
    expect(page.get_by_role("heading", name="Signed record")).to_be_visible()
    assert faults_of(page) == []
    for part in ("print", "blank", "later"):
        page.goto(f"/visits/{visit.pk}/record/{part}/")
        assert faults_of(page) == []


@pytest.mark.parametrize("part", ["print", "blank"])
def test_the_sheet_prints_on_one_page(tablet: Tablet, part: str) -> None:
    visit = tablet.room.begun()
    record = tablet.room.treated(visit)
    for zone in ZoneRecord.Zone:
        ZoneRecord.objects.get_or_create(record=record, zone=zone, defaults={"depth": "0.5"})
    zones = ZoneRecord.objects.filter(record=record)
    zones.update(passes=3, pattern="crosswise", end_point="redness", tolerance=4)
    zones.filter(zone__in=["chin", "left_cheek", "right_cheek"]).update(over_reason="Deep scars")
    record.reaction = record.note = "Even redness on both cheeks, calm after ten minutes. " * 4
    record.save()
    tablet.page.goto(f"/visits/{visit.pk}/record/{part}/")
    expect(tablet.page.get_by_role("heading", level=1)).to_be_visible()

    paper = tablet.page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1

"""The run sheet on a tablet, in a real browser: a whole visit, two people, no net, and the end."""

import re

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from plans.models import LotUse, ZoneRecord
from tests.journeys.tablet import CARTRIDGE, Room, Tablet, sign_in
from tests.records import made_complete

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TOUCHES = 20


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

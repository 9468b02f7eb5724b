"""The run sheet as it looks in all its states, on screens and on paper."""

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from plans.models import ZoneRecord
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.journeys.tablet import CARTRIDGE, Tablet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    page.set_viewport_size({"width": 360, "height": 800})
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

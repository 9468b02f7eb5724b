"""A patient signs on the tablet in a real browser."""

import io
from pathlib import Path
from typing import Any, Literal

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic.models import Role, User
from plans import files
from plans.models import Consent, Visit
from plans.queries.consent import consent_state
from tests.actions.test_consent import a_page
from tests.axe import faults_of
from tests.consents import a_consent_text
from tests.journeys.screens import on_every_screen
from tests.ready import questions_and_limits
from tests.world import Clinic, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUTSIDE = "Not cleared in the US for enlarged pores."


class Room(Clinic):
    """A practitioner at her tablet, and a patient who comes for her first session."""

    def __init__(self) -> None:
        super().__init__()
        a_consent_text(self.protocol, outside_line=OUTSIDE)
        a_consent_text(None)
        questions_and_limits()
        self.visit = Visit.objects.filter(booking=self.booked(ordered_by=self.practitioner))[0]
        self.practitioner.user = a_user(Role.PRACTITIONER)
        self.practitioner.save()
        self.address = reverse("visit_consent", args=[self.visit.pk])
        self.photos = reverse("photo_consent", args=[self.patient.pk])


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def tablet(room: Room, page: Page, live_server: LiveServer) -> Page:
    client = Client()
    user = room.practitioner.user
    assert isinstance(user, User)
    client.force_login(user)
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 1024, "height": 768})
    return page


def pad(page: Page) -> Any:
    return page.locator("canvas.pad")


def draw(page: Page) -> None:
    """One line from left to right, up and down, with the mouse."""
    pad(page).scroll_into_view_if_needed()
    box = pad(page).bounding_box()
    assert box
    places = [(0.1, 0.5), (0.3, 0.1), (0.5, 0.9), (0.7, 0.1), (0.9, 0.5)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_she_signs_with_the_mouse_and_the_server_draws_what_she_drew(
    tablet: Page, room: Room
) -> None:
    tablet.goto(room.address)
    tablet.get_by_text(OUTSIDE).click()
    draw(tablet)
    expect(tablet.locator("[data-sign-told]")).to_have_text("Signed")
    tablet.get_by_role("button", name="Keep the signed consent").click()
    expect(tablet.get_by_text("Signed and kept.")).to_be_visible()

    consent = Consent.objects.get()
    assert consent_state(room.visit).given == consent
    (line,) = consent.strokes
    assert len(line) == 17
    assert [line[0][:2], line[8][:2], line[16][:2]] == [
        pytest.approx([0.1, 0.5], abs=0.01),
        pytest.approx([0.5, 0.9], abs=0.01),
        pytest.approx([0.9, 0.5], abs=0.01),
    ]
    picture = Image.open(io.BytesIO(files.content_of(consent.image)))
    inked = picture.getpixel((round(line[8][0] * 899), round(line[8][1] * 299)))
    assert inked == 24
    shown = tablet.get_by_role("img", name="Signature of")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 900)


def test_a_cleared_pad_signs_nothing_and_what_was_drawn_outlives_a_fault(
    tablet: Page, room: Room
) -> None:
    tablet.goto(room.address)
    draw(tablet)
    tablet.get_by_role("button", name="Clear").click()
    keep = tablet.get_by_role("button", name="Keep the signed consent")
    keep.click()
    expect(tablet.get_by_text("Sign on the pad, or choose a photograph")).to_be_visible()

    draw(tablet)
    keep.click()
    expect(tablet.get_by_text("This line is confirmed by a tick of its own.")).to_be_visible()
    expect(tablet.locator("[data-sign-told]")).to_have_text("Signed")
    tablet.get_by_text(OUTSIDE).click()
    keep.click()
    expect(tablet.get_by_text("Signed and kept.")).to_be_visible()
    assert Consent.objects.get().how == "screen"


def test_by_keyboard_alone_a_page_signed_on_paper_is_kept(
    tablet: Page, room: Room, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(a_page())
    tablet.goto(room.address)
    tablet.get_by_role("checkbox", name=OUTSIDE).focus()
    tablet.keyboard.press("Space")
    paper = tablet.get_by_label("Photograph or scan of the signed page")
    paper.focus()
    paper.set_input_files(scan)
    tablet.keyboard.press("Tab")
    expect(tablet.get_by_role("button", name="Keep the signed consent")).to_be_focused()
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_text("Signed and kept.")).to_be_visible()
    assert Consent.objects.get().how == "paper"


def test_she_allows_a_use_of_her_photographs_and_takes_it_back(tablet: Page, room: Room) -> None:
    tablet.goto(room.photos)
    tablet.get_by_label("For her medical record").check()
    draw(tablet)
    tablet.get_by_role("button", name="Keep the signed consent").click()
    back = tablet.get_by_role("button", name="Take back")
    back.click()
    expect(tablet.get_by_text("Taken back. It holds from now on.")).to_be_visible()
    expect(back).to_have_count(0)


@on_every_screen
def test_axe_finds_nothing_on_the_consents(
    tablet: Page, room: Room, width: int, scheme: Literal["light", "dark"]
) -> None:
    tablet.set_viewport_size({"width": width, "height": 900})
    tablet.emulate_media(color_scheme=scheme)
    tablet.goto(room.address)
    assert faults_of(tablet) == []
    draw(tablet)
    tablet.get_by_role("button", name="Keep the signed consent").click()
    expect(tablet.get_by_text("This line is confirmed by a tick of its own.")).to_be_visible()
    assert faults_of(tablet) == []
    tablet.get_by_text(OUTSIDE).click()
    tablet.get_by_role("button", name="Keep the signed consent").click()
    expect(tablet.get_by_text("Signed and kept.")).to_be_visible()
    assert faults_of(tablet) == []
    consent = Consent.objects.get()
    addresses = [
        room.photos,
        reverse("consent", args=[consent.pk]),
        reverse("visit_consent_print", args=[room.visit.pk]),
        reverse("patient", args=[room.patient.pk]),
        reverse("consent_texts"),
        reverse("consent_text", args=[consent.text_id]),
    ]
    for address in addresses:
        tablet.goto(address)
        assert (address, faults_of(tablet)) == (address, [])

"""Photographs in a real browser, with a camera that shows a moving picture of its own."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from plans.actions.photo_work import align_photos, size_photos
from plans.models import Alignment, Photo
from tests.axe import faults_of
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.journeys.screens import on_every_screen
from tests.journeys.test_today import sign_in
from tests.photographs import Studio, face

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
FINGERTIP, SHUTTER = 44, 64


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """One with a camera, and somebody who allows it."""
    program = browser.browser_type
    path = shutil.which("chromium")
    with_camera = program.launch(executable_path=path, args=[*CHROMIUM_ARGUMENTS, *CAMERA])
    yield with_camera
    with_camera.close()


@pytest.fixture
def studio() -> Studio:
    """Two sessions lie behind today; the first has its photographs."""
    studio = Studio(now=clock.now() - dt.timedelta(days=70))
    studio.take(studio.first)
    size_photos(now=clock.now())
    return studio


@pytest.fixture
def doctor(page: Page, studio: Studio, live_server: LiveServer) -> Page:
    page.set_viewport_size({"width": 820, "height": 1180})
    page.context.grant_permissions(["camera"])
    return sign_in(page, studio.doctor, live_server)


def at_second(studio: Studio) -> str:
    return f"/visits/{studio.second.pk}/photos/"


def compared(studio: Studio) -> str:
    studio.take(studio.second)
    size_photos(now=clock.now())
    align_photos(now=clock.now())
    return f"/patients/{studio.patient.pk}/photos/"


def open_camera(page: Page) -> None:
    """It opens by itself for whoever has allowed it before."""
    expect(page.get_by_role("button", name="Take the picture")).to_be_visible()


def test_a_view_is_taken_with_the_last_picture_over_it(doctor: Page, studio: Studio) -> None:
    doctor.goto(at_second(studio))
    open_camera(doctor)
    ghost = doctor.locator("[data-ghost]")
    assert ghost.evaluate("picture => picture.naturalWidth") == 960
    doctor.get_by_label("Last picture").fill("60")
    assert ghost.evaluate("picture => getComputedStyle(picture).opacity") == "0.6"
    shutter = doctor.get_by_role("button", name="Take the picture")
    box = shutter.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= SHUTTER
    expect(doctor.locator("[data-quality]")).to_have_text("Good")
    shutter.click()
    doctor.get_by_role("button", name="Again").click()
    shutter.click()
    doctor.get_by_role("button", name="Keep", exact=True).click()
    expect(doctor.get_by_text("Front is kept")).to_be_visible()
    expect(doctor.get_by_role("heading", name="Left, 45°")).to_be_visible()
    photo = Photo.objects.get(visit=studio.second)
    assert (photo.view, photo.taken_by) == ("front", studio.doctor)


def test_a_picture_that_could_not_be_sent_is_not_lost(doctor: Page, studio: Studio) -> None:
    doctor.goto(at_second(studio))
    open_camera(doctor)
    doctor.get_by_role("button", name="Take the picture").click()

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    doctor.route("**/photos/*", fail)
    doctor.get_by_role("button", name="Keep", exact=True).click()
    expect(doctor.get_by_text("The picture is still here; try again.")).to_be_visible()
    expect(doctor.locator("[data-canvas]")).to_be_visible()
    assert not Photo.objects.filter(visit=studio.second).exists()
    doctor.unroute("**/photos/*")
    doctor.get_by_role("button", name="Try again").click()
    expect(doctor.get_by_text("Front is kept")).to_be_visible()


def test_where_there_is_no_camera_a_file_is_asked_for(doctor: Page, studio: Studio) -> None:
    doctor.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    doctor.goto(at_second(studio))
    expect(doctor.get_by_text("The camera cannot be used here.")).to_be_visible()
    expect(doctor.get_by_role("button", name="Open the camera")).to_be_visible()


def test_a_file_is_chosen_instead_and_a_wrong_one_is_said(
    doctor: Page, studio: Studio, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "note.jpg", tmp_path / "face.jpg"
    wrong.write_bytes(b"no picture")
    right.write_bytes(face("left45", 1, 1))
    doctor.goto(f"{at_second(studio)}?view=left45")
    doctor.get_by_label("Picture").set_input_files(wrong)
    doctor.get_by_role("button", name="Keep this file").click()
    expect(doctor.get_by_text("JPEG, PNG, WebP and HEIC are taken")).to_be_visible()
    doctor.get_by_label("Picture").set_input_files(right)
    doctor.get_by_role("button", name="Try again").click()
    expect(doctor.get_by_text("Left, 45° is kept.")).to_be_visible()
    assert Photo.objects.get(visit=studio.second).view == "left45"


def test_two_pictures_are_compared_by_keyboard(doctor: Page, studio: Studio) -> None:
    doctor.goto(f"{compared(studio)}?how=slider")
    slider = doctor.get_by_role("slider")
    box = slider.bounding_box()
    assert box
    assert box["height"] >= FINGERTIP
    cut = doctor.locator("[data-cut]")
    slider.focus()
    slider.press("Home")
    expect(cut).to_have_attribute("x", "0")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(cut).to_have_attribute("x", "30")
    slider.press("End")
    expect(cut).to_have_attribute("x", "1000")


def test_the_slider_follows_a_finger_on_the_picture(doctor: Page, studio: Studio) -> None:
    doctor.goto(f"{compared(studio)}?how=slider")
    box = doctor.locator("[data-slider] svg").bounding_box()
    assert box
    middle, top = box["x"] + box["width"] / 2, box["y"] + 40
    doctor.mouse.move(middle, top)
    doctor.mouse.down()
    doctor.mouse.move(middle + 60, top, steps=3)
    doctor.mouse.up()
    assert int(doctor.locator("[data-range]").input_value()) > 50


def test_two_points_are_clicked_in_each_picture(doctor: Page, studio: Studio) -> None:
    doctor.goto(compared(studio))
    doctor.get_by_role("link", name="Lay them over each other by hand").click()
    pictures = doctor.locator("[data-picture]")
    for number in (0, 1):
        box = pictures.nth(number).bounding_box()
        assert box
        for share in (0.35, 0.65):
            place = {"x": box["width"] * share, "y": box["height"] * 0.4}
            pictures.nth(number).click(position=place)  # type: ignore[arg-type]  # x and y
    assert doctor.locator("[data-mark]:visible").count() == 4
    doctor.get_by_role("button", name="Lay them over each other", exact=True).click()
    expect(doctor.get_by_text("The later picture is laid over the earlier one.")).to_be_visible()
    row = Alignment.objects.get()
    assert (row.how, row.state) == ("points", "made")
    assert row.matrix == pytest.approx([1, 0, 0, 1, 0, 0], abs=0.01)


@on_every_screen
def test_axe_finds_nothing_on_the_pages_of_photographs(
    doctor: Page, studio: Studio, width: int, scheme: Literal["light", "dark"]
) -> None:
    address = compared(studio)
    photo = Photo.objects.latest("pk").pk
    doctor.set_viewport_size({"width": width, "height": 900})
    doctor.emulate_media(color_scheme=scheme)
    for page in (
        address,
        f"{address}?how=slider",
        f"/photos/{photo}/align/",
        f"/photos/{photo}/hide/",
    ):
        doctor.goto(page)
        assert faults_of(doctor) == []
    doctor.goto(at_second(studio))
    open_camera(doctor)
    assert faults_of(doctor) == []
    doctor.get_by_role("button", name="Take the picture").click()
    assert faults_of(doctor) == []

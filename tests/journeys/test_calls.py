"""A bad morning in a real browser: someone is off, the calls are made, and a record found twice."""

from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Hours, Role, User
from plans.models import ContactNote, Patient, Visit
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.world import Clinic, a_patient, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic() -> Clinic:
    """Open at any hour of any day, for the browser and the server have the machine's clock."""
    clinic = Clinic(now=clock.now())
    clinic.location.zone = "UTC"
    clinic.location.save()
    Hours.objects.update(start=0, end=24 * 60)
    Patient.objects.update(phone="+49305550142", alerts="Latex")
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


def last_visit(clinic: Clinic) -> Visit:
    """The last session of a series: the one whose window is wide."""
    return clinic.booked().visits.latest("start")


def is_focused(page: Page, name: str) -> bool:
    button = page.locator(name)
    return bool(button.evaluate("one => one === document.activeElement"))


def test_a_bad_morning_from_the_first_word_to_the_new_date(desk: Page, clinic: Clinic) -> None:
    visit = last_visit(clinic)
    desk.goto("/off/")
    desk.get_by_label("Who or what").select_option(label=clinic.practitioner.name)
    desk.get_by_label("First day").fill(visit.start.date().isoformat())
    desk.get_by_label("Reason").fill("flu")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("This would strike 1 booked visit")).to_be_visible()
    desk.get_by_label("Keep them").check()
    desk.get_by_role("button", name="Save the change").click()

    row = desk.locator(f"#call-{visit.pk}")
    expect(row.get_by_text(f"{clinic.practitioner.name} is away: flu")).to_be_visible()
    expect(row.locator(".call-times .btn")).to_have_count(3)
    row.get_by_text("Called…").click()
    row.get_by_role("button", name="No answer").click()
    expect(row.locator(".contact-last")).to_contain_text("No answer")
    assert ContactNote.objects.get().visit == visit

    row.locator(".call-times .btn").first.click()
    desk.get_by_role("button", name="Move", exact=False).last.click()
    expect(desk.get_by_text("Nobody has to be called")).to_be_visible()


def test_a_note_is_written_by_keyboard_and_enter_in_its_line_chooses_nothing(
    desk: Page, clinic: Clinic
) -> None:
    patient = clinic.patient
    desk.goto(f"/patients/{patient.pk}/")
    opener = f"#contact-{patient.pk}-0-opener"
    desk.locator(opener).focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("about April")
    desk.keyboard.press("Enter")
    assert ContactNote.objects.count() == 0
    for _ in range(4):
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".contact-last")).to_contain_text("Agreed")
    expect(desk.locator(f"#contact-notes-{patient.pk}")).to_contain_text("about April")
    assert is_focused(desk, opener)


def test_from_the_search_a_call_is_noted_in_two_clicks(desk: Page, clinic: Clinic) -> None:
    desk.goto("/messages/")
    desk.get_by_label("Find a patient").fill(clinic.patient.name)
    found = desk.locator(".find-hits")
    found.get_by_text("Called…").first.click()
    found.get_by_role("button", name="Left a message").first.click()
    expect(found.locator(".contact-last")).to_contain_text("Left a message")
    assert ContactNote.objects.get().patient == clinic.patient


def test_two_records_become_one(page: Page, clinic: Clinic, live_server: LiveServer) -> None:
    manager = sign_in(page, a_user(Role.MANAGER), live_server)
    kept = a_patient(name="Amira Haddad", now=clinic.now)
    other = a_patient(name="Amira Hadad", now=clinic.now)
    clinic.booked(patient=other)
    manager.goto(f"/patients/{kept.pk}/")
    manager.get_by_role("link", name="Merge").click()
    manager.get_by_role("link", name="Compare").click()
    expect(manager.get_by_text("1 plan, 4 visits, 1 booking")).to_be_visible()
    manager.get_by_label(f"the other record: {other.name}").check()
    manager.get_by_role("button", name="Merge them").click()
    expect(manager.get_by_role("heading", name=other.name)).to_be_visible()
    assert kept.visits.count() == 4


@on_every_screen
def test_axe_finds_nothing(
    page: Page,
    clinic: Clinic,
    live_server: LiveServer,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    manager = sign_in(page, a_user(Role.MANAGER), live_server)
    manager.set_viewport_size({"width": width, "height": 900})
    manager.emulate_media(color_scheme=scheme)
    visit = last_visit(clinic)
    Visit.objects.filter(pk=visit.pk).update(rebook_reason="away")
    kept = a_patient(name="Amira Haddad", alerts="Latex", now=clinic.now)
    other = a_patient(name="Amira Hadad", alerts="Lidocaine", now=clinic.now)
    addresses = {
        "/calls/": ".call-times .btn",
        "/off/": "#id_resource",
        f"/patients/{kept.pk}/merge/": ".hit",
        f"/patients/{kept.pk}/merge/?other={other.pk}": ".merge-option",
    }
    for address, sign in addresses.items():
        manager.goto(address)
        expect(manager.locator(sign).first).to_be_visible()
        for opener in manager.locator(".contact summary").all():
            opener.click()
        assert faults_of(manager) == []

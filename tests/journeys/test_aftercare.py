"""What a patient takes home, in a real browser: a note made hers, on one sheet, on her phone."""

import datetime as dt
import re
import zlib
from typing import Literal

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Hours, Role, User
from plans.actions.protocol import write_aftercare
from plans.actions.skincare import Product, add_product
from plans.models import AftercareNote, AftercareStep, Visit
from plans.shipped.aftercare import LINES
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.noted import a_done_visit, pia
from tests.world import Clinic, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit() -> Visit:
    """A session that was done thirty hours ago by the shipped lines, on darker skin."""
    now = clock.now()
    clinic = Clinic(now=now)
    Hours.objects.update(start=0, end=24 * 60)
    clinic.version.aftercare_steps.all().delete()
    write_aftercare(
        clinic.version,
        [
            AftercareStep(
                kind=line.kind,
                from_hours=line.start,
                until_hours=line.end,
                skin=line.skin,
                text=str(line.text),
            )
            for line in LINES
        ],
    )
    clinic.patient.fitzpatrick = 5
    clinic.patient.user = a_user(Role.PATIENT)
    clinic.patient.save()
    visit = a_done_visit(clinic)
    start = now - dt.timedelta(hours=32)
    visit.start, visit.end = start, start + dt.timedelta(hours=2)
    visit.done_at = visit.end
    visit.save()
    assert visit.session is not None
    for name, kind in (("Retinol serum", "retinoid"), ("Mild foam", "cleanser")):
        days = {"stop_days": 7, "restart_days": 14} if kind == "retinoid" else {"is_kept": True}
        product = Product(name=name, kind=kind, **days)
        add_product(plan_id=visit.session.plan_id, product=product, by=pia(), now=now)
    return visit


def signed_in(page: Page, user: User | None, live_server: LiveServer) -> Page:
    assert user is not None
    client = Client()
    client.force_login(user)
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


def test_a_deeper_pass_makes_another_note_by_keyboard_and_tap(
    page: Page, visit: Visit, live_server: LiveServer
) -> None:
    signed_in(page, pia(), live_server)
    page.goto(reverse("visit_note", args=[visit.pk]))
    rows = page.locator(".line-row")
    before = rows.count()
    page.locator("[name=lines-0-text]").fill("Redness, more on the cheeks.")

    page.get_by_role("button", name="No sauna, no steam room").click()

    expect(rows).to_have_count(before + 1)
    expect(page.locator("[name=lines-0-text]")).to_have_value("Redness, more on the cheeks.")
    expect(rows.last.get_by_label("What the patient reads")).to_have_value(
        re.compile("No sauna, no steam room")
    )
    rows.last.get_by_label("Until").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("96")
    page.get_by_role("button", name="Give her the new note").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Given. The patient sees it in her plan.")).to_be_visible()

    lines = AftercareNote.objects.latest("number").lines
    assert lines[0]["text"] == "Redness, more on the cheeks."
    sauna = next(line for line in lines if "steam room" in line["text"])
    assert (sauna["from_hours"], sauna["until_hours"]) == (0, 96)
    assert AftercareNote.objects.count() == 2


def test_the_shipped_note_prints_on_one_page(
    page: Page, visit: Visit, live_server: LiveServer
) -> None:
    signed_in(page, a_user(), live_server)
    page.goto(reverse("visit_note_print", args=[visit.pk]))
    expect(page.locator(".note-sheet .tell")).to_have_count(len(visit.aftercare_notes.get().lines))

    paper = page.pdf(format="A4", prefer_css_page_size=True)

    assert pages_of(paper) == 1


def test_the_shipped_note_is_one_page_as_pdf(visit: Visit) -> None:
    client = Client()
    client.force_login(a_user())
    assert pages_of(client.get(reverse("visit_note_pdf", args=[visit.pk])).content) == 1


def pages_of(paper: bytes) -> int:
    """How many pages a PDF has, also where its objects are packed."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", paper, re.DOTALL)
    return len(re.findall(rb"/Type\s*/Page\b", b"".join([paper, *map(unpacked, packed)])))


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


@on_every_screen
def test_axe_finds_nothing_where_notes_and_products_are_written(
    page: Page, visit: Visit, live_server: LiveServer, width: int, scheme: Literal["light", "dark"]
) -> None:
    signed_in(page, pia(), live_server)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert visit.session is not None
    for name, pk in (
        ("visit_note", visit.pk),
        ("visit_note_print", visit.pk),
        ("protocol_version", visit.version_id),
        ("plan", visit.session.plan_id),
        ("skincare_new", visit.session.plan_id),
    ):
        page.goto(reverse(name, args=[pk]))
        expect(page.locator("h1")).to_be_visible()
        assert faults_of(page) == []


@on_every_screen
def test_axe_finds_nothing_on_what_the_patient_reads(
    page: Page, visit: Visit, live_server: LiveServer, width: int, scheme: Literal["light", "dark"]
) -> None:
    signed_in(page, visit.patient.user, live_server)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("portal"))
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.get_by_text("Leave it out; again from")).to_be_visible()
    page.get_by_text("What comes after that").click()
    assert faults_of(page) == []
    page.get_by_role("link", name="The whole note").click()
    expect(page.get_by_role("heading", name="When to call")).to_be_visible()
    assert faults_of(page) == []

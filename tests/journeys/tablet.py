"""A treatment room of this very moment, with a tablet in it: the second session of a series, the
first of which has its record."""

import datetime as dt

from django.test import Client
from playwright.sync_api import Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from clinic import clock
from clinic.models import Hours, Role, User
from plans.models import Record, Visit, ZoneRecord
from plans.shipped.standards import SHIPPED
from tests.ready import a_sheet, made_ready
from tests.world import Clinic, a_user

PORTRAIT: ViewportSize = {"width": 768, "height": 1024}
DAY = dt.timedelta(days=1)
CARTRIDGE = "(01)09506000134352(17)391231(10)C77(21)S1"


class Room(Clinic):
    """Open at any hour of any day, for the browser and the server have the machine's clock; under
    the shipped settings. Pia treats, and the patient is expected."""

    def __init__(self, *, is_ready: bool = True) -> None:
        super().__init__(now=clock.now())
        self.location.zone = "UTC"
        self.location.save()
        Hours.objects.update(start=0, end=24 * 60)
        for shipped in SHIPPED:
            a_sheet(shipped.sheet, shipped.stored())
        self.pia = a_user(Role.PRACTITIONER, name="Pia Novak")
        self.practitioner.user = self.pia
        self.practitioner.save()
        self.patient.alerts = "Faints easily"
        self.patient.fitzpatrick = 3
        self.patient.birth_date = dt.date(1991, 3, 4)
        self.patient.save()
        booking = self.booked(ordered_by=self.practitioner)
        self.before, self.visit = booking.visits.order_by("start")[:2]
        self.put(self.before, self.now - 30 * DAY, state="done")
        self.treated(self.before)
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.put(self.visit, max(midnight, self.now - dt.timedelta(minutes=20)))
        if is_ready:
            made_ready(self.visit)

    def put(self, visit: Visit, start: dt.datetime, **fields: object) -> None:
        """Its holds are of no matter here."""
        end = start + (visit.end - visit.start)
        Visit.objects.filter(pk=visit.pk).update(start=start, end=end, **fields)
        visit.refresh_from_db()

    def treated(self, visit: Visit) -> Record:
        record = Record.objects.create(
            visit=visit, opened_by=self.pia, opened_at=visit.start, operator=self.practitioner
        )
        for zone, depth in (("forehead", "0.5"), ("left_cheek", "0.75"), ("right_cheek", "0.75")):
            ZoneRecord.objects.create(
                record=record, zone=zone, depth=depth, passes=2, is_confirmed=True
            )
        return record

    def begun(self) -> Visit:
        """She is in the room and treatment has started."""
        Visit.objects.filter(pk=self.visit.pk).update(
            state="in_treatment", arrived_at=self.visit.start, started_at=self.visit.start
        )
        self.visit.refresh_from_db()
        return self.visit

    def record(self) -> Record:
        return Record.objects.get(visit=self.visit)


class Tablet:
    """A page of the run sheet, and how often it was touched."""

    def __init__(self, page: Page, room: Room) -> None:
        self.page, self.room = page, room
        self.touches = 0

    def open(self) -> "Tablet":
        self.page.goto(f"/visits/{self.room.visit.pk}/record/")
        return self

    def tap(self, what: Locator | str) -> None:
        """A button by its name, or something else."""
        self.touches += 1
        button = self.page.get_by_role("button", name=what) if isinstance(what, str) else what
        button.click()

    def tile(self, words: str) -> Locator:
        return self.page.locator(".tile").filter(has_text=words)

    def write(self, field: str, text: str) -> None:
        """Into a field by its id, as one types."""
        self.touches += 1
        self.page.locator(f"#{field}").click()
        self.page.keyboard.type(text)

    @property
    def sign(self) -> Locator:
        return self.page.get_by_role("button", name="Sign", exact=True)

    @property
    def line(self) -> Locator:
        """How saving stands."""
        return self.page.locator("#save-state")

    def expect_saved(self) -> None:
        expect(self.line).to_have_attribute("data-state", "saved")


def sign_in(page: Page, user: User, live_server: LiveServer) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page

"""The room in which records of tests are written."""

import datetime as dt
from typing import Any

from clinic.models import Role
from plans.actions.record import Conflict, write_field
from plans.actions.record_rules import Wrote
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.models import Record, Trail, Visit, ZoneRecord
from plans.shipped.standards import SHIPPED
from tests.ready import a_sheet, made_ready
from tests.records import made_complete
from tests.world import Clinic, a_user


class Room(Clinic):
    """The first session of a series, in treatment, under the shipped settings; Pia treats."""

    def __init__(self) -> None:
        super().__init__()
        for shipped in SHIPPED:
            a_sheet(shipped.sheet, shipped.stored())
        self.booking = self.booked(ordered_by=self.practitioner)
        self.pia = a_user(Role.PRACTITIONER, name="Pia Novak")
        self.practitioner.user = self.pia
        self.practitioner.save()
        self.visit = self.session(1)
        self.begin(self.visit)

    def session(self, number: int) -> Visit:
        return Visit.objects.get(booking=self.booking, session__number=number)

    def begin(self, visit: Visit) -> None:
        self.at = visit.start
        made_ready(visit)
        for act in (arrive_visit, start_visit):
            answer = act(visit_id=visit.pk, by=self.pia, now=visit.start)
            assert isinstance(answer, Visit), answer

    def how(self, minutes: int = 0, visit: Visit | None = None) -> dict[str, Any]:
        now = self.at + dt.timedelta(minutes=minutes)
        return {"visit_id": (visit or self.visit).pk, "by": self.pia, "now": now}

    def write(self, name: str, value: str, was: str = "", **how: Any) -> Wrote | Conflict | Refused:
        return write_field(name=name, was=was, value=value, **{**self.how(), **how})

    def record(self) -> Record:
        return Record.objects.get(visit=self.visit)

    def zone(self, zone: str) -> ZoneRecord:
        return ZoneRecord.objects.get(record__visit=self.visit, zone=zone)


def written() -> list[dict[str, list[str]]]:
    """What the trail says of fields, the oldest first."""
    lines = Trail.objects.filter(verb="wrote_record").order_by("pk")
    return [line.facts["fields"] for line in lines]


def finish(room: Room) -> None:
    made_complete(room.visit)
    answer = finish_visit(**room.how(60))
    assert isinstance(answer, Visit), answer

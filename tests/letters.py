"""A patient with visits booked at given instants, and the messages that are planned for them."""

import datetime as dt
import uuid
from typing import Any

from plans.actions.cancel import cancel_visit
from plans.actions.reminder import plan_reminders
from plans.models import Booking, Plan, ProtocolVersion, Reminder, Session, Visit
from tests.world import MONDAY, a_location, a_patient, a_protocol, a_user

UNDO = dt.timedelta(minutes=3)


def at(written: str) -> dt.datetime:
    """The instant of a text such as 2027-01-20T16:00+01:00."""
    return dt.datetime.fromisoformat(written).astimezone(dt.UTC)


class Post:
    """Booked at `now`, a Monday at 08:00 in Berlin. The protocol prepares a week before at 10:00
    and asks a day after at 10:00."""

    def __init__(
        self,
        *starts: str,
        now: dt.datetime = MONDAY,
        kind: str = "session",
        version: ProtocolVersion | None = None,
        location: dict[str, Any] | None = None,
        **patient: Any,
    ) -> None:
        self.now = now
        self.desk = a_user()
        self.location = a_location(**(location or {}))
        self.version = version or a_protocol(now=now)
        self.patient = a_patient(now=now, **patient)
        self.plan = self._plan() if kind == "session" else None
        self.booking = Booking.objects.create(
            key=uuid.uuid4(),
            patient=self.patient,
            plan=self.plan,
            state=Booking.State.FIRM,
            created_by=self.desk,
            created_at=now,
            undo_until=now + UNDO,
        )
        self.visits = [
            self._visit(number, at(start), kind) for number, start in enumerate(starts, 1)
        ]
        plan_reminders(booking=self.booking, now=now)

    def cancel(self, visit: Visit) -> None:
        """The visit is cancelled as it would be at the desk."""
        answer = cancel_visit(
            visit_id=visit.pk,
            cancelled_by="patient",
            because="time",
            note="",
            by=self.desk,
            now=self.now,
        )
        assert isinstance(answer, Visit), answer

    @property
    def rows(self) -> list[Reminder]:
        """All messages, as planned: all dates first, then by visit."""
        return list(Reminder.objects.filter(patient=self.patient).order_by("schedule", "pk"))

    def row(self, reason: str) -> Reminder:
        """The newest message of a reason."""
        return Reminder.objects.filter(patient=self.patient, reason=reason).latest("pk")

    def told(self) -> list[tuple[str, str]]:
        """Reason and state of each message."""
        return [(row.reason, row.state) for row in self.rows]

    def _plan(self) -> Plan:
        return Plan.objects.create(
            patient=self.patient,
            version=self.version,
            location=self.location,
            state=Plan.State.ACTIVE,
            sessions_count=4,
            gap_floor=14,
            gap_min=28,
            gap_ideal=28,
            gap_max=42,
            gap_stalled=56,
            created_by=self.desk,
            created_at=self.now,
        )

    def _visit(self, number: int, start: dt.datetime, kind: str) -> Visit:
        session = None
        if self.plan:
            session = Session.objects.create(plan=self.plan, number=number)
        return Visit.objects.create(
            patient=self.patient,
            session=session,
            booking=self.booking,
            version=self.version,
            location=self.location,
            kind=kind,
            state=Visit.State.BOOKED,
            start=start,
            end=start + dt.timedelta(minutes=90),
        )


def done(visit: Visit, at: dt.datetime) -> Visit:
    """The visit, marked done."""
    visit.state, visit.done_at = Visit.State.DONE, at
    visit.save(update_fields=["state", "done_at"])
    return visit

"""A patient after her first session, at a location that asks how her skin feels."""

import datetime as dt
import uuid
from typing import Any

from clinic.models import Role
from plans.actions.checkin import submit_check_in
from plans.actions.refusal import Refused
from plans.models import CheckIn, CheckInReview, Record, Reminder, Visit
from plans.pictures import Picture
from plans.shipped.standards import TRIAGE
from tests.ready import a_sheet, questions_and_limits
from tests.world import MONDAY, Clinic, a_user, count

HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
# Nothing to worry about, on any of the first days.
CALM: dict[str, Any] = {
    "signs": ["none"],
    "numbing": ["none"],
    "redness": "less",
    "swelling": "none",
    "warmth": "none",
    "pain": 0,
    "changes": ["none"],
    "fever": "no",
    "spots": ["none"],
    "discharge": "none",
    "colour": ["none"],
    "marks": ["none"],
}
AMBER = {"spots": ["itchy"]}
RED = {"changes": ["streaks"]}
EMERGENCY = {"signs": ["breathing"]}


class Recovering:
    """Her series is booked; the first session is done, `done_at`. She has an account, Fitzpatrick
    type II, and a practitioner looks after her."""

    def __init__(self, *, now: dt.datetime = MONDAY, fitzpatrick: int | None = 2) -> None:
        self.clinic = Clinic(now=now)
        location = self.clinic.location
        location.phone, location.emergency_phone = "+493012345678", "112"
        location.has_check_ins = True
        location.save()
        self.patient = self.clinic.patient
        self.patient.user = a_user(Role.PATIENT, name=self.patient.name)
        self.patient.fitzpatrick = fitzpatrick
        self.patient.save()
        self.doctor = a_user(Role.PRACTITIONER, name="Dr Pia Novak")
        self.clinic.practitioner.user = self.doctor
        self.clinic.practitioner.save()
        questions_and_limits()
        self.sheet = a_sheet("triage", [TRIAGE])
        booking = self.clinic.booked()
        self.first, self.second = booking.visits.order_by("start")[:2]
        self.done(self.first)

    @property
    def done_at(self) -> dt.datetime:
        return self.first.end

    def done(self, visit: Visit) -> Visit:
        visit.state, visit.done_at = Visit.State.DONE, visit.end
        visit.save()
        return visit

    def recorded(self, *, depth: str = "0.5", **fields: Any) -> Record:
        """What was done in the first session."""
        record = Record.objects.create(
            visit=self.first,
            operator=self.clinic.practitioner,
            device=self.clinic.pen,
            opened_by=self.doctor,
            opened_at=self.first.start,
            **fields,
        )
        record.zones.create(zone="chin", depth=depth, is_confirmed=True)
        return record

    def submit(
        self,
        *,
        after: dt.timedelta = 3 * DAY,
        visit: Visit | None = None,
        words: str = "",
        photo: Picture | None = None,
        key: uuid.UUID | None = None,
        **answers: Any,
    ) -> CheckIn | Refused:
        """She answers so long after the session: calm but for these answers."""
        visit = visit or self.first
        return submit_check_in(
            visit_id=visit.pk,
            patient_id=self.patient.pk,
            answers=CALM | answers,
            words=words,
            photo=photo,
            key=key or uuid.uuid4(),
            now=(visit.done_at or visit.end) + after,
        )

    def check_in(self, **how: Any) -> CheckIn:
        """`submit` where nothing is in the way."""
        answer = self.submit(**how)
        assert isinstance(answer, CheckIn), answer
        return answer

    def asked(self, visit: Visit | None = None, *, at: dt.datetime | None = None) -> Reminder:
        """A message that asked for a check-in and went out."""
        visit = visit or self.first
        at = at or visit.end + DAY
        return Reminder.objects.create(
            patient=self.patient,
            visit=visit,
            reason="check_in",
            channel="email",
            schedule=next(count),
            due_at=at,
            expires_at=at + DAY,
            next_try_at=at,
            key=uuid.uuid4(),
            state="accepted",
            sent_at=at,
            created_at=at,
        )

    def reviewed(self, check_in: CheckIn, *, at: dt.datetime | None = None) -> CheckInReview:
        return CheckInReview.objects.create(
            check_in=check_in,
            step="called",
            note="Looks well.",
            reviewed_by=self.doctor,
            reviewed_at=at or check_in.answered_at + HOUR,
        )

"""What came between: cancellations, a no-show, a move, somebody off, and calls about it all."""

import datetime as dt
import uuid
from collections.abc import Sequence

from clinic.models import Absence
from plans.actions.cancel import cancel_visit, mark_no_show
from plans.actions.contact import write_contact_note
from plans.actions.hours import enter_absence
from plans.actions.move import move_sessions
from plans.actions.move_rules import Change, Why
from plans.actions.strike import Strikes
from plans.demo.stories import DAY, MISSES, Teller
from plans.models import ContactNote, Patient, Visit
from plans.queries.moving import moving_session
from plans.queries.open_time import best_times
from plans.queries.standing import course_of


def disturb(teller: Teller, patients: Sequence[Patient]) -> None:
    """A half year never goes as planned."""
    cancel(teller, patients[17], ago=dt.timedelta(hours=3), because="ill")
    cancel(teller, patients[19], ago=2 * DAY, because="travel", note="Back after the 10th")
    call(teller, patients[19], ContactNote.Result.NO_ANSWER)
    miss(teller, patients[MISSES])
    move(teller, patients[22])
    be_off(teller)


def next_visit(teller: Teller, patient: Patient) -> Visit | None:
    """Her next one that is booked and not of today."""
    ahead = Visit.objects.filter(patient=patient, state=Visit.State.BOOKED)
    later = ahead.filter(start__gt=teller.now + DAY).select_related("session__plan", "location")
    return later.order_by("start").first()


def cancel(
    teller: Teller, patient: Patient, *, ago: dt.timedelta, because: str, note: str = ""
) -> None:
    visit = next_visit(teller, patient)
    if visit:
        cancel_visit(
            visit_id=visit.pk,
            cancelled_by=Visit.CancelledBy.PATIENT,
            because=because,
            note=note,
            by=teller.cast.desk,
            now=teller.now - ago,
        )


def call(teller: Teller, patient: Patient, result: ContactNote.Result) -> None:
    now = teller.now - dt.timedelta(minutes=50)
    write_contact_note(patient_id=patient.pk, result=result, by=teller.cast.desk, now=now)


def miss(teller: Teller, patient: Patient) -> None:
    """She was booked for earlier today and did not come."""
    today = Visit.objects.filter(patient=patient, start__lte=teller.now)
    visit = today.filter(state=Visit.State.BOOKED).order_by("start").last()
    if visit:
        mark_no_show(visit_id=visit.pk, by=teller.cast.desk, now=teller.now)


def move(teller: Teller, patient: Patient) -> None:
    """Her last session went to another time of its window yesterday."""
    visit = Visit.objects.filter(patient=patient, state=Visit.State.BOOKED).last()
    if visit is None or visit.session is None:
        return
    plan, now = visit.session.plan, teller.now - DAY
    course = course_of(plan, now=now)
    stand = course.stand(visit.session.number)
    times = best_times(moving_session(course, stand), days=3, times=1) if stand else []
    if times:
        move_sessions(
            key=uuid.uuid4(),
            plan=plan,
            changes=[Change(place=times[-1].place, leaves=visit.pk)],
            why=Why(asked_by=Visit.CancelledBy.PATIENT),
            by=teller.cast.desk,
            now=now,
        )


def be_off(teller: Teller) -> None:
    """A practitioner with sessions on some day soon is off on that day."""
    who = teller.cast.practitioners[1]
    soon = Visit.objects.filter(practitioner=who, state=Visit.State.BOOKED)
    visit = soon.filter(start__gt=teller.now + 2 * DAY).order_by("start").first()
    if visit is None:
        return
    day = visit.start.date()
    absence = Absence(resource=who.resource, first_day=day, last_day=day, reason="A course")
    answer = enter_absence(absence=absence, by=teller.cast.desk, now=teller.now)
    if isinstance(answer, Strikes):
        keep = [struck.id for struck in answer.visits]
        enter_absence(absence=absence, keep=keep, by=teller.cast.desk, now=teller.now)

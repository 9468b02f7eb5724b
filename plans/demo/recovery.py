"""How the skin of the demo's patients feels, what they wrote back, and who sees to it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from plans.actions.answer import Incoming, receive_answer
from plans.actions.checkin import submit_check_in
from plans.actions.confirm import confirm_visit
from plans.actions.message import write_message
from plans.actions.refusal import Refused
from plans.actions.task import Thing, claim_task
from plans.demo.stories import DAY, Teller
from plans.engine.checkin import NONE, Question
from plans.models import CheckIn, Patient, Reminder, Task, Visit
from plans.queries.checkin import asked_of

SILENT = 2
"""So many of the latest say nothing."""

HOUR = dt.timedelta(hours=1)
CALM: Mapping[str, Any] = {"one": NONE, "several": [NONE], "scale": 1}
FEVERLESS = {"fever": "no"}
RED = {"pain": 8, "warmth": "hot", "swelling": "more", "changes": ["fast", "pain_more"]}
AMBER = {"redness": "same", "warmth": "warm", "pain": 2}
TENDER = {"redness": "less"}


def recover(teller: Teller, amira: Patient) -> None:
    """After the stories: check-ins of every colour, answers, and one task that Dana took."""
    visits = [visit for visit in lately_done(teller) if visit.patient != amira]
    red, amber, *others = visits
    check_in(teller, red, teller.now - HOUR / 2, RED, "It throbs since the night.")
    check_in(teller, amber, teller.now - 3 * HOUR, AMBER, "Still warm on both cheeks.")
    for visit in others[SILENT:]:
        if visit.done_at:
            check_in(teller, visit, visit.done_at + 3 * DAY, TENDER, "")
    for visit in Visit.objects.filter(patient=amira, kind="session", state=Visit.State.DONE):
        if visit.done_at:
            day = min(visit.done_at + 3 * DAY, teller.now - 20 * HOUR)
            check_in(teller, visit, day, TENDER, "")
    write_back(teller)
    come(teller)


def lately_done(teller: Teller) -> list[Visit]:
    """Sessions that asked for a check-in lately, of those who can sign in, the latest first."""
    spans = {"done_at__gt": teller.now - 62 * DAY, "done_at__lt": teller.now - 4 * DAY}
    done = Visit.objects.filter(state=Visit.State.DONE, kind="session", **spans)
    with_user = done.filter(patient__user__isnull=False).select_related("patient", "location")
    return list(with_user.order_by("-done_at"))


def check_in(
    teller: Teller, visit: Visit, at: dt.datetime, told: Mapping[str, Any], words: str
) -> None:
    """She answers all that she is asked at that moment: calm, but for what is `told`."""
    asked = asked_of(visit, at)
    if isinstance(asked, Refused):
        raise TypeError(f"nobody asked her: {asked}")
    answers = {one.key: calm(one) for one in asked.questions if not one.is_optional}
    shown = {key: value for key, value in told.items() if key in answers}
    answer = submit_check_in(
        visit_id=visit.pk,
        patient_id=visit.patient_id,
        answers=answers | shown,
        words=words,
        photo=None,
        key=uuid.uuid4(),
        now=at,
    )
    if not isinstance(answer, CheckIn):
        raise TypeError(f"the check-in was refused: {answer}")
    if told is AMBER:
        thing = Thing(Task.Kind.CHECK_IN, answer.pk)
        claim_task(thing=thing, seen=None, by=teller.cast.pia, now=teller.now - HOUR)


def calm(question: Question) -> Any:
    return FEVERLESS.get(question.key, CALM.get(question.kind))


def write_back(teller: Teller) -> None:
    """A question that Dana answered, one that waits, and somebody who wants no more e-mails."""
    wrote = Reminder.objects.filter(state="accepted", patient__archived_at=None)
    rows = wrote.exclude(patient__email="").select_related("patient").order_by("-sent_at")
    patients = list({row.patient_id: row.patient for row in rows}.values())[3:6]
    texts = (
        ("May I come ten minutes later on that day?", 26 * HOUR),
        ("Is there parking near you?", 2 * HOUR),
        ("stop", 50 * HOUR),
    )
    for number, (patient, (text, ago)) in enumerate(zip(patients, texts, strict=False)):
        incoming = Incoming(
            channel="email",
            sender=patient.email,
            subject="Re: Linden Clinic",
            text=text,
            provider_id=f"demo-{number}",
        )
        receive_answer(incoming=incoming, now=teller.now - ago)
    if patients:
        write_message(
            patient_id=patients[0].pk,
            channel="email",
            subject="Your question",
            text="Ten minutes later is fine. See you then.",
            by=teller.cast.desk,
            now=teller.now - 25 * HOUR,
            key=uuid.uuid4(),
        )


def come(teller: Teller) -> None:
    """Half of those who come in the next days said so."""
    ahead = Visit.objects.filter(
        state=Visit.State.BOOKED, start__gt=teller.now, start__lt=teller.now + 4 * DAY
    )
    for visit in ahead.order_by("start")[::2]:
        confirm_visit(visit_id=visit.pk, by=None, now=teller.now - 6 * HOUR)

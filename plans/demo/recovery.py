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

HOUR = dt.timedelta(hours=1)
CALM: Mapping[str, Any] = {"one": NONE, "several": [NONE], "scale": 1}
FEVERLESS = {"fever": "no"}
RED = {"pain": 8, "warmth": "hot", "swelling": "more", "changes": ["fast", "pain_more"]}
AMBER = {"redness": "same", "warmth": "warm", "pain": 2}
TENDER = {"redness": "less", "swelling": "less", "pain": 2}


def recover(teller: Teller, amira: Patient) -> None:
    """After the stories: check-ins of every colour, answers, and one task that Dana took."""
    told = 0
    for visit in lately_done(teller):
        if visit.patient == amira:
            continue
        if told == 0 and visit.done_at and visit.done_at < teller.now - 2 * DAY:
            check_in(teller, visit, teller.now - 35 * HOUR / 60, RED, "It throbs since the night.")
            told = 1
        elif told == 1 and visit.done_at and visit.done_at < teller.now - 4 * DAY:
            check_in(teller, visit, teller.now - 3 * HOUR, AMBER, "Still warm on both cheeks.")
            told = 2
        elif told == 2:
            check_in(teller, visit, teller.now - 5 * HOUR, TENDER, "")
            break
    own = next((visit for visit in lately_done(teller) if visit.patient == amira), None)
    if own:
        check_in(teller, own, teller.now - 20 * HOUR, TENDER, "")
    write_back(teller)
    come(teller)


def lately_done(teller: Teller) -> list[Visit]:
    """Sessions of the last two weeks, the latest first."""
    done = Visit.objects.filter(
        state=Visit.State.DONE, kind="session", done_at__gt=teller.now - 14 * DAY
    )
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

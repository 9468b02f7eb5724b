"""Two tablets in one room, and one cartridge in forty: what is written at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from clinic.models import Role, User
from plans.actions.record import Answer, Conflict, write_field
from plans.actions.record_rules import Wrote
from plans.actions.record_uses import Asked, add_use
from plans.actions.refusal import Refused
from plans.models import Booking, Lot, LotUse, Record, Trail, Visit
from tests.contention.race import AT_ONCE, together
from tests.world import MONDAY, Clinic, a_patient, a_user

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "(01)09506000134352(17)280131(10)L7(21)S1"


def treated(clinic: Clinic) -> Visit:
    """A patient of her own, in treatment, with a record that is open."""
    patient = a_patient()
    by = clinic.desk
    booking = Booking.objects.create(
        patient=patient, state="firm", created_by=by, created_at=MONDAY, undo_until=MONDAY
    )
    visit = Visit.objects.create(
        patient=patient,
        booking=booking,
        version=clinic.version,
        location=clinic.location,
        device=clinic.pen,
        practitioner=clinic.practitioner,
        kind="maintenance",
        state="in_treatment",
        start=MONDAY,
        end=MONDAY.replace(hour=9),
    )
    Record.objects.create(visit=visit, device=clinic.pen, opened_by=by, opened_at=MONDAY)
    return visit


def alone(work: Callable[[], object]) -> tuple[int, str]:
    """In a thread of its own: what came of it, by name and by its text."""
    try:
        answer = work()
        said = answer.theirs if isinstance(answer, Conflict) else getattr(answer, "what", "")
        return int(isinstance(answer, Wrote | LotUse)), said
    finally:
        connection.close()


def write(visit: Visit, by: User, text: str, was: str = "") -> Answer:
    return write_field(visit_id=visit.pk, name="note", was=was, value=text, by=by, now=MONDAY)


def test_two_tabs_that_write_one_field_at_once_lose_nothing_silently() -> None:
    clinic = Clinic()
    people = [a_user(Role.PRACTITIONER, name=f"Doctor {n}") for n in range(2)]
    for _round in range(5):
        visit = treated(clinic)
        works = [partial(write, visit, by, f"Note of {by.name}") for by in people]
        answers = together([partial(alone, work) for work in works])

        kept = Record.objects.get(visit=visit).note
        assert sorted(answers) == [(0, kept), (1, "")]
        assert Trail.objects.filter(verb="wrote_record", patient=visit.patient).count() == 1


def test_many_tabs_that_append_in_turn_all_stand_in_the_note() -> None:
    """Each takes over what another wrote meanwhile and tries again, as the page does."""
    visit = treated(Clinic())

    def append(by: User) -> Answer:
        was = ""
        while True:
            answer = write(visit, by, f"{was}{by.name};", was)
            if isinstance(answer, Conflict):
                was = answer.theirs
            elif not (isinstance(answer, Refused) and answer.what == "busy_now"):
                return answer

    people = [a_user(Role.PRACTITIONER, name=f"D{n}") for n in range(8)]
    together([partial(alone, partial(append, by)) for by in people])
    assert sorted(Record.objects.get(visit=visit).note.split(";")[:-1]) == [
        by.name for by in people
    ]


def test_control_without_the_lock_one_of_two_is_lost() -> None:
    visit = treated(Clinic())
    look, believed = threading.Barrier(2), []

    def careless(text: str) -> None:
        record = Record.objects.get(visit=visit)
        look.wait()
        if record.note == "":
            Record.objects.filter(pk=record.pk).update(note=text)
            believed.append(text)

    together([partial(alone, partial(careless, text)) for text in ("One.", "Two.")])
    assert sorted(believed) == ["One.", "Two."]
    assert Record.objects.get(visit=visit).note in believed


def test_forty_rooms_that_take_one_cartridge_at_once_use_it_once() -> None:
    clinic = Clinic()
    visits = [treated(clinic) for _ in range(AT_ONCE)]
    asked = Asked(kind="cartridge", code=CODE)

    def take(visit: Visit) -> LotUse | Refused:
        while True:
            answer = add_use(visit_id=visit.pk, asked=asked, by=clinic.desk, now=MONDAY)
            if not (isinstance(answer, Refused) and answer.what == "busy_now"):
                return answer

    answers = together([partial(alone, partial(take, visit)) for visit in visits])

    assert Counter(answers) == {(1, ""): 1, (0, "cartridge_used_before"): AT_ONCE - 1}
    assert (Lot.objects.count(), LotUse.objects.count()) == (1, 1)

"""What was signed or told never changes: the database refuses it, whoever writes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from plans.models import (
    AftercareNote,
    Amendment,
    Lot,
    LotUse,
    Record,
    Screening,
    Standard,
    Visit,
    ZoneRecord,
)
from plans.triggers import LOCKS
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db


class Signed:
    """A record with a zone, a lot and an amendment; signed unless said otherwise."""

    def __init__(self, *, is_signed: bool = True) -> None:
        clinic = Clinic()
        visit = Visit.objects.filter(booking=clinic.booked())[0]
        sheet = Standard.objects.create(sheet="questions", number=1)
        by = {"written_by": clinic.desk, "written_at": MONDAY}
        self.lot = Lot.objects.create(kind="cartridge", name="Tip", number="L1")
        self.record = Record.objects.create(visit=visit, opened_by=clinic.desk, opened_at=MONDAY)
        self.zone = ZoneRecord.objects.create(record=self.record, zone="chin", depth="0.5")
        self.use = LotUse.objects.create(record=self.record, lot=self.lot, kind="cartridge")
        self.amendment = Amendment.objects.create(record=self.record, text="x", reason="y", **by)
        self.note = AftercareNote.objects.create(visit=visit, number=1, lines=[], **by)
        self.screening = Screening.objects.create(
            patient=clinic.patient,
            standard=sheet,
            answers={},
            told_by="staff",
            taken_by=clinic.desk,
            taken_at=MONDAY,
        )
        if is_signed:
            Record.objects.update(signed_at=MONDAY, signed_by=clinic.practitioner, sha256="ab")


def is_refused(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return "record_is_locked" in str(error)
    return False


def writes(world: Signed) -> list[Callable[[], Any]]:
    """Every way to change what was signed."""

    def changed(row: models.Model, **what: Any) -> Callable[[], Any]:
        return lambda: type(row)._default_manager.filter(pk=row.pk).update(**what)

    def raw_delete(row: models.Model) -> Callable[[], Any]:
        rows = type(row)._default_manager.filter(pk=row.pk)
        return lambda: rows._raw_delete(rows.db)

    return [
        changed(world.record, note="another"),
        changed(world.record, signed_at=None, signed_by=None, sha256=""),
        raw_delete(world.record),
        changed(world.zone, depth="2.5"),
        raw_delete(world.zone),
        lambda: ZoneRecord.objects.create(record=world.record, zone="neck"),
        changed(world.use, serial="another"),
        raw_delete(world.use),
        lambda: LotUse.objects.create(
            record=world.record, lot=world.lot, kind="cartridge", serial="7"
        ),
    ]


def test_nothing_of_a_signed_record_is_changed_added_or_removed() -> None:
    world = Signed()
    assert [is_refused(write) for write in writes(world)] == [True] * 9


def test_until_it_is_signed_a_record_is_written() -> None:
    """The control: without a signature none of these writes is refused."""
    world = Signed(is_signed=False)
    assert [is_refused(write) for write in writes(world)] == [False] * 9


def test_amendments_notes_and_answers_are_never_changed() -> None:
    world = Signed(is_signed=False)

    refused = [
        is_refused(lambda: Amendment.objects.update(text="another")),
        is_refused(lambda: Amendment.objects.all()._raw_delete("default")),
        is_refused(lambda: AftercareNote.objects.update(lines=["another"])),
        is_refused(lambda: AftercareNote.objects.all()._raw_delete("default")),
        is_refused(lambda: Screening.objects.update(answers={"another": 1})),
        is_refused(lambda: Screening.objects.all()._raw_delete("default")),
    ]

    assert refused == [True] * 6
    assert not is_refused(lambda: Screening.objects.update(patient=world.screening.patient))


@pytest.mark.django_db(transaction=True)
def test_the_locks_stand_again_after_the_database_was_emptied() -> None:
    Signed()
    call_command("flush", interactive=False, verbosity=0)

    assert Record.objects.count() == 0
    assert locks_there() >= {lock.name for lock in LOCKS}


def locks_there() -> set[str]:
    where = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(where)
        return {name for (name,) in cursor.fetchall()}

"""From a lot, a product or a device to every session and patient, and back."""

import datetime as dt

import pytest
from django.core.paginator import Page
from pytest_django import DjangoAssertNumQueries

from plans.models import Lot, Record
from plans.queries.lot import (
    Asked,
    all_rows,
    counts_of,
    find_lots,
    records_of,
    rows_of,
    touched_page,
)
from tests.touched import a_lot, a_treated
from tests.world import MONDAY, Clinic, a_patient, a_pen

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)


def page_of(asked: Asked, number: str = "1") -> Page[Record]:
    sessions, _people = counts_of(asked, TODAY)
    return touched_page(asked, number, TODAY, count=sessions)


def days_of(asked: Asked) -> list[dt.date]:
    return [row.day for row in rows_of(page_of(asked))]


def test_a_lot_leads_to_every_session_and_patient_it_touched() -> None:
    clinic, other, tip, cream = Clinic(), a_patient(), a_lot(), a_lot("C-7", kind="numbing")
    a_treated(clinic, MONDAY, tip, cream, zones=("chin", "neck"))
    a_treated(clinic, MONDAY + DAY, tip, patient=other)
    a_treated(clinic, MONDAY + 2 * DAY, a_lot("L-200"))
    rows = rows_of(page_of(Asked(lot=tip.pk)))
    assert [row.record.visit.patient for row in rows] == [other, clinic.patient]
    assert [use.lot for use in rows[1].uses] == [tip, cream]
    assert (list(rows[1].zones), rows[1].operator) == (["Chin", "Neck"], clinic.practitioner.name)
    assert counts_of(Asked(lot=tip.pk), TODAY) == (2, 2)


@pytest.mark.parametrize(
    "text", ["l-10", "L-100", "tip", "TIP 12", "04012345", "S-77", "s-7", "SP-1", "Pen A", "pen"]
)
def test_any_part_of_what_stands_on_a_package_or_device_finds_it(text: str) -> None:
    clinic = Clinic()
    clinic.pen.name, clinic.pen.serial, clinic.pen.model = "Pen A", "SP-1", "Pen"
    clinic.pen.save()
    lot = a_lot()
    Lot.objects.filter(pk=lot.pk).update(gtin="04012345678901")
    a_treated(clinic, MONDAY, lot, serial="S-77")
    assert days_of(Asked(text)) == [TODAY]


def test_what_nobody_used_is_not_found() -> None:
    clinic = Clinic()
    a_treated(clinic, MONDAY, a_lot())
    for text in ("L-999", "%", "_", "\\", "'"):
        assert days_of(Asked(text)) == []


def test_a_scanned_package_finds_its_lot_and_no_other() -> None:
    clinic = Clinic()
    same, other = a_lot("ABC1"), a_lot("ABC12")
    Lot.objects.update(gtin="04012345678901")
    a_treated(clinic, MONDAY, same)
    a_treated(clinic, MONDAY + DAY, other)
    assert days_of(Asked("(01)04012345678901(10)ABC1")) == [TODAY]


def test_a_device_leads_to_its_sessions() -> None:
    clinic = Clinic()
    a_treated(clinic, MONDAY)
    clinic.pen = a_pen(clinic.location)
    a_treated(clinic, MONDAY + DAY)
    assert days_of(Asked(device=clinic.pen.pk)) == [TODAY + DAY]


def test_a_patient_leads_back_to_all_that_touched_her() -> None:
    clinic, tip = Clinic(), a_lot()
    a_treated(clinic, MONDAY, tip)
    a_treated(clinic, MONDAY + DAY, patient=a_patient())
    rows = rows_of(page_of(Asked(patient=clinic.patient.pk)))
    assert [(row.day, [use.lot for use in row.uses], row.record.device) for row in rows] == [
        (TODAY, [tip], clinic.pen)
    ]


def test_a_search_names_its_lots_and_devices_with_their_sessions() -> None:
    clinic, tip = Clinic(), a_lot()
    clinic.pen.name = "Tip holder"
    clinic.pen.save()
    a_treated(clinic, MONDAY, tip)
    a_treated(clinic, MONDAY + DAY, tip)
    found = find_lots("tip", TODAY)
    counts = [one.sessions_count for one in (*found.lots, *found.devices)]  # type: ignore[attr-defined]
    assert (list(found.lots), list(found.devices), counts) == ([tip], [clinic.pen], [2, 2])


def test_who_asks_for_nothing_gets_nothing() -> None:
    a_treated(Clinic(), MONDAY, a_lot())
    assert Asked.of({"q": "  ", "lot": "x", "device": "²", "patient": "-1"}).is_empty
    assert list(records_of(Asked(), TODAY)) == []


def test_pages_are_bounded_and_forgive_any_number() -> None:
    clinic, tip = Clinic(), a_lot()
    for number in range(52):
        a_treated(clinic, MONDAY + number * DAY, tip, zones=())
    asked = Asked(lot=tip.pk)
    sizes = [len(page_of(asked, number)) for number in ("1", "2", "9", "x", "")]
    assert sizes == [50, 2, 2, 50, 50]
    assert len(list(all_rows(records_of(asked, TODAY)))) == 52


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic, tip = Clinic(), a_lot()
    for number in range(count):
        a_treated(clinic, MONDAY + number * DAY, tip, a_lot(f"N-{number}", kind="numbing"))
    with django_assert_num_queries(8):
        find_lots("l-1", TODAY)
        assert len(rows_of(page_of(Asked("l-1")))) == count

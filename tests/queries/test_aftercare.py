"""Notes and previews as their pages show them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.protocol import ship_protocols
from plans.models import ProtocolVersion, Visit
from plans.queries.aftercare import note_page, own_noted, previews_of, timeline_of
from tests.noted import a_done_visit, a_line
from tests.world import MONDAY, Clinic, a_patient

pytestmark = pytest.mark.django_db


def test_without_a_note_there_is_no_page() -> None:
    visit = a_done_visit(Clinic(), has_note=False)
    assert note_page(visit, now=MONDAY) is None


def test_a_note_counts_from_the_end_of_its_visit() -> None:
    visit = a_done_visit(Clinic())
    page = note_page(visit, now=visit.end)
    assert page is not None
    assert [timed.since for timed in page.told.held] == [visit.end]
    visit.done_at = None
    assert page.told.held[0].since == visit.end


def test_a_patient_has_her_own_notes_only() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    assert list(own_noted(clinic.patient)) == [visit]
    assert list(own_noted(a_patient())) == []


def test_a_version_shows_a_note_for_each_group_of_skin_types() -> None:
    ship_protocols(now=MONDAY)
    version = ProtocolVersion.objects.get(protocol__slug="enlarged-pores")
    lighter, darker = previews_of(version, now=MONDAY)
    assert (lighter.label, darker.label) == ("Types I to III", "Types IV to VI")
    texts = [{timed.line.text for timed in preview.told.lines} for preview in (lighter, darker)]
    only_darker = [text for text in texts[1] if text not in texts[0]]
    assert [text.startswith("Still no retinoids") for text in only_darker] == [True]


def test_where_all_are_told_the_same_one_preview_is_enough() -> None:
    clinic = Clinic()
    assert [preview.skin for preview in previews_of(clinic.version, now=MONDAY)] == [""]
    clinic.version.aftercare_steps.all().delete()
    assert previews_of(clinic.version, now=MONDAY) == []


def test_the_lines_of_a_version_stand_by_their_beginning() -> None:
    clinic = Clinic()
    a_line(clinic, 2, "Acids again.", from_hours=168)
    a_line(clinic, 3, "Gel.", until_hours=24)
    groups = timeline_of(clinic.version)
    assert [(group.start, [step.text for step, _line in group.steps]) for group in groups] == [
        (0, ["Keep it clean.", "Gel."]),
        (168, ["Acids again."]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_note_takes_one_query_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    for order in range(2, count + 1):
        a_line(clinic, order, f"Line {order}")
    visit = Visit.objects.select_related("location").get(pk=a_done_visit(clinic).pk)
    with django_assert_num_queries(1):
        page = note_page(visit, now=visit.end)
        assert page is not None
        assert len(page.told.held) == count

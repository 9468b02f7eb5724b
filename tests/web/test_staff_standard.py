"""The clinic's clinical settings on their pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.actions.standard import approve_sheet, begin_draft, ship_standards
from plans.models import Standard
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def a_draft(sheet: str) -> Standard:
    ship_standards(now=MONDAY)
    return Standard.objects.get(sheet=sheet)


def filled(standard: Standard, **changes: Any) -> dict[str, Any]:
    """What the page of a draft sends when nothing but `changes` is touched."""
    typed: dict[str, Any] = {
        "source": standard.source,
        "rows-INITIAL_FORMS": len(standard.rows),
        "rows-TOTAL_FORMS": len(standard.rows) + 2,
    }
    for line, row in enumerate(standard.rows):
        for name, value in row.items():
            if value is not None and value is not False and value != []:
                typed[f"rows-{line}-{name}"] = "on" if value is True else value
    return typed | changes


def edit(standard: Standard, **changes: Any) -> str:
    answer = signed_in().post(
        reverse("standard_edit", args=[standard.pk]), filled(standard, **changes)
    )
    return "" if answer.status_code == 302 else answer.content.decode()


def test_every_sheet_stands_in_the_list_with_its_state() -> None:
    draft = a_draft("depths")
    approve_sheet(standard_id=draft.pk, approved_by="Dr Novak", by=a_user(Role.MANAGER), now=MONDAY)
    shown = signed_in(Role.PRACTITIONER).get(reverse("standards")).content.decode()
    for name in Standard.Sheet.labels:
        assert str(name) in shown
    assert "Version 1, approved by Dr Novak" in shown
    assert shown.count("Draft 1") == 7


@pytest.mark.parametrize("sheet", Standard.Sheet.values)
def test_a_practitioner_reads_what_she_is_asked_to_approve(sheet: str) -> None:
    draft = a_draft(sheet)
    shown = signed_in(Role.PRACTITIONER).get(reverse("standard", args=[draft.pk]))
    text = shown.content.decode()
    assert "https://" in text
    assert reverse("standard_approve", args=[draft.pk]) not in text
    assert signed_in(Role.PRACTITIONER).post(shown.request["PATH_INFO"]).status_code == 405


def test_only_the_manager_writes_and_the_desk_reads_nothing() -> None:
    draft = a_draft("limits")
    desk, practitioner = signed_in(Role.DESK), signed_in(Role.PRACTITIONER)
    assert desk.get(reverse("standards")).status_code == 403
    assert practitioner.get(reverse("standard_edit", args=[draft.pk])).status_code == 403
    approve = reverse("standard_approve", args=[draft.pk])
    assert practitioner.post(approve, {"approved_by": "Me", "is_read": "on"}).status_code == 403


@pytest.mark.parametrize("sheet", Standard.Sheet.values)
def test_a_draft_saved_untouched_says_the_same(sheet: str) -> None:
    draft = a_draft(sheet)
    rows = draft.rows
    assert edit(draft) == ""
    draft.refresh_from_db()
    assert draft.rows == rows


def test_rows_are_changed_added_and_removed() -> None:
    draft = a_draft("bands")
    changes = {"rows-0-high": "1.25", "rows-1-DELETE": "on"}
    assert edit(draft, **changes) == ""
    draft.refresh_from_db()
    assert [(row["indication"], row["high"]) for row in draft.rows] == [
        ("pores", 1.25),
        ("fine_lines", 1.5),
        ("acne_scars", 2.5),
    ]
    added = {"rows-3-indication": "texture", "rows-3-low": "0.25", "rows-3-high": "0.75"}
    assert edit(draft, **added) == ""
    draft.refresh_from_db()
    assert draft.rows[3] == {"indication": "texture", "low": 0.25, "high": 0.75}


def test_a_cell_left_empty_has_what_its_column_says() -> None:
    draft = a_draft("clearances")
    assert edit(draft, **{"rows-0-age_from": "", "rows-0-depth": ""}) == ""
    draft.refresh_from_db()
    assert (draft.rows[0]["age_from"], draft.rows[0]["depth"]) == (22, None)


def test_each_fault_stands_beside_its_cell_and_what_was_typed_is_kept() -> None:
    draft = a_draft("depths")
    changes = {"rows-0-hard": "9.5", "rows-1-zone": "forehead", "rows-2-start": ""}
    shown = edit(draft, **changes)
    assert "This must be 3 or less." in shown
    assert "This stands in a row above already." in shown
    assert "Fill this in." in shown
    assert 'value="9.5"' in shown
    draft.refresh_from_db()
    assert draft.rows[0]["hard"] == 1.5


def test_what_is_no_number_is_said_beside_its_cell() -> None:
    shown = edit(a_draft("depths"), **{"rows-0-hard": "deep"})
    assert "Enter a number." in shown
    assert 'value="deep"' in shown


def test_a_draft_emptied_of_its_rows_is_asked_for_one() -> None:
    draft = a_draft("limits")
    assert "Fill this in." in edit(draft, **{"rows-0-deepest": ""})


def test_more_rows_are_offered_with_what_was_typed() -> None:
    draft = a_draft("bands")
    shown = edit(draft, **{"rows-0-high": "1.25", "more": "1"})
    assert 'name="rows-8-indication"' in shown
    assert 'value="1.25"' in shown
    draft.refresh_from_db()
    assert draft.rows[0]["high"] == 1.5


@pytest.mark.parametrize("count", ["", "x", "99999999999", "-1", "²"])
def test_a_spoilt_count_of_rows_saves_nothing(count: str) -> None:
    draft = a_draft("bands")
    for more in ({}, {"more": "1"}):
        typed = filled(draft, **{"rows-TOTAL_FORMS": count}, **more)
        answer = signed_in().post(reverse("standard_edit", args=[draft.pk]), typed)
        assert answer.status_code == 200
    draft.refresh_from_db()
    assert len(draft.rows) == 4


def test_an_approval_names_the_clinician_and_ends_the_draft() -> None:
    draft, client = a_draft("depths"), signed_in()
    address = reverse("standard_approve", args=[draft.pk])
    assert client.post(address, {"approved_by": "Dr Novak"}).status_code == 200
    client.post(address, {"approved_by": "Dr Pia Novak", "is_read": "on"})
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == ("approved", "Dr Pia Novak")
    assert client.get(reverse("standard_edit", args=[draft.pk])).status_code == 302
    begun = client.post(reverse("standard_draft", args=["depths"]))
    assert begun.headers["Location"] == reverse(
        "standard_edit", args=[Standard.objects.get(sheet="depths", number=2).pk]
    )


def test_a_draft_with_faults_is_not_approved_and_says_where() -> None:
    draft = a_draft("bands")
    Standard.objects.filter(pk=draft.pk).update(rows=[{"indication": "pores", "low": 9}])
    answer = signed_in().post(
        reverse("standard_approve", args=[draft.pk]), {"approved_by": "Dr X", "is_read": "on"}
    )
    assert "Line 1, From, mm: This must be 3 or less." in answer.content.decode()


def test_a_sheet_that_does_not_exist_is_not_begun() -> None:
    assert signed_in().post(reverse("standard_draft", args=["wishes"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    manager = a_user(Role.MANAGER)
    ship_standards(now=MONDAY)
    for _ in range(count - 1):
        newest = begin_draft(sheet="depths", by=manager, now=MONDAY)
        approve_sheet(standard_id=newest.pk, approved_by="Dr X", by=manager, now=MONDAY)
    newest = begin_draft(sheet="depths", by=manager, now=MONDAY)
    client = signed_in()
    client.get(reverse("standards"))
    with django_assert_num_queries(5):
        client.get(reverse("standards"))
    with django_assert_num_queries(6):
        client.get(reverse("standard", args=[newest.pk]))

"""The clinic's clinical settings: what is shipped, drafts, approvals."""

from typing import Any

import pytest

from clinic.models import Role
from plans.actions.refusal import Refused
from plans.actions.standard import Faults, approve_sheet, begin_draft, save_sheet, ship_standards
from plans.engine.standard import SHEETS, ZONES, Fault
from plans.models import Standard, Trail
from plans.queries.standard import standards_in_force
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db
State = Standard.State


def shipped(sheet: str) -> list[dict[str, Any]]:
    ship_standards(now=MONDAY)
    rows: list[dict[str, Any]] = Standard.objects.get(sheet=sheet).rows
    return rows


def approved(sheet: str) -> Standard:
    ship_standards(now=MONDAY)
    answer = approve_sheet(
        standard_id=Standard.objects.get(sheet=sheet).pk,
        approved_by="Dr Novak",
        by=a_user(Role.MANAGER),
        now=MONDAY,
    )
    assert isinstance(answer, Standard)
    return answer


def test_every_sheet_is_shipped_as_a_draft_with_its_sources() -> None:
    ship_standards(now=MONDAY)
    standards = Standard.objects.all()
    assert {standard.sheet for standard in standards} == set(SHEETS)
    assert {standard.state for standard in standards} == {State.DRAFT}
    assert all("https://" in standard.source for standard in standards)


def test_every_shipped_sheet_can_be_approved() -> None:
    manager = a_user(Role.MANAGER)
    for standard in ship_standards(now=MONDAY):
        answer = approve_sheet(
            standard_id=standard.pk, approved_by="Dr Novak", by=manager, now=MONDAY
        )
        assert isinstance(answer, Standard), answer
    assert set(standards_in_force().sheets) == set(SHEETS)


def test_shipping_again_writes_nothing_twice() -> None:
    ship_standards(now=MONDAY)
    Standard.objects.filter(sheet="limits").delete()
    assert [standard.sheet for standard in ship_standards(now=MONDAY)] == ["limits"]
    assert ship_standards(now=MONDAY) == []


def test_the_shipped_depths_are_those_of_the_table() -> None:
    depths = {row["zone"]: (row["start"], row["soft"], row["hard"]) for row in shipped("depths")}
    bony, cheek = (0.5, 1.0, 1.5), (0.5, 1.5, 2.5)
    assert tuple(depths) == ZONES
    assert depths == {
        **dict.fromkeys(("forehead", "glabella", "temples", "nose_sides"), bony),
        **dict.fromkeys(("chin", "jawline"), bony),
        **dict.fromkeys(("left_cheek", "right_cheek"), cheek),
        "eyes": (0.25, 0.5, 0.75),
        "nose_bridge": (0.25, 0.5, 1.0),
        "upper_lip": (0.25, 0.75, 1.0),
        "neck": (0.25, 0.5, 1.0),
    }
    bands = {row["indication"]: (row["low"], row["high"]) for row in shipped("bands")}
    assert bands == {
        "pores": (0.5, 1.5),
        "texture": (0.25, 1.0),
        "fine_lines": (0.5, 1.5),
        "acne_scars": (1.0, 2.5),
    }


def test_the_shipped_numbing_is_that_of_the_table() -> None:
    rows = shipped("numbing")
    facts = [(row["percent"], row["minutes"], row["needs_prescriber"]) for row in rows]
    assert facts == [
        (4.0, 30, False),
        (2.5, 60, False),
        (7.0, 30, False),
        (6.0, 30, True),
        (23.0, 60, True),
    ]
    assert {row["warn_minutes"] for row in rows} == {60}
    assert [row["name"] for row in rows if not row["is_offered"]] == [
        "Compounded lidocaine 23 % + tetracaine 7 %"
    ]


def test_the_shipped_gates_and_washouts_are_those_of_the_table() -> None:
    rows = {row["key"]: row for row in shipped("questions")}
    by_gate = {
        gate: {key for key, row in rows.items() if row["gate"] == gate}
        for gate in ("block", "override")
    }
    assert by_gate == {
        "block": {
            *("infection", "cold_sore", "skin_cancer", "pregnant", "allergy_metal", "implant")
        },
        "override": {
            *("flare", "isotretinoin", "bleeding", "breast_feeding", "allergy_numbing"),
            *("immune", "cancer_therapy", "connective_tissue"),
        },
    }
    washouts = {key: row["washout_days"] for key, row in rows.items() if row["washout_days"]}
    assert washouts == {
        "cold_sore": 7,
        "isotretinoin_stopped": 180,
        "pregnant": 14,
        "cancer_therapy": 90,
        "toxin": 14,
        "filler": 28,
        "resurfacing": 90,
        "sun": 14,
        "active_products": 1,
    }
    assert all(rows[key]["date_label"] for key in washouts)
    assert {key for key, row in rows.items() if row["kinds"] == ["rf"]} == {"implant"}


def test_before_each_session_is_asked_again_what_may_have_changed() -> None:
    again = {row["key"] for row in shipped("questions") if row["again"]}
    assert again >= {
        *("new_medicine", "pregnant", "cold_sore", "sun", "toxin", "filler", "after_last"),
        *("other_change", "infection", "isotretinoin"),
    }
    assert not again & {"keloid", "bleeding", "allergy_metal", "cold_sore_history"}


def test_shipped_skincare_rests_as_the_table_says() -> None:
    names = ("stop_days", "restart_days", "darker_restart_days")
    rests = {row["kind"]: tuple(row[name] for name in names) for row in shipped("skincare")}
    assert rests == {
        **dict.fromkeys(("cleanser", "moisturiser"), (None, None, None)),
        **dict.fromkeys(("retinoid", "acid", "vitamin_c", "benzoyl", "scrub"), (7, 7, 14)),
        "sunscreen": (0, 1, None),
        "make_up": (0, 2, None),
        "self_tan": (2, 7, 14),
        "other": (1, 7, 14),
    }


def test_the_shipped_limits_and_clearances_are_those_of_the_table() -> None:
    assert shipped("limits") == [
        {
            "consent_depth": 1.5,
            "deepest": 2.5,
            "darker_less": 0.25,
            "numbing_grams": 10.0,
            "numbing_cm2": 400,
            "numbing_percent": 4.0,
            "screening_days": 1,
            "consent_hours": 24,
            "required": ["device", "cartridge", "depth", "numbing", "operator"],
        }
    ]
    names = ("model", "indication", "skin_from", "skin_to", "age_from")
    assert [tuple(row[name] for name in names) for row in shipped("clearances")] == [
        ("SkinPen Precision", "acne_scars", 1, 6, 22),
        ("SkinPen Precision", "fine_lines", 2, 4, 22),
        ("Exceed", "fine_lines", 1, 3, 22),
        ("Exceed", "acne_scars", 1, 4, 22),
        ("PRO Pen", "acne_scars", 1, 6, 22),
    ]


def test_shipped_sentences_promise_no_result() -> None:
    for row in shipped("questions"):
        for text in (row["text"], row["advice"]):
            assert "%" not in text
            assert "result" not in text.lower()


def test_a_draft_copies_the_version_in_force() -> None:
    standard, manager = approved("depths"), a_user(Role.MANAGER)
    draft = begin_draft(sheet="depths", by=manager, now=MONDAY)
    assert (draft.number, draft.state, draft.approved_by) == (2, State.DRAFT, "")
    assert (draft.rows, draft.source) == (standard.rows, standard.source)
    assert begin_draft(sheet="depths", by=manager, now=MONDAY) == draft


def test_a_clinic_older_than_its_sheets_begins_with_the_shipped_draft() -> None:
    draft = begin_draft(sheet="limits", by=a_user(Role.MANAGER), now=MONDAY)
    assert (draft.sheet, draft.number, draft.state) == ("limits", 1, State.DRAFT)
    assert draft.rows


def test_an_approval_retires_the_version_before_it() -> None:
    old, manager = approved("bands"), a_user(Role.MANAGER)
    draft = begin_draft(sheet="bands", by=manager, now=MONDAY)
    rows = [{"indication": "pores", "low": 0.5, "high": 1.25}]
    saved = save_sheet(standard_id=draft.pk, rows=rows, source="Ours.", by=manager, now=MONDAY)
    assert isinstance(saved, Standard)
    approve_sheet(standard_id=draft.pk, approved_by="Dr Brandt", by=manager, now=MONDAY)
    states = Standard.objects.filter(sheet="bands").order_by("number")
    assert list(states.values_list("state", "approved_by")) == [
        (State.RETIRED, "Dr Novak"),
        (State.APPROVED, "Dr Brandt"),
    ]
    assert standards_in_force().bands["pores"].high == 1.25
    assert Trail.objects.filter(verb="approved_standard").latest("pk").facts == {
        "standard": draft.pk,
        "approved_by": "Dr Brandt",
        "retired": [old.pk],
    }


def test_an_approved_sheet_never_changes() -> None:
    standard, manager = approved("bands"), a_user(Role.MANAGER)
    rows = standard.rows
    saved = save_sheet(standard_id=standard.pk, rows=[], source="", by=manager, now=MONDAY)
    again = approve_sheet(standard_id=standard.pk, approved_by="Dr X", by=manager, now=MONDAY)
    assert saved == again == Refused("not_a_draft")
    standard.refresh_from_db()
    assert (standard.rows, standard.approved_by) == (rows, "Dr Novak")


def test_each_fault_names_its_line_and_column() -> None:
    ship_standards(now=MONDAY)
    draft, manager = Standard.objects.get(sheet="depths"), a_user(Role.MANAGER)
    rows: list[dict[str, Any]] = [
        {"zone": "chin", "start": 0.5, "soft": 1.0, "hard": 4.0},
        {"zone": "chin", "start": None, "soft": 1.0, "hard": 1.5},
    ]
    answer = save_sheet(standard_id=draft.pk, rows=rows, source="", by=manager, now=MONDAY)
    assert answer == Faults(
        (
            Fault(1, "hard", "at_most", {"most": 3}),
            Fault(2, "start", "missing"),
            Fault(2, "zone", "doubled"),
        )
    )
    draft.refresh_from_db()
    assert len(draft.rows) == len(ZONES)

"""Is this depth right for this zone, this skin and this device?"""

from decimal import Decimal
from typing import Any

import pytest

from plans.engine.depth import Care, judge_depth, judge_use, needs_reason
from plans.engine.finding import Finding
from plans.engine.standard import Band, Clearance, DepthLimit, Limits

LIMITS = Limits(
    consent_depth=1.5,
    deepest=2.5,
    darker_less=0.25,
    numbing_grams=10,
    numbing_cm2=400,
    numbing_percent=4,
    screening_days=1,
    consent_hours=24,
)
SCARS = Clearance("Pen One", "pores", depth=1.5)


def care(**fields: Any) -> Care:
    """A second session of pores, skin type II, 30 years old, with a device cleared for it."""
    return Care(
        **{
            "depths": {
                "chin": DepthLimit("chin", 0.5, 1.0, 1.5),
                "left_cheek": DepthLimit("left_cheek", 0.5, 1.5, 2.5),
            },
            "band": Band("pores", 0.5, 1.5),
            "limits": LIMITS,
            "clearances": (SCARS,),
            "indication": "pores",
            "skin": 2,
            "age": 30,
            "is_first": False,
            "is_consent_deep": True,
            **fields,
        }
    )


def said(zone: str, depth: str, reason: str = "", **fields: Any) -> list[tuple[str, str]]:
    found = judge_depth(zone, Decimal(depth), reason, care(**fields))
    return [(finding.level, finding.what) for finding in found]


@pytest.mark.parametrize(
    ("zone", "depth", "reason", "found"),
    [
        ("chin", "0.5", "", []),
        ("chin", "1.0", "", []),
        ("chin", "0.25", "", [("note", "below_usual")]),
        ("chin", "1.25", "", [("warn", "above_soft_why")]),
        ("chin", "1.25", "A deep scar", [("warn", "above_soft")]),
        ("chin", "1.75", "A deep scar", [("refuse", "too_deep")]),
        ("left_cheek", "1.5", "", []),
        (
            *("left_cheek", "1.75", "Scars"),
            [("warn", "above_soft"), ("warn", "deeper_than_cleared"), ("note", "above_usual")],
        ),
        ("left_cheek", "2.75", "Scars", [("refuse", "too_deep")]),
        ("neck", "2.5", "", [("warn", "deeper_than_cleared"), ("note", "above_usual")]),
        ("neck", "2.75", "", [("refuse", "too_deep")]),
    ],
)
def test_a_depth_is_judged_by_its_zone(
    zone: str, depth: str, reason: str, found: list[tuple[str, str]]
) -> None:
    assert said(zone, depth, reason) == found


def test_nothing_is_said_of_a_zone_without_a_depth() -> None:
    assert judge_depth("chin", None, "", care()) == ()


@pytest.mark.parametrize(
    ("skin", "is_first", "found"),
    [
        (3, True, []),
        (4, True, [("warn", "above_soft_first_why")]),
        (6, True, [("warn", "above_soft_first_why")]),
        (4, False, []),
        (None, True, []),
    ],
)
def test_a_darker_skin_is_treated_less_deep_the_first_time(
    skin: int | None, is_first: bool, found: list[tuple[str, str]]
) -> None:
    assert said("chin", "1.0", skin=skin, is_first=is_first) == found


def test_the_lowered_limit_is_never_below_where_one_starts() -> None:
    eyes = {"eyes": DepthLimit("eyes", 0.4, 0.5, 0.75)}
    assert care(depths=eyes, skin=5, is_first=True).soft("eyes") == Decimal("0.4")


def test_deeper_than_the_consent_is_refused() -> None:
    found = judge_depth("left_cheek", Decimal("1.75"), "Scars", care(is_consent_deep=False))
    facts = {"zone": "left_cheek", "depth": "1.75", "most": "1.5"}
    assert found == (Finding("refuse", "deeper_than_consent", facts),)
    assert said("left_cheek", "1.5", is_consent_deep=False) == []


def test_without_sheets_nothing_is_judged() -> None:
    bare: dict[str, Any] = {"depths": {}, "band": None, "limits": None, "clearances": ()}
    assert said("chin", "3", **bare) == []
    assert care(**bare).hard("chin") is None


def test_only_above_the_soft_limit_a_reason_is_needed() -> None:
    asked = [needs_reason("chin", Decimal(depth), care()) for depth in ("1.0", "1.25")]
    assert (asked, needs_reason("chin", None, care())) == ([False, True], False)


@pytest.mark.parametrize(
    ("cleared", "skin", "age", "zones", "found"),
    [
        ((SCARS,), 2, 30, ["chin"], []),
        ((), 2, 30, ["chin"], ["not_cleared_indication"]),
        ((Clearance("Pen One", "acne_scars"),), 2, 30, [], ["not_cleared_indication"]),
        ((Clearance("Pen One", "pores", skin_to=3),), 4, 30, [], ["not_cleared_patient"]),
        ((Clearance("Pen One", "pores", skin_to=3),), None, 30, [], []),
        ((SCARS,), 2, 21, [], ["not_cleared_patient"]),
        ((SCARS,), 2, None, [], []),
        ((Clearance("Pen One", "pores", ("neck",)),), 2, 30, ["neck"], []),
        ((Clearance("Pen One", "pores", ("neck",)),), 2, 30, ["neck", "chin"], ["zones: chin"]),
        (
            *((Clearance("x", "pores", ("neck",)), Clearance("x", "pores", ("chin",))), 2, 30),
            *(["neck", "chin"], []),
        ),
    ],
)
def test_a_use_that_is_not_cleared_is_named(
    cleared: tuple[Clearance, ...],
    skin: int | None,
    age: int | None,
    zones: list[str],
    found: list[str],
) -> None:
    told = judge_use(care(clearances=cleared, skin=skin, age=age), zones)
    assert [said_of_use(each) for each in told] == found


def said_of_use(finding: Finding) -> str:
    zones = finding.facts.get("zones")
    return f"zones: {zones}" if zones else finding.what


def test_without_a_device_no_use_is_judged() -> None:
    assert judge_use(care(clearances=(), has_device=False), ["chin"]) == ()

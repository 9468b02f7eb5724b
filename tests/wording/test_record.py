"""The record in words."""

import ast
from pathlib import Path

import pytest

from plans.actions.record_fields import RECORD, ZONE, zone_field
from plans.engine.finding import Finding
from plans.engine.record import Missing
from plans.wording.record import field_words, finding_words, missing_words, shown_words

JUDGES = ("plans/engine/depth.py", "plans/engine/numbing.py", "plans/queries/record.py")
FACTS = {
    **{"zone": "chin", "zones": "chin,neck", "depth": "2", "most": "1.5", "least": "1"},
    **{"low": "0.5", "high": "1.5", "indication": "pores", "is": "12", "minutes": 61, "age": 17},
    **{"name": "Tip", "number": "L1", "because": "Bent", "ask": "Allergies?"},
    **{"day": "2028-01-31", "known": "2029-01-31"},
}


def said(what: str) -> str:
    return finding_words(Finding("warn", what, FACTS))


def test_what_a_rule_finds_is_said_with_its_numbers() -> None:
    assert said("too_deep") == "Chin: at most 1.5 mm is recorded here, not 2."
    assert said("not_cleared_zones") == (
        "Outside cleared use: this device is not cleared for Chin, Neck."
    )
    assert said("lot_other_expiry") == (
        "This package says it expires on 31 January 2028; "
        "on record this lot expires on 31 January 2029."
    )
    assert said("strong_cream") == "12 % is stronger than the 1.5 % at which the clinic warns."


@pytest.mark.parametrize("path", JUDGES)
def test_every_finding_has_a_sentence(path: str) -> None:
    made = {
        node.args[1].value
        for node in ast.walk(ast.parse(Path(path).read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "Finding"
        and isinstance(node.args[1], ast.Constant)
    }
    assert made
    assert all(said(str(what)) for what in made)
    assert said("above_soft_why")
    assert said("above_soft_first_why")


def test_what_is_missing_is_said() -> None:
    whole = ("operator", "device", "cartridge", "numbing_on", "numbing_off", "zones")
    assert all(missing_words(Missing(what)) for what in whole)
    zones = {missing_words(Missing(what, "chin")) for what in ("depth", "reason", "confirm")}
    assert zones == {
        "Chin: give the depth.",
        "Chin: say why it is above the limit.",
        "Chin: confirm what was filled in.",
    }


def test_every_field_has_a_name() -> None:
    names = [*RECORD, *(zone_field("chin", column) for column in ZONE)]
    assert not [name for name in names if "_" in field_words(name)]
    assert field_words("zone.chin.depth") == "Chin: depth, mm"
    assert field_words("zone.chin.confirmed") == "Chin: confirmed"
    assert field_words("zone.chin") == "Chin"


def test_values_are_shown_as_people_read_them() -> None:
    assert shown_words("zone.chin.end_point", "redness") == "Even redness"
    assert shown_words("needle_type", "bare") == "Not insulated"
    assert shown_words("is_not_numbed", "yes") == "yes"
    assert shown_words("operator", "7", {"7": "Dr Pia Novak"}) == "Dr Pia Novak"
    assert shown_words("zone.chin.depth", "0.75") == "0.75"

"""What a record must hold before its visit may be finished."""

from decimal import Decimal
from typing import Any

import pytest

from plans.engine.record import Held, Missing, Treated, missing_of
from plans.engine.standard import REQUIRED
from tests.engine.test_depth import care

CHIN = Treated("chin", Decimal("0.5"), "", is_confirmed=True)
WHOLE: dict[str, Any] = {
    "has_device": True,
    "has_cartridge": True,
    "has_operator": True,
    "is_on": True,
    "is_off": True,
    "zones": [CHIN],
}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, []),
        ({"has_device": False}, [Missing("device")]),
        ({"has_cartridge": False}, [Missing("cartridge")]),
        ({"has_operator": False}, [Missing("operator")]),
        ({"is_on": False, "is_off": False}, [Missing("numbing_on")]),
        ({"is_off": False}, [Missing("numbing_off")]),
        ({"is_on": False, "is_off": False, "is_not_numbed": True}, []),
        ({"zones": []}, [Missing("zones")]),
        ({"zones": [Treated("chin", None, "", is_confirmed=True)]}, [Missing("depth", "chin")]),
        (
            {"zones": [CHIN, Treated("eyes", Decimal("0.25"), "", is_confirmed=False)]},
            [Missing("confirm", "eyes")],
        ),
        (
            {"zones": [Treated("chin", Decimal("1.25"), "", is_confirmed=True)]},
            [Missing("reason", "chin")],
        ),
        ({"zones": [Treated("chin", Decimal("1.25"), "Scar", is_confirmed=True)]}, []),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], missing: list[Missing]) -> None:
    assert list(missing_of(Held(**{**WHOLE, **change}), REQUIRED, care())) == missing


def test_nothing_at_all_lacks_everything_that_the_clinic_asks_for() -> None:
    whats = [each.what for each in missing_of(Held(), REQUIRED, care())]
    assert whats == ["operator", "device", "cartridge", "numbing_on", "zones"]
    assert missing_of(Held(), (), care()) == ()


def test_a_reason_and_a_confirmation_are_always_asked_for() -> None:
    zones = [Treated("chin", Decimal("1.25"), "", is_confirmed=False)]
    found = missing_of(Held(zones=zones), (), care())
    assert [each.what for each in found] == ["reason", "confirm"]

from typing import Any

import pytest

from plans.engine.clearance import Outside, is_outside
from plans.engine.standard import Clearance

CHEEKS = ("left_cheek", "right_cheek")
SCARS = Clearance(
    model="Pen One", indication="acne_scars", skin_from=1, skin_to=4, age_from=22, depth=1.5
)
LINES = Clearance(model="Pen One", indication="fine_lines", zones=CHEEKS)


def outside(**asked: Any) -> tuple[Outside, ...]:
    asked = {"model": "Pen One", "indication": "acne_scars", "clearances": [SCARS, LINES], **asked}
    return is_outside(**asked)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ()),
        ({"fitzpatrick": 4, "age": 22, "depth": 1.5, "zones": CHEEKS}, ()),
        ({"model": "Roller"}, (Outside.DEVICE,)),
        ({"clearances": []}, (Outside.DEVICE,)),
        ({"indication": "pores"}, (Outside.INDICATION,)),
        ({"fitzpatrick": 5}, (Outside.SKIN,)),
        ({"age": 21}, (Outside.AGE,)),
        ({"depth": 1.75}, (Outside.DEPTH,)),
        ({"fitzpatrick": 6, "age": 19, "depth": 2}, (Outside.SKIN, Outside.AGE, Outside.DEPTH)),
        ({"indication": "fine_lines", "zones": CHEEKS[:1]}, ()),
        ({"indication": "fine_lines", "zones": ("nose_sides",)}, (Outside.ZONE,)),
    ],
)
def test_what_goes_beyond_the_cleared_use_is_named(
    asked: dict[str, Any], found: tuple[Outside, ...]
) -> None:
    assert outside(**asked) == found


def test_a_clearance_of_single_zones_does_not_cover_the_whole_face() -> None:
    assert outside(indication="fine_lines") == (Outside.ZONE,)


def test_one_clearance_must_cover_all_of_it() -> None:
    deep = Clearance(model="Pen One", indication="acne_scars", age_from=30, depth=2)

    both = {"clearances": [SCARS, deep], "depth": 2}

    assert outside(**both, age=30) == ()
    assert outside(**both, age=25) == (Outside.DEPTH,)


def test_without_a_device_any_that_is_cleared_may_come() -> None:
    assert outside(model="") == ()
    assert outside(model="", indication="pores") == (Outside.INDICATION,)

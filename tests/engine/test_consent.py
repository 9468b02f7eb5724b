"""Which agreement covers a visit, and what counts as a signature."""

import dataclasses
import json

import pytest

from plans.engine.consent import (
    MOST_LINES,
    MOST_POINTS,
    Terms,
    Why,
    fingerprint,
    ink_of,
    strokes_in,
    why_not_covered,
)

AGREED = Terms(text=7, indication="pores", device_kind="pen", is_outside=True)
LINE = [[0.1, 0.5, 0], [0.5, 0.2, 40], [0.9, 0.5, 90]]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, None),
        ({"text": 8}, Why.NEW_TEXT),
        ({"indication": "acne_scars"}, Why.OTHER_INDICATION),
        ({"device_kind": "rf"}, Why.OTHER_DEVICE),
        ({"device_kind": ""}, None),  # no device is known yet
        ({"is_deep": True}, Why.DEEPER),
        ({"is_outside": False}, None),
        # The text comes first: whoever reads the new one agrees to all of it.
        ({"text": 8, "device_kind": "rf", "is_deep": True}, Why.NEW_TEXT),
    ],
)
def test_a_new_text_another_device_a_deeper_band_or_another_aim_asks_again(
    asked: dict[str, object], why: Why | None
) -> None:
    assert why_not_covered(dataclasses.replace(AGREED, **asked), AGREED) == why  # type: ignore[arg-type]


def test_a_use_that_is_not_cleared_asks_whoever_did_not_confirm_it() -> None:
    agreed = dataclasses.replace(AGREED, is_outside=False)
    assert why_not_covered(AGREED, agreed) == Why.OTHER_DEVICE


def test_a_consent_to_deeper_needling_covers_the_usual_one() -> None:
    assert why_not_covered(AGREED, dataclasses.replace(AGREED, is_deep=True)) is None


def test_the_fingerprint_is_of_every_word_and_of_where_it_stands() -> None:
    shown = fingerprint(title="Needling", body="Text", outside_line="Line")
    others = [
        fingerprint(title="Needling", body="Text", outside_line=""),
        fingerprint(title="Needling", body="TextLine", outside_line=""),
        fingerprint(title="Needling", body="Text.", outside_line="Line"),
    ]
    assert len(shown) == 64
    assert len({shown, *others}) == 4
    assert shown == fingerprint(title="Needling", body="Text", outside_line="Line")


def test_a_signature_is_lines_of_points_in_time() -> None:
    found = strokes_in(json.dumps([LINE, [[0.123456, 0, 100], [0.3, 1, 140.7]]]))
    assert found == (
        ((0.1, 0.5, 0), (0.5, 0.2, 40), (0.9, 0.5, 90)),
        ((0.1235, 0.0, 100), (0.3, 1.0, 140)),
    )
    assert ink_of([LINE]) == pytest.approx(1.0)  # type: ignore[list-item]


@pytest.mark.parametrize(
    "drawn",
    [
        "",
        "[",
        "null",
        "{}",
        "[]",
        "[[]]",
        "7",
        "[" * 100_000,
        json.dumps([[[0.5, 0.5, 0]]]),  # a dot
        json.dumps([[[0.5, 0.5, 0], [0.51, 0.5, 10]]]),  # a slip of the finger
        json.dumps([[[0.1, 0.5], [0.9, 0.5]]]),
        json.dumps([[[0.1, 0.5, 0], [1.9, 0.5, 1]]]),
        json.dumps([[[-0.1, 0.5, 0], [0.9, 0.5, 1]]]),
        json.dumps([[["0.1", 0.5, 0], [0.9, 0.5, 1]]]),
        json.dumps([[[True, 0.5, 0], [0.9, 0.5, 1]]]),
        "[[[NaN, 0.5, 0], [0.9, 0.5, 1]]]",
        "[[[0.1, 0.5, 0], [0.9, 0.5, Infinity]]]",
        "[[[0.1, 0.5, 0], [1e400, 0.5, 1]]]",
        json.dumps([LINE] * (MOST_LINES + 1)),
        json.dumps([LINE[:1] * MOST_POINTS, LINE]),
    ],
)
def test_what_is_no_signature_is_none(drawn: str) -> None:
    assert strokes_in(drawn) is None


def test_the_bounds_themselves_are_taken() -> None:
    assert strokes_in(json.dumps([LINE] * MOST_LINES)) is not None
    assert strokes_in(json.dumps([LINE[:1] * (MOST_POINTS - 3), LINE])) is not None

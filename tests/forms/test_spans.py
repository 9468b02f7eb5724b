"""Hours as people type them."""

import pytest
from django.core.exceptions import ValidationError

from plans.actions.hours import WeekSpan
from plans.forms.spans import parse_spans, parse_week_line


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("09:00-18:00", ((540, 1080),)),
        ("9-18", ((540, 1080),)),
        ("9.30 – 12:00", ((570, 720),)),
        ("13:30-18:00, 09:00-12:30", ((540, 750), (810, 1080))),
        ("09:00-12:00; 12:00-24:00", ((540, 720), (720, 1440))),
        ("8 to 12", ((480, 720),)),
    ],
)
def test_spans_are_read_as_people_write_them(
    typed: str, spans: tuple[tuple[int, int], ...]
) -> None:
    assert parse_spans(typed) == spans


@pytest.mark.parametrize(
    "typed",
    ["morning", "18:00-09:00", "09:00-09:00", "09:60-10:00", "09:00-24:01", "9-12, 11-13"],
)
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        parse_spans(typed)


def test_a_line_of_a_week_names_its_days() -> None:
    assert list(parse_week_line("Fri-sat 9-12")) == [WeekSpan(4, 540, 720), WeekSpan(5, 540, 720)]
    assert list(parse_week_line("sun 10:00-11:00, 12-13")) == [
        WeekSpan(6, 600, 660),
        WeekSpan(6, 720, 780),
    ]


@pytest.mark.parametrize("line", ["9-18", "xyz 9-18", "fri-mon 9-18", "mon 18-9"])
def test_a_line_without_known_days_is_refused(line: str) -> None:
    with pytest.raises(ValidationError):
        list(parse_week_line(line))

"""Series over the days on which the clocks change, in three zones, worked out by hand.

Berlin skips 02:00 to 03:00 on 28 March 2027 and shows it twice on 31 October; New York the same
on 14 March and, from 01:00 to 02:00, on 7 November. Lord Howe's clocks move by half an hour: 02:00
to 02:30 is skipped on 3 October, 01:30 to 02:00 is shown twice on 4 April.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.ask import daily, scenario, starts, step

Data = dict[str, Any]
Answer = Callable[[Data], Data]

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"


def night(zone: str, day: str, *hours: str, minutes: int = 30, **request: Any) -> Data:
    """One visit on one day by a practitioner and in a room with these hours, every half hour."""
    return scenario(
        {"earliest": day, "first_by": day, **request},
        zone=zone,
        grid_minutes=30,
        steps=[step(minutes, "practitioner", "room")],
        practitioners=[daily("pia", *hours)],
        rooms=[daily("r1", *hours)],
    )


def first_start(data: Data, answer: Answer) -> str | None:
    given = answer(data)
    return starts(given)[0][-5:] if "proposals" in given else None


@pytest.mark.parametrize(
    ("zone", "day", "hours", "minutes", "start"),
    [
        # Hours from a skipped edge open as much later: 02:00 and 02:30 are 03:00 and 03:30.
        (BERLIN, "2027-03-28", "02:00-04:00", 30, "01:00"),
        (BERLIN, "2027-03-28", "02:30-04:00", 30, "01:30"),
        (BERLIN, "2027-03-28", "02:30-04:00", 60, None),
        # 01:30 and one hour more is 03:30, which hours to a skipped 02:30 still reach.
        (BERLIN, "2027-03-28", "01:30-02:30", 60, "00:30"),
        (BERLIN, "2027-03-28", "01:30-03:00", 60, None),
        # 02:15 is 03:15, so hours from there to 03:00 are none at all.
        (BERLIN, "2027-03-28", "02:15-03:00", 30, None),
        (NEW_YORK, "2027-03-14", "02:00-04:00", 30, "07:00"),
        (NEW_YORK, "2027-03-14", "01:30-02:30", 60, "06:30"),
        (NEW_YORK, "2027-03-14", "01:30-03:00", 60, None),
        # Lord Howe: a skipped 02:00 is 02:30, a skipped 02:15 is 02:45.
        (LORD_HOWE, "2027-10-03", "02:00-03:00", 30, "15:30"),
        (LORD_HOWE, "2027-10-03", "02:15-03:30", 30, "16:00"),
        (LORD_HOWE, "2027-10-03", "02:15-03:15", 30, None),
        (LORD_HOWE, "2027-10-03", "01:30-02:30", 60, None),
        (LORD_HOWE, "2027-10-03", "01:30-02:15", 45, "15:00"),
        # An edge that shows twice is the first one.
        (BERLIN, "2027-10-31", "02:00-03:00", 120, "00:00"),
        (BERLIN, "2027-10-31", "02:00-02:30", 60, None),
        (BERLIN, "2027-10-31", "02:30-03:00", 90, "00:30"),
        (NEW_YORK, "2027-11-07", "01:00-02:00", 120, "05:00"),
        (NEW_YORK, "2027-11-07", "01:00-01:30", 60, None),
        (LORD_HOWE, "2027-04-04", "01:30-02:00", 60, "14:30"),
        (LORD_HOWE, "2027-04-04", "01:00-01:30", 60, None),
    ],
)
def test_edges_of_hours_become_instants(
    zone: str, day: str, hours: str, minutes: int, start: str | None, answer: Answer
) -> None:
    assert first_start(night(zone, day, hours, minutes=minutes), answer) == start


def test_hours_mean_the_same_however_they_are_cut_into_entries(answer: Answer) -> None:
    # All of 02:00 to 03:00 is skipped, so cut in two at 02:30 it is no time either.
    assert first_start(night(BERLIN, "2027-03-28", "02:00-03:00", minutes=15), answer) is None
    cut = night(BERLIN, "2027-03-28", "02:00-02:30", "02:30-03:00", minutes=15)
    assert first_start(cut, answer) is None


@pytest.mark.parametrize(
    ("zone", "day", "window", "minutes", "start"),
    [
        (BERLIN, "2027-03-28", ["02:30", "04:00"], 30, "01:30"),
        (BERLIN, "2027-03-28", ["01:30", "02:30"], 60, "00:30"),
        (BERLIN, "2027-10-31", ["02:00", "03:00"], 120, "00:00"),
        (BERLIN, "2027-10-31", ["02:00", "02:30"], 60, None),
        (NEW_YORK, "2027-03-14", ["02:30", "04:00"], 30, "07:30"),
        (NEW_YORK, "2027-11-07", ["01:30", "02:00"], 90, "05:30"),
        (LORD_HOWE, "2027-10-03", ["02:00", "03:00"], 30, "15:30"),
        (LORD_HOWE, "2027-04-04", ["01:30", "02:00"], 60, "14:30"),
    ],
)
def test_windows_of_times_become_instants_the_same_way(
    zone: str, day: str, window: list[str], minutes: int, start: str | None, answer: Answer
) -> None:
    asked = night(zone, day, "00:00-06:00", minutes=minutes, times=[window])
    assert first_start(asked, answer) == start


def starts_taken_in_turn(data: Data, answer: Answer) -> list[str]:
    """All possible starts of a day: each is booked for a minute when it is found."""
    found: list[str] = []
    taken: list[list[str]] = []
    while "proposals" in (given := answer({**data, "patient": {"busy": taken}})):
        found.append(starts(given)[0][-5:])
        start = given["proposals"][0]["sessions"][0]["start"]
        taken.append([start, start.replace(":00Z", ":01Z")])
    return found


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        # 01:00, 01:30, 03:00, 03:30 on the clock: an hour is skipped between.
        (BERLIN, "2027-03-28", ["00:00", "00:30", "01:00", "01:30"]),
        # 01:00 to 03:30, of which 02:00 and 02:30 only at their first showing.
        (BERLIN, "2027-10-31", ["23:00", "23:30", "00:00", "00:30", "02:00", "02:30"]),
        (NEW_YORK, "2027-03-14", ["06:00", "06:30", "07:00", "07:30"]),
        (NEW_YORK, "2027-11-07", ["05:00", "05:30", "07:00", "07:30", "08:00", "08:30"]),
        # 01:00, 01:30, 02:30, 03:00, 03:30: only 02:00 is skipped.
        (LORD_HOWE, "2027-10-03", ["14:30", "15:00", "15:30", "16:00", "16:30"]),
        # 01:00, 01:30 at its first showing, 02:00 after its second.
        (LORD_HOWE, "2027-04-04", ["14:00", "14:30", "15:30", "16:00", "16:30", "17:00"]),
    ],
)
def test_a_start_is_shown_by_the_clock_and_only_once(
    zone: str, day: str, expected: list[str], answer: Answer
) -> None:
    assert starts_taken_in_turn(night(zone, day, "01:00-04:00", minutes=15), answer) == expected


def test_gaps_are_counted_in_calendar_days_over_the_change(answer: Answer) -> None:
    asked = {
        "sessions": 3,
        "gap_days": {"min": 1, "ideal": 1, "max": 1},
        "earliest": "2027-03-27",
        "first_by": "2027-03-27",
    }
    given = answer(scenario(asked))
    assert starts(given) == ["2027-03-27T08:00", "2027-03-28T07:00", "2027-03-29T07:00"]


def test_the_same_time_of_day_on_both_sides_of_the_change_is_regular(answer: Answer) -> None:
    # 9:00 is taken on the second date, so the best series is at 9:00 and 10:00 and the regular one
    # at 10:00 twice, which is 9:00 and 8:00 in UTC.
    room = daily("r1", "09:00-12:00", busy=[["2027-03-30T07:00:00Z", "2027-03-30T08:00:00Z"]])
    asked = {"sessions": 2, "earliest": "2027-03-23", "first_by": "2027-03-23", "limit": 4}
    given = answer(scenario(asked, rooms=[room]))
    assert [proposal["label"] for proposal in given["proposals"]] == ["best", "regular"]
    assert starts(given, 0) == ["2027-03-23T08:00", "2027-03-30T08:00"]
    assert starts(given, 1) == ["2027-03-23T09:00", "2027-03-30T08:00"]


def test_a_time_that_the_clock_skips_is_no_regular_time(answer: Answer) -> None:
    # 2:30 is skipped on 28 March, and 3:30 is another time, though the same instant.
    before = {"weekday": 6, "from": "02:30", "to": "03:00", "until": "2027-03-21"}
    after = {"weekday": 6, "from": "03:00", "to": "04:00", "since": "2027-03-28"}
    data = night(BERLIN, "2027-03-21", "00:00-06:00", sessions=2, limit=4)
    given = answer({**data, "practitioners": [{"id": "pia", "hours": [before, after]}]})
    assert [proposal["label"] for proposal in given["proposals"]] == ["best"]
    assert starts(given) == ["2027-03-21T01:30", "2027-03-28T01:00"]


def cleaned_over_the_change(zone: str, day: str, cleaning: int, room_until: str) -> Data:
    """A visit from 23:00 to 24:00 on the eve, cleaned after in a room open until then."""
    return scenario(
        {"earliest": day, "first_by": day},
        zone=zone,
        steps=[step(60, "practitioner", "room"), step(cleaning, "room", patient=False)],
        practitioners=[daily("pia", "23:00-24:00")],
        rooms=[daily("r1", "23:00-24:00", f"00:00-{room_until}")],
    )


@pytest.mark.parametrize(
    ("zone", "eve", "room_until", "longest"),
    [
        (BERLIN, "2027-03-27", "04:00", 180),
        (BERLIN, "2027-10-30", "04:00", 300),
        (BERLIN, "2027-03-27", "02:30", 150),
        (BERLIN, "2027-10-30", "02:30", 150),
        (NEW_YORK, "2027-03-13", "04:00", 180),
        (NEW_YORK, "2027-11-06", "04:00", 300),
        (LORD_HOWE, "2027-10-02", "04:00", 210),
        (LORD_HOWE, "2027-04-03", "04:00", 270),
    ],
)
def test_cleaning_past_midnight_ends_with_the_hours_of_a_longer_or_shorter_night(
    zone: str, eve: str, room_until: str, longest: int, answer: Answer
) -> None:
    fits = cleaned_over_the_change(zone, eve, longest, room_until)
    does_not_fit = cleaned_over_the_change(zone, eve, longest + 1, room_until)
    assert "proposals" in answer(fits)
    assert "no_fit" in answer(does_not_fit)

"""Where there is no series: which session, between which dates, and what stood in the way."""

from collections.abc import Callable
from typing import Any

from tests.engine.ask import daily, engine, scenario, step

Data = dict[str, Any]
Answer = Callable[[Data], Data]


def no_fit(data: Data, answer: Answer) -> tuple[int, list[str], dict[str, int]]:
    """The session, the dates and the counted reasons of an answer without a series."""
    found = answer(data)["no_fit"]
    counted = {reason["what"]: reason["days"] for reason in found["reasons"]}
    assert len(counted) == len(found["reasons"])
    return found["session"], found["between"], counted


def test_each_date_counts_once_under_the_first_thing_that_empties_it(answer: Answer) -> None:
    # 1: the location is shut, and it is to be kept free besides. 2: kept free. 3: a Thursday,
    # which was not wished for. 4: Pia is away. 5: she is booked up. 6: Sunday, she has no hours.
    pia = daily(
        "pia",
        "09:00-12:00",
        weekdays=range(6),
        away=[["2026-12-04", "2026-12-04"]],
        busy=[["2026-12-05T08:00:00Z", "2026-12-05T11:00:00Z"]],
    )
    asked = {
        "first_by": "2026-12-06",
        "keep_free": [{"on": "2026-12-02", "days_before": 1}],
        "weekdays": [0, 1, 2, 4, 5, 6],
    }
    data = scenario(asked, practitioners=[pia], closures=["2026-12-01"])
    reasons = {"closed": 2, "keep_free": 1, "wishes": 1, "away": 1, "busy": 1}
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-06"], reasons)
    order = [reason["what"] for reason in answer(data)["no_fit"]["reasons"]]
    assert order == list(reasons)


def test_times_outside_the_hours_are_a_wish_that_empties_the_date(answer: Answer) -> None:
    data = scenario({"times": [["16:00", "20:00"]]})
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-01"], {"wishes": 1})


def test_the_absence_of_the_only_one_wished_for_is_no_wish(answer: Answer) -> None:
    away = [["2026-12-01", "2026-12-01"]]
    team = [daily("pia", "09:00-12:00", away=away), daily("ben", "09:00-12:00", away=away)]
    asked = {"practitioner": "pia", "practitioner_only": True}
    data = scenario(asked, practitioners=team)
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-01"], {"away": 1})


def test_a_day_on_which_only_somebody_else_works_is_emptied_by_the_wish(answer: Answer) -> None:
    team = [daily("pia", "09:00-12:00", weekdays=range(1)), daily("ben", "09:00-12:00")]
    data = scenario({"practitioner": "pia", "practitioner_only": True}, practitioners=team)
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-01"], {"wishes": 1})


def test_a_patient_who_has_no_time_is_busy(answer: Answer) -> None:
    data = scenario(patient={"busy": [["2026-12-01T08:30:00Z", "2026-12-01T10:30:00Z"]]})
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-01"], {"busy": 1})


def test_hours_that_are_there_but_never_meet_count_under_the_last_reason(
    answer: Answer,
) -> None:
    data = scenario({"times": [["09:00", "12:00"]]}, rooms=[daily("r1", "13:00-16:00")])
    assert no_fit(data, answer) == (1, ["2026-12-01", "2026-12-01"], {"busy": 1})


def test_the_session_named_is_the_first_that_no_earlier_choice_can_reach(answer: Answer) -> None:
    # The first may be on 1 or 3 December, as Pia is away on 2; the second 7 or 8 days after:
    # on 8, 9, 10 or 11, of which 10 is booked, 11 is free of wishes and 8 and 9 are hers away.
    pia = daily(
        "pia",
        "09:00-12:00",
        away=[["2026-12-02", "2026-12-02"], ["2026-12-08", "2026-12-09"]],
        busy=[["2026-12-10T00:00:00Z", "2026-12-11T00:00:00Z"]],
    )
    asked = {
        "sessions": 3,
        "gap_days": {"min": 7, "ideal": 7, "max": 8},
        "first_by": "2026-12-03",
        "keep_free": [{"on": "2026-12-11", "days_before": 0}],
    }
    data = scenario(asked, practitioners=[pia])
    reasons = {"keep_free": 1, "away": 2, "busy": 1}
    assert no_fit(data, answer) == (2, ["2026-12-08", "2026-12-11"], reasons)


def test_dates_that_no_earlier_date_allows_are_not_counted(answer: Answer) -> None:
    # The first is on 1 or 4 December, so the second on 8 or 11; 9 and 10 lie between, unreachable.
    pia = daily("pia", "09:00-12:00", away=[["2026-12-02", "2026-12-03"]])
    asked = {
        "sessions": 2,
        "first_by": "2026-12-04",
        "keep_free": [{"on": "2026-12-11", "days_before": 7}],
    }
    data = scenario({**asked, "keep_free": [{"on": "2026-12-11", "days_before": 3}]})
    data["practitioners"] = [pia]
    assert no_fit(data, answer) == (2, ["2026-12-08", "2026-12-11"], {"keep_free": 2})


def test_a_room_still_being_cleaned_after_the_session_before_is_busy(answer: Answer) -> None:
    steps = [step(60, "practitioner", "room"), step(120, "room", patient=False)]
    pia = daily("pia", "23:00-24:00", "00:00-01:00")
    asked = {
        "sessions": 2,
        "gap_days": {"min": 1, "ideal": 1, "max": 1},
        "times": [["23:00", "24:00"], ["00:00", "01:00"]],
    }
    # The first can only be at 23:00 on the 1st, the second only at 0:00 on the 2nd.
    busy = [["2026-11-30T23:00:00Z", "2026-12-01T00:00:00Z"], *AFTER_ONE]
    data = scenario(asked, steps=steps, practitioners=[{**pia, "busy": busy}], rooms=[ALL_DAY])
    assert no_fit(data, answer) == (2, ["2026-12-02", "2026-12-02"], {"busy": 1})


AFTER_ONE = [["2026-12-02T00:00:00Z", "2026-12-03T00:00:00Z"]]
ALL_DAY = daily("r1", "00:00-24:00")


def test_each_change_that_helps_by_itself_is_offered() -> None:
    def fields(request: Data, **parts: Any) -> set[str]:
        return {change["field"] for change in engine(scenario(request, **parts))["no_fit"]["relax"]}

    assert "times" in fields({"times": [["16:00", "20:00"]]})
    assert "weekdays" in fields({"weekdays": [3]})
    assert "keep_free" in fields({"keep_free": [{"on": "2026-12-01", "days_before": 0}]})
    ben_works = [daily("pia", "16:00-16:30"), daily("ben", "09:00-12:00")]
    wish = {"practitioner": "pia", "practitioner_only": True}
    assert "practitioner_only" in fields(wish, practitioners=ben_works)


def test_a_gap_is_relaxed_only_within_its_bounds() -> None:
    def gaps_offered(bounds: Data) -> list[Data]:
        pia = daily("pia", "09:00-12:00", away=[["2026-12-08", "2026-12-09"]])
        asked = {"sessions": 2, "gap_days": {"min": 6, "ideal": 7, "max": 7}, **bounds}
        closed = ["2026-12-07"]
        found = engine(scenario(asked, practitioners=[pia], closures=closed))["no_fit"]["relax"]
        return [change for change in found if change["field"].startswith("gap_days")]

    # The 10th, 9 days after the first, is free; so is the 6th, 5 days after it.
    assert gaps_offered({}) == []
    assert gaps_offered({"gap_bounds": {"min": 6, "max": 8}}) == []
    (later,) = gaps_offered({"gap_bounds": {"min": 6, "max": 10}})
    assert later["field"] == "gap_days.max"
    assert 9 <= later["value"] <= 10
    (sooner,) = gaps_offered({"gap_bounds": {"min": 5, "max": 8}})
    assert sooner == {"field": "gap_days.min", "value": 5}


def test_nothing_is_offered_where_no_single_change_helps() -> None:
    shut = scenario({"times": [["16:00", "20:00"]]}, rooms=[])
    assert engine(shut)["no_fit"]["relax"] == []

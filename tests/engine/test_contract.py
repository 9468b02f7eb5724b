"""The contract's own words, each as a case worked out by hand."""

from collections.abc import Callable
from typing import Any

from tests.engine.ask import daily, labels, scenario, starts, step, who

Data = dict[str, Any]
Answer = Callable[[Data], Data]


def cost(gap: int, wait: int, change: int = 0, other_practitioner: int = 0) -> Data:
    terms = {"gap": gap, "change": change, "other_practitioner": other_practitioner, "wait": wait}
    return {**terms, "total": sum(terms.values())}


# Pia works on Tuesdays and Thursdays and is away from 22 to 27 December.
# best: gaps of 33, 30, 33, 30 days, begun two days after the earliest.
# soonest: gaps of 33, 28, 28, 28 days; no series ends before 23 March.
# regular: Tuesdays at 16:00, all gaps 28, which must begin on 1 December to miss her absence.
def test_a_kind_that_no_step_holds_is_null_and_costs_nothing(answer: Answer) -> None:
    asked = {"sessions": 2, "practitioner": "pia", "practitioner_only": True}
    given = answer(scenario(asked, steps=[step(60, "room")]))
    assert who(given, "practitioner") == [None, None]
    assert who(given, "device") == [None, None]
    assert given["proposals"][0]["cost"] == cost(gap=0, wait=0)


def test_the_practitioner_may_see_somebody_else_while_the_cream_works(answer: Answer) -> None:
    steps = [step(30, "practitioner", "room"), step(60, "room"), step(30, "practitioner", "room")]
    pia = daily("pia", "09:00-11:00", busy=[["2026-12-01T08:30:00Z", "2026-12-01T09:30:00Z"]])
    given = answer(scenario(steps=steps, practitioners=[pia]))
    assert starts(given) == ["2026-12-01T08:00"]


def test_the_practitioners_lunch_may_fall_into_the_time_that_the_cream_works(
    answer: Answer,
) -> None:
    steps = [step(30, "practitioner", "room"), step(60, "room"), step(30, "practitioner", "room")]
    pia = daily("pia", "09:00-09:30", "10:30-11:00")
    given = answer(scenario(steps=steps, practitioners=[pia]))
    assert starts(given) == ["2026-12-01T08:00"]


def test_spans_of_hours_that_touch_join(answer: Answer) -> None:
    pia = daily("pia", "09:30-10:30", "10:30-11:30")
    given = answer(scenario(steps=[step(90, "practitioner", "room")], practitioners=[pia]))
    assert starts(given) == ["2026-12-01T09:00"]


def test_windows_of_times_do_not_join(answer: Answer) -> None:
    split = {"times": [["09:00", "10:30"], ["10:30", "12:00"]]}
    whole = {"times": [["09:00", "12:00"]]}
    two_hours = [step(120, "practitioner", "room")]
    assert "no_fit" in answer(scenario(split, steps=two_hours))
    assert starts(answer(scenario(whole, steps=two_hours))) == ["2026-12-01T08:00"]


def test_the_room_is_cleaned_after_the_patient_has_left(answer: Answer) -> None:
    steps = [step(60, "practitioner", "room"), step(60, "room", patient=False)]
    taken = daily("r1", "09:00-12:00", busy=[["2026-12-01T09:30:00Z", "2026-12-01T10:00:00Z"]])
    given = answer(scenario({"times": [["09:00", "12:00"]]}, steps=steps, rooms=[taken]))
    assert "no_fit" in given
    given = answer(scenario({"times": [["09:00", "10:00"]]}, steps=steps))
    assert given["proposals"][0]["sessions"][0]["end"] == "2026-12-01T09:00:00Z"


def test_the_patient_may_leave_at_midnight_and_the_room_is_cleaned_after(answer: Answer) -> None:
    steps = [step(60, "practitioner", "room"), step(60, "room", patient=False)]
    pia = daily("pia", "23:00-24:00")
    night = daily("r1", "22:00-24:00", "00:00-01:00")
    given = answer(scenario(steps=steps, practitioners=[pia], rooms=[night]))
    assert starts(given) == ["2026-12-01T22:00"]
    shut = scenario(steps=steps, practitioners=[pia], rooms=[night], closures=["2026-12-02"])
    assert "no_fit" in answer(shut)
    away = daily("r1", "22:00-24:00", "00:00-01:00", away=[["2026-12-02", "2026-12-02"]])
    assert "no_fit" in answer(scenario(steps=steps, practitioners=[pia], rooms=[away]))


def test_the_patient_may_not_stay_past_midnight(answer: Answer) -> None:
    all_day = [daily("pia", "00:00-24:00")]
    rooms = [daily("r1", "00:00-24:00")]
    late = {"times": [["22:30", "24:00"]]}
    steps = [step(120, "practitioner", "room")]
    assert "no_fit" in answer(scenario(late, steps=steps, practitioners=all_day, rooms=rooms))


def test_a_room_being_cleaned_past_midnight_is_not_free_for_the_next_session(
    answer: Answer,
) -> None:
    steps = [step(60, "practitioner", "room"), step(120, "room", patient=False)]
    asked = {"sessions": 2, "gap_days": {"min": 1, "ideal": 1, "max": 1}}
    taken = [["2026-11-30T23:00:00Z", "2026-12-01T02:00:00Z"]]
    parts: Data = {
        "steps": steps,
        "practitioners": [daily("pia", "23:00-24:00", "00:00-03:00", busy=taken)],
    }
    rooms = [daily("r1", "00:00-24:00"), daily("r2", "00:00-24:00")]
    one = answer(scenario(asked, **parts, rooms=rooms[:1]))
    assert starts(one) == ["2026-12-01T22:00", "2026-12-02T01:00"]
    two = answer(scenario(asked, **parts, rooms=rooms))
    assert starts(two) == ["2026-12-01T22:00", "2026-12-01T23:00"]
    assert who(two, "room") == ["r1", "r2"]


def test_hours_hold_from_their_first_to_their_last_day(answer: Answer) -> None:
    def on(day: str, **limits: str) -> Data:
        entry = {"weekday": 1, "from": "09:00", "to": "12:00", **limits}
        asked = {"earliest": day, "first_by": day}
        return answer(scenario(asked, practitioners=[{"id": "pia", "hours": [entry]}]))

    assert "proposals" in on("2026-12-01", since="2026-12-01", until="2026-12-01")
    assert "no_fit" in on("2026-12-08", until="2026-12-07")
    assert "no_fit" in on("2026-12-08", since="2026-12-09")


def test_an_absence_counts_its_first_and_its_last_day(answer: Answer) -> None:
    pia = daily("pia", "09:00-12:00", away=[["2026-12-02", "2026-12-03"]])
    asked = {"sessions": 1, "earliest": "2026-12-02", "first_by": "2026-12-08"}
    given = answer(scenario(asked, practitioners=[pia]))
    assert starts(given) == ["2026-12-04T08:00"]


def test_a_day_to_keep_free_and_the_days_before_it_have_no_session(answer: Answer) -> None:
    asked = {"first_by": "2026-12-08", "keep_free": [{"on": "2026-12-04", "days_before": 3}]}
    assert starts(answer(scenario(asked))) == ["2026-12-05T08:00"]


def test_a_booking_that_ends_when_a_visit_starts_is_no_obstacle(answer: Answer) -> None:
    pia = daily("pia", "09:00-11:00", busy=[["2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z"]])
    assert starts(answer(scenario(practitioners=[pia]))) == ["2026-12-01T08:00"]
    pia = daily("pia", "09:00-11:00", busy=[["2026-12-01T08:00:00Z", "2026-12-01T08:00:01Z"]])
    assert starts(answer(scenario(practitioners=[pia]))) == ["2026-12-01T09:00"]


def test_the_patients_own_appointments_are_heeded_until_she_leaves(answer: Answer) -> None:
    steps = [step(60, "practitioner", "room"), step(60, "room", patient=False)]
    busy = {"busy": [["2026-12-01T09:00:00Z", "2026-12-01T11:00:00Z"]]}
    given = answer(scenario(steps=steps, patient=busy))
    assert starts(given) == ["2026-12-01T08:00"]


def test_a_single_gap_may_have_bounds_of_its_own_and_keeps_the_ideal(answer: Answer) -> None:
    asked = {"sessions": 3, "gaps": [{"before": 3, "min": 2, "max": 4}]}
    given = answer(scenario(asked))
    assert starts(given) == ["2026-12-01T08:00", "2026-12-08T08:00", "2026-12-12T08:00"]
    assert given["proposals"][0]["cost"] == cost(gap=300, wait=0)


def test_a_change_of_practitioner_and_another_than_asked_for_are_paid(answer: Answer) -> None:
    pia = daily("pia", "09:00-12:00", away=[["2026-12-08", "2026-12-08"]])
    ben = daily("ben", "09:00-12:00", away=[["2026-12-01", "2026-12-01"]])
    asked = {"sessions": 2, "practitioner": "pia"}
    given = answer(scenario(asked, practitioners=[pia, ben]))
    assert who(given, "practitioner") == ["pia", "ben"]
    paid = cost(gap=0, wait=0, change=1000, other_practitioner=300)
    assert given["proposals"][0]["cost"] == paid


def test_two_sessions_with_another_cost_less_than_a_change(answer: Answer) -> None:
    pia = daily("pia", "09:00-12:00", away=[["2026-12-08", "2026-12-08"]])
    ben = daily("ben", "09:00-12:00")
    given = answer(scenario({"sessions": 2, "practitioner": "pia"}, practitioners=[pia, ben]))
    assert who(given, "practitioner") == ["ben", "ben"]
    assert given["proposals"][0]["cost"] == cost(gap=0, wait=0, other_practitioner=600)


def test_nobody_but_the_one_asked_for_where_it_must_be_her(answer: Answer) -> None:
    pia = daily("pia", "11:00-12:00")
    ben = daily("ben", "09:00-12:00")
    asked = {"practitioner": "pia", "practitioner_only": True}
    given = answer(scenario(asked, practitioners=[pia, ben]))
    assert (starts(given), who(given, "practitioner")) == (["2026-12-01T10:00"], ["pia"])
    assert labels(given) == ["best"]


def test_where_costs_tie_the_earlier_last_session_comes_first_then_the_names(
    answer: Answer,
) -> None:
    # 9:00 in the second week is taken for pia, so the last session is earlier with ben.
    pia = daily("pia", "09:00-12:00", busy=[["2026-12-08T08:00:00Z", "2026-12-08T09:00:00Z"]])
    team = [daily("zoe", "09:00-12:00"), pia, daily("ben", "10:00-12:00")]
    given = answer(scenario({"sessions": 2}, practitioners=team, rooms=[*ROOMS]))
    assert starts(given) == ["2026-12-01T08:00", "2026-12-08T08:00"]
    assert who(given, "practitioner") == ["zoe", "zoe"]
    assert who(given, "room") == ["a10", "a10"]


ROOMS = [daily("a9", "09:00-12:00"), daily("a10", "09:00-12:00")]


def test_the_last_session_counts_before_the_first_where_costs_tie(answer: Answer) -> None:
    # With ben the first session can be at 9:00 but the last only at 11:00; with pia both are at
    # 10:00. Neither changes, so both cost the same.
    ben = daily("ben", "09:00-12:00", busy=[["2026-12-08T08:00:00Z", "2026-12-08T10:00:00Z"]])
    pia = daily("pia", "10:00-11:00")
    given = answer(scenario({"sessions": 2}, practitioners=[ben, pia]))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-08T09:00"]


def test_the_other_wishes_are_answered_in_order_and_repeats_are_left_out(answer: Answer) -> None:
    # best: 1 and 9 December with pia, at 11:00 and 9:00; the gap of 8 days is the ideal.
    # soonest: 1 and 8 December; regular: the same, so it is left out; other: ben's days.
    gap = {"min": 7, "ideal": 8, "max": 8}
    pia = daily("pia", "09:00-12:00")
    ben = daily("ben", "09:00-12:00")
    asked = {"sessions": 2, "gap_days": gap, "practitioner": "pia", "limit": 4}
    given = answer(scenario(asked, practitioners=[pia, ben]))
    assert labels(given) == ["best", "soonest", "other"]
    assert [starts(given, number) for number in range(3)] == [
        ["2026-12-01T08:00", "2026-12-09T08:00"],
        ["2026-12-01T08:00", "2026-12-08T08:00"],
        ["2026-12-01T08:00", "2026-12-09T08:00"],
    ]
    assert who(given, "practitioner", 2) == ["ben", "ben"]
    assert labels(answer(scenario({**asked, "limit": 2}, practitioners=[pia, ben]))) == [
        "best",
        "soonest",
    ]

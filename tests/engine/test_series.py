"""Questions about a series: other places for one session, a re-check, and what differs why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from plans.engine.scenario import parse
from plans.engine.series import Planner, check, explain, holds, horizon, places, propose
from plans.engine.terms import Cause, Difference, Place, Proposal, Proposals, Refusal, Scenario
from tests.engine.ask import daily, scenario, step

Facts = dict[str, int | str]
THREE = {"sessions": 3, "gap_days": {"min": 6, "ideal": 7, "max": 8}, "limit": 1}


def world(request: dict[str, Any] | None = None, **parts: Any) -> Scenario:
    return parse(scenario({**THREE, **(request or {})}, **parts))


def best(asked: Scenario) -> Proposal:
    answer = propose(asked)
    assert isinstance(answer, Proposals)
    return answer.proposals[0]


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def told(found: Sequence[Place]) -> list[str]:
    return [
        f"{datetime.fromtimestamp(place.start, UTC).isoformat()[5:16]} {place.practitioner}"
        for place in found
    ]


def moved(series: tuple[Place, ...], number: int, **changes: Any) -> tuple[Place, ...]:
    return tuple(replace(place, **changes) if place.number == number else place for place in series)


class TestOtherPlaces:
    def test_a_session_may_go_wherever_it_keeps_both_gaps(self) -> None:
        asked = world(practitioners=[daily("pia", "09:00-10:00")])
        found = places(asked, 2, best(asked).sessions)
        assert told(found) == [f"12-{day:02}T08:00 pia" for day in (7, 8, 9)]

    def test_the_first_session_stays_between_earliest_and_first_by(self) -> None:
        asked = world(
            {"earliest": "2026-12-01", "first_by": "2026-12-02"},
            practitioners=[daily("pia", "09:00-10:00")],
        )
        found = places(asked, 1, best(asked).sessions)
        assert told(found) == ["12-01T08:00 pia", "12-02T08:00 pia"]

    def test_all_who_are_free_are_offered_by_start_and_then_by_name(self) -> None:
        people = [daily("zoe", "09:00-11:00"), daily("ben", "10:00-11:00")]
        asked = world(
            {"gap_days": {"min": 7, "ideal": 7, "max": 7}},
            practitioners=people,
        )
        found = places(asked, 2, best(asked).sessions)
        assert told(found) == ["12-08T08:00 zoe", "12-08T09:00 ben", "12-08T09:00 zoe"]

    def test_wishes_bind_the_other_places_too(self) -> None:
        asked = world({"weekdays": [1, 2], "times": [["09:00", "10:00"]]})
        found = places(asked, 3, best(asked).sessions)
        assert told(found) == ["12-15T08:00 pia", "12-16T08:00 pia"]

    def test_a_place_takes_the_first_room_that_is_free_then(self) -> None:
        busy = [["2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z"]]
        rooms = [daily("r2", "09:00-10:00"), daily("r1", "09:00-10:00", busy=busy)]
        asked = world(rooms=rooms)
        found = places(asked, 2, best(asked).sessions)
        assert [place.room for place in found] == ["r2", "r1", "r1"]

    def test_a_session_that_stays_keeps_the_room_it_was_given(self) -> None:
        asked = world(rooms=[daily("r1", "09:00-10:00"), daily("r2", "09:00-10:00")])
        series = moved(best(asked).sessions, 2, room="r2")
        found = places(asked, 2, series)
        assert [place.room for place in found] == ["r1", "r2", "r1"]

    def test_a_room_still_being_cleaned_after_another_session_is_not_offered(self) -> None:
        asked = world(
            {"sessions": 2, "gap_days": {"min": 1, "ideal": 1, "max": 1}},
            steps=[step(60, "room"), step(60, "room", patient=False)],
            rooms=[daily("r1", "00:00-02:00", "23:00-24:00")],
        )
        late = moved(best(asked).sessions, 1, start=at("2026-12-01T22:00"))
        assert told(places(asked, 2, late)) == ["12-02T22:00 None"]
        early = best(asked).sessions
        assert told(places(asked, 2, early)) == ["12-01T23:00 None", "12-02T22:00 None"]

    def test_a_pinned_session_has_no_other_place(self) -> None:
        pin = {"practitioner": None, "room": None, "device": None, "pinned": True}
        asked = world({"standing": [{"number": 1, "start": "2026-12-01T06:00:00Z", **pin}]})
        series = best(asked).sessions
        assert places(asked, 1, series) == series[:1]


class TestCheck:
    def test_what_was_proposed_can_be_booked(self) -> None:
        asked = world()
        assert check(asked, best(asked).sessions) is None

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"room": "r9"}, ("unknown", {"kind": "room", "id": "r9"})),
            ({"room": None}, ("unknown", {"kind": "room", "id": ""})),
            ({"device": "d1"}, ("unknown", {"kind": "device", "id": "d1"})),
            (
                {"start": at("2026-12-08T08:30"), "end": at("2026-12-08T09:30")},
                ("grid", {"start": at("2026-12-08T08:30")}),
            ),
            ({"end": at("2026-12-08T10:00")}, ("end", {"end": at("2026-12-08T10:00")})),
            (
                {"start": at("2026-12-08T11:00"), "end": at("2026-12-08T12:00")},
                ("closed", {"kind": "practitioner", "id": "pia"}),
            ),
            (
                {"start": at("2026-12-10T08:00"), "end": at("2026-12-10T09:00")},
                ("gap", {"gap": 9, "min": 6, "max": 8}),
            ),
            (
                {"start": at("2026-11-08T08:00"), "end": at("2026-11-08T09:00")},
                ("past", {"start": at("2026-11-08T08:00")}),
            ),
        ],
    )
    def test_a_place_that_does_not_hold_is_named_with_its_reason(
        self, changes: dict[str, Any], expected: tuple[str, dict[str, int | str]]
    ) -> None:
        asked = world()
        series = moved(best(asked).sessions, 2, **changes)
        assert check(asked, series) == Refusal(2, *expected)

    def test_what_was_taken_in_the_meantime_is_busy(self) -> None:
        asked = world()
        series = best(asked).sessions
        taken = (at("2026-12-08T08:45"), at("2026-12-08T09:15"))
        room = replace(asked.supply.rooms[0], busy=[taken])
        later = replace(asked, supply=replace(asked.supply, rooms=(room,)))
        facts: Facts = {"kind": "room", "id": "r1", "from": taken[0], "to": taken[1]}
        assert check(later, series) == Refusal(2, "busy", facts)

    def test_a_patient_with_another_appointment_is_busy(self) -> None:
        asked = world()
        taken = (at("2026-12-08T08:45"), at("2026-12-08T09:15"))
        later = replace(asked, supply=replace(asked.supply, patient_busy=[taken]))
        facts: Facts = {"kind": "patient", "id": "", "from": taken[0], "to": taken[1]}
        assert check(later, best(asked).sessions) == Refusal(2, "busy", facts)

    def test_who_went_away_in_the_meantime_is_away(self) -> None:
        asked = world()
        away = ((date(2026, 12, 8), date(2026, 12, 8)),)
        pia = replace(asked.supply.practitioners[0], away=away)
        later = replace(asked, supply=replace(asked.supply, practitioners=(pia,)))
        facts = {"kind": "practitioner", "id": "pia"}
        assert check(later, best(asked).sessions) == Refusal(2, "away", facts)

    def test_a_place_that_was_shut_in_the_meantime_is_closed(self) -> None:
        asked = world()
        closures = frozenset({date(2026, 12, 8)})
        later = replace(asked, supply=replace(asked.supply, closures=closures))
        facts = {"start": at("2026-12-08T08:00")}
        assert check(later, best(asked).sessions) == Refusal(2, "closed", facts)

    def test_a_series_with_a_session_missing_or_doubled_is_not_whole(self) -> None:
        asked = world()
        series = best(asked).sessions
        assert check(asked, series[:2]) == Refusal(3, "missing", {})
        assert check(asked, (*series, series[0])) == Refusal(1, "missing", {})

    def test_a_first_session_after_the_last_date_for_it_is_late(self) -> None:
        asked = world()
        earlier = replace(asked, request=replace(asked.request, first_by=date(2026, 11, 30)))
        facts = {"start": at("2026-12-01T08:00")}
        assert check(earlier, best(asked).sessions) == Refusal(1, "late", facts)

    def test_two_sessions_must_not_hold_one_room_at_once(self) -> None:
        asked = world(
            {"sessions": 2, "gap_days": {"min": 1, "ideal": 1, "max": 1}},
            steps=[step(60, "room"), step(60, "room", patient=False)],
            rooms=[daily("r1", "00:00-02:00", "23:00-24:00")],
        )
        series = moved(
            moved(
                best(asked).sessions, 2, start=at("2026-12-01T23:00"), end=at("2026-12-02T00:00")
            ),
            1,
            start=at("2026-12-01T22:00"),
            end=at("2026-12-01T23:00"),
        )
        facts: Facts = {
            **{"kind": "room", "id": "r1"},
            **{"from": at("2026-12-01T22:00"), "to": at("2026-12-02T00:00")},
        }
        assert check(asked, series) == Refusal(2, "busy", facts)

    def test_wishes_are_not_judged_when_booking(self) -> None:
        asked = world()
        series = best(asked).sessions
        wishing = replace(asked.request, weekdays=frozenset({5}), times=((600, 660),))
        assert check(replace(asked, request=wishing), series) is None

    def test_a_pinned_session_must_be_where_it_is_pinned_and_nothing_else(self) -> None:
        pin = {"practitioner": None, "room": None, "device": None, "pinned": True}
        asked = world({"standing": [{"number": 1, "start": "2026-12-01T06:00:00Z", **pin}]})
        series = best(asked).sessions
        assert check(asked, series) is None
        elsewhere = moved(series, 1, start=at("2026-12-01T07:00"))
        assert check(asked, elsewhere) == Refusal(1, "pinned", {"start": at("2026-12-01T06:00")})


class TestExplain:
    def test_an_ideal_series_needs_no_words(self) -> None:
        asked = world()
        assert explain(asked, best(asked)) == ()

    def test_a_late_first_session_and_an_odd_gap_name_what_stood_on_the_nearer_dates(self) -> None:
        pia = daily("pia", "09:00-12:00", away=[["2026-12-02", "2026-12-02"]])
        asked = world(
            {
                "sessions": 2,
                "first_by": "2026-12-03",
                "gap_days": {"min": 5, "ideal": 7, "max": 10},
                "keep_free": [{"on": "2026-12-10", "days_before": 0}],
            },
            practitioners=[pia],
            closures=["2026-12-01", "2026-12-09", "2026-12-11"],
        )
        proposal = best(asked)
        assert told(proposal.sessions) == ["12-03T08:00 pia", "12-08T08:00 pia"]
        assert explain(asked, proposal) == (
            Difference(
                number=1,
                gap=None,
                ideal=None,
                causes=(
                    Cause("closed", date(2026, 12, 1), date(2026, 12, 1)),
                    Cause("away", date(2026, 12, 2), date(2026, 12, 2)),
                ),
            ),
            Difference(
                number=2,
                gap=5,
                ideal=7,
                causes=(
                    Cause("closed", date(2026, 12, 9), date(2026, 12, 9)),
                    Cause("keep_free", date(2026, 12, 10), date(2026, 12, 10)),
                    Cause("closed", date(2026, 12, 11), date(2026, 12, 11)),
                ),
            ),
        )

    def test_a_date_given_up_for_the_sake_of_the_others_is_the_series(self) -> None:
        # Only on 1, 7 and 14 December is anybody there: 6 and 7 days, or nothing.
        closed = [f"2026-12-{day:02}" for day in range(2, 20) if day not in (7, 8, 14)]
        asked = world({"gap_days": {"min": 6, "ideal": 7, "max": 7}}, closures=closed)
        proposal = best(asked)
        assert told(proposal.sessions)[1:] == ["12-07T08:00 pia", "12-14T08:00 pia"]
        assert explain(asked, proposal) == (
            Difference(2, 6, 7, (Cause("series", date(2026, 12, 8), date(2026, 12, 8)),)),
        )


class TestPlanner:
    def test_one_planner_gives_the_answers_of_the_single_questions(self) -> None:
        asked = world({"first_by": "2026-12-04"}, closures=["2026-12-01", "2026-12-09"])
        planner = Planner(asked)
        answer = planner.propose()
        assert answer == propose(asked)
        assert isinstance(answer, Proposals)
        proposal = answer.proposals[0]
        assert planner.explain(proposal) == explain(asked, proposal) != ()
        assert planner.places(2, proposal.sessions) == places(asked, 2, proposal.sessions) != ()


class TestHorizon:
    def test_the_supply_is_needed_as_far_as_the_series_can_reach(self) -> None:
        asked = world({"first_by": "2026-12-05"})
        assert horizon(asked) == (date(2026, 12, 1), date(2026, 12, 21))

    def test_changes_that_might_help_reach_further(self) -> None:
        asked = world({"first_by": "2026-12-05", "gap_bounds": {"min": 2, "max": 10}})
        assert horizon(asked, wide=True) == (date(2026, 12, 1), date(2027, 1, 22))

    def test_cleaning_past_midnight_needs_the_day_after(self) -> None:
        asked = world(steps=[step(60, "room"), step(30, "room", patient=False)])
        assert horizon(asked) == (date(2026, 12, 1), date(2026, 12, 18))

    def test_pinned_sessions_bound_what_lies_between_them(self) -> None:
        pin = {"practitioner": None, "room": None, "device": None, "pinned": True}
        standing = [
            {"number": 1, "start": "2026-11-01T06:00:00Z", **pin},
            {"number": 3, "start": "2026-11-14T06:00:00Z", **pin},
        ]
        asked = world({"earliest": "2026-11-01", "standing": standing})
        assert horizon(asked) == (date(2026, 11, 7), date(2026, 11, 8))
        everything = world({"sessions": 1, "standing": standing[:1]})
        assert horizon(everything) is None


def test_a_visit_holds_each_thing_for_the_steps_that_name_it() -> None:
    steps = parse(
        scenario(
            steps=[
                step(15, "practitioner", "room"),
                step(30, "room"),
                step(45, "practitioner", "room", "device"),
                step(15, "room", "device", patient=False),
            ]
        )
    ).steps
    assert holds(steps, 1000) == (
        ("practitioner", 1000, 1000 + 900),
        ("practitioner", 1000 + 2700, 1000 + 5400),
        ("room", 1000, 1000 + 6300),
        ("device", 1000 + 2700, 1000 + 6300),
        ("patient", 1000, 1000 + 5400),
    )

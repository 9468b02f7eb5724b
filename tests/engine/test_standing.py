"""A series of which something stands: what is moved, what it costs, what keeps its place."""

from collections.abc import Callable
from typing import Any

from tests.engine.ask import daily, scenario, starts, step, who

Data = dict[str, Any]
Answer = Callable[[Data], Data]


def stand(number: int, start: str, *places: str | None, pinned: bool = False) -> Data:
    """A session that stands at an instant such as 2026-12-01T08:00, with pia in r1 or as given."""
    practitioner, room, device = places or ("pia", "r1", None)
    return {
        "number": number,
        "start": start + ":00Z",
        "practitioner": practitioner,
        "room": room,
        "device": device,
        "pinned": pinned,
    }


def cost(**paid: int) -> Data:
    terms = {"moved": 0, "time": 0, "other_practitioner": 0, "gap": 0, **paid}
    return {**terms, "total": sum(terms.values())}


def paid(answer: Data) -> Data:
    (proposal,) = answer["proposals"]
    assert proposal["label"] == "least_moved"
    terms: Data = proposal["cost"]
    return terms


TWO: Data = {"sessions": 2, "gap_days": {"min": 6, "ideal": 7, "max": 9}}


def test_what_can_stay_stays(answer: Answer) -> None:
    standing = [stand(1, "2026-12-01T09:00"), stand(2, "2026-12-09T10:00")]
    given = answer(scenario({**TWO, "standing": standing}))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-09T10:00"]
    assert paid(given) == cost()


def test_a_day_costs_more_than_another_time_on_the_same_date(answer: Answer) -> None:
    standing = [stand(1, "2026-12-01T09:00", pinned=True), stand(2, "2026-12-09T10:00")]
    pia = daily("pia", "09:00-12:00", busy=[["2026-12-09T10:00:00Z", "2026-12-09T10:30:00Z"]])
    given = answer(scenario({**TWO, "standing": standing}, practitioners=[pia]))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-09T08:00"]
    assert paid(given) == cost(time=10)


def test_a_date_that_is_lost_is_left_by_the_shortest_way_and_the_earlier_first(
    answer: Answer,
) -> None:
    standing = [stand(1, "2026-12-01T09:00", pinned=True), stand(2, "2026-12-09T10:00")]
    given = answer(scenario({**TWO, "standing": standing}, closures=["2026-12-09"]))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-08T08:00"]
    assert paid(given) == cost(moved=100)


def test_one_session_moves_the_next_only_as_far_as_the_gap_asks(answer: Answer) -> None:
    # The second is lost on 8 and 9 December, so it goes to the 7th; the third, nine days after
    # the 8th, must come a day nearer.
    standing = [
        stand(1, "2026-12-01T09:00", pinned=True),
        stand(2, "2026-12-08T09:00"),
        stand(3, "2026-12-17T09:00"),
    ]
    asked = {**TWO, "sessions": 3, "standing": standing}
    given = answer(scenario(asked, closures=["2026-12-08", "2026-12-09", "2026-12-10"]))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-07T08:00", "2026-12-16T08:00"]
    assert paid(given) == cost(moved=200)


def test_a_pinned_session_is_repeated_as_given_even_where_nothing_is_open(answer: Answer) -> None:
    past = stand(1, "2026-11-20T03:07", "gone", None, None, pinned=True)
    asked = {**TWO, "gap_days": {"min": 6, "ideal": 12, "max": 14}, "standing": [past]}
    del asked["sessions"]
    data = scenario({**asked, "sessions": 2})
    del data["request"]["first_by"]
    given = answer(data)
    first = given["proposals"][0]["sessions"][0]
    assert first == {
        "number": 1,
        "start": "2026-11-20T03:07:00Z",
        "end": "2026-11-20T04:07:00Z",
        "practitioner": "gone",
        "room": None,
        "device": None,
    }
    assert starts(given)[1] == "2026-12-02T08:00"
    assert paid(given) == cost(other_practitioner=1000)


def test_nobody_counts_as_the_same_and_a_stranger_as_another(answer: Answer) -> None:
    nobody = [stand(1, "2026-12-01T09:00", None, None, None, pinned=True)]
    given = answer(scenario({**TWO, "standing": nobody}))
    assert paid(given) == cost()
    stranger = [stand(1, "2026-12-01T09:00", "gone", "gone", "gone")]
    given = answer(scenario({**TWO, "sessions": 1, "standing": stranger}))
    assert starts(given) == ["2026-12-01T09:00"]
    assert who(given, "practitioner") == ["pia"]
    assert paid(given) == cost(other_practitioner=1000)


def test_a_new_session_likes_the_ideal_gap_and_the_practitioner_before_it(answer: Answer) -> None:
    # The 15th is shut, so one of the two gaps is six days; the earlier second session is preferred.
    team = [daily("ben", "09:00-12:00"), daily("pia", "10:00-12:00")]
    standing = [stand(1, "2026-12-01T09:00", pinned=True)]
    asked = {**TWO, "sessions": 3, "practitioner": "ben", "standing": standing}
    given = answer(scenario(asked, practitioners=team, closures=["2026-12-15"]))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-07T09:00", "2026-12-14T09:00"]
    assert who(given, "practitioner") == ["pia", "pia", "pia"]
    assert paid(given) == cost(gap=100)


def test_a_new_first_session_likes_the_one_asked_for(answer: Answer) -> None:
    team = [daily("ben", "09:00-12:00"), daily("pia", "10:00-12:00")]
    standing = [stand(2, "2026-12-08T09:00")]
    asked = {**TWO, "practitioner": "pia", "standing": standing}
    given = answer(scenario(asked, practitioners=team))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-08T09:00"]
    assert who(given, "practitioner") == ["pia", "pia"]
    assert paid(given) == cost()


def test_a_session_that_stays_keeps_its_room_where_that_is_free(answer: Answer) -> None:
    def room_given(**busy: Any) -> list[str | None]:
        rooms = [daily("r1", "09:00-12:00"), daily("r2", "09:00-12:00", **busy)]
        standing = [stand(1, "2026-12-01T09:00", "pia", "r2", None)]
        return who(answer(scenario({"standing": standing}, rooms=rooms)), "room")

    assert room_given() == ["r2"]
    assert room_given(busy=[["2026-12-01T09:30:00Z", "2026-12-01T09:31:00Z"]]) == ["r1"]


def test_a_session_that_moves_takes_the_first_room_by_name(answer: Answer) -> None:
    rooms = [daily("r1", "09:00-12:00"), daily("r2", "09:00-12:00")]
    standing = [stand(1, "2026-12-01T09:30", "pia", "r2", None)]
    given = answer(scenario({"standing": standing}, rooms=rooms))
    assert (starts(given), who(given, "room")) == (["2026-12-01T08:00"], ["r1"])
    assert paid(given) == cost(time=10)


def test_the_gap_between_two_pinned_sessions_is_not_judged(answer: Answer) -> None:
    standing = [
        stand(1, "2026-12-01T09:00", pinned=True),
        stand(2, "2026-12-30T09:00", pinned=True),
    ]
    given = answer(scenario({**TWO, "sessions": 3, "standing": standing}))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-30T09:00", "2027-01-06T08:00"]
    assert paid(given) == cost()


def test_nothing_is_placed_before_the_earliest_date(answer: Answer) -> None:
    # The second could follow the first from 26 November on, but today is 1 December.
    standing = [stand(1, "2026-11-20T09:00", pinned=True), stand(2, "2026-11-28T09:00")]
    asked = {**TWO, "gap_days": {"min": 6, "ideal": 7, "max": 14}, "standing": standing}
    given = answer(scenario(asked))
    assert starts(given) == ["2026-11-20T09:00", "2026-12-01T08:00"]
    assert paid(given) == cost(moved=300)


def test_a_pinned_session_out_of_reach_is_the_one_that_does_not_fit(answer: Answer) -> None:
    standing = [
        stand(1, "2026-12-01T09:00", pinned=True),
        stand(3, "2026-12-30T09:00", pinned=True),
    ]
    found = answer(scenario({**TWO, "sessions": 3, "standing": standing}))["no_fit"]
    assert found["session"] == 3
    assert found["between"] == ["2026-12-13", "2026-12-19"]


def test_wishes_do_not_bind_what_is_pinned(answer: Answer) -> None:
    standing = [stand(1, "2026-12-01T09:00", pinned=True)]
    asked = {**TWO, "weekdays": [2], "times": [["11:00", "12:00"]], "standing": standing}
    given = answer(scenario(asked))
    assert starts(given) == ["2026-12-01T09:00", "2026-12-09T10:00"]
    assert paid(given) == cost(gap=100)


def test_what_a_pinned_session_holds_is_told_as_busy_time(answer: Answer) -> None:
    # Pinned from 23:00 to 24:00, its room is being cleaned until 2:00, as its hold says.
    steps = [step(60, "practitioner", "room"), step(120, "room", patient=False)]
    pinned = [stand(1, "2026-12-01T22:00", "pia", "r1", None, pinned=True)]
    asked = {"sessions": 2, "gap_days": {"min": 1, "ideal": 1, "max": 1}, "standing": pinned}

    def second_start(*busy: list[str]) -> str:
        room = daily("r1", "00:00-24:00", busy=list(busy))
        team = [daily("pia", "00:00-24:00")]
        given = answer(scenario(asked, steps=steps, practitioners=team, rooms=[room]))
        return starts(given)[1]

    assert second_start(["2026-12-01T22:00:00Z", "2026-12-02T01:00:00Z"]) == "2026-12-02T01:00"
    assert second_start() == "2026-12-01T23:00"

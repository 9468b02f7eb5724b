from plans.engine.overrun import Delay, Kept, Running, delays, is_overdue

MINUTE = 60
NINE = 9 * 3600
ROOM, PIA, PEN, OTHER = 1, 2, 3, 4
AMIRA, JONAS = 10, 11

# Amira is booked from 9:00 to 10:30; her room is cleaned until 10:45.
HERS = [
    Kept(AMIRA, ROOM, NINE, NINE + 105 * MINUTE),
    Kept(AMIRA, PIA, NINE, NINE + 15 * MINUTE),
    Kept(AMIRA, PIA, NINE + 45 * MINUTE, NINE + 90 * MINUTE),
]


def amira(*, late: int = 0) -> Running:
    return Running(AMIRA, NINE, NINE + 90 * MINUTE, NINE + late * MINUTE)


def told(kept: list[Kept], *, late: int, now: int) -> dict[int, Delay]:
    """The delays at `now`, minutes after nine, when Amira's treatment began `late` minutes late."""
    found = delays(
        running=[amira(late=late)],
        waiting={JONAS},
        kept=[*HERS, *kept],
        now=NINE + now * MINUTE,
    )
    return dict(found)


def test_a_treatment_that_began_late_delays_the_next_in_its_room() -> None:
    jonas = Kept(JONAS, ROOM, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=20, now=30) == {JONAS: Delay(20 * MINUTE, ROOM, AMIRA)}


def test_a_pause_before_the_next_takes_up_the_delay() -> None:
    jonas = Kept(JONAS, ROOM, NINE + 120 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=15, now=30) == {}


def test_a_treatment_that_does_not_end_pushes_the_cleaning_too() -> None:
    jonas = Kept(JONAS, ROOM, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=0, now=100) == {JONAS: Delay(10 * MINUTE, ROOM, AMIRA)}


def test_who_is_on_time_delays_nobody() -> None:
    jonas = Kept(JONAS, ROOM, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=0, now=89) == {}


def test_less_than_five_minutes_are_not_told() -> None:
    jonas = Kept(JONAS, ROOM, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=4, now=30) == {}


def test_the_practitioner_between_her_two_steps_is_late_for_another() -> None:
    jonas = Kept(JONAS, PIA, NINE + 15 * MINUTE, NINE + 30 * MINUTE)
    assert told([jonas], late=10, now=12) == {JONAS: Delay(10 * MINUTE, PIA, AMIRA)}


def test_what_was_given_back_by_now_delays_nobody() -> None:
    jonas = Kept(JONAS, PIA, NINE + 15 * MINUTE, NINE + 30 * MINUTE)
    assert told([jonas], late=10, now=25) == {}


def test_another_room_is_free() -> None:
    jonas = Kept(JONAS, OTHER, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    assert told([jonas], late=30, now=30) == {}


def test_the_longest_of_several_delays_is_told() -> None:
    room = Kept(JONAS, ROOM, NINE + 105 * MINUTE, NINE + 210 * MINUTE)
    person = Kept(JONAS, PIA, NINE + 105 * MINUTE, NINE + 120 * MINUTE)
    assert told([person, room], late=30, now=40) == {JONAS: Delay(30 * MINUTE, ROOM, AMIRA)}


def test_a_visit_before_hers_is_not_delayed_by_her() -> None:
    jonas = Kept(JONAS, ROOM, NINE - 30 * MINUTE, NINE)
    assert told([jonas], late=30, now=40) == {}


def test_who_has_not_begun_five_minutes_after_the_start_is_overdue() -> None:
    assert not is_overdue(NINE, NINE + 5 * MINUTE - 1)
    assert is_overdue(NINE, NINE + 5 * MINUTE)

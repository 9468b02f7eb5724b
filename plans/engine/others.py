"""The exact answers to other wishes than the least cost, under the same hard rules."""

from collections.abc import Iterable, Iterator

from plans.engine.aim import WAIT_DAY
from plans.engine.course import Course, best_course
from plans.engine.interval import is_plain, midnight, shown_at, wall_clock
from plans.engine.route import NEVER
from plans.engine.search import Candidates, Search
from plans.engine.supply import Who, any_of
from plans.engine.windows import days_in


def soonest(search: Search, best: Course) -> Course | None:  # noqa: ARG001 - one of three alike
    """The series whose last session has the earliest date, then the cheapest."""
    for day in days_in(search.days[-1]):
        course = _on_days(search, [*search.days[:-1], 1 << day])
        if course is not None:
            return course
    return None


def _on_days(search: Search, days: list[int]) -> Course | None:
    return best_course(search, search.leading(days))


def without_those_of(search: Search, best: Course) -> Course | None:
    """The cheapest series in which nobody serves who serves in the best one.

    Where no step holds a practitioner that is the best one itself.
    """
    taken = {place.practitioner for place in best.sessions if place.practitioner is not None}

    def candidates(number: int, day: int) -> list[tuple[Who, int]]:
        return [(who, start) for who, start in search.candidates(number, day) if who not in taken]

    return best_course(search, search.days, candidates)


def regular(search: Search, best: Course) -> Course | None:  # noqa: ARG001 - one of three alike
    """The cheapest series on the same weekday and at the same wall-clock time throughout."""
    found: Course | None = None
    for floor, second, days in sorted(_rhythms(search)):
        if found is not None and floor > found.cost:
            break
        ceiling = NEVER if found is None else found.cost
        course = best_course(search, days, _only_at(search, second), ceiling)
        if course is not None and (found is None or course.order() < found.order()):
            found = course
    return found


def _only_at(search: Search, second: int) -> Candidates:
    """The starts at one time of the day, told in seconds of the wall clock."""
    zone = search.calendar.zone
    known: dict[int, list[tuple[Who, int]]] = {}

    def candidates(number: int, day: int) -> Iterable[tuple[Who, int]]:  # noqa: ARG001
        if day not in known:
            plain = is_plain(zone, day)
            start = midnight(zone, day) + second if plain else shown_at(zone, day, second // 60)
            known[day] = [] if start is None else list(search.at(start))
        return known[day]

    return candidates


def _rhythms(search: Search) -> Iterator[tuple[int, int, list[int]]]:
    """Each weekday and time at which some series may be regular.

    Told as a cost that no such series goes below, the second of the day, and the days that
    each session may take.
    """
    columns: dict[tuple[int, int], int] = {}
    for bit in days_in(any_of(search.days)):
        for second in _seconds_of_starts(search, bit + search.origin):
            column = bit % 7, second
            columns[column] = columns.get(column, 0) | 1 << bit
    whole_weeks = _whole_weeks(search)
    if whole_weeks is None:
        return
    for (_, second), column_days in columns.items():
        if not all(column_days & possible for possible in search.days):
            continue
        reached = search.reach(column_days)
        if len(reached) == search.request.sessions and reached[-1]:
            days = search.leading(reached)
            wait = search.origin - search.request.earliest.toordinal() + next(days_in(days[0]))
            yield whole_weeks + wait * WAIT_DAY, second, days


def _whole_weeks(search: Search) -> int | None:
    """What the gaps cost at least where each is a number of whole weeks, None if one cannot be."""
    total = 0
    for number in search.numbers[1:]:
        link = search.aim.link(number)
        first = -(-link.least // 7) * 7
        strays = [link.stray(gap) for gap in range(first, min(link.most, search.width) + 1, 7)]
        if not strays:
            return None
        total += min(strays)
    return total


def _seconds_of_starts(search: Search, day: int) -> Iterator[int]:
    """The wall-clock times of a day, in seconds, at which a visit can start with anyone."""
    calendar = search.calendar
    first, last = calendar.cells_of_day(day)
    plain = is_plain(calendar.zone, day)
    cell = search.anyone.find("1", first, last)
    while cell >= 0:
        instant = calendar.instant(cell)
        yield (cell - first) * calendar.unit if plain else wall_clock(calendar.zone, instant)[1]
        cell = search.anyone.find("1", cell + 1, last)

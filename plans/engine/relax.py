"""The single changes of a request that make a series possible, each found by trying it."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from plans.engine.course import best_course
from plans.engine.interval import within_calendar
from plans.engine.search import Search
from plans.engine.supply import Board
from plans.engine.terms import KeepFree, Relax, Request
from plans.engine.windows import LATER_FIRST_DAYS


def relaxations(board: Board, request: Request) -> Iterator[Relax]:
    """The changes that help: of each wish its end, of each bound the nearest value that does.

    The board reaches over all days that `windows.widest` allows. Nobody is asked to be
    unpinned, and the number of sessions and `earliest` are not for the engine to change.
    """
    yield from _wishes(board, request)
    yield from _first_by(board, request)
    yield from _gaps(board, request)


def is_possible(board: Board, request: Request) -> bool:
    """Whether a series exists for the request."""
    search = Search(board, request)
    if not search.days:
        return False
    return not search.may_clash or best_course(search, search.days) is not None


def _wishes(board: Board, request: Request) -> Iterator[Relax]:
    if request.times and is_possible(board, replace(request, times=None)):
        yield Relax("times", [])
    if request.weekdays and is_possible(board, replace(request, weekdays=None)):
        yield Relax("weekdays", [])
    if request.practitioner_only and is_possible(board, replace(request, practitioner_only=False)):
        yield Relax("practitioner_only", False)
    if request.keep_free:
        yield from _keep_free(board, request)


def _keep_free(board: Board, request: Request) -> Iterator[Relax]:
    """Each single day to be given up that helps; all of them where no single one does."""
    single = [
        request.keep_free[:index] + request.keep_free[index + 1 :]
        for index in range(len(request.keep_free))
    ]
    helping = [left for left in single if is_possible(board, replace(request, keep_free=left))]
    if not helping and is_possible(board, replace(request, keep_free=())):
        helping = [()]
    for left in helping:
        yield Relax("keep_free", [_day_to_keep(free) for free in left])


def _day_to_keep(free: KeepFree) -> dict[str, object]:
    return {"on": free.on.isoformat(), "days_before": free.days_before}


def _first_by(board: Board, request: Request) -> Iterator[Relax]:
    if request.first_by is None or request.pinned_at(1) is not None:
        return
    asked = request.first_by
    latest = within_calendar(asked.toordinal() + LATER_FIRST_DAYS) - asked.toordinal()

    def change(days: int) -> Request:
        return replace(request, first_by=asked + timedelta(days=days))

    days = _first_that_helps(board, range(1, latest + 1), change)
    if days is not None:
        yield Relax("first_by", (asked + timedelta(days=days)).isoformat())


def _gaps(board: Board, request: Request) -> Iterator[Relax]:
    """Wider gaps within `gap_bounds`. Gaps with bounds of their own keep them."""
    if request.gap_bounds is None:
        return
    least, most = request.gap_bounds
    gap_days = request.gap_days

    def shorter(days: int) -> Request:
        return replace(request, gap_days=replace(gap_days, min=days))

    def longer(days: int) -> Request:
        return replace(request, gap_days=replace(gap_days, max=days))

    fewer = range(min(gap_days.min - 1, most), least - 1, -1)
    more = range(max(gap_days.max + 1, least), most + 1)
    days = _first_that_helps(board, fewer, shorter)
    if days is not None:
        yield Relax("gap_days.min", days)
    days = _first_that_helps(board, more, longer)
    if days is not None:
        yield Relax("gap_days.max", days)


def _first_that_helps(
    board: Board, values: Sequence[int], change: Callable[[int], Request]
) -> int | None:
    """The first of the values with which a series exists, None if none helps.

    Each value allows all that those before it allow, so halving the range finds it.
    """
    if not values or not is_possible(board, change(values[-1])):
        return None
    return values[bisect_left(values, True, key=lambda value: is_possible(board, change(value)))]

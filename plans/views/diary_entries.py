"""The diary's days as its two faces show them: values for the calendar, lines for its list."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from plans.engine.interval import wall_clock
from plans.engine.session import after
from plans.queries.agenda import Agenda, Held, Lane, Off
from plans.wording.agenda import held_words, off_words, state_words
from plans.wording.visit import chip_of

Wall = Callable[[int], str]


def calendar_of(agenda: Agenda) -> dict[str, Any]:
    """What the calendar draws. Times are the location's wall clock without an offset, so that the
    browser's own zone has no say; `offset` is the location's now, for the line of now."""
    wall = wall_of(agenda.location.zone)
    begin, end = agenda.hours()
    return {
        "from": begin,
        "to": end,
        "offset": offset_of(agenda.location.zone, agenda.now),
        "events": [
            *(visit_event(agenda, held, wall) for held in agenda.held),
            *(off_event(agenda, off, wall) for off in agenda.off),
        ],
        "free": [[lane, wall(start), wall(end), start] for lane, (start, end) in agenda.free()],
    }


def wall_of(zone: str) -> Wall:
    """Instants as the wall clock shows them, 2027-01-11T09:00:00, each worked out once."""
    known: dict[int, str] = {}

    def wall(instant: int) -> str:
        if instant not in known:
            day, second = wall_clock(zone, instant)
            clock = dt.timedelta(seconds=second)
            midnight = dt.datetime.fromordinal(day)
            known[instant] = (midnight + clock).isoformat()
        return known[instant]

    return wall


def drawn(wall: Wall, start: int, end: int) -> tuple[str, str]:
    """A span on the wall clock. Where the clock was put back in between, it is drawn as long as it
    takes, because it cannot end before it begins."""
    begins, ends = wall(start), wall(end)
    if ends <= begins:
        lasts = dt.timedelta(seconds=end - start)
        ends = (dt.datetime.fromisoformat(begins) + lasts).isoformat()
    return begins, ends


def offset_of(zone: str, instant: dt.datetime) -> str:
    """+01:00."""
    text = instant.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def visit_event(agenda: Agenda, held: Held, wall: Wall) -> dict[str, Any]:
    start, end = drawn(wall, held.start, held.end)
    is_here = held.location == agenda.location.pk
    return {
        "resourceId": held.lane,
        "start": start,
        "end": end,
        "title": held.patient,
        "startEditable": is_here and is_movable(held.state, held.begins, agenda.now),
        "className": class_of(held) if is_here else "elsewhere",
        "extendedProps": {
            "visit": held.visit,
            "begins": wall(int(held.begins.timestamp())),
            "words": held_words(agenda, held),
            "state": state_words(held),
        },
    }


def off_event(agenda: Agenda, off: Off, wall: Wall) -> dict[str, Any]:
    start, end = drawn(wall, off.start, off.end)
    return {
        "resourceId": off.lane,
        "start": start,
        "end": end,
        "title": off_words(agenda.kind, off),
        "startEditable": False,
        "className": "off",
    }


def class_of(held: Held) -> str:
    return "visit bad" if held.rebook_reason else f"visit {chip_of(held.state) or 'booked'}"


def is_movable(state: str, start: dt.datetime, now: dt.datetime) -> bool:
    """What could still be cancelled, and lies ahead."""
    return after(state, "cancel") is not None and start > now


def fits_address(agenda: Agenda, lane: int, start: int) -> str:
    asked = {"location": agenda.location.pk, "resource": lane, "from": start}
    return f"{reverse('diary_fits')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the list: a hold, time off or a free stretch, in epoch seconds."""

    start: int
    end: int
    words: str
    held: Held | None = None
    state: str = ""
    chip: str = ""
    is_here: bool = True
    can_move: bool = False
    fits: str = ""

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.start, dt.UTC)

    @property
    def ends(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.end, dt.UTC)


def lists_of(agenda: Agenda) -> list[tuple[Lane, list[Line]]]:
    """Each lane with its lines in the order of time: the same facts as in the calendar."""
    found: dict[int, list[Line]] = {lane.pk: [] for lane in agenda.lanes}
    for held in agenda.held:
        found[held.lane].append(held_line(agenda, held))
    for off in agenda.off:
        words = off_words(agenda.kind, off)
        found[off.lane].append(Line(start=off.start, end=off.end, words=words))
    for lane, (start, end) in agenda.free():
        fits = fits_address(agenda, lane, start)
        found[lane].append(Line(start=start, end=end, words="", fits=fits))
    return [(lane, sorted(found[lane.pk], key=lambda line: line.start)) for lane in agenda.lanes]


def held_line(agenda: Agenda, held: Held) -> Line:
    return Line(
        start=held.start,
        end=held.end,
        words=held_words(agenda, held),
        held=held,
        state=state_words(held),
        chip="bad" if held.rebook_reason else chip_of(held.state),
        is_here=held.location == agenda.location.pk,
        can_move=is_movable(held.state, held.begins, agenda.now),
    )

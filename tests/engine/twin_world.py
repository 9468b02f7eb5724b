"""What one session may be on one date, found by trying every start with every resource."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.engine.twin_clock import DAY, edge, local_date, starts

Data = dict[str, Any]
Span = tuple[datetime, datetime]
KINDS = ("practitioner", "room", "device")
STAGES = ("past", "closed", "keep_free", "wishes", "away", "busy")


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def days(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def covers(spans: list[Span], start: datetime, end: datetime) -> bool:
    """Whether one can walk from start to end without leaving the spans; those that touch join."""
    while start < end:
        ends = [closes for opens, closes in spans if opens <= start < closes]
        if not ends:
            return False
        start = max(ends)
    return True


@dataclass(frozen=True)
class Start:
    """A start with its practitioner, who is None where no step holds one."""

    on: date
    wall: datetime
    at: datetime
    practitioner: str | None
    pinned: bool = False


@dataclass(frozen=True)
class Place:
    """A start with its practitioner, its room and its device."""

    start: Start
    room: str | None
    device: str | None


class World:
    """A scenario with the questions that can be asked of its steps and its supply."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.zone: str = data["zone"]
        self.request: Data = data["request"]
        self.sessions: int = self.request["sessions"]
        self.earliest = date.fromisoformat(self.request["earliest"])
        self.closures = {date.fromisoformat(day) for day in data.get("closures", [])}
        self.resources: dict[str, dict[str, Data]] = {
            kind: {resource["id"]: resource for resource in data[kind + "s"]} for kind in KINDS
        }
        self.standing: dict[int, Data] = {
            stand["number"]: stand for stand in self.request.get("standing", [])
        }
        self._open: dict[tuple[str, str, date, bool], list[Span]] = {}
        self._starts: dict[date, list[Start]] = {}
        self._able: dict[tuple[str, datetime, str], list[str | None]] = {}

    # The steps

    def needs(self, kind: str) -> bool:
        return any(kind in step["holds"] for step in self.data["steps"])

    def patient_end(self, start: datetime) -> datetime:
        own = [step["minutes"] for step in self.data["steps"] if step.get("patient", True)]
        return start + timedelta(minutes=sum(own))

    def held(self, kind: str, start: datetime) -> list[Span]:
        """The spans for which a visit from `start` holds its resource of this kind."""
        spans = []
        for step in self.data["steps"]:
            end = start + timedelta(minutes=step["minutes"])
            if kind in step["holds"]:
                spans.append((start, end))
            start = end
        return spans

    def holds(self, place: Place) -> list[tuple[str, str, Span]]:
        """All that a visit holds: kind, id and span, the patient among them."""
        at = place.start.at
        ids = {"practitioner": place.start.practitioner, "room": place.room, "device": place.device}
        own = [("patient", "", (at, self.patient_end(at)))]
        return own + [
            (kind, id, span) for kind, id in ids.items() if id for span in self.held(kind, at)
        ]

    def collide(self, one: Place, other: Place) -> bool:
        return any(
            (kind, id) == (other_kind, other_id) and overlap(span, other_span)
            for kind, id, span in self.holds(one)
            for other_kind, other_id, other_span in self.holds(other)
        )

    # The supply

    def open_spans(self, kind: str, id: str, day: date, heed_away: bool) -> list[Span]:
        """When a resource works on one local day, bookings left aside."""
        key = (kind, id, day, heed_away)
        if key not in self._open:
            resource = self.resources[kind][id]
            away = heed_away and any(
                date.fromisoformat(first) <= day <= date.fromisoformat(last)
                for first, last in resource.get("away", [])
            )
            shut = away or day in self.closures
            self._open[key] = [
                (edge(self.zone, day, opens), edge(self.zone, day, closes))
                for opens, closes in joined(resource["hours"], day)
                if not shut
            ]
        return self._open[key]

    def works(self, kind: str, id: str, spans: list[Span], heed_away: bool) -> bool:
        for start, end in spans:
            touched = days(local_date(self.zone, start), local_date(self.zone, end))
            opened = [span for day in touched for span in self.open_spans(kind, id, day, heed_away)]
            if not covers(opened, start, end):
                return False
        return True

    def booked(self, owner: Data, spans: list[Span]) -> bool:
        busy = [(instant(start), instant(end)) for start, end in owner.get("busy", [])]
        return any(overlap(span, other) for span in spans for other in busy)

    def able(self, kind: str, start: datetime, stage: str) -> list[str | None]:
        """Who of a kind can serve a visit from `start`, judged up to and with the stage."""
        if not self.needs(kind):
            return [None]
        key = (kind, start, stage)
        if key not in self._able:
            self._able[key] = self._find_able(kind, start, stage)
        return self._able[key]

    def _find_able(self, kind: str, start: datetime, stage: str) -> list[str | None]:
        spans = self.held(kind, start)
        return [
            id
            for id, resource in sorted(self.resources[kind].items())
            if self.works(kind, id, spans, reached(stage, "away"))
            and not (reached(stage, "busy") and self.booked(resource, spans))
            and not (reached(stage, "wishes") and kind == "practitioner" and self.unwished(id))
        ]

    def unwished(self, practitioner: str) -> bool:
        only: bool = self.request.get("practitioner_only", False)
        return only and practitioner != self.request["practitioner"]

    # The dates

    def day_stands(self, day: date, stage: str) -> bool:
        """Whether what is said of whole days allows a session, judged up to the stage."""
        weekdays = self.request.get("weekdays") or range(7)
        return (
            day >= self.earliest
            and not (reached(stage, "closed") and day in self.closures)
            and not (reached(stage, "keep_free") and self.kept_free(day))
            and not (reached(stage, "wishes") and day.weekday() not in weekdays)
        )

    def kept_free(self, day: date) -> bool:
        return any(
            0 <= (date.fromisoformat(keep["on"]) - day).days <= keep["days_before"]
            for keep in self.request.get("keep_free", [])
        )

    def windows(self, day: date, stage: str) -> list[Span]:
        """The spans of a day in one of which the patient's part must lie."""
        whole = [["00:00", "24:00"]]
        wished = self.request.get("times") or whole
        return [
            (edge(self.zone, day, opens), edge(self.zone, day, closes))
            for opens, closes in (wished if reached(stage, "wishes") else whole)
        ]

    def starts_in_windows(self, day: date, stage: str) -> list[tuple[datetime, datetime]]:
        """The grid's starts, wall clock and instant, from which a window holds the patient."""
        windows = self.windows(day, stage)
        return [
            (wall, at)
            for wall, at in starts(self.zone, day, self.data.get("grid_minutes", 15)).items()
            if any(opens <= at and self.patient_end(at) <= closes for opens, closes in windows)
        ]

    def starts_judged(self, day: date, stage: str) -> Iterator[Start]:
        """Every start of a date with each practitioner that passes all up to the stage."""
        if not self.day_stands(day, stage):
            return
        for wall, at in self.starts_in_windows(day, stage):
            own = [(at, self.patient_end(at))]
            if reached(stage, "busy") and self.booked(self.data.get("patient", {}), own):
                continue
            if not self.able("room", at, stage) or not self.able("device", at, stage):
                continue
            for practitioner in self.able("practitioner", at, stage):
                yield Start(day, wall, at, practitioner)

    def starts_on(self, day: date) -> list[Start]:
        """Every start of a date at which a session may stand, with each able practitioner."""
        if day not in self._starts:
            self._starts[day] = list(self.starts_judged(day, "busy"))
        return self._starts[day]

    def places(self, start: Start, number: int) -> list[Place]:
        """The start with every room and device that can serve it; a pinned one with its own."""
        if start.pinned:
            return [Place(start, self.standing[number]["room"], self.standing[number]["device"])]
        return [
            Place(start, room, device)
            for room in self.able("room", start.at, "busy")
            for device in self.able("device", start.at, "busy")
        ]

    def is_closed(self, day: date) -> bool:
        """A closure, or a day on which a kind that a step holds has no hours at all."""
        return day in self.closures or any(
            not any(
                opens < closes
                for id in self.resources[kind]
                for opens, closes in self.open_spans(kind, id, day, heed_away=False)
            )
            for kind in KINDS
            if self.needs(kind)
        )

    def obstacle(self, day: date) -> str:
        """The first thing that empties a date on which a session cannot stand.

        Where hours are there but never suffice, no wish and no absence empties the date, and it is
        the last thing: busy. So it is where only holds of the same series are in the way.
        """
        if day < self.earliest:
            return "past"
        if self.is_closed(day):
            return "closed"
        if self.kept_free(day):
            return "keep_free"
        if any(self.starts_judged(day, "closed")):
            for stage in ("wishes", "away"):
                if not any(self.starts_judged(day, stage)):
                    return stage
        return "busy"


def reached(stage: str, other: str) -> bool:
    return STAGES.index(stage) >= STAGES.index(other)


def applies(entry: Data, day: date) -> bool:
    since, until = entry.get("since"), entry.get("until")
    return (
        entry["weekday"] == day.weekday()
        and (since is None or date.fromisoformat(since) <= day)
        and (until is None or day <= date.fromisoformat(until))
    )


def joined(hours: list[Data], day: date) -> list[tuple[str, str]]:
    """The spans of one day as the clock writes them; those that touch or overlap are one.

    They are joined before their edges become instants, so that the same hours mean the same on a
    night in which the clocks change, however they are cut into entries.
    """
    spans: list[tuple[str, str]] = []
    written = [(entry["from"], entry["to"]) for entry in hours if applies(entry, day)]
    for opens, closes in sorted(written):
        if spans and opens <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(closes, spans[-1][1]))
        else:
            spans.append((opens, closes))
    return spans

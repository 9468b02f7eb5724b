"""One day at a location: who comes, who is here, who runs late, and who does not come."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.models import Device, Location, Practitioner
from plans.engine.interval import instant_at
from plans.engine.overrun import Delay, Kept, Running, delays, is_overdue
from plans.engine.screening import Word
from plans.engine.session import after, next_step
from plans.models import Hold, Plan, Visit
from plans.queries.board import Board, Spot, board_of
from plans.queries.checkin import waiting_for
from plans.queries.screening import words_for
from plans.queries.supply import today_at

COLOURS = 6
"""So many practitioners can be told apart by colour; the next one has the first's again."""
PHONES = ("patient__phone",)
UNREAD = (
    "patient__search_text",
    "version__prepare_text",
    "version__source",
    "session__plan__goals",
    "session__plan__wishes",
)
UNHEARD = (Visit.State.UNDONE, Visit.State.LAPSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One visit on the board. `step` is what one does next; `fixes` are the steps that correct
    what was marked, or say that nobody came. `colour` is the practitioner's, 0 for nobody. `word`
    is what the screening says, without its reason."""

    visit: Visit
    spot: Spot
    step: str | None
    fixes: Sequence[str]
    colour: int
    is_late: bool
    delay: Delay | None
    word: Word | None

    @property
    def key(self) -> str:
        """The visit's id as addresses and elements have it."""
        return str(self.visit.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A visit that does not take place. `may_rebook`: its session still waits for a date."""

    visit: Visit
    may_rebook: bool
    may_correct: bool

    @property
    def moved_to(self) -> Visit | None:
        return getattr(self.visit, "replaced_by", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All visits that start on `day` of the location's wall clock, by their time."""

    location: Location
    day: dt.date
    now: dt.datetime
    entries: Sequence[Entry]
    absent: Sequence[Absent]
    board: Board
    colours: Mapping[int, int]

    @property
    def is_today(self) -> bool:
        return self.day == today_at(self.location, self.now)

    @property
    def before(self) -> dt.date:
        return self.day - dt.timedelta(days=1)

    @property
    def after(self) -> dt.date:
        return self.day + dt.timedelta(days=1)

    @property
    def visits(self) -> list[Visit]:
        return [entry.visit for entry in self.entries]

    @property
    def practitioners(self) -> list[tuple[Practitioner, int]]:
        """Who treats today, each once with the colour, by name."""
        found = {visit.practitioner for visit in self.visits if visit.practitioner}
        return [(one, self.colours[one.pk]) for one in sorted(found, key=lambda one: one.name)]

    @property
    def devices(self) -> list[Device]:
        """The devices that are in use today, each once."""
        return list(
            {visit.device_id: visit.device for visit in self.visits if visit.device}.values()
        )

    def lists(self, by: str) -> list[tuple[str, list[Visit]]]:
        """The visits of each practitioner or room ("practitioner", "room") under the name, by
        time; those without one in the end, under no name."""
        found: dict[str, list[Visit]] = {}
        for visit in self.visits:
            found.setdefault(str(getattr(visit, by) or ""), []).append(visit)
        return sorted(found.items(), key=lambda item: (not item[0], item[0]))


def day_at(location: Location, day: dt.date, *, now: dt.datetime, with_phones: bool = False) -> Day:
    """Nine queries, however full the day. A number is parsed as it is read, which takes longer
    than all else of its patient, so only the sheet of paper reads them."""
    rows = list(visits_on(location, day).defer(*UNREAD, *(() if with_phones else PHONES)))
    for visit in rows:
        visit.location = location
    taking_place = [visit for visit in rows if visit.state not in Visit.OVER]
    board = board_of(location, day, taking_place, now)
    colours = colours_of(location, taking_place)
    late = delays_of(taking_place, now)
    has_come = day <= today_at(location, now)
    words = words_for(taking_place, now, has_come=has_come)
    return Day(
        location=location,
        day=day,
        now=now,
        entries=[
            Entry(
                visit=visit,
                spot=board.spots[visit.pk],
                step=next_step(visit.state) if has_come else None,
                fixes=fixes_of(visit, now) if has_come else (),
                colour=colours.get(visit.practitioner_id or 0, 0),
                is_late=has_come and is_late(visit, now),
                delay=late.get(visit.pk),
                word=words.get(visit.pk),
            )
            for visit in taking_place
        ],
        absent=[absent_of(visit) for visit in rows if is_told_absent(visit, day)],
        board=board,
        colours=colours,
    )


def visits_on(location: Location, day: dt.date) -> QuerySet[Visit]:
    """Those that take place and those that do not; not what was undone, or let go."""
    start, end = (
        dt.datetime.fromtimestamp(instant_at(location.zone, ordinal, 0), dt.UTC)
        for ordinal in (day.toordinal(), day.toordinal() + 1)
    )
    standing = Visit.objects.filter(session=OuterRef("session")).exclude(state__in=Visit.OVER)
    return (
        Visit.objects.filter(location=location, start__gte=start, start__lt=end)
        .exclude(state__in=UNHEARD)
        .annotate(has_another=Exists(standing), check_in=waiting_for("patient"))
        .select_related(
            "patient",
            "session__plan",
            "version",
            "practitioner",
            "room",
            "device",
            "replaced_by",
        )
        .prefetch_related("version__steps")
        .order_by("start", "pk")
    )


def is_late(visit: Visit, now: dt.datetime) -> bool:
    """Whether it should have begun by now."""
    is_waiting = visit.state in Visit.NOT_BEGUN
    return is_waiting and is_overdue(int(visit.start.timestamp()), int(now.timestamp()))


def fixes_of(visit: Visit, now: dt.datetime) -> list[str]:
    """Nobody can have failed to come before the time has come."""
    steps = [step for step in ("not_yet", "no_show") if after(visit.state, step)]
    return [step for step in steps if step != "no_show" or now >= visit.start]


def colours_of(location: Location, visits: Sequence[Visit]) -> dict[int, int]:
    """A colour, 1 to `COLOURS`, for each practitioner here; it stays the same from day to day."""
    here = set(Practitioner.objects.filter(locations=location).values_list("pk", flat=True))
    here |= {visit.practitioner_id for visit in visits if visit.practitioner_id}
    return {pk: index % COLOURS + 1 for index, pk in enumerate(sorted(here))}


def delays_of(visits: Sequence[Visit], now: dt.datetime) -> Mapping[int, Delay]:
    """Who may have to wait because the visit before runs behind; no query where none is on."""
    running = [
        Running(
            visit=visit.pk,
            start=int(visit.start.timestamp()),
            end=int(visit.end.timestamp()),
            began=int(visit.started_at.timestamp()),
        )
        for visit in visits
        if visit.state == Visit.State.IN_TREATMENT and visit.started_at
    ]
    waiting = {visit.pk for visit in visits if visit.state in Visit.NOT_BEGUN}
    if not running or not waiting:
        return {}
    holds = Hold.objects.filter(
        Q(visit__in=waiting) | Q(visit__in=[one.visit for one in running]),
        is_live=True,
        resource__isnull=False,
    )
    columns = holds.values_list("visit_id", "resource_id", "start_epoch", "end_epoch")
    kept = [Kept(visit, resource or 0, start, end) for visit, resource, start, end in columns]
    return delays(running=running, waiting=waiting, kept=kept, now=int(now.timestamp()))


def is_told_absent(visit: Visit, day: dt.date) -> bool:
    """A visit that only got another time of the same day is on the board there."""
    if visit.state not in Visit.OVER:
        return False
    moved = getattr(visit, "replaced_by", None)
    return moved is None or today_at(visit.location, moved.start) != day


def absent_of(visit: Visit) -> Absent:
    plan = visit.session.plan if visit.session else None
    has_another = bool(vars(visit)["has_another"])
    is_on = plan is not None and plan.state == Plan.State.ACTIVE
    return Absent(
        visit=visit,
        may_rebook=is_on and not has_another,
        may_correct=after(visit.state, "came") is not None and not has_another,
    )

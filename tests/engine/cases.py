"""Random small scenarios that crowd the hard corners: few starts, many rules, odd clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Data = dict[str, Any]

# A zone with a date to crowd around: a quiet one, and those on which its clocks change.
CALENDARS = [
    ("Europe/Berlin", date(2026, 11, 25)),
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 10, 3)),
]

# Edges of hours, windows and bookings come from one band, so that they meet and touch: by day,
# over the hours in which clocks change, and over midnight.
BANDS = [
    ["09:00", "10:00", "10:30", "11:00", "12:00", "13:00", "14:00"],
    ["00:00", "01:00", "01:45", "02:00", "02:15", "02:30", "03:00", "03:30", "04:00", "05:00"],
    ["00:00", "00:30", "01:00", "03:00", "20:00", "21:00", "22:30", "23:00", "24:00"],
]
NAMES = {"practitioner": ["pia", "ben", "zoe"], "room": ["r2", "r1"], "device": ["d1", "d2"]}
LENGTHS = st.sampled_from([30, 15, 20, 45, 60])
GRIDS = st.sampled_from([60, 30, 45, 90, 120, 180])
CLEANINGS = st.sampled_from([15, 30, 60, 15, 240])
SOME_KINDS = st.lists(st.sampled_from(list(NAMES)), unique=True).map(sorted)
SESSIONS = st.sampled_from([3, 2, 4, 3, 2, 1])
FEWEST_DAYS = st.sampled_from([1, 2, 3, 4, 6, 7])
SLACK = st.sampled_from([0, 1, 0, 2])
ONE_IN_FOUR = st.sampled_from([False, False, False, True])
UP_TO = [st.integers(0, most) for most in range(20)]


def rarely(draw: st.DrawFn, strategy: st.SearchStrategy[Any], otherwise: Any) -> Any:
    """A value of the strategy one time in four."""
    return draw(strategy) if draw(ONE_IN_FOUR) else otherwise


def clock_minutes(written: str) -> int:
    hour, minute = written.split(":")
    return int(hour) * 60 + int(minute)


@st.composite
def spans(draw: st.DrawFn, band: list[str]) -> list[str]:
    """Two edges of the band, in order."""
    first = draw(UP_TO[len(band) - 2])
    return [band[first], band[first + 1 + draw(UP_TO[len(band) - 2 - first])]]


@st.composite
def steps(draw: st.DrawFn) -> list[Data]:
    own = [
        {"name": f"step {number}", "minutes": draw(LENGTHS), "holds": draw(SOME_KINDS)}
        for number in range(1 + draw(UP_TO[2]))
    ]
    after = [
        {
            "name": f"cleaning {number}",
            "minutes": draw(CLEANINGS),
            "holds": draw(SOME_KINDS),
            "patient": False,
        }
        for number in range(draw(UP_TO[2]))
    ]
    return own + after


class Frame:
    """What all parts of one scenario share."""

    def __init__(self, zone: str, around: date, band: list[str]) -> None:
        self.zone = zone
        self.band = band
        self.around = around
        self.days = st.sampled_from([around + timedelta(days=more) for more in range(-5, 15)])
        self.dates = self.days.map(date.isoformat)
        self.edges = st.sampled_from(band)
        self.spans = spans(band)
        self.whole = st.sampled_from([[band[0], band[-1]], ["00:00", "24:00"]])
        self.some_spans = st.lists(self.spans, min_size=1, max_size=3)

    def instant(self, day: date, written: str, seconds: int = 0) -> datetime:
        midnight = datetime(day.year, day.month, day.day)
        wall = midnight + timedelta(minutes=clock_minutes(written), seconds=seconds)
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def zulu(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


ODD_SECONDS = st.sampled_from([-30, 1, 59])
BUSY_MINUTES = st.sampled_from([15, 60, 120, 1440])
WEEKDAYS = st.lists(st.integers(0, 6), max_size=4, unique=True)


@st.composite
def busy(draw: st.DrawFn, frame: Frame) -> list[str]:
    seconds = rarely(draw, ODD_SECONDS, 0)
    start = frame.instant(draw(frame.days), draw(frame.edges), seconds)
    return [zulu(start), zulu(start + timedelta(minutes=draw(BUSY_MINUTES)))]


@st.composite
def date_pairs(draw: st.DrawFn, frame: Frame) -> list[str]:
    first = draw(frame.days)
    return [first.isoformat(), (first + timedelta(days=draw(UP_TO[3]))).isoformat()]


@st.composite
def hours(draw: st.DrawFn, frame: Frame) -> list[Data]:
    """The same spans on most days of the week, and rarely some that begin or end by date."""
    off = rarely(draw, WEEKDAYS, [])
    shared = rarely(draw, frame.some_spans, None) or [draw(frame.whole)]
    limits = rarely(draw, st.sampled_from(["since", "until"]), None)
    edge = draw(frame.dates) if limits else None
    first_limited = draw(UP_TO[6]) if limits else 7
    return [
        {"weekday": weekday, "from": opens, "to": closes}
        | ({limits: edge} if weekday >= first_limited else {})
        for weekday in range(7)
        if weekday not in off
        for opens, closes in shared
    ]


@st.composite
def resources(draw: st.DrawFn, frame: Frame, names: list[str], fewest: int) -> list[Data]:
    count = fewest + draw(UP_TO[len(names) - fewest])
    some = []
    for name in names[:count]:
        resource: Data = {"id": name, "hours": draw(hours(frame))}
        resource["away"] = rarely(draw, st.lists(date_pairs(frame), max_size=2), [])
        resource["busy"] = draw(st.lists(busy(frame), max_size=3))
        some.append(resource)
    return some


@st.composite
def gap_days(draw: st.DrawFn) -> Data:
    fewest = draw(FEWEST_DAYS)
    ideal = fewest + draw(SLACK)
    return {"min": fewest, "ideal": ideal, "max": ideal + draw(SLACK)}


@st.composite
def gap_overrides(draw: st.DrawFn, sessions: int) -> list[Data]:
    numbers = st.sets(st.integers(2, sessions)) if sessions > 1 else st.just(set())
    return [
        {"before": number, "min": (low := 1 + draw(UP_TO[4])), "max": low + draw(UP_TO[2])}
        for number in draw(numbers)
    ]


@st.composite
def standing(draw: st.DrawFn, frame: Frame, sessions: int, staff: list[str]) -> list[Data]:
    """Standing sessions in order of date, each on a day of its own."""
    day = frame.around + timedelta(days=draw(UP_TO[7]) - 4)
    stands = []
    for number in range(1, sessions + 1):
        if draw(st.booleans()):
            start = frame.instant(day, draw(st.sampled_from(frame.band[:-1])))
            stands.append(
                {
                    "number": number,
                    "start": zulu(start + timedelta(minutes=rarely(draw, st.just(7), 0))),
                    "practitioner": draw(st.sampled_from([*staff, None, "gone"])),
                    "room": draw(st.sampled_from(["r1", "r2", None, "gone"])),
                    "device": draw(st.sampled_from(["d1", "d2", None, "gone"])),
                    "pinned": draw(st.booleans()),
                }
            )
        day += timedelta(days=1 + draw(UP_TO[3]))
    return stands


BOUNDS = st.builds(lambda low, more: {"min": 1 + low, "max": 1 + low + more}, UP_TO[2], UP_TO[7])


@st.composite
def requests(draw: st.DrawFn, frame: Frame, staff: list[str], standing_too: bool) -> Data:
    sessions = draw(SESSIONS)
    earliest = frame.around + timedelta(days=draw(UP_TO[5]) - 4)
    asked = draw(st.sampled_from([None, *staff]))
    keep = st.fixed_dictionaries({"on": frame.dates, "days_before": UP_TO[3]})
    request = {
        "sessions": sessions,
        "gap_days": draw(gap_days()),
        "gaps": rarely(draw, gap_overrides(sessions), []),
        "gap_bounds": rarely(draw, BOUNDS, None),
        "earliest": earliest.isoformat(),
        "first_by": (earliest + timedelta(days=draw(UP_TO[2]))).isoformat(),
        "weekdays": rarely(draw, WEEKDAYS, []),
        "times": rarely(draw, frame.some_spans, []),
        "practitioner": asked,
        "practitioner_only": asked is not None and rarely(draw, st.booleans(), False),
        "keep_free": rarely(draw, st.lists(keep, max_size=2), []),
        "limit": 1 + draw(UP_TO[3]),
        "standing": draw(standing(frame, sessions, staff)) if standing_too else [],
    }
    return {name: value for name, value in request.items() if value not in ([], None, False)}


LONG_CLEANINGS = st.fixed_dictionaries(
    {
        "name": st.just("long cleaning"),
        "minutes": st.sampled_from([600, 1380, 1440, 1500]),
        "holds": st.sampled_from([["room"], ["device"], ["device", "room"]]),
        "patient": st.just(False),
    }
)
ONE_OR_TWO = st.sampled_from([1, 1, 2])
LONG_GRIDS = st.sampled_from([180, 240, 360])


@st.composite
def overnight(draw: st.DrawFn, standing_too: bool = False) -> Data:
    """Scenarios in which a session's cleaning may meet the next session of the same series."""
    scenario: Data = draw(scenarios(standing_too=standing_too))
    scenario["steps"].append(draw(LONG_CLEANINGS))
    scenario["grid_minutes"] = draw(LONG_GRIDS)
    scenario["request"]["gap_days"]["min"] = 1
    hours = [{"weekday": weekday, "from": "00:00", "to": "24:00"} for weekday in range(7)]
    for kind in ("room", "device"):
        some = scenario[kind + "s"][: draw(ONE_OR_TWO)] or [{"id": NAMES[kind][0]}]
        scenario[kind + "s"] = [{**resource, "hours": hours} for resource in some]
    return scenario


@st.composite
def scenarios(draw: st.DrawFn, standing_too: bool = False) -> Data:
    zone, around = draw(st.sampled_from(CALENDARS))
    frame = Frame(zone, around, draw(st.sampled_from(BANDS)))
    visit = draw(steps())
    used = {kind for step in visit for kind in step["holds"]}
    # What a step holds should mostly be there, or hardly any scenario would have a series.
    practitioners, rooms, devices = (
        draw(resources(frame, names, 1 if kind in used else 0)) for kind, names in NAMES.items()
    )
    staff = [practitioner["id"] for practitioner in practitioners]
    return {
        "zone": zone,
        "grid_minutes": draw(GRIDS),
        "steps": visit,
        "practitioners": practitioners,
        "rooms": rooms,
        "devices": devices,
        "closures": rarely(draw, st.lists(frame.dates, max_size=2), []),
        "patient": {"busy": draw(st.lists(busy(frame), max_size=3))},
        "request": draw(requests(frame, staff, standing_too)),
    }

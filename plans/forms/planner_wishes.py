"""What a valid planner form asks for: the engine's wishes, and the same as JSON for the plan."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.http import QueryDict

from plans.actions.booking_rules import Agreed
from plans.engine.terms import GapDays, GapOverride, KeepFree, Relax
from plans.forms.planner import FIRST_WITHIN, FRIDAY, THURSDAY, TIMES, PlannerForm
from plans.forms.planner_rows import EventRow, TripRow
from plans.queries.planner import Planning
from plans.queries.ribbon import Event
from plans.queries.supply import Had, Wishes


def wishes_in(form: PlannerForm) -> Wishes:
    cleaned, planning = form.cleaned_data, form.planning
    earliest: dt.date = cleaned["earliest"]
    had = had_in(form)
    return Wishes(
        sessions=cleaned.get("sessions", 1),
        gap=gap_in(form),
        earliest=earliest,
        first_by=cleaned["first_by"] or earliest + FIRST_WITHIN,
        weekdays=weekdays_in(form),
        times=times_in(form),
        practitioner=cleaned["practitioner"],
        practitioner_only=bool(cleaned["practitioner"]) and not cleaned["or_anyone"],
        keep_free=tuple(free for free, _event in kept_free_in(form)),
        gaps=late_gap_in(form, had),
        gap_bounds=(planning.gaps.min, planning.gaps.max) if planning.is_series else None,
        had=had,
    )


def gap_in(form: PlannerForm) -> GapDays:
    if not form.planning.is_series:
        return GapDays(1, 1, 1)
    return GapDays(*(form.cleaned_data[f"gap_{name}"] for name in ("min", "ideal", "max")))


def weekdays_in(form: PlannerForm) -> frozenset[int] | None:
    """None: any. Sessions on Thursday or Friday leave a weekend for the first days after."""
    chosen: frozenset[int] = frozenset(form.cleaned_data["weekdays"])
    if form.cleaned_data.get("recover"):
        before_weekend = frozenset({THURSDAY, FRIDAY})
        return chosen & before_weekend or before_weekend
    return chosen or None


def times_in(form: PlannerForm) -> tuple[tuple[int, int], ...] | None:
    """Minutes since midnight; None: any."""
    choice = form.cleaned_data["time_of_day"]
    if choice == "own":
        edges = (form.cleaned_data["time_from"], form.cleaned_data["time_to"])
        start, end = (edge.hour * 60 + edge.minute for edge in edges)
        return ((start, end),)
    return (TIMES[choice],) if choice in TIMES else None


def kept_free_in(form: PlannerForm) -> list[tuple[KeepFree, Event]]:
    """What stays free, each with the day and the name that the ribbon shows."""
    return [(row.keep_free(), Event(row.marked, row.name_or_default)) for row in free_rows(form)]


def free_rows(form: PlannerForm) -> list[EventRow | TripRow]:
    """The rows of dates and trips that are complete."""
    rows = (*form.events.complete(), *form.trips.complete())
    return [row for row in rows if isinstance(row, EventRow | TripRow)]


def had_in(form: PlannerForm) -> tuple[Had, ...]:
    """Sessions had before, in the order of their dates."""
    if not form.planning.is_series:
        return ()
    rows = sorted(form.had.complete(), key=lambda row: row.cleaned_data["on"])
    return tuple(
        Had(number, row.cleaned_data["on"], row.cleaned_data["where"])
        for number, row in enumerate(rows, 1)
    )


def is_late(form: PlannerForm, had: tuple[Had, ...]) -> bool:
    """Whether the longest gap to the last session had is over before the series can go on."""
    if not had:
        return False
    last = had[-1].on + dt.timedelta(days=form.cleaned_data["gap_max"])
    return bool(last < form.cleaned_data["earliest"])


def late_gap_in(form: PlannerForm, had: tuple[Had, ...]) -> tuple[GapOverride, ...]:
    """With a reason the series may go on later than the longest gap, though not once stalled."""
    if not (is_late(form, had) and form.cleaned_data["late_reason"]):
        return ()
    least, stalled = form.cleaned_data["gap_min"], form.planning.gaps.stalled
    return (GapOverride(before=len(had) + 1, min=least, max=stalled),)


def wishes_data(form: PlannerForm) -> dict[str, Any]:
    """What the plan keeps of its wishes."""
    wishes = wishes_in(form)
    return {
        "earliest": wishes.earliest.isoformat(),
        "first_by": wishes.first_by.isoformat(),
        "weekdays": sorted(wishes.weekdays or ()),
        "times": [list(window) for window in wishes.times or ()],
        "practitioner": wishes.practitioner,
        "practitioner_only": wishes.practitioner_only,
        "keep_free": [
            {
                "on": free.on.isoformat(),
                "days_before": free.days_before,
                "marked": event.on.isoformat(),
                "name": event.name,
            }
            for free, event in kept_free_in(form)
        ],
    }


def agreed_in(form: PlannerForm) -> Agreed:
    """What the plan keeps besides its places."""
    cleaned = form.cleaned_data
    had = had_in(form)
    return Agreed(
        count=cleaned["sessions"],
        had=had,
        wishes=wishes_data(form),
        goals=cleaned["goals"],
        order=form.planning.order,
        ordered_by=form.orderer if cleaned.get("orders") else None,
        unusual_by=form.decider(),
        unusual_reason=cleaned["unusual_reason"],
        late_reason=cleaned["late_reason"] if is_late(form, had) else "",
    )


def fingerprint(form: PlannerForm) -> str:
    """Changes with anything that the proposals depend on."""
    wishes = wishes_in(form)
    asked = {
        **wishes_data(form),
        "location": form.planning.location.pk,
        "sessions": wishes.sessions,
        "gap": [wishes.gap.min, wishes.gap.ideal, wishes.gap.max],
        "had": [had.on.isoformat() for had in wishes.had],
        "late": [[gap.before, gap.min, gap.max] for gap in wishes.gaps],
    }
    text = json.dumps(asked, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def relaxed(data: QueryDict, change: str) -> QueryDict:
    """The form as sent, with one single change of the wishes, written as `field=value` by
    `change_written`."""
    field, _equals, value = change.partition("=")
    changed = data.copy()
    if field == "times":
        changed["time_of_day"] = "any"
    elif field == "weekdays":
        changed.pop("recover", None)
        changed.setlist("weekdays", [])
    elif field == "practitioner_only":
        changed["or_anyone"] = "on"
    elif field == "give_up":
        for prefix in value.split(","):
            changed[f"{prefix}-DELETE"] = "on"
    elif field in ("first_by", "earliest", "gap_min", "gap_max"):
        changed[field] = value
    return changed


def change_written(relax: Relax, form: PlannerForm) -> str:
    """One of the engine's single changes in terms of the form."""
    if relax.field == "keep_free":
        return "give_up=" + ",".join(row.prefix or "" for row in given_up(relax, form))
    if relax.field.startswith("gap"):
        return f"gap_{relax.field.rpartition('.')[2]}={relax.value}"
    return f"{relax.field}={relax.value}"


def given_up(relax: Relax, form: PlannerForm) -> list[EventRow | TripRow]:
    """The rows of days kept free that a change does without."""
    kept = relax.value if isinstance(relax.value, list) else []
    days = [dt.date.fromisoformat(entry["on"]) for entry in kept]
    return [row for row in free_rows(form) if row.keep_free().on not in days]


def elsewhere(data: QueryDict, planning: Planning) -> QueryDict:
    """The form as sent, at another location: without a practitioner who does not work there."""
    changed = data.copy()
    if changed.get("practitioner") not in {str(one.pk) for one in planning.practitioners}:
        changed["practitioner"] = ""
    return changed

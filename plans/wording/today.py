"""The day in words: who runs late and why, who does not come, and what the desk is asked to do."""

import zoneinfo
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import Device
from plans.engine.overrun import Delay
from plans.engine.session import is_late
from plans.models import Visit
from plans.queries.needs import Dateless, Waiting, Worth
from plans.queries.supply import today_at
from plans.queries.today import Absent, Day
from plans.wording.dates import long_day, week_day
from plans.wording.lists import and_list
from plans.wording.money import money

STEP_MINUTES = 5


def day_facts(day: Day) -> str:
    """6 visits · 2 practitioners · 2 pens."""
    visits, people, devices = len(day.entries), len(day.practitioners), day.devices
    parts = [ngettext("%(count)d visit", "%(count)d visits", visits) % {"count": visits}]
    if people:
        words = ngettext("%(count)d practitioner", "%(count)d practitioners", people)
        parts.append(words % {"count": people})
    if devices:
        parts.append(device_words(devices))
    return " · ".join(parts)


def device_words(devices: Sequence[Device]) -> str:
    count = len(devices)
    are_pens = all(device.kind == Device.Kind.PEN for device in devices)
    pens = ngettext("%(count)d pen", "%(count)d pens", count)
    others = ngettext("%(count)d device", "%(count)d devices", count)
    return (pens if are_pens else others) % {"count": count}


def visit_words(visit: Visit) -> str:
    """Session 2 of 5, or the kind of a single visit."""
    if visit.session is None:
        return str(Visit.Kind(visit.kind).label)
    facts = {"number": visit.session.number, "count": visit.session.plan.sessions_count}
    return _("Session %(number)d of %(count)d") % facts


def state_words(visit: Visit) -> str:
    """In room since 08:54: where the visit stands, with the actual time."""
    match visit.state:
        case Visit.State.ARRIVED:
            words, at = _("Arrived %(time)s"), visit.arrived_at
        case Visit.State.IN_TREATMENT:
            words, at = _("In room since %(time)s"), visit.started_at
        case Visit.State.DONE:
            words, at = _("Done %(time)s"), visit.done_at
        case _other:
            words, at = "", None
    if at is None:
        return str(Visit.State(visit.state).label)
    return words % {"time": f"{at.astimezone(zoneinfo.ZoneInfo(visit.location.zone)):%H:%M}"}


def delay_words(visit: Visit, delay: Delay) -> str:
    """May start 15 min late: Room 1 is still in use. In steps of five minutes, never too few."""
    minutes = -(-delay.seconds // (STEP_MINUTES * 60)) * STEP_MINUTES
    facts = {"minutes": minutes, "name": name_of(visit, delay.resource)}
    if delay.resource == visit.practitioner_id:
        return _("May start %(minutes)d min late: %(name)s is still busy") % facts
    return _("May start %(minutes)d min late: %(name)s is still in use") % facts


def name_of(visit: Visit, resource: int) -> str:
    """The practitioner, room or device of the visit with this id."""
    things = {
        visit.practitioner_id: visit.practitioner,
        visit.room_id: visit.room,
        visit.device_id: visit.device,
    }
    return str(things.get(resource) or "")


def absent_words(absent: Absent) -> str:
    """Why a visit does not take place: a no-show and a late cancellation are not the same."""
    visit, moved = absent.visit, absent.moved_to
    if visit.state == Visit.State.NO_SHOW:
        return _("Did not come")
    if moved is not None:
        return _("Moved to %(day)s") % {"day": week_day(today_at(visit.location, moved.start))}
    late = visit.ended_at is not None and is_late(visit.start, visit.ended_at)
    words = {
        ("patient", True): _("The patient cancelled late: %(why)s"),
        ("patient", False): _("The patient cancelled: %(why)s"),
        ("clinic", True): _("The clinic cancelled late: %(why)s"),
        ("clinic", False): _("The clinic cancelled: %(why)s"),
    }[visit.cancelled_by, late]
    return words % {"why": visit.get_cancelled_because_display()}


def waiting_words(waiting: Waiting) -> str:
    """What happened to the session that must be booked again, after the patient's name."""
    number, visit, lost = waiting.stand.number, waiting.stand.visit, waiting.lost
    if visit is not None:
        why = visit.get_rebook_reason_display()
        return _("session %(number)d must move: %(why)s") % {"number": number, "why": why}
    if lost is None:
        return _("session %(number)d has no date") % {"number": number}
    words = {
        (Visit.State.NO_SHOW, ""): _("did not come to session %(number)d"),
        (Visit.State.CANCELLED, "patient"): _("cancelled session %(number)d"),
        (Visit.State.CANCELLED, "clinic"): _("session %(number)d was cancelled by the clinic"),
    }
    return words[Visit.State(lost.state), lost.cancelled_by] % {"number": number}


def window_words(waiting: Waiting) -> str:
    """How long there is to find a date."""
    if waiting.is_stalled:
        return _("The series has stalled: a re-assessment comes first.")
    closes = waiting.closes
    if closes is None:
        return ""
    if waiting.is_over:
        return _("The window closed on %(day)s.") % {"day": long_day(closes)}
    return _("The window closes on %(day)s.") % {"day": long_day(closes)}


def worth_words(worth: Worth) -> str:
    """€2,760 of planned sessions."""
    if not worth.sums:
        return _("No price is set for them.")
    sums = and_list([money(amount, currency) for currency, amount in worth.sums])
    words = _("%(sums)s of planned sessions") % {"sums": sums}
    if not worth.unpriced:
        return words
    unpriced = ngettext("%(count)d has no price", "%(count)d have no price", worth.unpriced) % {
        "count": worth.unpriced
    }
    return f"{words}, {unpriced}"


def dateless_words(plan: Dateless) -> str:
    """2 of 5 sessions to go."""
    return _("%(undone)d of %(count)d sessions to go") % {
        "undone": plan.undone,
        "count": plan.plan.sessions_count,
    }

"""A late arrival in words: what keeps the visit from starting now."""

import datetime as dt
import zoneinfo

from django.utils.translation import gettext as _

from plans.queries.late import LatePage

PATIENT = "patient"


def start_refusal(page: LatePage) -> str:
    """Room 1 is taken from 10:30. What to do instead stands below."""
    refusal = page.start_now.refusal if page.start_now else None
    if refusal is None:
        return ""
    facts = refusal.facts
    kind = str(facts.get("kind", ""))
    name = name_of(page, kind)
    if refusal.what == "busy":
        said = {"name": name, "time": clock(page, int(facts["from"]))}
        if kind == PATIENT:
            return _("She has another visit from %(time)s.") % said
        if int(facts["from"]) <= page.now.timestamp():
            said["time"] = clock(page, int(facts["to"]))
            return _("%(name)s is taken until %(time)s.") % said
        return _("%(name)s is taken from %(time)s.") % said
    words = {
        "away": _("%(name)s is away."),
        "closed": _("It would last longer than the hours of %(name)s."),
        "unknown": _("%(name)s does not serve here any more."),
        "end": _("It would not be over before midnight."),
        "day": _("It would not be over before midnight."),
    }
    return words.get(refusal.what, _("It does not fit any more.")) % {"name": name}


def name_of(page: LatePage, kind: str) -> str:
    visit = page.visit
    things = {"practitioner": visit.practitioner, "room": visit.room, "device": visit.device}
    return str(things.get(kind) or _("the clinic"))


def clock(page: LatePage, epoch: int) -> str:
    return f"{dt.datetime.fromtimestamp(epoch, zoneinfo.ZoneInfo(page.zone)):%H:%M}"

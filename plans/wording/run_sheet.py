"""The run sheet in words: a zone in one line, what differs from last time, and the states of what
must be there before the visit starts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import ZoneRecord
from plans.queries.record_sheet import RunSheet, ZoneRow
from plans.wording.record import missing_words


@dataclass(frozen=True, slots=True)
class Chip:
    """One state at the head of the sheet: `kind` is its colour, `page` the name of the address
    where it is looked after."""

    kind: str
    icon: str
    words: str
    page: str = ""


SCREENED = frozenset({"no_questions", "not_screened", "gate_closed", "gate_undecided"})


ANCHORS = {
    "cartridge": "uses-cartridge",
    "numbing_on": "cream",
    "numbing_off": "cream",
    "confirm": "unconfirmed",
}
"""Where on the page what is missing is entered; for all else it is the name itself, or its zone."""


def lacking(sheet: RunSheet) -> list[tuple[str, str]]:
    """What is missing, each with its place on the page. Zones that only wait to be confirmed are
    one line, for one tap confirms them all."""
    found = [missing for missing in sheet.missing if missing.what != "confirm"]
    lines = [(_place_of(each.what, each.zone), missing_words(each)) for each in found]
    count = len(sheet.missing) - len(found)
    if count:
        words = ngettext("Confirm %(count)d zone.", "Confirm %(count)d zones.", count)
        lines.append((ANCHORS["confirm"], words % {"count": count}))
    return lines


def _place_of(what: str, zone: str) -> str:
    return f"zone-{zone}" if zone else ANCHORS.get(what, what)


def zone_short(row: ZoneRow) -> str:
    """0.75 mm × 2: what stands in the closed row."""
    if not row.is_there:
        return _("not treated")
    depth, passes = row.entries["depth"].value, row.entries["passes"].value
    said = _("%(depth)s mm") % {"depth": depth} if depth else _("no depth yet")
    said = f"{said} × {passes}" if passes else said
    return said if row.is_confirmed else _("%(said)s, not confirmed") % {"said": said}


def zone_words(row: ZoneRow) -> str:
    """The zone as the drawing says it to whoever does not see it."""
    words = [f"{row.label}: {_depth_and_passes(row)}"]
    if row.is_there and not row.is_confirmed:
        words.append(_("not confirmed yet"))
    if row.needs_reason:
        words.append(_("above the limit"))
    return ", ".join(words)


def _depth_and_passes(row: ZoneRow) -> str:
    if not row.is_there:
        return _("not treated")
    depth, passes = row.entries["depth"].value, row.entries["passes"].value
    said = _("%(depth)s millimetres") % {"depth": depth} if depth else _("no depth yet")
    if not passes:
        return said
    times = ngettext("%(count)d pass", "%(count)d passes", int(passes)) % {"count": int(passes)}
    return f"{said}, {times}"


def differs_words(row: ZoneRow) -> str:
    """Last time: depth 0.5, passes 3."""
    told = [f"{column_words(column)} {_shown(column, row.last[column])}" for column in row.differs]
    return _("Last time: %(told)s") % {"told": ", ".join(told)}


def _shown(column: str, value: str) -> str:
    if not value:
        return _("none")
    return str(ZoneRecord.EndPoint(value).label).lower() if column == "end_point" else value


def column_words(column: str) -> str:
    return {
        "depth": _("depth"),
        "passes": _("passes"),
        "pattern": _("pattern"),
        "end_point": _("end point"),
        "tolerance": _("tolerance"),
        "over_reason": _("reason"),
    }[column]


def gate_chips(sheet: RunSheet) -> list[Chip]:
    """Screening, consent and photographs, each with its page."""
    return [_screening_chip(sheet), _consent_chip(sheet), *_photo_chips(sheet)]


def _screening_chip(sheet: RunSheet) -> Chip:
    whats = {refused.what for refused in sheet.readiness.refusals}
    if "gate_closed" in whats:
        return Chip("bad", "bi-sign-stop", _("Screening stops it"), "visit_screening")
    if "gate_undecided" in whats:
        return Chip("warn", "bi-question-circle", _("Screening to decide"), "visit_screening")
    if whats & SCREENED:
        return Chip("bad", "bi-clipboard-x", _("Not screened for today"), "visit_screening")
    return Chip("good", "bi-clipboard-check", _("Screened for today"), "visit_screening")


def _consent_chip(sheet: RunSheet) -> Chip:
    if sheet.consent.is_fine:
        return Chip("good", "bi-pen", _("Consent given"), "visit_consent")
    return Chip("bad", "bi-pen", _("No consent"), "visit_consent")


def _photo_chips(sheet: RunSheet) -> list[Chip]:
    due = len(sheet.views_due)
    if not due:
        return []
    words = ngettext("%(due)d photograph due", "%(due)d photographs due", due) % {"due": due}
    return [Chip("warn", "bi-camera", words, "visit_photos")]


def way_words(what: str) -> tuple[str, str]:
    """The page where a refusal is mended and what its button says; empty where there is none."""
    if what in SCREENED - {"no_questions"}:
        return "visit_screening", _("Open the screening")
    if what == "check_in_open":
        return "check_in", _("Open the check-in")
    if what == "no_consent":
        return "visit_consent", _("Have it signed")
    return "", ""

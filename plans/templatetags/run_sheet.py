"""What the templates of the run sheet may ask for."""

from decimal import Decimal

from django import template
from django.urls import reverse

from clinic.models import Device
from plans.actions.refusal import Refused
from plans.engine.age import age_on
from plans.engine.finding import Finding
from plans.models import Record, ZoneRecord
from plans.queries.record_sheet import RunSheet, Written, ZoneRow
from plans.queries.supply import today_at
from plans.wording.record import field_words, finding_words, shown_words
from plans.wording.run_sheet import (
    differs_words,
    gate_chips,
    lacking,
    way_words,
    zone_short,
    zone_words,
)
from plans.wording.visit import refusal_words

register = template.Library()
register.filter("differs_words", differs_words)
register.filter("finding_words", finding_words)
register.filter("lacking", lacking)
register.filter("refusal_words", refusal_words)
register.filter("zone_short", zone_short)
register.filter("zone_words", zone_words)

# Which field each finding about the whole record stands beside.
BESIDE = {
    "much_cream": "numbing_grams",
    "large_area": "numbing_cm2",
    "strong_cream": "numbing_percent",
    "cream_too_long": "numbing_off_at",
    "cream_short": "numbing_off_at",
    "cream_minor": "numbing_product",
    "cream_needs_prescriber": "numbing_product",
    "cream_ask": "numbing_product",
}


@register.filter
def age(sheet: RunSheet) -> int | None:
    """Her whole years on the day of the visit."""
    born = sheet.visit.patient.birth_date
    return age_on(born, today_at(sheet.visit.location, sheet.visit.start)) if born else None


@register.filter
def is_its_day(sheet: RunSheet) -> bool:
    """Whether the visit is today, so that its clock runs."""
    location = sheet.visit.location
    return today_at(location, sheet.now) == today_at(location, sheet.visit.start)


@register.filter
def chips(sheet: RunSheet) -> list[dict[str, str]]:
    return [
        {
            "kind": chip.kind,
            "icon": chip.icon,
            "words": chip.words,
            "address": reverse(chip.page, args=[sheet.visit.pk]),
        }
        for chip in gate_chips(sheet)
    ]


@register.filter
def way_past(sheet: RunSheet, refused: Refused) -> dict[str, str] | None:
    page, words = way_words(refused.what)
    about = refused.facts.get("check_in", sheet.visit.pk)
    return {"address": reverse(page, args=[about]), "words": words} if page else None


@register.filter
def findings_of(sheet: RunSheet, name: str) -> list[Finding]:
    """What the rules say of one field; what is of no other field is the device's."""
    return [each for each in sheet.findings if BESIDE.get(each.what, "device") == name]


@register.filter
def written_field(line: Written) -> str:
    """What a line of the history is about."""
    return field_words(line.name)


@register.filter
def shown(sheet: RunSheet, line: Written) -> tuple[str, str]:
    """What stood there and what stands there since, as people read it."""
    people = {str(row.pk): str(row) for row in (*sheet.devices, *sheet.operators)}
    return shown_words(line.name, line.was, people), shown_words(line.name, line.now, people)


@register.filter
def end_point_words(value: str) -> str:
    return shown_words("zone.chin.end_point", value)


@register.filter
def plain(number: Decimal | float | None) -> str:
    """0.5, 4, 1.25: as it is typed."""
    return (
        "" if number is None else f"{number:g}" if isinstance(number, float) else _decimal(number)
    )


def _decimal(number: Decimal | int) -> str:
    return f"{Decimal(number).normalize():f}"


@register.filter
def key(number: int) -> str:
    return str(number)


@register.filter
def scores(most: int) -> list[str]:
    """0 to `most`."""
    return [str(score) for score in range(most + 1)]


@register.filter
def is_radio_frequency(sheet: RunSheet) -> bool:
    device = sheet.record.device if sheet.record else sheet.visit.device
    return device is not None and device.kind == Device.Kind.RF


@register.filter
def has_depth(sheet: RunSheet) -> bool:
    return any(row.entries["depth"].value for row in sheet.zones)


@register.filter
def open_zones(sheet: RunSheet) -> int:
    """How many zones are filled in and not confirmed."""
    return sum(row.is_there and not row.is_confirmed for row in sheet.zones)


@register.filter
def zone_state(row: ZoneRow) -> str:
    """The class of a zone: empty where it was not treated."""
    if not row.is_there:
        return ""
    if not row.is_confirmed:
        return "open"
    return "has over" if row.needs_reason else "has"


@register.filter
def quick_depths(row: ZoneRow) -> list[str]:
    """Depths to take with one tap: where one starts, last time's, the most without a reason."""
    last = Decimal(row.last["depth"]) if row.last.get("depth") else None
    found = {number for number in (row.start, last, row.soft) if number is not None}
    return [_decimal(number) for number in sorted(found)]


@register.simple_tag
def zone_ends() -> list[tuple[str, str]]:
    """What may be seen at the end, each with its words."""
    return [(end.value, str(end.label)) for end in ZoneRecord.EndPoint]


@register.simple_tag
def needle_types() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in Record.NeedleType]

"""The record in words: its fields, what the rules say of them, and why a write was refused."""

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.models import Device, Practitioner
from plans.actions.record import Conflict
from plans.actions.record_fields import YES, named
from plans.actions.refusal import Refused
from plans.engine.finding import Finding
from plans.engine.record import Missing
from plans.models import Protocol, Record, ZoneRecord


def zone_name(zone: str) -> str:
    return str(ZoneRecord.Zone(zone).label) if zone in ZoneRecord.Zone.values else zone


def field_words(name: str) -> str:
    """What a field is called: "Chin: depth, mm"."""
    of = named(name)
    if of is None:
        return _other_words(name)
    if of.zone:
        label = ZoneRecord._meta.get_field(of.column).verbose_name  # type: ignore[union-attr]
        return f"{zone_name(of.zone)}: {label}"
    if name in ("operator", "device"):
        return {"operator": _("treated by"), "device": _("device")}[name]
    return str(Record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _other_words(name: str) -> str:
    """What the history names beside the fields."""
    _zone, _dot, rest = name.partition(".")
    zone, _dot, column = rest.partition(".")
    if column == "confirmed":
        return _("%(zone)s: confirmed") % {"zone": zone_name(zone)}
    if rest:
        return zone_name(zone)
    return {
        "started": _("started at"),
        "done": _("done at"),
        "is_entered_later": _("entered later, from paper"),
    }.get(name, name.replace("_", " "))


def shown_words(name: str, value: str, people: Mapping[str, str] | None = None) -> str:
    """A field's value as people read it. `people` names practitioners and devices by their key;
    without it they are looked up."""
    if value in ("", YES):
        return _("yes") if value else ""
    _zone, _dot, column = name.rpartition(".")
    if column == "end_point":
        return str(ZoneRecord.EndPoint(value).label)
    if column == "needle_type":
        return str(Record.NeedleType(value).label)
    if column in ("operator", "device"):
        return people.get(value, value) if people is not None else _name_of(column, value)
    return value


def _name_of(column: str, value: str) -> str:
    rows = Practitioner.objects.all() if column == "operator" else Device.objects.all()
    found = rows.filter(pk=int(value)).first() if value.isdigit() else None
    return str(found) if found else value


def missing_words(missing: Missing) -> str:
    words = {
        "operator": _("Say who treats."),
        "device": _("Choose the device."),
        "cartridge": _("Scan the cartridge, or type its lot."),
        "numbing_on": _("Say when the numbing cream went on, or that there was none."),
        "numbing_off": _("Say when the numbing cream came off."),
        "zones": _("Give the depth of each zone that was treated."),
        "depth": _("%(zone)s: give the depth."),
        "reason": _("%(zone)s: say why it is above the limit."),
        "confirm": _("%(zone)s: confirm what was filled in."),
    }[missing.what]
    return words % {"zone": zone_name(missing.zone)}


def finding_words(finding: Finding) -> str:
    """What a rule says, in one sentence."""
    return _finding_sentences()[finding.what] % _told(finding.facts)


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as people read them: zones, indications and days by name."""
    told = dict(facts)
    if "zone" in told:
        told["zone"] = zone_name(told["zone"])
    if "zones" in told:
        told["zones"] = ", ".join(zone_name(zone) for zone in told["zones"].split(","))
    if "indication" in told:
        told["indication"] = str(Protocol.Indication(told["indication"]).label).lower()
    for name in ("day", "known"):
        day = parse_date(str(told[name])) if name in told else None
        told |= {name: formats.date_format(day, pgettext("date format", "j F Y"))} if day else {}
    if "field" in told:
        told["label"] = field_words(told["field"])
    return told


def _finding_sentences() -> dict[str, str]:
    return {
        **_depth_sentences(),
        "not_cleared_indication": _(
            "Outside cleared use: this device is not cleared for %(indication)s."
        ),
        "not_cleared_patient": _(
            "Outside cleared use: this device is not cleared for her skin type or age."
        ),
        "not_cleared_zones": _("Outside cleared use: this device is not cleared for %(zones)s."),
        "much_cream": _("%(is)s g is more than the %(most)s g at which the clinic warns."),
        "large_area": _("%(is)s cm² is more than the %(most)s cm² at which the clinic warns."),
        "strong_cream": _("%(is)s %% is stronger than the %(most)s %% at which the clinic warns."),
        "cream_too_long": _("%(minutes)s minutes on the skin: this product is for %(most)s."),
        "cream_short": _("Only %(minutes)s minutes on the skin; %(least)s are usual."),
        "cream_minor": _("She is %(age)s years old: be careful with numbing cream."),
        "cream_needs_prescriber": _("%(name)s: only on a prescriber's word."),
        "cream_ask": _("Ask first: %(ask)s"),
        "lot_recalled": _("%(name)s, lot %(number)s, is recalled: %(because)s"),
        "lot_expired": _("%(name)s, lot %(number)s, expired on %(day)s."),
        "lot_other_expiry": _(
            "This package says it expires on %(day)s; on record this lot expires on %(known)s."
        ),
    }


def _depth_sentences() -> dict[str, str]:
    return {
        "too_deep": _("%(zone)s: at most %(most)s mm is recorded here, not %(depth)s."),
        "deeper_than_consent": _(
            "%(zone)s: she has agreed to at most %(most)s mm. Have a consent signed that says more."
        ),
        "above_soft": _("Above %(most)s mm, with a reason."),
        "above_soft_why": _("Above %(most)s mm: say why."),
        "above_soft_first": _("Above %(most)s mm in a first session of her skin type."),
        "above_soft_first_why": _(
            "Above %(most)s mm in a first session of her skin type: say why."
        ),
        "deeper_than_cleared": _(
            "Outside cleared use: deeper than the device is cleared for here."
        ),
        "below_usual": _("Usual is %(low)s to %(high)s mm."),
        "above_usual": _("Usual is %(low)s to %(high)s mm."),
    }


def record_refusal(refused: Refused) -> str | None:
    """Why something of a record was not done, and what to do; None for what is not ours to say."""
    if refused.what == "record_incomplete":
        return _("The record is not complete yet.")
    if refused.what.startswith("missing_"):
        what, zone = refused.what.removeprefix("missing_"), str(refused.facts.get("zone", ""))
        return missing_words(Missing(what, zone))
    sentences = {
        **_finding_sentences(),
        **_shape_sentences(),
        **_numbing_sentences(),
        **_lot_sentences(),
        **_state_sentences(),
    }
    found = sentences.get(refused.what)
    return found % _told(refused.facts) if found else None


def _shape_sentences() -> dict[str, str]:
    return {
        "no_such_field": _("There is no such field. Open the page anew."),
        "no_such_choice": _("Choose one of those that are offered."),
        "number_between": _("Give a number from %(least)s to %(most)s."),
        "too_exact": _("Give at most %(places)s digits after the point."),
        "too_long": _("At most %(most)s characters fit here."),
        "not_a_time": _("Give a time like 14:05."),
        "not_a_date": _("Give the date as it stands on the package."),
        "not_text": _("There is a character in it that cannot be kept. Type it anew."),
        "time_ahead": _("This time has not come yet."),
        "times_out_of_order": _("These times are not in order. Look at the paper again."),
        "tap_on_its_day": _("It is not the day of the visit: type the time."),
    }


def _numbing_sentences() -> dict[str, str]:
    return {
        "off_without_on": _(
            "The cream cannot come off before it was on. Say first when it went on."
        ),
        "off_before_on": _("The cream cannot come off before it went on."),
        "numbed_or_not": _(
            "Either there was cream, or she was treated without: take the other back first."
        ),
        "no_depths_approved": _(
            "The clinic has approved no depths yet. Give the depth that is meant."
        ),
        "no_session_before": _("There is no session before that could be taken over."),
    }


def _lot_sentences() -> dict[str, str]:
    return {
        "lot_without_number": _("Give the lot number; this code does not say it."),
        "lot_without_name": _("Give the name of the product."),
        "cartridge_used_before": _(
            "This cartridge (%(serial)s of lot %(number)s) was used on %(day)s. Take a new one."
        ),
        "lot_recalled": _("%(name)s, lot %(number)s, is recalled and not used: %(because)s"),
        "lot_expired": _("%(name)s, lot %(number)s, expired on %(day)s. Take another."),
        "code_empty": _("There is nothing in this code. Scan it again."),
        "code_too_long": _("This is longer than any such code. Scan it again."),
        "code_unknown_part": _("This code has a part that nobody knows (%(part)s). Type the lot."),
        "code_cut_short": _("This code was cut short. Scan it again."),
        "code_characters": _("This code has characters that it may not have. Scan it again."),
        "code_digit": _("The check digit of this code is wrong. Scan it again."),
        "code_date": _("This code has a date that does not exist. Type the lot."),
    }


def _state_sentences() -> dict[str, str]:
    return {
        "no_record_here": _("For this kind of visit no run sheet is kept."),
        "record_not_now": _("Its run sheet opens once she has arrived."),
        "record_signed": _("This record is signed. Add an amendment."),
        "record_not_begun": _("Nobody has begun this record yet."),
        "record_without_operator": _("Say first who treated."),
        "not_yours_to_sign": _("%(operator)s treated and signs, or who supervises that."),
        "sign_when_done": _("It is signed once the visit is finished."),
        "amend_when_signed": _("Only a signed record is amended; this one can still be changed."),
        "amendment_needs_words": _("Say what is to be added, and why."),
    }


def conflict_words(conflict: Conflict) -> str:
    """Who wrote something else meanwhile."""
    who = conflict.by or _("Somebody")
    return _("%(who)s wrote something else here meanwhile.") % {"who": who}


def step_words(what: str) -> str:
    """What was done, for the notice on the next page."""
    return {
        "open": _("The run sheet is open."),
        "zones": _("Filled in. Touch each zone, or confirm that this is what you did."),
        "confirm": _("Confirmed."),
        "remove": _("Taken out."),
        "use": _("Noted."),
        "saved": _("Saved."),
        "later": _("The times are taken over. Fill in the rest as it stands on paper."),
        "sign": _("Signed. From now on it is only amended."),
        "amend": _("The amendment stands beside the record."),
    }[what]

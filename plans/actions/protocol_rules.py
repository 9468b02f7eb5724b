"""What a version of a protocol must fulfil before anybody may rely on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plans.engine.aftercare import LAST
from plans.models import AftercareStep, Protocol, ProtocolVersion, Step

MOST_SESSIONS = 12
LONGEST_VISIT = 24 * 60
LONGEST_STEP = 720
GAPS = ("floor", "min", "ideal", "max", "stalled")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which field: `steps` is the whole list of steps. A fault in the table
    of aftercare says its line, from 1, and its column in `facts`."""

    where: str
    what: str
    facts: Mapping[str, int | str] = field(default_factory=dict)


def faults_of(
    version: ProtocolVersion, steps: Sequence[Step], aftercare: Sequence[AftercareStep] = ()
) -> tuple[Fault, ...]:
    """All that keeps a draft from being saved."""
    return (
        *_session_faults(version),
        *_gap_faults(version, "gap_"),
        *_darker_faults(version),
        *_maintenance_faults(version),
        *_step_faults(version, steps),
        *_aftercare_faults(aftercare),
        *_price_faults(version),
    )


def gaps_before_approval(version: ProtocolVersion) -> tuple[Fault, ...]:
    """Texts that patients would be sent, and that are missing."""
    found = []
    steps = version.message_steps.filter(is_on=True)
    if steps.filter(reason="prepare").exists() and not version.prepare_text.strip():
        found.append(Fault("prepare_text", "text_missing"))
    is_series = version.protocol.kind == Protocol.Kind.SERIES
    recovers = is_series or steps.filter(reason="recovery").exists()
    if recovers and not version.aftercare_steps.exists():
        found.append(Fault("aftercare", "text_missing"))
    return tuple(found)


def _session_faults(version: ProtocolVersion) -> Iterator[Fault]:
    least, usual, most = version.sessions_min, version.sessions_usual, version.sessions_max
    if version.protocol.kind != Protocol.Kind.SERIES:
        if (least, usual, most) != (1, 1, 1):
            yield Fault("sessions_usual", "single_visit")
        return
    if least < 1:
        yield Fault("sessions_min", "at_least", {"least": 1})
    if usual < least:
        yield Fault("sessions_usual", "at_least", {"least": least})
    if most < usual:
        yield Fault("sessions_max", "at_least", {"least": usual})
    if most > MOST_SESSIONS:
        yield Fault("sessions_max", "at_most", {"most": MOST_SESSIONS})


def _gap_faults(version: ProtocolVersion, prefix: str) -> Iterator[Fault]:
    least = 1
    for name in GAPS:
        days = getattr(version, prefix + name)
        if days < least:
            yield Fault(prefix + name, "at_least", {"least": least})
        least = max(least, days)


def _darker_faults(version: ProtocolVersion) -> Iterator[Fault]:
    empty = [name for name in GAPS if getattr(version, f"darker_gap_{name}") is None]
    if not empty:
        yield from _gap_faults(version, "darker_gap_")
    elif len(empty) < len(GAPS):
        yield Fault(f"darker_gap_{empty[0]}", "all_or_none")


def _maintenance_faults(version: ProtocolVersion) -> Iterator[Fault]:
    first, last = version.maintenance_days_from, version.maintenance_days_until
    if first is not None and first < 1:
        yield Fault("maintenance_days_from", "at_least", {"least": 1})
    if (first is None) != (last is None):
        missing = "maintenance_days_from" if first is None else "maintenance_days_until"
        yield Fault(missing, "both_or_none")
    elif first is not None and last is not None and last < first:
        yield Fault("maintenance_days_until", "at_least", {"least": first})


def _step_faults(version: ProtocolVersion, steps: Sequence[Step]) -> Iterator[Fault]:
    if not any(step.patient for step in steps):
        yield Fault("steps", "no_step")
    if any(not 1 <= step.minutes <= LONGEST_STEP for step in steps):
        yield Fault("steps", "step_minutes", {"most": LONGEST_STEP})
    if sum(step.minutes for step in steps) > LONGEST_VISIT:
        yield Fault("steps", "longer_than_a_day")
    gone = False
    for step in steps:
        if step.patient and gone:
            yield Fault("steps", "patient_gone", {"step": step.name})
            break
        gone = gone or not step.patient
    if any(step.device for step in steps) and not version.device_kinds:
        yield Fault("device_kinds", "device_needed")


def _aftercare_faults(aftercare: Sequence[AftercareStep]) -> Iterator[Fault]:
    for number, step in enumerate(aftercare, 1):
        if not step.text.strip():
            yield Fault("aftercare", "line_text", {"line": number, "column": "text"})
        if step.kind not in AftercareStep.Kind.values:
            yield Fault("aftercare", "line_kind", {"line": number, "column": "kind"})
        if step.skin not in AftercareStep.Skin.values:
            yield Fault("aftercare", "line_skin", {"line": number, "column": "skin"})
        if step.until_hours is not None and step.until_hours <= step.from_hours:
            yield Fault("aftercare", "line_order", {"line": number, "column": "end"})
        if max(step.from_hours, step.until_hours or 0) > LAST:
            yield Fault("aftercare", "line_late", {"line": number, "column": "start"})


def _price_faults(version: ProtocolVersion) -> Iterator[Fault]:
    for name in ("price_session", "price_series"):
        price = getattr(version, name)
        if price is not None and price < 0:
            yield Fault(name, "at_least", {"least": 0})
    has_price = version.price_session is not None or version.price_series is not None
    currency = version.currency
    is_code = len(currency) == 3 and currency.isascii() and currency.isupper()
    if (has_price or currency) and not is_code:
        yield Fault("currency", "currency")

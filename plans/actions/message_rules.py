"""What the messages of a protocol must fulfil before anybody may be sent them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.actions.protocol_rules import Fault
from plans.engine.sentence import Kind, faults_of
from plans.models import MessageStep, ProtocolVersion
from plans.shipped.messages.texts import Words, shipped_words

OWN_KINDS = (MessageStep.Reason.PREPARE, MessageStep.Reason.RECOVERY)
"""What the clinic may add messages of, and leave out again."""

MOST_DAYS = 365
MOST_HOURS = 24
MOST_STEPS = 40
PARTS: Mapping[str, Kind] = {"subject": "subject", "body": "body", "sms": "sms"}


@dataclass(frozen=True, slots=True)
class Loudness:
    """Minutes of the patient's day: messages go from `start` until `end`, half-open; text messages
    on Sundays from `sunday` (None: as on any day)."""

    start: int
    end: int
    sunday: int | None


def words_faults(words: Words, language: str) -> Iterator[Fault]:
    """What keeps these words from being sent, each beside its part."""
    for part, kind in PARTS.items():
        text = getattr(words, part)
        if not text.strip():
            yield Fault(part, "words_empty")
        for fault in faults_of(text, kind=kind, language=language):
            yield Fault(part, f"words_{fault.what}", fault.facts)


def messages_before_approval(version: ProtocolVersion) -> Iterator[Fault]:
    """Messages that would go out without words, or with words that may not."""
    for step in version.message_steps.filter(is_on=True).prefetch_related("texts"):
        texts = list(step.texts.all())
        if not texts and shipped_words(step.slug, "en") is None:
            yield Fault("messages", "message_unwritten", {"message": step.slug})
        for text in texts:
            words = Words(text.subject, text.body, text.sms)
            if any(words_faults(words, text.language)):
                facts = {"message": step.slug, "language": text.language}
                yield Fault("messages", "message_faulty", facts)


def hours_faults(hours: Loudness) -> Iterator[Fault]:
    """The hours must lie in one day, in their order."""
    if not hours.start < hours.end <= 24 * 60:
        yield Fault("quiet_from", "hours_order")
    elif hours.sunday is not None and not hours.start <= hours.sunday < hours.end:
        yield Fault("sunday_from", "hours_sunday")


def step_faults(steps: Sequence[MessageStep], stored: Mapping[str, MessageStep]) -> Iterator[Fault]:
    """Each fault names the step's number, from 1, and its column; `stored` are those of before."""
    if len(steps) > MOST_STEPS:
        yield Fault("messages", "too_many_messages", {"most": MOST_STEPS})
    seen: set[str] = set()
    for number, step in enumerate(steps, 1):
        known = stored.get(step.slug)
        reason = known.reason if known else step.reason
        if step.slug in seen or (known is None and reason not in OWN_KINDS):
            yield Fault("steps", "message_twice", {"line": number, "column": "name"})
        seen.add(step.slug)
        for column, what in _time_faults(step, reason):
            yield Fault("steps", what, {"line": number, "column": column})


def _time_faults(step: MessageStep, reason: str) -> Iterator[tuple[str, str]]:
    if reason in MessageStep.DATES:
        return
    if step.offset_hours is None and step.minute is None:
        yield "time", "message_time"
    if step.offset_hours is not None:
        is_alone = step.minute is None and step.offset_days == 0
        if reason != MessageStep.Reason.RECOVERY or not is_alone:
            yield "hours", "message_hours"
        elif step.offset_hours > MOST_HOURS:
            yield "hours", "message_late"
    if step.offset_days > MOST_DAYS:
        yield "days", "message_late"
    if reason == MessageStep.Reason.REVIEW and not step.after_session:
        yield "after_session", "message_after"

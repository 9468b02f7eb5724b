"""The messages of a draft of a protocol: which go, when and by which way, in which hours, and what
they say in each language."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from clinic.models import User
from plans.actions.message_rules import (
    OWN_KINDS,
    PARTS,
    Loudness,
    hours_faults,
    step_faults,
    words_faults,
)
from plans.actions.protocol import Faults
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import MessageStep, MessageText, Protocol, ProtocolVersion
from plans.shipped.messages.texts import Words

APART = 1000  # where orders wait while others take their places
COLUMNS = (
    *("order", "is_on", "offset_days", "offset_hours", "minute", "after_session", "way"),
    "asks_check_in",
)


@transaction.atomic
def save_messages(
    *,
    version: ProtocolVersion,
    steps: Sequence[MessageStep],
    hours: Loudness,
    by: User,
    now: dt.datetime,
) -> ProtocolVersion | Faults | Refused:
    """Write the steps in this order, known by their slug; one that is not among them is left out.
    Texts stay with their step. Faults name the step's number, from 1, and its column."""
    if not _is_draft(version):
        return Refused("not_a_draft")
    stored = {step.slug: step for step in version.message_steps.all()}
    wanted = {step.slug for step in steps}
    faults = (*hours_faults(hours), *step_faults(steps, stored))
    if faults:
        return Faults(faults)
    version.loud_from, version.quiet_from, version.sunday_from = (
        hours.start,
        hours.end,
        hours.sunday,
    )
    version.save(update_fields=["loud_from", "quiet_from", "sunday_from"])
    kept = [slug for slug, step in stored.items() if step.reason not in OWN_KINDS]
    version.message_steps.exclude(slug__in=[*wanted, *kept]).delete()
    version.message_steps.update(order=F("order") + APART)
    for order, step in enumerate(steps, 1):
        _write(version, step, order, stored.get(step.slug))
    leave_trace(actor=by, verb="saved_messages", now=now, facts={"version": version.pk})
    return version


def _write(
    version: ProtocolVersion, step: MessageStep, order: int, known: MessageStep | None
) -> None:
    """The reason of a step that is known never changes."""
    row = known or MessageStep(version=version, slug=step.slug, reason=step.reason)
    step.order = order
    for name in COLUMNS:
        setattr(row, name, getattr(step, name))
    row.save()


@transaction.atomic
def save_words(
    *, step: MessageStep, language: str, words: Words, by: User, now: dt.datetime
) -> MessageText | Faults | Refused:
    """What a step says in one language, in the clinic's own words."""
    if not _is_draft(step.version):
        return Refused("not_a_draft")
    faults = tuple(words_faults(words, language))
    if faults:
        return Faults(faults)
    fields = {name: getattr(words, name) for name in PARTS}
    text, _new = MessageText.objects.update_or_create(step=step, language=language, defaults=fields)
    facts = {"step": step.pk, "language": language}
    leave_trace(actor=by, verb="wrote_message_text", now=now, facts=facts)
    return text


@transaction.atomic
def drop_words(
    *, step: MessageStep, language: str, by: User, now: dt.datetime
) -> MessageStep | Refused:
    """Go back to what is shipped."""
    if not _is_draft(step.version):
        return Refused("not_a_draft")
    step.texts.filter(language=language).delete()
    facts = {"step": step.pk, "language": language}
    leave_trace(actor=by, verb="dropped_message_text", now=now, facts=facts)
    return step


def _is_draft(version: ProtocolVersion) -> bool:
    """Locks the protocol first: two managers save one after the other."""
    Protocol.objects.select_for_update().get(pk=version.protocol_id)
    state = ProtocolVersion.State.DRAFT
    return ProtocolVersion.objects.filter(pk=version.pk, state=state).exists()

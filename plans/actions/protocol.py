"""Protocols: drafts are written, a named clinician's approval puts one in force, none changes
after that."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from clinic.models import User
from plans.actions.message_rules import messages_before_approval
from plans.actions.place import save_changes
from plans.actions.protocol_rules import Fault, faults_of, gaps_before_approval
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import (
    AftercareStep,
    MessageStep,
    MessageText,
    Protocol,
    ProtocolVersion,
    Step,
)
from plans.shipped.aftercare import Line
from plans.shipped.messages import ShippedMessage, shipped_messages
from plans.shipped.protocols import FIRST_STEPS, SHIPPED, Shipped, ShippedStep

State = ProtocolVersion.State


@dataclass(frozen=True, slots=True)
class Faults:
    """Nothing was written: each fault belongs beside its field."""

    faults: tuple[Fault, ...]


def ship_protocols(*, now: dt.datetime) -> list[ProtocolVersion]:
    """Write the shipped drafts that are missing, each as the first version of its protocol."""
    known = set(Protocol.objects.values_list("slug", flat=True))
    return [_ship(shipped, now) for shipped in SHIPPED if shipped.slug not in known]


@transaction.atomic
def _ship(shipped: Shipped, now: dt.datetime) -> ProtocolVersion:
    protocol = Protocol.objects.create(
        slug=shipped.slug, name=str(shipped.name), kind=shipped.kind, indication=shipped.indication
    )
    version = ProtocolVersion.objects.create(
        protocol=protocol, number=1, source=shipped.source(), **shipped.facts
    )
    _write_steps(version, [_step(step) for step in shipped.steps])
    write_aftercare(version, [_aftercare(line) for line in shipped.aftercare])
    write_messages(version, [_message(one) for one in shipped_messages(shipped.kind)])
    leave_trace(actor=None, verb="shipped_protocol", now=now, facts={"version": version.pk})
    return version


def add_protocol(
    *, name: str, kind: Protocol.Kind, indication: str, by: User, now: dt.datetime
) -> ProtocolVersion | Refused:
    """Make a protocol with a first draft, to be filled in."""
    slug = slugify(name)[:40] or "protocol"
    taken = set(Protocol.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    if slug in taken:
        slug = next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)
    try:
        with transaction.atomic():
            protocol = Protocol.objects.create(
                slug=slug, name=name, kind=kind, indication=indication
            )
            version = ProtocolVersion.objects.create(protocol=protocol, number=1)
            _write_steps(version, [_step(step) for step in FIRST_STEPS])
            write_messages(version, [_message(one) for one in shipped_messages(kind)])
            leave_trace(actor=by, verb="added_protocol", now=now, facts={"version": version.pk})
    except IntegrityError:
        return Refused("doubled")
    return version


def save_protocol(*, protocol: Protocol, by: User, now: dt.datetime) -> Protocol | Refused:
    """Change the name or the indication, stop offering it (`is_active`) or offer it again. Plans
    and visits that stand are not touched."""
    try:
        with transaction.atomic():
            facts = {"protocol": protocol.pk, **save_changes(protocol)}
            leave_trace(actor=by, verb="saved_protocol", now=now, facts=facts)
    except IntegrityError:
        return Refused("doubled")
    return protocol


@transaction.atomic
def begin_draft(*, protocol: Protocol, by: User, now: dt.datetime) -> ProtocolVersion:
    """A draft that copies the newest version; the one that is open already, where there is one."""
    Protocol.objects.select_for_update().get(pk=protocol.pk)
    newest = protocol.versions.order_by("-number").first()
    if newest is None:
        raise ValueError("a protocol has at least one version")
    if newest.state == State.DRAFT:
        return newest
    in_force = protocol.versions.filter(state=State.APPROVED).first() or newest
    steps, aftercare = list(in_force.steps.all()), list(in_force.aftercare_steps.all())
    told = list(in_force.message_steps.prefetch_related("texts"))
    draft = ProtocolVersion.objects.get(pk=in_force.pk)
    draft.pk = None
    draft.number = newest.number + 1
    draft.state, draft.approved_by, draft.approved_at = State.DRAFT, "", None
    draft.save(force_insert=True)
    _write_steps(draft, steps)
    write_aftercare(draft, aftercare)
    copy_messages(draft, told)
    facts = {"version": draft.pk, "copied_from": in_force.pk}
    leave_trace(actor=by, verb="began_draft", now=now, facts=facts)
    return draft


@transaction.atomic
def save_draft(
    *,
    version: ProtocolVersion,
    steps: Sequence[Step],
    aftercare: Sequence[AftercareStep],
    by: User,
    now: dt.datetime,
) -> ProtocolVersion | Faults | Refused:
    """Write what a draft says. Refused, "not_a_draft", once it was approved."""
    if not _is_draft_still(version):
        return Refused("not_a_draft")
    faults = faults_of(version, steps, aftercare)
    if faults:
        return Faults(faults)
    changes = save_changes(version)
    version.steps.all().delete()
    version.aftercare_steps.all().delete()
    _write_steps(version, steps)
    write_aftercare(version, aftercare)
    leave_trace(actor=by, verb="saved_draft", now=now, facts={"version": version.pk, **changes})
    return version


@transaction.atomic
def approve_version(
    *, version_id: int, approved_by: str, by: User, now: dt.datetime
) -> ProtocolVersion | Faults | Refused:
    """Put a draft in force in the name of a clinician; the version in force until now retires."""
    version = ProtocolVersion.objects.select_related("protocol").get(pk=version_id)
    if not _is_draft_still(version):
        return Refused("not_a_draft")
    lines = list(version.aftercare_steps.all())
    faults = faults_of(version, list(version.steps.all()), lines) + gaps_before_approval(version)
    faults += tuple(messages_before_approval(version))
    if faults:
        return Faults(faults)
    old = version.protocol.versions.filter(state=State.APPROVED)
    retired = list(old.values_list("pk", flat=True))
    old.update(state=State.RETIRED)
    version.state, version.approved_by, version.approved_at = State.APPROVED, approved_by, now
    version.save(update_fields=["state", "approved_by", "approved_at"])
    facts = {"version": version.pk, "approved_by": approved_by, "retired": retired}
    leave_trace(actor=by, verb="approved_version", now=now, facts=facts)
    return version


def _is_draft_still(version: ProtocolVersion) -> bool:
    """Locks the protocol first: two managers approve or save one after the other."""
    Protocol.objects.select_for_update().get(pk=version.protocol_id)
    return ProtocolVersion.objects.filter(pk=version.pk, state=State.DRAFT).exists()


def _write_steps(version: ProtocolVersion, steps: Sequence[Step]) -> None:
    Step.objects.bulk_create(
        Step(
            version=version,
            order=order,
            name=step.name,
            minutes=step.minutes,
            practitioner=step.practitioner,
            room=step.room,
            device=step.device,
            patient=step.patient,
        )
        for order, step in enumerate(steps, 1)
    )


def write_aftercare(version: ProtocolVersion, lines: Sequence[AftercareStep]) -> None:
    """Write a version's lines of aftercare, in this order."""
    AftercareStep.objects.bulk_create(
        AftercareStep(
            version=version,
            order=order,
            kind=line.kind,
            from_hours=line.from_hours,
            until_hours=line.until_hours,
            skin=line.skin,
            text=line.text,
        )
        for order, line in enumerate(lines, 1)
    )


def write_messages(version: ProtocolVersion, steps: Sequence[MessageStep]) -> list[MessageStep]:
    """Write a version's messages, in this order."""
    for order, step in enumerate(steps, 1):
        step.pk, step.version, step.order = None, version, order
    return MessageStep.objects.bulk_create(steps)


def copy_messages(version: ProtocolVersion, steps: Sequence[MessageStep]) -> None:
    """The same messages with the clinic's own texts, for another version."""
    texts = [list(step.texts.all()) for step in steps]
    for step, own in zip(write_messages(version, steps), texts, strict=True):
        for text in own:
            text.pk, text.step = None, step
        MessageText.objects.bulk_create(own)


def _message(shipped: ShippedMessage) -> MessageStep:
    return MessageStep(
        slug=shipped.slug,
        reason=shipped.reason,
        is_on=shipped.is_on,
        offset_days=shipped.days,
        minute=shipped.minute,
        **shipped.facts,
    )


def _aftercare(line: Line) -> AftercareStep:
    return AftercareStep(
        kind=line.kind,
        from_hours=line.start,
        until_hours=line.end,
        skin=line.skin,
        text=str(line.text),
    )


def _step(shipped: ShippedStep) -> Step:
    return Step(
        name=str(shipped.name),
        minutes=shipped.minutes,
        practitioner="practitioner" in shipped.holds,
        room="room" in shipped.holds,
        device="device" in shipped.holds,
        patient=shipped.patient,
    )

"""Locations, practitioners, rooms and devices: made, changed and archived, never deleted."""

import datetime as dt
from collections.abc import Callable, Collection

from django.db import models

from clinic.models import Device, Location, Practitioner, Resource, Room, User
from plans.actions.refusal import Refused
from plans.actions.strike import Answer, change_place
from plans.models import Qualification
from plans.queries.standard import standards_in_force
from plans.queries.strike import Scope


def save_location(
    *, location: Location, keep: Collection[int] = (), by: User, now: dt.datetime
) -> Answer:
    """Make a location, or change its facts. Another zone or its end strikes visits."""
    refused = refuse_check_ins(location.emergency_phone) if location.has_check_ins else None
    return refused or change_place(
        scope=Scope(location=location.pk),
        work=lambda: {"location": location.name, **save_changes(location)},
        keep=keep,
        verb="saved_location",
        by=by,
        now=now,
    )


def refuse_check_ins(emergency_phone: str) -> Refused | None:
    """Why patients cannot be asked how their skin feels: a red answer must name whom to call, and
    a clinician must have approved what is red."""
    if not emergency_phone:
        return Refused("emergency_phone_missing")
    return None if standards_in_force().triage else Refused("triage_not_approved")


def save_room(*, room: Room, keep: Collection[int] = (), by: User, now: dt.datetime) -> Answer:
    """Make a room, change it, archive it (`is_active`) or take it back into use."""
    return _save_resource(room, Resource.Kind.ROOM, _nothing_more, keep, by, now)


def save_device(
    *, device: Device, keep: Collection[int] = (), by: User, now: dt.datetime
) -> Answer:
    """Make a device, change it, archive it (`is_active`) or take it back into service."""
    return _save_resource(device, Resource.Kind.DEVICE, _nothing_more, keep, by, now)


def save_practitioner(
    *,
    practitioner: Practitioner,
    locations: Collection[int],
    protocols: Collection[int],
    keep: Collection[int] = (),
    by: User,
    now: dt.datetime,
) -> Answer:
    """Make a practitioner, or change who she is, where she works (`locations`), what she is
    qualified for (`protocols`), or whether she works here at all (`is_active`)."""

    def place_and_qualify() -> dict[str, object]:
        practitioner.locations.set(locations)
        held = set(practitioner.qualifications.values_list("protocol_id", flat=True))
        practitioner.qualifications.exclude(protocol__in=protocols).delete()
        for protocol in sorted(set(protocols) - held):
            Qualification.objects.create(practitioner=practitioner, protocol_id=protocol)
        return {"locations": sorted(locations), "protocols": sorted(protocols)}

    kind = Resource.Kind.PRACTITIONER
    return _save_resource(practitioner, kind, place_and_qualify, keep, by, now)


def _nothing_more() -> dict[str, object]:
    return {}


def _save_resource(
    one: Practitioner | Room | Device,
    kind: Resource.Kind,
    more: Callable[[], dict[str, object]],
    keep: Collection[int],
    by: User,
    now: dt.datetime,
) -> Answer:
    known = one.pk

    def work() -> dict[str, object]:
        if known is None:
            one.resource = Resource.objects.create(kind=kind)
        changes = save_changes(one)
        return {kind.value: one.pk, "name": one.name, **changes, **more()}

    return change_place(
        scope=Scope(resources=() if known is None else (known,)),
        work=work,
        keep=keep,
        verb=f"saved_{kind.value}",
        by=by,
        now=now,
    )


def save_changes(row: models.Model) -> dict[str, object]:
    """Write only what differs from the stored row, all of a new one; the fields with their old
    and new values."""
    stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    if stored is None:
        row.save(force_insert=True)
        return {"new": True}
    names = [field.attname for field in row._meta.concrete_fields]
    changed = {
        name: [str(getattr(stored, name)), str(getattr(row, name))]
        for name in names
        if getattr(stored, name) != getattr(row, name)
    }
    if changed:
        row.save(update_fields=list(changed))
    return {"changed": changed}

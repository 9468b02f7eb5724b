"""Locations, practitioners, rooms and devices, made and changed."""

import pytest

from clinic.models import Device, Practitioner, Resource, Role, Room
from plans.actions.place import save_device, save_practitioner, save_room
from plans.actions.refusal import Refused
from plans.actions.strike import Changed
from plans.models import Qualification, Trail
from tests.world import MONDAY, a_location, a_practitioner, a_protocol, a_room, a_user

pytestmark = pytest.mark.django_db
NOTHING_STRUCK = Changed(marked=0, restored=0)


def test_a_new_practitioner_can_be_held_and_has_places_and_qualifications() -> None:
    here, there = a_location(), a_location()
    pores, scars = a_protocol().protocol, a_protocol().protocol
    person = Practitioner(name="Dr Pia Novak", profession="Dermatologist")
    answer = save_practitioner(
        practitioner=person,
        locations=[here.pk, there.pk],
        protocols=[scars.pk],
        by=a_user(Role.MANAGER),
        now=MONDAY,
    )
    assert answer == NOTHING_STRUCK
    stored = Practitioner.objects.get()
    assert stored.resource.kind == Resource.Kind.PRACTITIONER
    assert set(stored.locations.all()) == {here, there}
    assert list(Qualification.objects.values_list("protocol", flat=True)) == [scars.pk]
    assert pores.qualifications.count() == 0


def test_a_change_writes_down_old_and_new() -> None:
    location = a_location()
    room = a_room(location, name="Room 1")
    room.name = "Quiet room"
    manager = a_user(Role.MANAGER)
    assert save_room(room=room, by=manager, now=MONDAY) == NOTHING_STRUCK
    line = Trail.objects.get(verb="saved_room")
    assert (line.actor, line.facts) == (
        manager,
        {"room": room.pk, "name": "Quiet room", "changed": {"name": ["Room 1", "Quiet room"]}},
    )


def test_two_rooms_of_one_name_at_once_are_refused_not_an_error() -> None:
    location = a_location()
    a_room(location, name="Room 1")
    twin = Room(location=location, name="Room 1")
    assert save_room(room=twin, by=a_user(Role.MANAGER), now=MONDAY) == Refused("doubled")
    assert Resource.objects.count() == 1


def test_archiving_keeps_the_row() -> None:
    person = a_practitioner(a_location())
    person.is_active = False
    answer = save_practitioner(
        practitioner=person,
        locations=list(person.locations.values_list("pk", flat=True)),
        protocols=[],
        by=a_user(Role.MANAGER),
        now=MONDAY,
    )
    assert answer == NOTHING_STRUCK
    assert Practitioner.objects.get(pk=person.pk).is_active is False


def test_a_device_keeps_its_kind_and_number() -> None:
    device = Device(location=a_location(), name="Pen A", kind="pen", model="Pen One", serial="S1")
    save_device(device=device, by=a_user(Role.MANAGER), now=MONDAY)
    stored = Device.objects.get()
    assert (stored.kind, stored.serial, stored.cleared_age) == ("pen", "S1", 22)
    assert stored.resource.kind == Resource.Kind.DEVICE

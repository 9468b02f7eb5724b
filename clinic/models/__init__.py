"""The people and the place: who signs in, and whom or what a visit can hold."""

from .device import Device
from .hours import Absence, Closure, Hours
from .location import Location
from .practitioner import Practitioner
from .resource import Resource
from .room import Room
from .user import Role, User

__all__ = [
    "Absence",
    "Closure",
    "Device",
    "Hours",
    "Location",
    "Practitioner",
    "Resource",
    "Role",
    "Room",
    "User",
]

"""What happens to patients: plans, their sessions, what holds people and things, what is told."""

from .aftercare import AftercareNote
from .contact import ContactNote
from .hold import Hold
from .outcome import Outcome
from .patient import Patient, Spelling
from .plan import Booking, Plan
from .protocol import Protocol, ProtocolVersion, Qualification, Step
from .reminder import Heartbeat, Reminder
from .session import Session, Visit
from .trail import Trail

__all__ = [
    "AftercareNote",
    "Booking",
    "ContactNote",
    "Heartbeat",
    "Hold",
    "Outcome",
    "Patient",
    "Plan",
    "Protocol",
    "ProtocolVersion",
    "Qualification",
    "Reminder",
    "Session",
    "Spelling",
    "Step",
    "Trail",
    "Visit",
]

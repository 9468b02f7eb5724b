"""What happens to patients: plans, their sessions, what holds people and things, what is told."""

from .adverse import AdverseEvent
from .aftercare import AftercareNote, AftercareStep
from .answer import Answer
from .checkin import CheckIn, CheckInReview
from .consent import Consent, ConsentText, PhotoConsent
from .contact import ContactNote
from .hold import Hold
from .lot import Lot, LotUse
from .message import MessageStep, MessageText
from .outcome import Outcome
from .patient import Patient, Spelling
from .photo import Alignment, Photo
from .plan import Booking, Plan
from .protocol import Protocol, ProtocolVersion, Qualification, Step
from .record import Amendment, Record, ZoneRecord
from .reminder import Heartbeat, Reminder
from .screening import GateDecision, Screening
from .session import Session, Visit
from .skincare import Skincare
from .standard import Standard
from .task import Task
from .trail import Trail

__all__ = [
    "AdverseEvent",
    "AftercareNote",
    "AftercareStep",
    "Alignment",
    "Amendment",
    "Answer",
    "Booking",
    "CheckIn",
    "CheckInReview",
    "Consent",
    "ConsentText",
    "ContactNote",
    "GateDecision",
    "Heartbeat",
    "Hold",
    "Lot",
    "LotUse",
    "MessageStep",
    "MessageText",
    "Outcome",
    "Patient",
    "Photo",
    "PhotoConsent",
    "Plan",
    "Protocol",
    "ProtocolVersion",
    "Qualification",
    "Record",
    "Reminder",
    "Screening",
    "Session",
    "Skincare",
    "Spelling",
    "Standard",
    "Step",
    "Task",
    "Trail",
    "Visit",
    "ZoneRecord",
]

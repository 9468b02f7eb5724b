"""The address at which one click ends the messages to a patient by one channel. It names nobody:
whoever holds it can do nothing but stop, and it never runs out."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from plans.models import Reminder

SALT = "plans.stop"


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whose messages by which channel shall end."""

    patient_id: int
    channel: str


def stop_url(*, patient_id: int, channel: str) -> str:
    """For the foot of a letter and its List-Unsubscribe."""
    token = Signer(salt=SALT).sign(f"{patient_id}-{channel}")
    return f"{settings.SITE_URL}{reverse('stop', kwargs={'token': token})}"


def stopping_of(token: str) -> Stopping | None:
    """What the token says; None where it is not ours."""
    try:
        patient, _dash, channel = Signer(salt=SALT).unsign(token).partition("-")
    except BadSignature:
        return None
    if channel not in Reminder.Channel.values:
        return None
    return Stopping(int(patient), channel)

"""A patient who may be photographed, and pictures of a face that is nobody's."""

import datetime as dt
from functools import cache
from typing import Any

from clinic.models import Role, User
from plans.actions.photo import keep_photo
from plans.demo.pictures import demo_face
from plans.models import Consent, ConsentText, Patient, Photo, PhotoConsent, Visit
from tests.consents import a_consent_text
from tests.world import MONDAY, Clinic, a_user

face = cache(demo_face)


def may_photograph(patient: Patient, by: User, now: dt.datetime, level: int = 1) -> PhotoConsent:
    """She signed that her photographs may be taken."""
    text = ConsentText.objects.filter(kind="photographs").first() or a_consent_text(None)
    consent = Consent.objects.create(
        patient=patient,
        text=text,
        text_sha256="ab",
        how="screen",
        signed_name=patient.name,
        image="consents/none.png",
        signed_at=now,
        taken_by=by,
    )
    return PhotoConsent.objects.create(
        patient=patient, consent=consent, level=level, given_at=now, given_to=by
    )


class Studio:
    """A series that may be photographed; `first` and `second` are the visits of its first two
    sessions."""

    def __init__(self, *, now: dt.datetime = MONDAY) -> None:
        self.clinic = Clinic(now=now)
        booking = self.clinic.booked(ordered_by=self.clinic.practitioner)
        self.visits = list(booking.visits.order_by("start"))
        self.first, self.second = self.visits[:2]
        self.patient = self.clinic.patient
        self.doctor = a_user(Role.PRACTITIONER)
        self.consent = may_photograph(self.patient, self.doctor, self.clinic.now)

    def take(self, visit: Visit, view: str = "front", **how: Any) -> Photo:
        photo = self.try_to(visit, view, **how)
        assert isinstance(photo, Photo), photo
        return photo

    def try_to(self, visit: Visit, view: str = "front", **how: Any) -> object:
        how.setdefault("zone", "chin" if view == "close" else "")
        how.setdefault("content", face(view, self.visits.index(visit), 1))
        how.setdefault("now", visit.start)
        return keep_photo(visit_id=visit.pk, view=view, by=self.doctor, **how)

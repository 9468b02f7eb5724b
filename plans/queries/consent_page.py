"""Consents as pages show them: to sign one, to look at those that were signed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from plans.engine.session import OVER
from plans.models import Consent, ConsentText, Patient, PhotoConsent, Plan, Visit
from plans.queries.consent import (
    ConsentState,
    ShortNotice,
    Subject,
    consent_state,
    consents_for,
    short_notice,
    state_of,
)
from plans.queries.standard import standards_in_force

WITH_ALL = ("patient", "session__plan", "version__protocol", "device", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """What a patient reads and signs, and what she signed for the same before, the newest first.
    `depth`, in mm: deeper needs a consent that says so; None where no limit is in force. Times are
    told in `zone`."""

    subject: Subject
    state: ConsentState
    consents: Sequence[Consent]
    notice: ShortNotice | None
    depth: float | None
    zone: str


def treatments() -> QuerySet[Visit]:
    """Visits that need a consent, with what is asked of them."""
    return Visit.objects.filter(kind__in=Visit.TREATED).select_related(*WITH_ALL)


def consent_page(subject: Subject, *, zone: str) -> ConsentPage:
    """Seven queries at most, however much was signed."""
    limits = standards_in_force().limits
    least = limits.consent_hours if limits else 0
    return ConsentPage(
        subject=subject,
        state=state_of(subject),
        consents=list(consents_for(subject)),
        notice=short_notice(subject.plan, least=least) if subject.plan else None,
        depth=limits.consent_depth if limits else None,
        zone=zone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientConsents:
    """`consents` are those for treatments, the newest first; `photos` the uses of photographs that
    stand on the day; `visit` is her next treatment and `state` what it has or lacks."""

    consents: Sequence[Consent]
    photos: Sequence[PhotoConsent]
    visit: Visit | None
    state: ConsentState | None


def patient_consents(patient: Patient, *, now: dt.datetime, on: dt.date) -> PatientConsents:
    """Six queries, however much she signed."""
    signed = Consent.objects.filter(
        patient=patient, text__kind=ConsentText.Kind.TREATMENT
    ).select_related("text__protocol")
    visit = coming_treatments(now).filter(patient=patient).order_by("start").first()
    return PatientConsents(
        consents=list(signed),
        photos=[photo for photo in photo_rows(patient) if lasts(photo, on)],
        visit=visit,
        state=consent_state(visit) if visit else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanConsent:
    """A plan's next session, what it has or lacks, and whether there was time to decide."""

    visit: Visit | None
    state: ConsentState | None
    notice: ShortNotice | None


def plan_consent(plan: Plan, *, now: dt.datetime) -> PlanConsent:
    """Seven queries; once the first session was had, nobody is warned of its time any more."""
    visit = coming_treatments(now).filter(session__plan=plan).order_by("start").first()
    is_first = visit is not None and visit.session is not None and visit.session.number == 1
    return PlanConsent(
        visit=visit,
        state=consent_state(visit) if visit else None,
        notice=short_notice(plan) if is_first else None,
    )


def coming_treatments(now: dt.datetime) -> QuerySet[Visit]:
    return treatments().filter(end__gt=now).exclude(state__in=(*OVER, Visit.State.DONE))


def photo_rows(patient: Patient) -> QuerySet[PhotoConsent]:
    """All that she ever said on photographs, by use, the newest first."""
    return PhotoConsent.objects.filter(patient=patient).select_related(
        "consent__text", "given_to", "withdrawn_by"
    )


def lasts(photo: PhotoConsent, on: dt.date) -> bool:
    """Whether it stands on the day, as `photo_levels` counts it."""
    is_over = photo.expires_on is not None and photo.expires_on < on
    return photo.withdrawn_at is None and not is_over

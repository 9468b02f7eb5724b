"""Consents: whether one covers a visit, why another is asked for, and whether there was time to
decide."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from clinic.models import Device
from plans.engine.age import age_on
from plans.engine.clearance import is_outside
from plans.engine.consent import Terms, Why, why_not_covered
from plans.models import Consent, ConsentText, Patient, PhotoConsent, Plan, Protocol, Visit
from plans.queries.standard import InForce, standards_in_force
from plans.queries.supply import today_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """`is_needed`: only treatments need one. `given` is the consent that covers the visit; without
    one, `why` says what asks for it (one of `plans.engine.consent.Why`), else it is empty. `text`
    is the version in force; `is_outside`: its line on a use that is not cleared is to be confirmed
    apart."""

    is_needed: bool
    given: Consent | None = None
    why: str = ""
    text: ConsentText | None = None
    is_outside: bool = False

    @property
    def is_fine(self) -> bool:
        """Nothing of consent keeps the visit from starting."""
        return not self.is_needed or self.given is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a consent is asked for: a patient's plan, or her single visit's protocol. `device` is
    not known before a plan has dates; `day` is the one on which her age is judged."""

    patient: Patient
    plan: Plan | None
    protocol: Protocol
    device: Device | None
    device_kind: str
    day: dt.date


def subject_of(visit: Visit) -> Subject:
    return Subject(
        patient=visit.patient,
        plan=visit.session.plan if visit.session else None,
        protocol=visit.version.protocol,
        device=visit.device,
        device_kind=visit.device.kind if visit.device else "",
        day=today_at(visit.location, visit.start),
    )


def subject_of_plan(plan: Plan, *, device_kind: str, day: dt.date) -> Subject:
    """A plan that has no dates yet: which kind of device it will be is chosen."""
    return Subject(
        patient=plan.patient,
        plan=plan,
        protocol=plan.version.protocol,
        device=None,
        device_kind=device_kind,
        day=day,
    )


def consent_state(
    visit: Visit, *, is_deep: bool = False, in_force: InForce | None = None
) -> ConsentState:
    """Whether a consent covers the visit; with `is_deep`, depths above the clinic's consent depth
    too. Three queries, one less with what is `in_force`, and those for what the visit did not bring
    along."""
    if visit.kind not in Visit.TREATED:
        return ConsentState(is_needed=False)
    return state_of(subject_of(visit), is_deep=is_deep, in_force=in_force)


def state_of(
    subject: Subject, *, is_deep: bool = False, in_force: InForce | None = None
) -> ConsentState:
    text = text_in_force(subject.protocol)
    if text is None:
        return ConsentState(is_needed=True, why=Why.NO_TEXT)
    outside = asks_outside(subject, text, in_force or standards_in_force())
    asked = Terms(
        text=text.pk,
        indication=subject.protocol.indication,
        device_kind=subject.device_kind,
        is_deep=is_deep,
        is_outside=outside,
    )
    given, why = _judge(asked, list(consents_for(subject)))
    return ConsentState(is_needed=True, given=given, why=why, text=text, is_outside=outside)


def _judge(asked: Terms, consents: list[Consent]) -> tuple[Consent | None, str]:
    """The newest that covers it, else why the newest that stands does not."""
    standing = [consent for consent in consents if consent.withdrawn_at is None]
    whys = [why_not_covered(asked, terms_of(consent)) for consent in standing]
    if None in whys:
        return standing[whys.index(None)], ""
    if whys:
        return None, str(whys[0])
    return None, Why.WITHDRAWN if consents else Why.NONE


def terms_of(consent: Consent) -> Terms:
    return Terms(
        text=consent.text_id,
        indication=consent.indication,
        device_kind=consent.device_kind,
        is_deep=consent.is_deep,
        is_outside=consent.is_outside_confirmed,
    )


def deep_consent(visit: Visit, *, in_force: InForce | None = None) -> Consent | None:
    """The consent that covers the visit at depths above the clinic's consent depth, too."""
    return consent_state(visit, is_deep=True, in_force=in_force).given


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortNotice:
    """The first session comes sooner after the talk than the clinic holds right: fewer than
    `least` hours. A warning, never a bar."""

    talked_at: dt.datetime
    first_at: dt.datetime
    least: int


def short_notice(plan: Plan, *, least: int | None = None) -> ShortNotice | None:
    """None where there is time enough, where nobody has talked with her or no session has a date
    yet, and where no limit is in force. The talk is her last consultation before the first session,
    else the order. `least`, in hours, saves the query for the limits; three queries."""
    if least is None:
        limits = standards_in_force().limits
        least = limits.consent_hours if limits else 0
    first = Visit.objects.filter(session__plan=plan, session__number=1).exclude(
        state__in=Visit.OVER
    )
    first_at = first.values_list("start", flat=True).first()
    if first_at is None:
        return None
    talk = Visit.objects.filter(
        patient=plan.patient_id,
        kind=Visit.Kind.CONSULTATION,
        state=Visit.State.DONE,
        start__lt=first_at,
    )
    talked_at = talk.order_by("-start").values_list("end", flat=True).first() or plan.ordered_at
    if talked_at is None or first_at - talked_at >= dt.timedelta(hours=least):
        return None
    return ShortNotice(talked_at=talked_at, first_at=first_at, least=least)


def consents_for(subject: Subject) -> QuerySet[Consent]:
    """All that were ever signed for this, the newest first."""
    return Consent.objects.filter(
        patient=subject.patient,
        plan=subject.plan,
        text__kind=ConsentText.Kind.TREATMENT,
        text__protocol=subject.protocol,
    ).select_related("text", "answered_by", "taken_by", "withdrawn_by")


def photo_levels(patient: Patient, on: dt.date) -> frozenset[int]:
    """The uses of her photographs that she allows, by `PhotoConsent.Level`; none where she never
    said yes. What was withdrawn or replaced is out, and so is what ended before `on`; its last day
    counts. One query."""
    standing = PhotoConsent.objects.filter(patient=patient, withdrawn_at=None)
    lasting = standing.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    return frozenset(lasting.values_list("level", flat=True))


def text_in_force(protocol: Protocol | None) -> ConsentText | None:
    """Without a protocol: the one for photographs."""
    return ConsentText.objects.filter(protocol=protocol, state=ConsentText.State.APPROVED).first()


def asks_outside(subject: Subject, text: ConsentText, in_force: InForce) -> bool:
    """Whether the text has a line on uses that are not cleared, and it applies here. It is judged
    for the whole face; where no device is known yet, for any that may come."""
    device, patient = subject.device, subject.patient
    return bool(text.outside_line) and bool(
        is_outside(
            model=device.model if device else "",
            indication=subject.protocol.indication,
            fitzpatrick=patient.fitzpatrick,
            age=age_on(patient.birth_date, subject.day) if patient.birth_date else None,
            clearances=in_force.clearances,
        )
    )

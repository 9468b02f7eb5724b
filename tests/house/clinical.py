"""One of every clinical row, for the surface test: what only a practitioner may read."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from clinic.models import Practitioner, User
from plans.files import keep
from plans.models import (
    AdverseEvent,
    AftercareNote,
    Amendment,
    Answer,
    CheckIn,
    CheckInReview,
    Consent,
    ConsentText,
    GateDecision,
    Lot,
    LotUse,
    Photo,
    PhotoConsent,
    Plan,
    Record,
    Screening,
    Skincare,
    Standard,
    Visit,
    ZoneRecord,
)
from plans.shipped.standards import TRIAGE
from plans.triggers import lift_locks, put_back
from tests.consents import a_consent_text
from tests.world import MONDAY

PIXEL = b"a picture"
CLINICAL = (
    *(AdverseEvent, Amendment, CheckIn, CheckInReview, Consent, GateDecision, Photo, Record),
    *(Screening, ZoneRecord),
)
"""What the desk reads no word of."""


@contextmanager
def unlocked() -> Iterator[None]:
    """Rows that the database locks may be written for a moment."""
    connection.check_constraints()  # PostgreSQL drops no trigger while a check is pending
    lift_locks(using="default")
    yield
    connection.check_constraints()
    put_back(using="default")


def clinical_ids(plan: Plan, visit: Visit, doctor: Practitioner, by: User) -> dict[str, Any]:
    """A visit with its screening, consent, record, note, photograph and adverse event; the ids of
    what addresses name."""
    visit = Visit.objects.get(pk=visit.pk)
    chart = Chart(plan, visit, doctor, by)
    screening, consent = chart.screened(), chart.agreed()
    use = chart.recorded(screening, consent)
    chart.told()
    photo, event = chart.photographed(), chart.went_wrong()
    text, standard = consent.text, screening.standard
    draft = ConsentText.objects.create(
        kind="treatment", protocol=text.protocol, number=2, title="Needling", body="Text"
    )
    return {
        "standards": standard.pk,
        "sheet": standard.sheet,
        "consent_text": text.pk,
        "consent_text_edit": draft.pk,
        "consent_text_approve": draft.pk,
        "consents": consent.pk,
        "uses": use.pk,
        "lots": use.lot_id,
        "photos": photo.pk,
        "events": event.pk,
        "adverse": event.pk,
        "skincare": chart.listed().pk,
        "check-ins": chart.felt().pk,
        "answers": chart.answered().pk,
    }


@dataclass(frozen=True, slots=True)
class Chart:
    """What a practitioner writes of one visit, one row of each kind."""

    plan: Plan
    visit: Visit
    doctor: Practitioner
    by: User

    @property
    def said(self) -> dict[str, Any]:
        return {"written_by": self.by, "written_at": MONDAY}

    def screened(self) -> Screening:
        sheet, _made = Standard.objects.get_or_create(sheet="questions", number=1)
        screening = Screening.objects.create(
            patient=self.visit.patient,
            visit=self.visit,
            standard=sheet,
            answers={"cold_sore": {"yes": True, "on": None, "note": "canary5901"}},
            told_by="staff",
            taken_by=self.by,
            taken_at=MONDAY,
        )
        GateDecision.objects.create(
            screening=screening,
            visit=self.visit,
            question="cold_sore",
            kind="review",
            may_treat=True,
            reason="x",
            decided_by=self.doctor,
            decided_at=MONDAY,
        )
        return screening

    def agreed(self) -> Consent:
        consent = Consent.objects.create(
            patient=self.visit.patient,
            text=a_consent_text(self.visit.version.protocol),
            text_sha256="ab",
            plan=self.plan,
            indication="pores",
            device_kind="pen",
            how="screen",
            signed_name="x",
            image=keep(PIXEL, folder="consents", ending="png"),
            signed_at=MONDAY,
            taken_by=self.by,
        )
        PhotoConsent.objects.create(
            patient=consent.patient, consent=consent, level=1, given_at=MONDAY, given_to=self.by
        )
        return consent

    def recorded(self, screening: Screening, consent: Consent) -> LotUse:
        record = Record.objects.create(
            visit=self.visit,
            operator=self.doctor,
            consent=consent,
            screening=screening,
            device=self.visit.device,
            opened_by=self.by,
            opened_at=MONDAY,
        )
        ZoneRecord.objects.create(record=record, zone="chin", depth="0.5")
        Amendment.objects.create(record=record, text="x", reason="x", **self.said)
        lot = Lot.objects.create(kind="cartridge", name="Tip", number="L1")
        return LotUse.objects.create(record=record, lot=lot, kind="cartridge")

    def told(self) -> None:
        line = {"kind": "do", "from_hours": 0, "until_hours": None, "text": "canary0901"}
        AftercareNote.objects.create(visit=self.visit, number=1, lines=[line], **self.said)

    def photographed(self) -> Photo:
        return Photo.objects.create(
            patient=self.visit.patient,
            visit=self.visit,
            view="front",
            file=keep(PIXEL, folder="photos", ending="jpg"),
            width=10,
            height=10,
            original_sha256="ab",
            quality="good",
            taken_at=MONDAY,
            taken_by=self.by,
        )

    def went_wrong(self) -> AdverseEvent:
        return AdverseEvent.objects.create(
            patient=self.visit.patient,
            visit=self.visit,
            severity="minor",
            happened_on=MONDAY.date(),
            known_at=MONDAY,
            narrative="x",
            reporter="x",
            **self.said,
        )

    def felt(self) -> CheckIn:
        sheet, _made = Standard.objects.get_or_create(
            sheet="triage", number=1, defaults={"rows": [dict(TRIAGE)]}
        )
        check_in = CheckIn.objects.create(
            patient=self.visit.patient,
            visit=self.visit,
            key=uuid.uuid4(),
            answered_at=MONDAY,
            day=3,
            answers={"pain": 8},
            words="x",
            colour="red",
            reasons=["pain_high"],
            standard=sheet,
            due_at=MONDAY,
        )
        CheckInReview.objects.create(
            check_in=check_in, step="called", note="x", reviewed_by=self.by, reviewed_at=MONDAY
        )
        return check_in

    def answered(self) -> Answer:
        return Answer.objects.create(
            patient=self.visit.patient,
            channel="sms",
            sender="+4915112345678",
            text="x",
            provider_id="answer-1",
            received_at=MONDAY,
        )

    def listed(self) -> Skincare:
        return Skincare.objects.create(
            plan=self.plan,
            name="x",
            kind="acid",
            stop_days=7,
            restart_days=7,
            added_by=self.by,
            added_at=MONDAY,
        )

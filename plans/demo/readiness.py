"""What lets the demo's sessions start: answers and signatures."""

import datetime as dt
import io
import json

from clinic.models import Practitioner, User
from plans.actions.consent import Signature
from plans.actions.photo_consent import Use, give_photo_levels
from plans.actions.screening import save_screening
from plans.engine.consent import fingerprint
from plans.engine.screening import Answer
from plans.files import keep
from plans.models import Consent, ConsentText, Patient, PhotoConsent, Screening, Visit
from plans.queries.consent import consent_state, subject_of, text_in_force
from plans.queries.standard import standards_in_force

SIGNATURE = [[20, 60, 48, 22, 60, 70, 92, 40, 118, 66], [130, 58, 160, 44, 190, 62, 240, 50]]
"""Two lines of a pen, x and y by turns, on a pad of 260 by 100."""


def make_ready(visit: Visit, *, doctor: Practitioner, by: User, now: dt.datetime) -> None:
    """She has answered no to everything, and signed."""
    answers = {one.key: Answer(yes=False) for one in standards_in_force().questions}
    kept = save_screening(
        patient=visit.patient,
        visit=visit,
        answers=answers,
        told_by=Screening.ToldBy.STAFF,
        by=by,
        now=now,
    )
    if not isinstance(kept, Screening):
        raise TypeError(f"{visit} was not screened: {kept}")
    state = consent_state(visit)
    if state.text and not state.is_fine:
        sign(visit, state.text, doctor=doctor, by=by, now=now)


def sign(
    visit: Visit, text: ConsentText, *, doctor: Practitioner, by: User, now: dt.datetime
) -> None:
    subject = subject_of(visit)
    shown = fingerprint(title=text.title, body=text.body, outside_line=text.outside_line)
    Consent.objects.create(
        patient=subject.patient,
        text=text,
        text_sha256=shown,
        plan=subject.plan,
        indication=subject.protocol.indication,
        device_kind=subject.device_kind,
        is_outside_confirmed=True,
        answered_by=doctor,
        how=Consent.How.SCREEN,
        signed_name=subject.patient.name,
        strokes=strokes(),
        image=keep(drawn(), folder="consents", ending="png"),
        signed_at=now,
        taken_by=by,
    )


def strokes() -> list[list[list[float]]]:
    """The lines as a pad sends them."""
    return [
        [[x / 260, y / 100, 40 * at] for at, (x, y) in enumerate(points(line))]
        for line in SIGNATURE
    ]


def points(line: list[int]) -> list[tuple[int, int]]:
    return list(zip(line[::2], line[1::2], strict=True))


def drawn() -> bytes:
    """The signature as a picture."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  # heavy, and only the demo draws here

    picture = Image.new("L", (260, 100), 255)
    for line in SIGNATURE:
        ImageDraw.Draw(picture).line(points(line), fill=20, width=3)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def allow_photos(patient: Patient, *, by: User, now: dt.datetime) -> None:
    """Photographs for her record, and for nothing else."""
    text = text_in_force(None)
    if text is None:
        raise TypeError("no text on photographs is in force")
    given = give_photo_levels(
        patient_id=patient.pk,
        uses=[Use(level=PhotoConsent.Level.RECORD)],
        text_id=text.pk,
        signature=Signature(name=patient.name, pad=json.dumps(strokes())),
        by=by,
        now=now,
    )
    if not isinstance(given, Consent):
        raise TypeError(f"photographs were not allowed: {given}")

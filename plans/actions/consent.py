"""A patient agrees: she signs on the screen or on paper, and may withdraw at any time."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from clinic.models import Practitioner, User
from plans import files
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.engine.consent import fingerprint, strokes_in
from plans.models import Consent, ConsentText
from plans.pictures import Unfit, reencode
from plans.queries.consent import ConsentState, Subject, state_of
from plans.signature import drawn

FOLDER = "consents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, and how: `pad` is what the pad sent (lines of points, as JSON), `paper` a
    photographed or scanned page. Paper goes before the pad."""

    name: str
    pad: str = ""
    paper: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A signature as it is kept."""

    name: str
    how: Consent.How
    strokes: list[list[list[float]]]
    picture: bytes
    ending: str


def read_signature(signature: Signature) -> Drawn | Refused:
    """Refused: "no_name"; "no_signature", where the pad was left empty or sent no signature; what
    `plans.pictures` finds wrong with a paper, as "paper_" and its word."""
    name = " ".join(signature.name.split())
    if not name:
        return Refused("no_name")
    if signature.paper:
        picture = reencode(signature.paper)
        if isinstance(picture, Unfit):
            return Refused(f"paper_{picture.what}")
        return Drawn(
            name=name, how=Consent.How.PAPER, strokes=[], picture=picture.jpeg, ending="jpg"
        )
    strokes = strokes_in(signature.pad)
    if strokes is None:
        return Refused("no_signature")
    return Drawn(
        name=name,
        how=Consent.How.SCREEN,
        strokes=json.loads(json.dumps(strokes)),
        picture=drawn(strokes),
        ending="png",
    )


def sign_consent(
    *,
    subject: Callable[[], Subject],
    seen: str,
    signature: Signature,
    answered_by: Practitioner,
    is_outside_confirmed: bool,
    is_deep: bool,
    by: User,
    now: dt.datetime,
) -> Consent | Refused:
    """She agrees to the text in force. `subject` reads once more what it is for; `seen` is the
    `terms_seen` of the page on which she signed, so that nobody signs for what changed meanwhile.
    The same signature again is the same consent.

    Refused: "no_text"; "changed_meanwhile"; "outside_unconfirmed"; "signed_and_withdrawn", where
    this very signature was withdrawn; what `read_signature` refuses; what `guarded` refuses.
    """
    read = read_signature(signature)
    if isinstance(read, Refused):
        return read

    def work(image: str) -> Consent | Refused:
        asked = subject()
        lock_rows(resources=(), patient=asked.patient.pk)
        state = state_of(asked)
        if state.text is None:
            return Refused("no_text")
        if seen != terms_seen(asked, state):
            return Refused("changed_meanwhile")
        if state.is_outside and not is_outside_confirmed:
            return Refused("outside_unconfirmed")
        agreed = Consent(
            patient=asked.patient,
            text=state.text,
            text_sha256=fingerprint_of(state.text, is_outside=state.is_outside),
            plan=asked.plan,
            indication=asked.protocol.indication,
            device_kind=asked.device_kind,
            is_deep=is_deep,
            is_outside_confirmed=state.is_outside,
            answered_by=answered_by,
        )
        return write_consent(agreed, read, image, by=by, now=now)

    return with_picture(read, work)


def with_picture(read: Drawn, work: Callable[[str], Consent | Refused]) -> Consent | Refused:
    """Keep the picture, do the work with its name in a transaction, and drop the picture where no
    consent came to point to it."""
    image = files.keep(read.picture, folder=FOLDER, ending=read.ending)
    answer: Consent | Refused | None = None
    try:
        answer = guarded(lambda: work(image))
    finally:
        if not (isinstance(answer, Consent) and answer.image == image):
            files.drop(image)
    return answer


def write_consent(
    agreed: Consent, read: Drawn, image: str, *, by: User, now: dt.datetime
) -> Consent | Refused:
    """In the caller's transaction, with the patient locked."""
    if same := signed_already(agreed, read):
        return Refused("signed_and_withdrawn") if same.withdrawn_at else same
    agreed.how, agreed.signed_name, agreed.strokes = read.how, read.name, read.strokes
    agreed.image, agreed.signed_at, agreed.taken_by = image, now, by
    agreed.save(force_insert=True)
    facts = {"consent": agreed.pk, "text": agreed.text_id, "how": str(agreed.how)}
    leave_trace(
        actor=by,
        verb="signed_consent",
        now=now,
        patient=agreed.patient,
        plan=agreed.plan,
        facts=facts,
    )
    return agreed


def signed_already(agreed: Consent, read: Drawn) -> Consent | None:
    """The consent that this very signature made: nobody draws the same points at the same times,
    or photographs the same page to the bit, twice."""
    signed = Consent.objects.filter(
        patient=agreed.patient, text=agreed.text, plan=agreed.plan, how=read.how
    )
    if read.how == Consent.How.SCREEN:
        return next((one for one in signed if one.strokes == read.strokes), None)
    kept = (one for one in signed if files.exists(one.image))
    return next((one for one in kept if files.content_of(one.image) == read.picture), None)


def fingerprint_of(text: ConsentText, *, is_outside: bool) -> str:
    line = text.outside_line if is_outside else ""
    return fingerprint(title=text.title, body=text.body, outside_line=line)


def terms_seen(subject: Subject, state: ConsentState) -> str:
    """What the page said that she signs for."""
    text = state.text.pk if state.text else 0
    parts = (text, subject.protocol.indication, subject.device_kind, int(state.is_outside))
    return ":".join(str(part) for part in parts)


def withdraw_consent(
    *, consent_id: int, reason: str = "", by: User, now: dt.datetime
) -> Consent | Refused:
    """She agrees no longer, from now on: no session of this plan starts until she signs again. All
    that she signed for the same plan and protocol goes with it, so that no older sheet stays in
    force behind it. The same again changes nothing. Refused, "not_a_treatment", for photographs,
    whose uses are withdrawn one by one."""

    def work() -> Consent | Refused:
        consent = Consent.objects.select_related("text", "patient", "plan").get(pk=consent_id)
        if consent.text.kind != ConsentText.Kind.TREATMENT:
            return Refused("not_a_treatment")
        lock_rows(resources=(), patient=consent.patient_id)
        standing = Consent.objects.filter(
            patient=consent.patient_id,
            plan=consent.plan_id,
            text__protocol=consent.text.protocol_id,
            withdrawn_at=None,
        )
        keys = sorted(standing.values_list("pk", flat=True))
        if consent.pk not in keys:
            return consent
        Consent.objects.filter(pk__in=keys).update(
            withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason.strip()[:300]
        )
        leave_trace(
            actor=by,
            verb="withdrew_consent",
            now=now,
            patient=consent.patient,
            plan=consent.plan,
            facts={"consents": keys},
        )
        return Consent.objects.get(pk=consent.pk)

    return guarded(work)

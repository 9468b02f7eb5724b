"""A patient allows uses of her photographs, each by itself, and takes each back when she likes.
Her treatment never depends on it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from clinic.models import User
from plans.actions.consent import Signature, fingerprint_of, read_signature, with_picture
from plans.actions.consent import write_consent as write
from plans.actions.locks import guarded, lock_rows
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Consent, Patient, PhotoConsent
from plans.queries.consent import text_in_force

Level = PhotoConsent.Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use that she allows, until and with `expires_on`. What is published names its channels
    and says whether her face may be seen."""

    level: int
    channels: str = ""
    may_show_face: bool = False
    expires_on: dt.date | None = None


def give_photo_levels(
    *,
    patient_id: int,
    uses: Sequence[Use],
    text_id: int,
    signature: Signature,
    by: User,
    now: dt.datetime,
) -> Consent | Refused:
    """She signs the text on photographs (`text_id`, as she saw it) and allows these uses. One that
    she had allowed before is replaced; the others stay as they are.

    Refused: "no_use"; "no_channels", where something is published nowhere; "no_text";
    "changed_meanwhile"; what a signature is refused for.
    """
    if not uses:
        return Refused("no_use")
    if any(use.level == Level.PUBLISHED and not use.channels.strip() for use in uses):
        return Refused("no_channels")
    read = read_signature(signature)
    if isinstance(read, Refused):
        return read

    def work(image: str) -> Consent | Refused:
        lock_rows(resources=(), patient=patient_id)
        text = text_in_force(None)
        if text is None:
            return Refused("no_text")
        if text.pk != text_id:
            return Refused("changed_meanwhile")
        agreed = Consent(
            patient=Patient.objects.get(pk=patient_id),
            text=text,
            text_sha256=fingerprint_of(text, is_outside=False),
        )
        consent = write(agreed, read, image, by=by, now=now)
        if isinstance(consent, Consent) and consent.image == image:
            _allow(consent, uses, by=by, now=now)
        return consent

    return with_picture(read, work)


def _allow(consent: Consent, uses: Sequence[Use], *, by: User, now: dt.datetime) -> None:
    levels = [use.level for use in uses]
    standing = PhotoConsent.objects.filter(
        patient=consent.patient, level__in=levels, withdrawn_at=None
    )
    standing.update(withdrawn_at=now, withdrawn_by=by)
    for use in uses:
        is_published = use.level == Level.PUBLISHED
        PhotoConsent.objects.create(
            patient=consent.patient,
            consent=consent,
            level=use.level,
            channels=use.channels.strip() if is_published else "",
            may_show_face=is_published and use.may_show_face,
            expires_on=use.expires_on,
            given_at=now,
            given_to=by,
        )
    facts = {"consent": consent.pk, "levels": sorted(levels)}
    leave_trace(actor=by, verb="allowed_photographs", now=now, patient=consent.patient, facts=facts)


def withdraw_photo_levels(
    *, patient_id: int, levels: Collection[int], by: User, now: dt.datetime
) -> list[int] | Refused:
    """From now on these uses are not allowed; those that ended, in order. The same again changes
    nothing."""

    def work() -> list[int] | Refused:
        lock_rows(resources=(), patient=patient_id)
        standing = PhotoConsent.objects.filter(
            patient=patient_id, level__in=levels, withdrawn_at=None
        )
        ended = sorted(standing.values_list("level", flat=True))
        standing.update(withdrawn_at=now, withdrawn_by=by)
        if ended:
            patient = Patient.objects.get(pk=patient_id)
            facts = {"levels": ended}
            leave_trace(
                actor=by, verb="withdrew_photographs", now=now, patient=patient, facts=facts
            )
        return ended

    return guarded(work)


def settle_photo_levels(*, kept: Patient, other: Patient, by: User, now: dt.datetime) -> list[int]:
    """Before two records become one: of a use that both allow, what was said later stays; the
    levels that were settled. In the transaction of the merge, with both locked."""
    standing = PhotoConsent.objects.filter(patient__in=[kept, other], withdrawn_at=None)
    newest: dict[int, PhotoConsent] = {}
    older = []
    for row in standing.order_by("-given_at", "-pk"):
        if newest.setdefault(row.level, row) is not row:
            older.append(row)
    PhotoConsent.objects.filter(pk__in=[row.pk for row in older]).update(
        withdrawn_at=now, withdrawn_by=by
    )
    return sorted(row.level for row in older)

"""Check-ins: she says how her skin feels, a practitioner looks, or asks again."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from clinic.models import Role, User
from plans.actions.adverse import write_event
from plans.actions.checkin_ask import ask_tomorrow, forget_question
from plans.actions.locks import guarded, lock_visit
from plans.actions.photo import FOLDER
from plans.actions.refusal import Refused
from plans.actions.reminder import replan_visit
from plans.actions.trail import trace_visit
from plans.engine.checkin import Verdict, answers_of
from plans.engine.triage import judge
from plans.files import drop, keep
from plans.models import AdverseEvent, CheckIn, CheckInReview, Lot, Photo
from plans.pictures import Picture
from plans.quality import quality_of
from plans.queries.adverse import event_begun, lots_of
from plans.queries.checkin import Asked, asked_of
from plans.queries.opening import opening_of
from plans.queries.supply import today_at


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """Her own photograph, cleaned and judged; `file` is its name in the private files."""

    picture: Picture
    quality: str
    file: str

    @classmethod
    def kept(cls, picture: Picture) -> Self:
        file = keep(picture.jpeg, folder=FOLDER, ending="jpg")
        return cls(picture, quality_of(picture.jpeg, None), file)


def submit_check_in(
    *,
    visit_id: int,
    patient_id: int,
    answers: Mapping[str, Any],
    words: str,
    photo: Picture | None,
    key: uuid.UUID,
    now: dt.datetime,
) -> CheckIn | Refused:
    """Keep how her skin feels, with the colour that the thresholds in force give it. `answers` are
    plain values by the key of the question; what cannot be read counts as not answered. The same
    key again is the same check-in.

    Amber and red get the instant until when a person looks, in opening hours; an emergency opens
    an adverse event. Refused: not_her_visit, no_account, and what `asked_of` refuses.
    """
    own = OwnPicture.kept(photo) if photo else None

    def work() -> CheckIn | Refused:
        visit = lock_visit(visit_id)
        there = CheckIn.objects.filter(key=key).first()
        if there:
            is_hers = (there.visit_id, there.patient_id) == (visit_id, patient_id)
            return there if is_hers else Refused("not_her_visit")
        if visit.patient_id != patient_id:
            return Refused("not_her_visit")
        user, asked = visit.patient.user, asked_of(visit, now)
        if user is None:
            return Refused("no_account")
        if isinstance(asked, Refused):
            return asked
        check_in = write_check_in(asked, answers, words, key, now)
        if own:
            write_own_photo(check_in, own, user, now)
        if check_in.is_emergency:
            open_event(check_in, user, now)
        trace_visit(visit, "checked_in", user, now, {"check_in": check_in.pk})
        forget_question(visit, now)
        replan_visit(visit=visit, now=now)
        return check_in

    answer = guarded(work)
    if own and not Photo.objects.filter(file=own.file).exists():
        drop(own.file)
    return answer


def write_check_in(
    asked: Asked, answers: Mapping[str, Any], words: str, key: uuid.UUID, now: dt.datetime
) -> CheckIn:
    read = answers_of(answers)
    verdict = judge(read, asked.context, asked.triage)
    return CheckIn.objects.create(
        patient_id=asked.visit.patient_id,
        visit=asked.visit,
        key=key,
        answered_at=now,
        day=asked.context.day,
        answers=read.stored(),
        words=words.strip(),
        colour=verdict.colour,
        is_emergency=verdict.is_emergency,
        reasons=list(verdict.reasons),
        standard=asked.in_force.sheets["triage"],
        due_at=due_at(asked, verdict, now),
    )


def due_at(asked: Asked, verdict: Verdict, now: dt.datetime) -> dt.datetime | None:
    """Until when a person looks; nobody needs to look at a green one."""
    hours = {"red": asked.triage.red_hours, "amber": asked.triage.amber_hours}
    if verdict.colour not in hours:
        return None
    return opening_of(asked.visit.location, now).due_in(hours[verdict.colour])


def write_own_photo(check_in: CheckIn, own: OwnPicture, by: User, now: dt.datetime) -> None:
    """The same file a second time after this visit stays the photograph that it is."""
    sha256 = own.picture.sha256
    if Photo.objects.filter(visit=check_in.visit, original_sha256=sha256).exists():
        return
    Photo.objects.create(
        patient_id=check_in.patient_id,
        visit=check_in.visit,
        check_in=check_in,
        view=Photo.View.OWN,
        file=own.file,
        width=own.picture.width,
        height=own.picture.height,
        original_sha256=sha256,
        quality=own.quality,
        taken_at=now,
        taken_by=by,
    )


def open_event(check_in: CheckIn, by: User, now: dt.datetime) -> None:
    """An adverse event to be completed by a practitioner; serious until she knows better, so that
    the days to report it run. One for a visit while it is open."""
    visit = check_in.visit
    if AdverseEvent.objects.filter(visit=visit, written_by=by, closed_at=None).exists():
        return
    # The staff read it, whatever language she answers in.
    with translation.override(settings.LANGUAGE_CODE):
        event = event_begun(check_in.patient, visit, reporter=_("The patient, in a check-in"))
        event.narrative = _(
            "Signs of an emergency in check-in %(number)s, day %(day)s after the session. Call "
            "her, then write down here what happened."
        ) % {"number": check_in.pk, "day": check_in.day}
    event.severity, event.known_at = AdverseEvent.Severity.SERIOUS, now
    event.happened_on = today_at(visit.location, now)
    write_event(event=event, lots=Lot.objects.filter(pk__in=lots_of(visit)), by=by, now=now)


def review_check_in(
    *,
    check_in_id: int,
    step: str,
    note: str,
    asks_again: bool,
    by: User,
    now: dt.datetime,
) -> CheckInReview | Refused:
    """A practitioner has looked and clears it: her next session may start. Refused:
    practitioner_only; nothing_to_review of a green one; reviewed_before, with who it was."""

    def work() -> CheckInReview | Refused:
        check_in = locked_check_in(check_in_id)
        if by.role != Role.PRACTITIONER:
            return Refused("practitioner_only")
        if check_in.colour == CheckIn.Colour.GREEN:
            return Refused("nothing_to_review")
        before = CheckInReview.objects.filter(check_in=check_in).first()
        if before:
            return Refused("reviewed_before", {"who": str(before.reviewed_by)})
        review = CheckInReview.objects.create(
            check_in=check_in,
            step=step,
            note=note.strip(),
            asks_again=asks_again,
            reviewed_by=by,
            reviewed_at=now,
        )
        facts = {"check_in": check_in.pk, "asks_again": asks_again}
        trace_visit(check_in.visit, "reviewed_check_in", by, now, facts)
        if asks_again:
            ask_tomorrow(check_in.visit, now)
        return review

    return guarded(work)


def locked_check_in(check_in_id: int) -> CheckIn:
    rows = CheckIn.objects.select_for_update(of=("self",))
    return rows.select_related("patient", "visit__session__plan", "visit__patient").get(
        pk=check_in_id
    )

"""A photograph is kept, put away, or laid over another one."""

import datetime as dt

from django.db import transaction

from clinic.models import User
from plans.actions.locks import guarded, lock_visit
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace, trace_visit
from plans.engine.alignment import Point, from_points, is_sane
from plans.files import content_of, drop, keep
from plans.models import Alignment, Photo, Visit
from plans.pictures import Picture, Unfit, reencode
from plans.quality import quality_of
from plans.queries.consent import photo_levels
from plans.queries.photo import POSES, Pose, first_of_pose, photos_before
from plans.queries.supply import today_at

RECORD = 1
"""The photo consent without which none is taken."""
FOLDER = "photos"


def keep_photo(
    *, visit_id: int, view: str, zone: str, content: bytes, by: User, now: dt.datetime
) -> Photo | Refused:
    """Keep a picture of this visit, cleaned and judged. The same file twice is one photograph. The
    file stands before its row: a fault between them leaves a file that the worker clears away."""
    visit = Visit.objects.select_related("location").get(pk=visit_id)
    pose = Pose(view, zone)
    refused = refuse_photo(visit, pose, now)
    if refused:
        return refused
    picture = reencode(content)
    if isinstance(picture, Unfit):
        return Refused(picture.what)
    before = photos_before(visit).get(pose)
    quality = quality_of(picture.jpeg, stored_jpeg(before.photo) if before else None)
    file = keep(picture.jpeg, folder=FOLDER, ending="jpg")

    def work() -> Photo | Refused:
        visit = lock_visit(visit_id)
        refused = refuse_photo(visit, pose, now)
        return refused or write_photo(visit, pose, picture, file, quality, by=by, now=now)

    answer = guarded(work)
    if isinstance(answer, Refused) or answer.file != file:
        drop(file)
    return answer


def refuse_photo(visit: Visit, pose: Pose, now: dt.datetime) -> Refused | None:
    today = today_at(visit.location, now)
    if pose.key not in POSES:
        return Refused("no_such_view")
    if visit.state in Visit.OVER or visit.state == Visit.State.RESERVED:
        return Refused("visit_is_over")
    if today < today_at(visit.location, visit.start):
        return Refused("not_its_day")
    if RECORD not in photo_levels(visit.patient, today):
        return Refused("no_photo_consent")
    return None


def write_photo(
    visit: Visit,
    pose: Pose,
    picture: Picture,
    file: str,
    quality: str,
    *,
    by: User,
    now: dt.datetime,
) -> Photo | Refused:
    there = Photo.objects.filter(visit=visit, original_sha256=picture.sha256).first()
    if there:
        return Refused("put_away_before") if there.hidden_at else there
    photo = Photo.objects.create(
        patient=visit.patient,
        visit=visit,
        view=pose.view,
        zone=pose.zone,
        file=file,
        width=picture.width,
        height=picture.height,
        original_sha256=picture.sha256,
        quality=quality,
        taken_at=now,
        taken_by=by,
    )
    onto = first_of_pose(photo)
    if onto:
        want_alignment(photo, onto, by=by, now=now)
    trace_visit(visit, "kept_photo", by, now, {"photo": photo.pk, "view": pose.key})
    return photo


def stored_jpeg(photo: Photo) -> bytes | None:
    """None where its file is lost."""
    try:
        return content_of(photo.file)
    except FileNotFoundError:
        return None


def hide_photo(*, photo_id: int, because: str, by: User, now: dt.datetime) -> Photo | Refused:
    """Put a photograph away: no page shows it any more; it is never deleted."""
    if not because.strip():
        return Refused("reason_missing")
    with transaction.atomic():
        photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo_id)
        if photo.hidden_at:
            return photo
        photo.hidden_at, photo.hidden_by, photo.hidden_because = now, by, because.strip()
        photo.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
        leave_trace(
            actor=by, verb="hid_photo", now=now, patient=photo.patient, facts={"photo": photo.pk}
        )
        return photo


def align_by_points(
    *,
    photo: Photo,
    onto: Photo,
    points: tuple[Point, Point],
    onto_points: tuple[Point, Point],
    by: User,
    now: dt.datetime,
) -> Alignment | Refused:
    """Two spots that somebody found in both pictures say how they lie; only the matrix is kept."""
    if not is_pair(photo, onto):
        return Refused("no_pair")
    matrix = from_points(points, onto_points)
    if matrix is None:
        return Refused("points_too_near")
    if not is_sane(matrix):
        return Refused("points_not_alike")
    return write_alignment(
        photo,
        onto,
        by=by,
        now=now,
        how=Alignment.How.POINTS,
        state=Alignment.State.MADE,
        matrix=list(matrix),
    )


def align_by_worker(
    *, photo: Photo, onto: Photo, by: User, now: dt.datetime
) -> Alignment | Refused:
    """Have the worker find it, anew where it was found before."""
    return (
        want_alignment(photo, onto, by=by, now=now) if is_pair(photo, onto) else Refused("no_pair")
    )


def is_pair(photo: Photo, onto: Photo) -> bool:
    """Two pictures that may be laid upon each other: of one patient and one pose."""
    return photo.pk != onto.pk and (photo.patient_id, photo.view, photo.zone) == (
        onto.patient_id,
        onto.view,
        onto.zone,
    )


def want_alignment(photo: Photo, onto: Photo, *, by: User, now: dt.datetime) -> Alignment:
    return write_alignment(
        photo,
        onto,
        by=by,
        now=now,
        how=Alignment.How.REGISTERED,
        state=Alignment.State.WANTED,
        matrix=[],
    )


def write_alignment(
    photo: Photo, onto: Photo, *, by: User, now: dt.datetime, **fields: object
) -> Alignment:
    """The one row of this pair, whichever of them lies on top."""
    Alignment.objects.filter(photo=onto, onto=photo).delete()
    row, _is_new = Alignment.objects.update_or_create(
        photo=photo, onto=onto, defaults={**fields, "made_by": by, "made_at": now}
    )
    return row

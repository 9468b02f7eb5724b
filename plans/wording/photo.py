"""Photographs in words: their view, their day, what is wrong with them."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.actions.refusal import Refused
from plans.models import Photo, ZoneRecord
from plans.pictures import MAX_BYTES
from plans.queries.photo import Comparison, Pose, Shot


def pose_words(pose: Pose) -> str:
    """Front, or Close-up: chin."""
    view = str(Photo.View(pose.view).label)
    if not pose.zone:
        return view
    return _("%(view)s: %(zone)s") % {"view": view, "zone": ZoneRecord.Zone(pose.zone).label}


def day_words(shot: Shot) -> str:
    """26 November 2026."""
    return formats.date_format(shot.day, pgettext("date format", "j F Y"))


def visit_words(shot: Shot) -> str:
    """Session 2; what kind of visit it was where it was no session."""
    if shot.session is None:
        return str(shot.photo.visit.get_kind_display())
    return _("Session %(number)s") % {"number": shot.session}


def alt_words(shot: Shot) -> str:
    """What somebody is told who cannot see it: region and angle, session, date."""
    parts = pose_words(shot.pose), visit_words(shot), day_words(shot)
    return _("Photograph: %(pose)s, %(visit)s, %(day)s") % dict(
        zip(("pose", "visit", "day"), parts, strict=True)
    )


def alignment_words(comparison: Comparison) -> str:
    """Why the two pictures lie as they do."""
    if comparison.matrix:
        return _("The later picture is laid over the earlier one.")
    return {
        "wanted": _("Not laid over each other yet; the worker sees to it within a minute."),
        "failed": _("They could not be laid over each other by themselves. Set two points."),
        "": _("These two were not laid over each other yet."),
    }[comparison.state]


def kept_words(photo: Photo) -> str:
    """What is said after a picture was kept."""
    pose = pose_words(Pose(photo.view, photo.zone))
    if photo.quality == Photo.Quality.GOOD:
        return _("%(pose)s is kept.") % {"pose": pose}
    words = {"pose": pose, "quality": str(photo.get_quality_display()).lower()}
    return _("%(pose)s is kept, but looks wrong: %(quality)s. You can take it again.") % words


def photo_refusal(refused: Refused) -> str:
    """Why a picture was not kept or laid over another, and what to do."""
    return {
        "empty": _("This file is empty. Choose another one."),
        "too_large": _("This file is larger than %(most)s MB. Choose a smaller one.")
        % {"most": MAX_BYTES // 1_000_000},
        "not_a_picture": _("This is no picture we can read. JPEG, PNG, WebP and HEIC are taken."),
        "too_many_pixels": _("This picture has too many pixels. Save it smaller and try again."),
        "broken": _("This picture is broken or was cut off. Send it again."),
        "no_such_view": _("Choose a view from the list."),
        "visit_is_over": _("This visit does not take place; it has no photographs."),
        "not_its_day": _("This visit is on a later day; photographs are taken on the day."),
        "no_photo_consent": _(
            "No consent for photographs: she has not agreed that they are taken for her record."
        ),
        "put_away_before": _("This very picture was put away at this visit. Take another one."),
        "reason_missing": _("Say why it is put away."),
        "no_pair": _("Only two pictures of one patient and one view can be laid over each other."),
        "points_too_near": _("The two points lie too near to each other. Set them further apart."),
        "points_not_alike": _(
            "The points do not fit: set the same two spots, in the same order, in both pictures."
        ),
        "busy_now": _("Somebody is writing just now. Try again in a moment."),
        "patient_archived": _("Her record went into another one meanwhile. Open it again."),
    }[refused.what]

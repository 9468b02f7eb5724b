"""What the worker does with photographs: smaller sizes, how they lie upon each other, and what is
left over. Each pass does a few; each step may be done twice without harm."""

import datetime as dt
import logging

from plans.actions.photo import FOLDER
from plans.files import content_of, drop, keep_as, kept_at, names_in
from plans.models import Alignment, Photo
from plans.pictures import smaller
from plans.queries.photo_file import SIZES, file_of
from plans.registration import matrix_between

logger = logging.getLogger(__name__)

FEW = 12
ORPHAN_AFTER = dt.timedelta(hours=1)
"""Longer than any upload takes from its file to its row."""


def size_photos(*, now: dt.datetime, most: int = FEW) -> int:
    """Make the smaller sizes of those that have none, the newest first; how many were made."""
    waiting = Photo.objects.filter(sized_at=None).order_by("-pk")[:most]
    return sum(size_photo(photo, now) for photo in waiting)


def size_photo(photo: Photo, now: dt.datetime) -> bool:
    """One that cannot be read does not stop the others; its full picture stays on request."""
    try:
        jpeg = content_of(photo.file)
        for size in SIZES:
            keep_as(file_of(photo, size), smaller(jpeg, size))
    except (OSError, ValueError) as fault:
        logger.error("photo %s could not be sized: %s", photo.pk, type(fault).__name__)
        return False
    return bool(Photo.objects.filter(pk=photo.pk, sized_at=None).update(sized_at=now))


def align_photos(*, now: dt.datetime, most: int = FEW) -> int:
    """Find how pictures lie upon each other where that is wanted; how many were tried."""
    wanted = Alignment.objects.filter(state=Alignment.State.WANTED).select_related("photo", "onto")
    return sum(align_photo(row, now) for row in wanted.order_by("pk")[:most])


def align_photo(row: Alignment, now: dt.datetime) -> bool:
    """Whoever has set two points meanwhile knows better: only what still waits is written."""
    try:
        matrix = matrix_between(content_of(row.photo.file), content_of(row.onto.file))
    except (OSError, ValueError) as fault:
        logger.error("alignment %s could not be made: %s", row.pk, type(fault).__name__)
        matrix = None
    waiting = Alignment.objects.filter(pk=row.pk, state=Alignment.State.WANTED)
    state = Alignment.State.MADE if matrix else Alignment.State.FAILED
    return bool(waiting.update(state=state, matrix=list(matrix or ()), made_at=now))


def drop_orphans(*, before: dt.datetime) -> int:
    """Remove files stored before then that no photograph points to, and say how many."""
    names = names_in(FOLDER)
    known = set(Photo.objects.values_list("file", flat=True))
    known |= {file_of(name, size) for name in known for size in SIZES}
    orphans = [name for name in names if name not in known and kept_at(name) < before]
    for name in orphans:
        drop(name)
    return len(orphans)

"""Photographs of one patient: which there are, which are due, and how they lie upon each other."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from plans.engine.alignment import SAME, Matrix, chained, undone
from plans.models import Alignment, Patient, Photo, Visit, ZoneRecord

UNIT = 1000
"""Parts of a picture's width in which a drawing of it is measured."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A view; of a close-up with its zone. Pictures are compared with others of the same pose."""

    view: str
    zone: str = ""

    @property
    def key(self) -> str:
        """Its name in an address: `front`, or `close-chin`."""
        return f"{self.view}-{self.zone}" if self.zone else self.view


WHOLE_FACE = (Pose(Photo.View.FRONT), Pose(Photo.View.LEFT), Pose(Photo.View.RIGHT))
CLOSE_UPS = tuple(Pose(Photo.View.CLOSE, zone) for zone in ZoneRecord.Zone.values)
POSES = {pose.key: pose for pose in (*WHOLE_FACE, *CLOSE_UPS)}
"""All there are, in the order in which pages show them."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph with the date it was taken on, in its location's zone, and its session's number
    (None: at another visit)."""

    photo: Photo
    day: dt.date
    session: int | None

    @property
    def pose(self) -> Pose:
        return Pose(self.photo.view, self.photo.zone)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two pictures of one pose; `matrix` lays the later one over the earlier one. Where it is None,
    `state` says whether that is waiting, failed, or was never asked for ("")."""

    before: Shot
    after: Shot
    matrix: Matrix | None
    state: str

    @property
    def transform(self) -> str:
        """The matrix for a drawing in which the earlier picture is 1000 wide."""
        a, b, c, d, e, f = self.matrix or SAME
        return f"matrix({a:.6f} {b:.6f} {c:.6f} {d:.6f} {e * UNIT:.3f} {f * UNIT:.3f})"


def height_of(photo: Photo) -> int:
    """Where the width is 1000."""
    return round(UNIT * photo.height / photo.width)


def shown_photos() -> "QuerySet[Photo]":
    """Those that nobody put away, with all that a page says about them."""
    return Photo.objects.filter(hidden_at=None).select_related("visit__session", "visit__location")


def taken_here() -> "QuerySet[Photo]":
    """Those of a pose, which can be compared; what she sent herself stands with its check-in."""
    return shown_photos().exclude(view=Photo.View.OWN)


def shot_of(photo: Photo) -> Shot:
    zone = zoneinfo.ZoneInfo(photo.visit.location.zone)
    session = photo.visit.session
    return Shot(photo, photo.taken_at.astimezone(zone).date(), session.number if session else None)


def photos_of(patient: Patient) -> dict[Pose, list[Shot]]:
    """All that were taken here and are shown, by pose, the first taken first."""
    shots = [shot_of(photo) for photo in taken_here().filter(patient=patient)]
    return {
        pose: [shot for shot in shots if shot.pose == pose]
        for pose in sorted({shot.pose for shot in shots}, key=list(POSES.values()).index)
    }


def put_away_of(patient: Patient) -> Sequence[Photo]:
    """Those that were put away, the latest first."""
    hidden = Photo.objects.filter(patient=patient, hidden_at__isnull=False)
    return list(hidden.select_related("hidden_by").order_by("-hidden_at"))


def photos_at(visit: Visit) -> dict[Pose, Shot]:
    """The latest of each pose of this visit."""
    return {shot.pose: shot for shot in map(shot_of, taken_here().filter(visit=visit))}


def photos_before(visit: Visit) -> dict[Pose, Shot]:
    """The latest of each pose from the visits before this one."""
    earlier = taken_here().filter(patient=visit.patient_id, visit__start__lt=visit.start)
    return {shot.pose: shot for shot in map(shot_of, earlier)}


def photos_due(visit: Visit) -> tuple[Pose, ...]:
    """What should be taken at this visit and is not there yet: the whole face from three sides, and
    each close-up of the last visit with photographs."""
    return due_among(photos_at(visit), photos_before(visit).values())


def due_among(here: Iterable[Pose], before: Iterable[Shot]) -> tuple[Pose, ...]:
    before = list(before)
    last = max(before, key=lambda shot: shot.photo.visit.start, default=None)
    wanted = {shot.pose for shot in before if last and shot.photo.visit_id == last.photo.visit_id}
    there = set(here)
    return tuple(
        pose
        for pose in POSES.values()
        if (pose in WHOLE_FACE or pose in wanted) and pose not in there
    )


def first_of_pose(photo: Photo) -> Photo | None:
    """The other picture that all of this pose are laid upon: the first that is shown."""
    same = shown_photos().filter(patient=photo.patient_id, view=photo.view, zone=photo.zone)
    return same.exclude(pk=photo.pk).first()


def compared(before: Shot, after: Shot) -> Comparison:
    """As they were laid upon each other, straight or by way of a third."""
    pair = {before.photo.pk, after.photo.pk}
    rows = Alignment.objects.filter(photo__in=pair)
    ways = {(row.photo_id, row.onto_id): row for row in rows}
    matrix = way_between(after.photo.pk, before.photo.pk, made(ways))
    state = next((row.state for ends, row in ways.items() if set(ends) == pair), "")
    waiting = any(row.state == Alignment.State.WANTED for row in ways.values())
    return Comparison(
        before,
        after,
        matrix,
        "" if matrix else state or (Alignment.State.WANTED if waiting else ""),
    )


def made(ways: dict[tuple[int, int], Alignment]) -> dict[tuple[int, int], Matrix]:
    return {
        ends: tuple(row.matrix) for ends, row in ways.items() if row.state == Alignment.State.MADE
    }


def way_between(photo: int, onto: int, ways: dict[tuple[int, int], Matrix]) -> Matrix | None:
    """From one picture to the other; the ways back are ways too."""
    if (photo, onto) in ways:
        return ways[photo, onto]
    if (onto, photo) in ways:
        return undone(ways[onto, photo])
    for (start, third), matrix in ways.items():
        if start == photo and (onto, third) in ways:
            return chained(matrix, undone(ways[onto, third]))
    return None

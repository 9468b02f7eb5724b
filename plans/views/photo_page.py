"""What the pages of photographs are made of."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from plans import quality
from plans.actions.photo import RECORD
from plans.models import Visit
from plans.queries.consent import photo_levels
from plans.queries.photo import (
    CLOSE_UPS,
    POSES,
    WHOLE_FACE,
    Comparison,
    Pose,
    Shot,
    compared,
    due_among,
    photos_at,
    photos_before,
)

LIMITS = {
    "side": str(quality.LONG_SIDE),
    "light-from": str(quality.LIGHT_FROM),
    "white-from": str(quality.WHITE_FROM),
    "most-white": str(quality.MOST_WHITE),
    "least-sharp": str(quality.LEAST_SHARP),
}
"""What the camera page measures by: the same numbers as the word that is stored."""


@dataclass(frozen=True, slots=True)
class PoseRow:
    """One view at a visit: what was taken, and what the last time's picture is."""

    pose: Pose
    shot: Shot | None
    guide: Shot | None
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPhotos:
    """The views of one visit; `chosen` is the one that is taken now."""

    rows: Sequence[PoseRow]
    chosen: PoseRow
    others: Sequence[Pose]
    may_take: bool

    @property
    def seen(self) -> list[int]:
        """The pictures that it shows: of the chosen view alone."""
        return [shot.photo.pk for shot in (self.chosen.shot, self.chosen.guide) if shot]


def visit_photos_of(visit: Visit, asked: str, *, may_take: bool) -> VisitPhotos:
    """`asked` is the key of the view that the address names; the first one due where it names
    none."""
    here, before = photos_at(visit), photos_before(visit)
    due = due_among(here, before.values())
    chosen = POSES.get(asked) or next(iter(due), WHOLE_FACE[0])
    shown = [pose for pose in POSES.values() if pose in {*WHOLE_FACE, *due, *here, chosen}]
    rows = [PoseRow(pose, here.get(pose), before.get(pose), pose in due) for pose in shown]
    return VisitPhotos(
        rows=rows,
        chosen=next(row for row in rows if row.pose == chosen),
        others=[pose for pose in CLOSE_UPS if pose not in shown],
        may_take=may_take,
    )


def may_be_taken(visit: Visit, on: dt.date) -> bool:
    return RECORD in photo_levels(visit.patient, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All pictures of one view, and two of them beside or over each other."""

    poses: Sequence[Pose]
    pose: Pose
    shots: Sequence[Shot]
    comparison: Comparison | None
    as_slider: bool

    @property
    def seen(self) -> list[int]:
        return [shot.photo.pk for shot in self.shots]


def compare_page(photos: Mapping[Pose, list[Shot]], asked: QueryDict) -> ComparePage | None:
    """None where there are no photographs."""
    if not photos:
        return None
    named = [pose for pose in photos if pose.key == asked.get("view")]
    pose = next(iter([*named, *photos]))
    shots = photos[pose]
    comparison = None
    if len(shots) > 1:
        before = shot_asked(shots, asked.get("before", "")) or shots[0]
        after = shot_asked(shots, asked.get("after", "")) or shots[-1]
        comparison = compared(before, after) if before != after else None
    return ComparePage(
        poses=list(photos),
        pose=pose,
        shots=shots,
        comparison=comparison,
        as_slider=asked.get("how") == "slider",
    )


def shot_asked(shots: Sequence[Shot], asked: str) -> Shot | None:
    return next((shot for shot in shots if str(shot.photo.pk) == asked), None)

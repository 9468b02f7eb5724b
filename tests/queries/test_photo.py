"""Which photographs there are, which are due, and how they lie upon each other."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.actions.photo import hide_photo, want_alignment
from plans.engine.alignment import chained, undone
from plans.models import Alignment, Photo, Visit
from plans.queries.photo import (
    POSES,
    Comparison,
    Pose,
    Shot,
    compared,
    photos_before,
    photos_due,
    photos_of,
    put_away_of,
    shot_of,
)
from tests.photographs import Studio
from tests.world import a_patient

pytestmark = pytest.mark.django_db

FRONT, LEFT, RIGHT = Pose("front"), Pose("left45"), Pose("right45")
CHIN = Pose("close", "chin")


def a_photo(studio: Studio, visit: Visit, view: str = "front", **fields: object) -> Photo:
    """A row without its file."""
    number = Photo.objects.count()
    fields = {
        "patient": studio.patient,
        "zone": "chin" if view == "close" else "",
        "file": f"photos/none{number}.jpg",
        "width": 1000,
        "height": 1250,
        "original_sha256": f"{number:064}",
        "quality": "good",
        "taken_at": visit.start,
        "taken_by": studio.doctor,
        **fields,
    }
    return Photo.objects.create(visit=visit, view=view, **fields)


def test_photographs_stand_by_view_in_the_order_in_which_they_were_taken() -> None:
    studio = Studio()
    late = a_photo(studio, studio.second)
    first = a_photo(studio, studio.first)
    chin = a_photo(studio, studio.first, "close")
    left = a_photo(studio, studio.first, "left45")
    shown = {
        pose: [shot.photo for shot in shots] for pose, shots in photos_of(studio.patient).items()
    }
    assert shown == {FRONT: [first, late], LEFT: [left], CHIN: [chin]}
    assert list(photos_of(studio.patient)) == [FRONT, LEFT, CHIN]


def test_a_photograph_has_its_session_and_its_day_at_the_clinic() -> None:
    studio = Studio()
    midnight = dt.datetime(2027, 2, 1, 23, 30, tzinfo=dt.UTC)
    photo = a_photo(studio, studio.second, taken_at=midnight)
    [shot] = photos_of(studio.patient)[FRONT]
    assert shot == Shot(photo, dt.date(2027, 2, 2), 2)


def test_a_photograph_of_a_consultation_has_no_session() -> None:
    studio = Studio()
    visit = studio.clinic.booked_consultation().visits.get()
    assert shot_of(a_photo(studio, visit)).session is None


def test_nobody_else_s_photographs_and_none_that_were_put_away() -> None:
    studio = Studio()
    a_photo(studio, studio.first, patient=a_patient())
    hidden = a_photo(studio, studio.first)
    hide_photo(photo_id=hidden.pk, because="Blurred", by=studio.doctor, now=studio.first.start)
    assert photos_of(studio.patient) == {}
    assert list(put_away_of(studio.patient)) == [hidden]


def test_the_whole_face_is_due_at_every_visit() -> None:
    studio = Studio()
    assert photos_due(studio.first) == (FRONT, LEFT, RIGHT)
    a_photo(studio, studio.first, "left45")
    assert photos_due(studio.first) == (FRONT, RIGHT)


def test_the_close_ups_of_the_last_time_are_due_again() -> None:
    studio = Studio()
    a_photo(studio, studio.visits[0], "close", zone="jawline")
    a_photo(studio, studio.visits[1], "close", zone="chin")
    assert photos_due(studio.visits[2]) == (FRONT, LEFT, RIGHT, CHIN)
    a_photo(studio, studio.visits[2], "close", zone="chin")
    assert photos_due(studio.visits[2]) == (FRONT, LEFT, RIGHT)
    assert photos_due(studio.visits[0]) == (FRONT, LEFT, RIGHT)


def test_the_guide_is_the_last_picture_of_the_view_before_this_visit() -> None:
    studio = Studio()
    first, last = (a_photo(studio, visit) for visit in studio.visits[:2])
    a_photo(studio, studio.visits[2])
    guides = photos_before(studio.visits[2])
    assert {pose: shot.photo for pose, shot in guides.items()} == {FRONT: last}
    assert photos_before(studio.visits[0]) == {}
    assert first.pk < last.pk


def laid(
    studio: Studio, photo: Photo, onto: Photo, matrix: list[float], state: str = "made"
) -> None:
    row = want_alignment(photo, onto, by=studio.doctor, now=studio.clinic.now)
    Alignment.objects.filter(pk=row.pk).update(matrix=matrix, state=state)


MOVED = [1.0, 0.0, 0.0, 1.0, 0.1, 0.2]
TURNED = [0.8, 0.6, -0.6, 0.8, 0.0, 0.0]


def comparison(before: Photo, after: Photo) -> Comparison:
    return compared(shot_of(before), shot_of(after))


def test_two_photographs_lie_as_they_were_laid_or_the_way_back() -> None:
    studio = Studio()
    first, second = (a_photo(studio, visit) for visit in studio.visits[:2])
    laid(studio, second, first, MOVED)
    assert comparison(first, second).matrix == pytest.approx(MOVED)
    assert comparison(second, first).matrix == pytest.approx([1, 0, 0, 1, -0.1, -0.2])
    assert comparison(first, second).transform == (
        "matrix(1.000000 0.000000 0.000000 1.000000 100.000 200.000)"
    )


def test_two_that_lie_upon_a_third_lie_upon_each_other() -> None:
    studio = Studio()
    base, first, second = (a_photo(studio, visit) for visit in studio.visits[:3])
    laid(studio, first, base, MOVED)
    laid(studio, second, base, TURNED)
    expected = chained((0.8, 0.6, -0.6, 0.8, 0.0, 0.0), undone((1.0, 0.0, 0.0, 1.0, 0.1, 0.2)))
    assert comparison(first, second).matrix == pytest.approx(expected)


@pytest.mark.parametrize("state", ["wanted", "failed"])
def test_what_is_not_laid_yet_says_how_it_stands(state: str) -> None:
    studio = Studio()
    first, second = (a_photo(studio, visit) for visit in studio.visits[:2])
    laid(studio, second, first, [], state)
    assert comparison(first, second).matrix is None
    assert comparison(first, second).state == state
    assert comparison(second, first).state == state


def test_pictures_that_nobody_laid_upon_each_other_have_no_state() -> None:
    studio = Studio()
    first, second = (a_photo(studio, visit) for visit in studio.visits[:2])
    assert (comparison(first, second).matrix, comparison(first, second).state) == (None, "")


@pytest.mark.parametrize("many", [1, 3])
def test_many_photographs_take_no_more_queries_than_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    studio = Studio()
    for visit in studio.visits[:many]:
        for view in ("front", "left45", "close"):
            a_photo(studio, visit, view)
    with django_assert_num_queries(1):
        photos_of(studio.patient)
    with django_assert_num_queries(2):
        photos_due(studio.visits[3])


def test_every_pose_has_a_name_of_its_own() -> None:
    assert len(POSES) == 3 + 12
    assert POSES["close-chin"] == CHIN

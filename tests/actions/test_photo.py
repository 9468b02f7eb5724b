"""Photographs are kept, judged, laid over each other, and put away; never lost, never deleted."""

import datetime as dt
import io

import pytest
import time_machine
from PIL import Image, ImageEnhance

from plans.actions import photo_work
from plans.actions.photo import align_by_points, align_by_worker, hide_photo
from plans.actions.photo_work import align_photos, drop_orphans, size_photos
from plans.actions.refusal import Refused
from plans.files import content_of, drop, keep, kept_at, names_in
from plans.models import Alignment, Photo, Trail, Visit
from plans.queries.photo_file import file_of, picture_of
from plans.tasks import tend, tend_photos
from tests.photographs import Studio, face
from tests.pictures.corpus import a_zip, saved, tagged_files
from tests.world import a_patient

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def test_a_photograph_is_kept_with_who_took_it_and_when() -> None:
    studio = Studio()
    photo = studio.take(studio.first, "left45")
    assert (photo.patient, photo.visit, photo.view) == (studio.patient, studio.first, "left45")
    assert (photo.width, photo.height, photo.quality) == (960, 1200, "good")
    assert (photo.taken_by, photo.taken_at) == (studio.doctor, studio.first.start)
    assert Image.open(io.BytesIO(content_of(photo.file))).size == (960, 1200)
    line = Trail.objects.filter(verb="kept_photo").get()
    assert (line.actor, line.patient) == (studio.doctor, studio.patient)
    assert line.facts["photo"] == photo.pk


def test_what_is_stored_holds_nothing_of_the_file_that_came() -> None:
    studio = Studio()
    photo = studio.take(studio.first, content=tagged_files()["jpeg"] + a_zip())
    assert b"Amira" not in content_of(photo.file)


def test_the_same_file_twice_at_one_visit_is_one_photograph() -> None:
    studio = Studio()
    photo = studio.take(studio.first)
    assert studio.take(studio.first) == photo
    assert Photo.objects.count() == 1
    assert own_files(photo) == [photo.file]
    assert studio.take(studio.second, content=face("front", 0, 1)) != photo


def own_files(*photos: Photo) -> list[str]:
    """What lies in the store of these photographs: other tests leave files too."""
    return [name for name in names_in("photos") if name in {photo.file for photo in photos}]


def test_without_her_consent_no_photograph_is_taken() -> None:
    studio = Studio()
    studio.consent.withdrawn_at, studio.consent.withdrawn_by = studio.clinic.now, studio.doctor
    studio.consent.save()
    before = names_in("photos")
    assert studio.try_to(studio.first) == Refused("no_photo_consent")
    assert names_in("photos") == before


def test_consent_to_be_shown_elsewhere_is_no_consent_to_the_record() -> None:
    studio = Studio()
    studio.consent.level = 2
    studio.consent.save()
    assert studio.try_to(studio.first) == Refused("no_photo_consent")


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "empty"), (b"words", "not_a_picture"), (face("front", 0, 1)[:5000], "broken")],
)
def test_what_is_no_picture_leaves_nothing_behind(content: bytes, what: str) -> None:
    studio = Studio()
    before = names_in("photos")
    assert studio.try_to(studio.first, content=content) == Refused(what)
    assert names_in("photos") == before
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("view", "zone"), [("back", ""), ("front", "chin"), ("close", ""), ("close", "elbow")]
)
def test_a_view_that_there_is_not_is_refused(view: str, zone: str) -> None:
    studio = Studio()
    content = face("front", 0, 1)
    assert studio.try_to(studio.first, view, zone=zone, content=content) == Refused("no_such_view")


def test_photographs_belong_to_a_visit_that_takes_place() -> None:
    studio = Studio()
    early = studio.first.start - dt.timedelta(days=1)
    assert studio.try_to(studio.first, now=early) == Refused("not_its_day")
    Visit.objects.filter(pk=studio.first.pk).update(state="no_show", ended_at=studio.first.start)
    assert studio.try_to(studio.first) == Refused("visit_is_over")


def test_the_word_on_its_quality_is_kept_with_it() -> None:
    studio = Studio()
    dark = ImageEnhance.Brightness(Image.open(io.BytesIO(face("front", 0, 1)))).enhance(0.3)
    assert studio.take(studio.first, content=saved(dark, "JPEG")).quality == "dark"


def test_the_distance_is_compared_with_the_visit_before() -> None:
    studio = Studio()
    studio.take(studio.first)
    near = Image.open(io.BytesIO(face("front", 1, 1))).crop((120, 150, 840, 1050))
    assert studio.take(studio.second, content=saved(near, "JPEG")).quality == "distance"


def test_a_photograph_is_put_away_with_a_reason_and_not_deleted() -> None:
    studio = Studio()
    photo = studio.take(studio.first)
    now = studio.first.start + HOUR
    assert hide_photo(photo_id=photo.pk, because=" ", by=studio.doctor, now=now) == Refused(
        "reason_missing"
    )
    hidden = hide_photo(photo_id=photo.pk, because="Blurred", by=studio.doctor, now=now)
    assert isinstance(hidden, Photo)
    assert (hidden.hidden_at, hidden.hidden_by) == (now, studio.doctor)
    assert hidden.hidden_because == "Blurred"
    assert content_of(photo.file)
    assert Trail.objects.filter(verb="hid_photo").get().facts == {"photo": photo.pk}
    assert studio.try_to(studio.first) == Refused("put_away_before")


def test_each_photograph_is_laid_upon_the_first_of_its_view() -> None:
    studio = Studio()
    first, second = studio.take(studio.first), studio.take(studio.second)
    studio.take(studio.first, "left45")
    assert align_photos(now=studio.second.start) == 1
    row = Alignment.objects.get()
    assert (row.photo, row.onto, row.state, row.how) == (second, first, "made", "registered")
    assert len(row.matrix) == 6
    assert align_photos(now=studio.second.start) == 0


def test_what_cannot_be_laid_upon_the_first_is_said_to_have_failed() -> None:
    studio = Studio()
    studio.take(studio.first)
    studio.take(studio.second, content=saved(Image.new("RGB", (600, 800), "tan"), "JPEG"))
    assert align_photos(now=studio.second.start) == 1
    assert (Alignment.objects.get().state, Alignment.objects.get().matrix) == ("failed", [])


EYES = ((0.35, 0.5), (0.65, 0.5))


def test_two_points_lay_one_photograph_upon_the_other() -> None:
    studio = Studio()
    first, second = studio.take(studio.first), studio.take(studio.second)
    row = align_by_points(
        photo=second,
        onto=first,
        points=EYES,
        onto_points=((0.36, 0.52), (0.66, 0.52)),
        by=studio.doctor,
        now=studio.second.start,
    )
    assert isinstance(row, Alignment)
    assert row.matrix == pytest.approx([1, 0, 0, 1, 0.01, 0.02])
    assert (row.state, row.how) == ("made", "points")
    assert Alignment.objects.count() == 1
    assert align_photos(now=studio.second.start) == 0


@pytest.mark.parametrize(
    ("onto", "what"),
    [
        (((0.3, 0.5), (0.3, 0.5)), "points_too_near"),
        (((0.65, 0.5), (0.35, 0.5)), "points_not_alike"),  # upside down
        (((0.1, 0.5), (0.9, 0.5)), "points_not_alike"),  # far too large
    ],
)
def test_points_that_cannot_be_right_are_refused(
    onto: tuple[tuple[float, float], tuple[float, float]], what: str
) -> None:
    studio = Studio()
    first, second = studio.take(studio.first), studio.take(studio.second)
    answer = align_by_points(
        photo=second,
        onto=first,
        points=EYES,
        onto_points=onto,
        by=studio.doctor,
        now=studio.second.start,
    )
    assert answer == Refused(what)


def test_only_two_pictures_of_one_patient_and_view_are_a_pair() -> None:
    studio = Studio()
    front, side = studio.take(studio.first), studio.take(studio.first, "left45")
    later = studio.take(studio.second)
    Photo.objects.filter(pk=later.pk).update(patient=a_patient())
    later.refresh_from_db()
    for other in (side, front, later):
        answer = align_by_worker(photo=front, onto=other, by=studio.doctor, now=studio.clinic.now)
        assert answer == Refused("no_pair")


def test_the_worker_is_asked_again_from_either_side() -> None:
    studio = Studio()
    first, second = studio.take(studio.first), studio.take(studio.second)
    align_photos(now=studio.second.start)
    align_by_worker(photo=first, onto=second, by=studio.doctor, now=studio.second.start)
    row = Alignment.objects.get()
    assert (row.photo, row.onto, row.state) == (first, second, "wanted")


def test_the_worker_makes_the_smaller_sizes_once() -> None:
    studio = Studio()
    photo = studio.take(studio.first)
    assert picture_of(photo, "320") is None
    assert size_photos(now=studio.first.start) == 1
    assert size_photos(now=studio.first.start) == 0
    photo.refresh_from_db()
    assert photo.sized_at == studio.first.start
    sizes = [
        Image.open(io.BytesIO(picture_of(photo, size) or b"")).size for size in ("320", "1280")
    ]
    assert sizes == [(256, 320), (960, 1200)]


def test_a_lost_file_does_not_stop_the_others() -> None:
    studio = Studio()
    lost = studio.take(studio.first)
    photo = studio.take(studio.first, "left45")
    later = studio.take(studio.second)
    drop(lost.file)
    assert size_photos(now=studio.second.start) == 2
    assert align_photos(now=studio.second.start) == 1
    assert Alignment.objects.get(photo=later).state == "failed"
    photo.refresh_from_db()
    assert photo.sized_at


def test_a_pass_does_only_a_few() -> None:
    studio = Studio()
    for view in ("front", "left45", "right45"):
        studio.take(studio.first, view)
    assert size_photos(now=studio.first.start, most=2) == 2
    assert photo_work.FEW < 50


def test_files_that_no_photograph_points_to_are_cleared_after_an_hour() -> None:
    studio = Studio()
    photo = studio.take(studio.first)
    size_photos(now=studio.first.start)
    orphan = keep(b"left over", folder="photos", ending="jpg")
    young = kept_at(orphan) - HOUR
    drop_orphans(before=young)
    assert orphan in names_in("photos")
    drop_orphans(before=kept_at(orphan) + HOUR)
    names = names_in("photos")
    assert orphan not in names
    assert {photo.file, file_of(photo, 320), file_of(photo, 1280)} <= set(names)


def test_the_worker_sees_to_photographs_in_each_pass() -> None:
    studio = Studio()
    studio.take(studio.first)
    studio.take(studio.second)
    with time_machine.travel(studio.second.start + dt.timedelta(minutes=7), tick=False):
        tend()
    assert Photo.objects.filter(sized_at=None).count() == 0
    assert Alignment.objects.get().state == "made"


def test_once_an_hour_the_worker_clears_away_what_is_left_over() -> None:
    with time_machine.travel(dt.datetime(2027, 2, 1, 9, 7, tzinfo=dt.UTC), tick=False):
        assert tend_photos() == {"sized": 0, "aligned": 0}
    with time_machine.travel(dt.datetime(2027, 2, 1, 10, 0, tzinfo=dt.UTC), tick=False):
        assert tend_photos().keys() == {"sized", "aligned", "dropped"}

"""Photographs on pages: who may see one, how it is served, and what each look leaves behind."""

import html
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinic.models import Role, User
from plans.actions.photo import hide_photo
from plans.actions.photo_work import align_photos, size_photos
from plans.files import content_of, names_in
from plans.models import Alignment, Photo, Trail, Visit
from plans.pictures import MAX_BYTES
from tests.photographs import Studio, face
from tests.pictures.corpus import other_files
from tests.world import a_user

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_file(content: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def send(
    studio: Studio,
    visit: Visit,
    content: bytes,
    view: str = "front",
    name: str = "IMG_1.jpg",
    **how: Any,
) -> Any:
    with time_machine.travel(visit.start, tick=False):
        return signed_in(studio.doctor).post(
            f"/visits/{visit.pk}/photos/?view={view}", {"file": a_file(content, name)}, **how
        )


def page_of(studio: Studio, address: str) -> str:
    answer = signed_in(studio.doctor).get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def a_series(sessions: int = 2) -> tuple[Studio, list[Photo]]:
    studio = Studio()
    photos = [studio.take(visit) for visit in studio.visits[:sessions]]
    size_photos(now=studio.second.start)
    align_photos(now=studio.second.start)
    return studio, photos


def test_a_chosen_file_is_kept_without_a_script() -> None:
    studio = Studio()
    answer = send(studio, studio.first, face("front", 0, 1))
    assert (answer.status_code, answer.url) == (302, f"/visits/{studio.first.pk}/photos/")
    photo = Photo.objects.get()
    assert (photo.view, photo.visit, photo.taken_by) == ("front", studio.first, studio.doctor)


def test_a_close_up_is_kept_with_its_zone() -> None:
    studio = Studio()
    send(studio, studio.first, face("close", 0, 1), "close-chin")
    assert Photo.objects.get().zone == "chin"


def test_a_script_is_told_where_to_go_on() -> None:
    studio = Studio()
    answer = send(studio, studio.first, face("front", 0, 1), HTTP_ACCEPT="application/json")
    assert answer.json() == {"address": f"/visits/{studio.first.pk}/photos/"}


@pytest.mark.parametrize("name", ["svg", "page", "gif", "zip", "heic's mark alone"])
def test_what_is_no_picture_is_refused_beside_the_field(name: str) -> None:
    studio = Studio()
    before = names_in("photos")
    answer = send(studio, studio.first, other_files()[name])
    assert answer.status_code == 200
    assert "JPEG, PNG, WebP and HEIC are taken" in answer.content.decode()
    script = send(studio, studio.first, other_files()[name], HTTP_ACCEPT="application/json")
    assert (script.status_code, list(script.json())) == (422, ["words"])
    assert names_in("photos") == before


def test_one_byte_too_many_is_refused() -> None:
    studio = Studio()
    answer = send(studio, studio.first, b"\0" * (MAX_BYTES + 1))
    assert "larger than 25 MB" in answer.content.decode()
    assert not Photo.objects.exists()


def test_no_file_and_an_unknown_view_are_said_beside_the_field() -> None:
    studio = Studio()
    client = signed_in(studio.doctor)
    answer = client.post(f"/visits/{studio.first.pk}/photos/", {})
    assert "Choose a picture, or take one." in answer.content.decode()
    answer = send(studio, studio.first, face("front", 0, 1), "close-elbow")
    assert "Choose a view from the list." in answer.content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "a\u202egpj.exe", "x" * 300 + ".jpg"])
def test_the_name_of_a_file_is_nobody_s_business(name: str) -> None:
    studio = Studio()
    send(studio, studio.first, face("front", 0, 1), name=name)
    assert re.fullmatch(r"photos/[0-9a-f]{32}\.jpg", Photo.objects.get().file)


def test_without_her_consent_the_page_says_so_and_takes_nothing() -> None:
    studio = Studio()
    studio.consent.delete()
    page = page_of(studio, f"/visits/{studio.first.pk}/photos/")
    assert "No consent for photographs" in page
    assert f"/patients/{studio.patient.pk}/photo-consent/" in page
    assert 'type="file"' not in page
    assert "No consent" in send(studio, studio.first, face("front", 0, 1)).content.decode()


def test_the_page_of_a_visit_says_which_views_are_due_and_shows_the_last_one() -> None:
    studio, [first] = a_series(1)
    page = page_of(studio, f"/visits/{studio.second.pk}/photos/")
    assert page.count(">Due<") == 3
    assert f'class="ghost" data-ghost src="/photos/{first.pk}/1280/' in page
    page = page_of(studio, f"/visits/{studio.first.pk}/photos/")
    assert (page.count(">Due<"), page.count(">Taken<")) == (2, 1)
    assert "data-ghost" not in page


def test_a_picture_is_served_as_nothing_but_a_picture() -> None:
    studio, [photo] = a_series(1)
    client = signed_in(studio.doctor)
    for size in ("full", "1280", "320"):
        answer = client.get(f"/photos/{photo.pk}/{size}/")
        assert answer.status_code == 200
        assert answer.content.startswith(b"\xff\xd8\xff")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Content-Disposition"] == 'inline; filename="photograph.jpg"'


def test_there_is_no_picture_for_anybody_else() -> None:
    studio, [photo] = a_series(1)
    patient = a_user(Role.PATIENT)
    studio.patient.user = patient
    studio.patient.save()
    addresses = [f"/photos/{photo.pk}/{size}/" for size in ("full", "1280", "320")]
    for user in (a_user(), a_user(Role.MANAGER), patient, a_user(Role.PATIENT)):
        assert {signed_in(user).get(address).status_code for address in addresses} == {403}
    assert {Client().get(address).status_code for address in addresses} == {302}
    assert not Trail.objects.filter(verb="saw_photo").exists()


def test_no_address_leads_to_the_stored_files() -> None:
    studio, [photo] = a_series(1)
    client = signed_in(studio.doctor)
    for address in (f"/{photo.file}", f"/static/{photo.file}", f"/media/{photo.file}"):
        assert client.get(address).status_code == 404


def test_unknown_sizes_and_pictures_and_lost_files_are_absent() -> None:
    studio = Studio()
    photo = studio.take(studio.first)
    client = signed_in(studio.doctor)
    for address in (f"{photo.pk}/320", f"{photo.pk}/huge", f"{photo.pk + 1}/full"):
        assert client.get(f"/photos/{address}/").status_code == 404
    assert client.get(f"/photos/{photo.pk}/full/").status_code == 200


def looks() -> list[tuple[str, Any]]:
    lines = Trail.objects.filter(verb__startswith="saw_photo").order_by("pk")
    return [(line.verb, line.facts) for line in lines]


def test_a_page_of_photographs_is_one_look_whatever_it_shows() -> None:
    studio, photos = a_series(2)
    client = signed_in(studio.doctor)
    page = html.unescape(client.get(f"/patients/{studio.patient.pk}/photos/").content.decode())
    addresses = re.findall(r'(?:src|href)="(/photos/\d+/(?:320|1280|full)/[^"]*)"', page)
    assert len(addresses) == 6
    assert {client.get(address).status_code for address in addresses} == {200}
    assert looks() == [("saw_photos", {"photos": sorted(photo.pk for photo in photos)})]


def test_a_picture_that_is_asked_for_by_itself_is_a_look_of_its_own() -> None:
    studio, [photo, _other] = a_series(2)
    client = signed_in(studio.doctor)
    client.get(f"/photos/{photo.pk}/320/")
    client.get(f"/photos/{photo.pk}/full/?pass=made-up")
    assert looks() == [("saw_photo", {"photo": photo.pk})] * 2


def test_the_pass_of_a_page_serves_nobody_else_and_no_other_picture() -> None:
    studio, [photo, other] = a_series(2)
    page = page_of(studio, f"/patients/{studio.patient.pk}/photos/")
    [given] = re.findall(rf'src="/photos/{photo.pk}/320/\?(pass=[^"]*)"', page)
    colleague = signed_in(a_user(Role.PRACTITIONER))
    colleague.get(f"/photos/{photo.pk}/320/?{given}")
    signed_in(studio.doctor).get(f"/photos/{other.pk}/320/?{given}")
    assert [line[0] for line in looks()] == ["saw_photos", "saw_photo", "saw_photo"]


def test_two_pictures_are_compared_over_each_other() -> None:
    studio, [_first, _second] = a_series(2)
    page = page_of(studio, f"/patients/{studio.patient.pk}/photos/?how=slider")
    assert "The later picture is laid over the earlier one." in page
    assert page.count('transform="matrix(') == 1
    assert 'type="range"' in page
    assert re.search(r'aria-label="Photograph: Front, Session 1, \d+ \w+ 2027', page)


def test_what_is_not_ready_is_said_in_words() -> None:
    studio = Studio()
    studio.take(studio.first)
    studio.take(studio.second)
    page = page_of(studio, f"/patients/{studio.patient.pk}/photos/")
    assert "A picture is being prepared" in page
    assert page.count("Being prepared") == 2


def test_a_patient_without_photographs_and_one_picture_alone() -> None:
    studio = Studio()
    address = f"/patients/{studio.patient.pk}/photos/"
    assert "No photographs yet." in page_of(studio, address)
    studio.take(studio.first)
    assert "One picture so far." in page_of(studio, address)


@pytest.mark.parametrize(
    "asked", ["?view=x&before=y&after=", "?before=0&after=99999999999999999999"]
)
def test_an_address_that_names_nothing_shows_the_first_and_the_last(asked: str) -> None:
    studio, _photos = a_series(2)
    page = page_of(studio, f"/patients/{studio.patient.pk}/photos/{asked}")
    assert "laid over the earlier one" in page


def points(**changed: str) -> dict[str, str]:
    at = {"onto_x1": "35", "onto_y1": "40", "onto_x2": "65", "onto_y2": "40"}
    return {**at, "x1": "35", "y1": "40", "x2": "65", "y2": "40", "points": "1", **changed}


def test_two_points_are_set_by_hand() -> None:
    studio, [first, second] = a_series(2)
    client = signed_in(studio.doctor)
    answer = client.post(f"/photos/{second.pk}/align/?onto={first.pk}", points(x1="36", x2="66"))
    asked = f"view=front&before={first.pk}&after={second.pk}"
    assert answer.headers["Location"] == f"/patients/{studio.patient.pk}/photos/?{asked}"
    row = Alignment.objects.get()
    assert row.how == "points"
    assert row.matrix == pytest.approx([1, 0, 0, 1, -0.01, 0])


def test_points_that_cannot_be_are_said_and_what_was_written_stays() -> None:
    studio, [first, second] = a_series(2)
    client = signed_in(studio.doctor)
    address = f"/photos/{second.pk}/align/?onto={first.pk}"
    page = client.post(address, points(x1="35", x2="35")).content.decode()
    assert "The two points lie too near to each other" in page
    assert 'value="35"' in page
    page = client.post(address, points(x1="135")).content.decode()
    assert "Write a number from 0 to 100." in page
    assert (
        "Set both points in both pictures."
        in client.post(address, {"points": "1"}).content.decode()
    )
    assert Alignment.objects.get().how == "registered"


def test_the_worker_is_asked_to_find_it_again() -> None:
    studio, [first, second] = a_series(2)
    signed_in(studio.doctor).post(f"/photos/{first.pk}/align/", {"worker": "1"})
    row = Alignment.objects.get()
    assert (row.photo, row.onto, row.state) == (second, first, "wanted")


def test_a_lone_picture_has_nothing_to_be_laid_over() -> None:
    studio, [photo] = a_series(1)
    assert "There is no other picture" in page_of(studio, f"/photos/{photo.pk}/align/")
    answer = signed_in(studio.doctor).post(f"/photos/{photo.pk}/align/", points())
    assert answer.status_code == 200


def test_a_photograph_is_put_away_with_a_reason() -> None:
    studio, [_first, second] = a_series(2)
    client = signed_in(studio.doctor)
    page = client.post(f"/photos/{second.pk}/hide/", {"because": " "}).content.decode()
    assert "Say why it is put away." in page
    answer = client.post(f"/photos/{second.pk}/hide/", {"because": "Eyes open"})
    address = f"/patients/{studio.patient.pk}/photos/"
    assert answer.headers["Location"] == address
    page = page_of(studio, address)
    assert "1 photograph was put away" in page
    assert "Eyes open" in page
    for address in (f"/photos/{second.pk}/full/", f"/photos/{second.pk}/hide/"):
        assert client.get(address).status_code == 404
    assert content_of(second.file)


def test_a_picture_put_away_is_no_guide_and_nothing_to_compare() -> None:
    studio, [first, _second] = a_series(2)
    hide_photo(photo_id=first.pk, because="x", by=studio.doctor, now=studio.second.start)
    page = page_of(studio, f"/patients/{studio.patient.pk}/photos/?before={first.pk}")
    assert f"/photos/{first.pk}/" not in page
    assert "data-ghost" not in page_of(studio, f"/visits/{studio.second.pk}/photos/")


def test_the_menu_of_a_visit_and_the_patient_s_page_lead_a_practitioner_there() -> None:
    studio = Studio()
    menu, patient = f"/visits/{studio.first.pk}/menu/", f"/patients/{studio.patient.pk}/"
    assert f"/visits/{studio.first.pk}/photos/" in page_of(studio, menu)
    assert f"/patients/{studio.patient.pk}/photos/" in page_of(studio, patient)
    desk = signed_in(studio.clinic.desk)
    assert "/photos/" not in desk.get(menu).content.decode()
    assert "/photos/" not in desk.get(patient).content.decode()

"""Patients read their own language; pages for staff stay in English."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.actions.aftercare import give_note
from plans.models import AftercareStep, Patient
from plans.shipped.aftercare import EXTRAS
from tests.checkins import DAY, RED, Recovering
from tests.world import a_location, a_user

pytestmark = pytest.mark.django_db


def german() -> Recovering:
    world = Recovering()
    Patient.objects.filter(pk=world.patient.pk).update(language="de")
    return world


def read(world: Recovering, address: str, at: dt.datetime) -> str:
    """Her page at this instant, whatever her browser asks for."""
    client = Client()
    assert world.patient.user
    with time_machine.travel(at, tick=False):
        client.force_login(world.patient.user)
        answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_her_plan_is_in_german_with_german_dates() -> None:
    world = german()
    page = read(world, "/my/", world.done_at + DAY)
    assert '<html lang="de"' in page
    assert re.search(r"Sitzung 1 war am \w+, \d+\. Januar 2027\.", page)
    assert "Wie fühlt sich Ihre Haut an?" in page


def test_her_questions_and_the_red_words_are_in_german() -> None:
    world = german()
    address = reverse("portal_check_in", args=[world.first.pk])
    form = read(world, address, world.done_at + DAY)
    assert "Eine Blutung, die nicht aufhört" in form
    check_in = world.check_in(**RED)
    answer = reverse("portal_check_in_answer", args=[check_in.pk])
    page = read(world, answer, check_in.answered_at)
    assert "Rufen Sie uns jetzt an" in page
    assert re.search(r"bis \w+, \d+\. Januar, \d\d:\d\d Uhr \(Zeit der Praxis\)", page)


def test_a_shipped_line_of_her_note_is_in_german_and_the_clinics_own_as_written() -> None:
    world = german()
    shipped = EXTRAS[0]
    AftercareStep.objects.update(text=str(shipped.text))
    own_words = {"version": world.first.version, "order": 9, "kind": "do"}
    AftercareStep.objects.create(text="Drink tea.", **own_words)
    give_note(world.first, by=world.doctor, now=world.done_at)
    address = reverse("portal_note", args=[world.first.pk])
    page = read(world, address, world.done_at)
    assert (str(shipped.text) in page, "Drink tea." in page) == (False, True)


def test_a_language_without_a_catalogue_is_read_in_english() -> None:
    world = Recovering()
    Patient.objects.filter(pk=world.patient.pk).update(language="ja")
    assert '<html lang="en"' in read(world, "/my/", world.done_at)


def test_staff_read_english_whatever_their_browser_asks_for() -> None:
    a_location()
    client = Client()
    client.force_login(a_user(Role.MANAGER))
    answer = client.get(reverse("place"), headers={"accept-language": "de"})
    assert ('<html lang="en"' in answer.content.decode(), answer["Content-Language"]) == (
        True,
        "en",
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "Code zuschicken"),
        ("fr,en;q=0.5,de;q=0.3", "Send me a code"),
        ("", "Send me a code"),
        ("x" * 9000, "Send me a code"),
    ],
)
def test_before_the_door_the_browser_says_the_language(asked: str, said: str) -> None:
    answer = Client().get(reverse("account_login"), headers={"accept-language": asked})
    assert said in answer.content.decode()


def test_the_page_of_a_language_leaves_the_next_one_alone() -> None:
    world = german()
    read(world, "/my/", world.done_at)
    answer = Client().get(reverse("account_login"))
    assert '<html lang="en"' in answer.content.decode()

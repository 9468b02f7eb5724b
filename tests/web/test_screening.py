"""The page on which a patient's answers are taken down, judged and decided on."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role, User
from plans.engine.screening import Answer
from plans.models import GateDecision, Patient, Screening, Trail, Visit
from tests.ready import QUESTIONS, a_screening, a_sheet, made_ready, questions_and_limits
from tests.world import Clinic, a_user

pytestmark = pytest.mark.django_db

YES = Answer(yes=True)
DAY = dt.timedelta(days=1)


class Page:
    """The screening of a first session on its day, before a practitioner who may prescribe or
    not."""

    def __init__(self, *, is_prescriber: bool = False) -> None:
        self.clinic = Clinic()
        questions_and_limits()
        self.visit = self.clinic.booked(ordered_by=self.clinic.practitioner).visits.earliest(
            "start"
        )
        self.doctor = a_user(Role.PRACTITIONER)
        self.clinic.practitioner.user = self.doctor
        self.clinic.practitioner.is_prescriber = is_prescriber
        self.clinic.practitioner.save()
        self.address = f"/visits/{self.visit.pk}/screening/"

    @property
    def patient(self) -> Patient:
        return self.clinic.patient

    def client(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.doctor)
        return client

    def get(self, address: str = "", user: User | None = None) -> str:
        with time_machine.travel(self.visit.start, tick=False):
            return self.client(user).get(address or self.address).content.decode()

    def post(self, data: dict[str, Any], address: str = "") -> Any:
        with time_machine.travel(self.visit.start, tick=False):
            return self.client().post(address or self.address, data)

    def decide(self, question: str, may_treat: str = "yes", reason: str = "Seen") -> Any:
        newest = Screening.objects.latest("taken_at")
        data = {
            "question": question,
            f"{question}-screening": newest.pk,
            f"{question}-may_treat": may_treat,
            f"{question}-reason": reason,
        }
        return self.post(data, f"{self.address}decide/")


def no_to_all(*but: str) -> dict[str, str]:
    keys = [row["key"] for row in QUESTIONS if row["key"] not in (*but, "pacemaker")]
    return {f"yes-{key}": "no" for key in keys}


def test_the_first_screening_asks_everything_that_concerns_the_session() -> None:
    page = Page().get()

    assert page.count('value="yes"') == len(QUESTIONS) - 1
    assert "A pacemaker?" not in page
    assert "Nothing else has changed" not in page


def test_answers_are_kept_for_the_session_and_the_page_says_it_is_free() -> None:
    page = Page()

    answer = page.post(no_to_all())

    screening = Screening.objects.get()
    assert answer.url == page.address
    assert (screening.visit, screening.taken_by) == (page.visit, page.doctor)
    assert "No answer stands in the way of this session." in page.get()


def test_an_unanswered_question_and_a_missing_date_are_marked_and_all_typed_stays() -> None:
    page = Page()
    data = no_to_all("keloid", "filler") | {"yes-filler": "yes", "note-filler": "lips, Dr Weber"}

    answer = page.post(data).content.decode()

    assert not Screening.objects.exists()
    assert answer.count("Answer yes or no.") == 1
    assert answer.count("Give the date; roughly is enough.") == 1
    assert "lips, Dr Weber" in answer
    assert answer.count("checked") == len(data) - 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2031-01-01", "This day has not come yet."),
        ("0206-01-01", "Check the year of this date."),
        ("soon", "Enter a valid date."),
        ("99999-01-01", "Enter a valid date."),
    ],
)
def test_a_date_that_cannot_be_is_told_beside_it(typed: str, said: str) -> None:
    page = Page()

    answer = page.post(no_to_all("filler") | {"yes-filler": "yes", "on-filler": typed})

    assert said in answer.content.decode()
    assert answer.status_code == 200
    assert not Screening.objects.exists()


def test_the_second_screening_asks_again_only_what_may_have_changed() -> None:
    page = Page()
    a_screening(page.patient, at=page.visit.start - 30 * DAY, keloid=YES)

    asked, folded = page.get().split("Nothing else has changed")

    texts = ("A cold sore?", "A filler lately?", "Thick scars?")
    assert [f"<legend>{text}" in asked for text in texts] == [
        True,
        True,
        False,
    ]
    assert "<legend>Thick scars?" in folded
    assert "Last time: No" in asked


def test_nothing_else_has_changed_keeps_the_other_answers() -> None:
    page = Page()
    a_screening(page.patient, at=page.visit.start - 30 * DAY, keloid=Answer(True, note="Chest"))
    data = {
        "yes-cold_sore": "no",
        "yes-filler": "no",
        "yes-painkillers": "yes",
        "yes-keloid": "yes",
        "note-keloid": "Chest",
        "yes-pregnant": "no",
        "yes-isotretinoin": "no",
    }

    refused = page.post(data).content.decode()
    page.post({**data, "unchanged": "on"})

    assert "Ask whether anything else has changed" in refused
    assert Screening.objects.count() == 2
    newest = Screening.objects.latest("taken_at")
    assert newest.answers["keloid"] == {"yes": True, "on": None, "note": "Chest"}


def test_only_what_differs_from_the_version_before_is_told() -> None:
    page = Page()
    a_screening(page.patient, at=page.visit.start - 30 * DAY, keloid=YES)
    a_screening(page.patient, page.visit, at=page.visit.start, keloid=YES, painkillers=YES)

    history = page.get().split("Answers so far")[1]
    newest, first = history.split("before the plan")

    assert ("Painkillers?" in newest, "Thick scars?" in newest) == (True, False)
    assert "Thick scars?" in first


def test_answers_for_another_kind_of_device_stand_as_they_were() -> None:
    page = Page()
    a_screening(page.patient, at=page.visit.start - 30 * DAY, pacemaker=YES)

    page.post(no_to_all() | {"unchanged": "on"})

    assert Screening.objects.latest("taken_at").answers["pacemaker"]["yes"] is True


def test_a_review_is_decided_with_a_reason() -> None:
    page = Page()
    a_screening(page.patient, page.visit, at=page.visit.start, keloid=YES)

    bare = page.decide("keloid", reason="").content.decode()
    page.decide("keloid", reason="Old, flat, on the back")

    assert "This field is required." in bare
    decision = GateDecision.objects.get()
    assert (decision.reason, decision.may_treat) == ("Old, flat, on the back", True)
    assert "Old, flat, on the back" in page.get()


@pytest.mark.parametrize(("is_prescriber", "count"), [(False, 0), (True, 1)])
def test_only_a_prescriber_is_offered_to_overrule_and_may(is_prescriber: bool, count: int) -> None:
    page = Page(is_prescriber=is_prescriber)
    a_screening(page.patient, page.visit, at=page.visit.start, isotretinoin=YES)

    shown = page.get()
    answer = page.decide("isotretinoin")

    assert shown.count("Overrule it, with a reason") == count
    assert GateDecision.objects.count() == count
    assert answer.status_code == (302 if is_prescriber else 200)


def test_nobody_overrules_a_block_whatever_is_sent() -> None:
    page = Page(is_prescriber=True)
    a_screening(page.patient, page.visit, at=page.visit.start, cold_sore=YES)

    page.decide("cold_sore")

    assert not GateDecision.objects.exists()
    assert "/move/" in page.get()


def test_sessions_ahead_say_from_when_they_are_allowed() -> None:
    page = Page()
    filler = page.visit.start.date() + 5 * DAY
    a_screening(page.patient, at=page.visit.start - DAY, filler=Answer(True, filler))

    shown = page.get(f"/patients/{page.patient.pk}/screening/")

    opens = filler + 28 * DAY
    assert f"Allowed from {opens.day} {opens:%b %Y} (filler)" in shown


def test_without_approved_questions_the_page_says_who_approves_them() -> None:
    page = Page()
    a_sheet("questions", [])

    assert "A manager approves them under Clinic" in page.get()


def test_a_visit_that_is_done_is_shown_but_not_asked() -> None:
    page = Page()
    Visit.objects.filter(pk=page.visit.pk).update(state="done")

    assert "Keep the answers" not in page.get()


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_only_practitioners_see_answers(role: Role) -> None:
    page = Page()
    user = a_user(role)
    addresses = [page.address, f"/patients/{page.patient.pk}/screening/"]

    codes = [page.client(user).get(address).status_code for address in addresses]
    codes.append(page.client(user).post(f"{page.address}decide/", {}).status_code)

    assert codes == [403, 403, 403]


def test_looking_at_the_answers_is_on_the_trail() -> None:
    page = Page()

    page.get()

    assert Trail.objects.filter(verb="saw", actor=page.doctor, patient=page.patient).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_queries_however_many_versions(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = Page()
    for number in range(count):
        made_ready(page.visit, keloid=Answer(True, note=str(number)))
    client = page.client()
    with time_machine.travel(page.visit.start, tick=False):
        client.get(page.address)
        with django_assert_max_num_queries(14):
            client.get(page.address)

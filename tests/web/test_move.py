"""Moving sessions at the desk: times, previews, reasons, and what stays when it is refused."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.actions.cancel import cancel_visit
from plans.models import Plan, Protocol, Visit
from plans.queries.standing import course_of
from tests.sent_form import Fields, sent_form
from tests.world import MONDAY, Clinic, a_single_protocol, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY + dt.timedelta(minutes=10), tick=False):
        yield


@dataclass
class Desk:
    """Somebody at the desk, and a plan of four sessions on Tuesdays at nine: 12 January,
    9 February, 9 March and 6 April 2027."""

    role: Role = Role.DESK
    clinic: Clinic = field(default_factory=Clinic)
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        booking = self.clinic.booked()
        assert booking.plan is not None
        self.plan: Plan = booking.plan
        self.user = a_user(self.role)
        self.client.force_login(self.user)

    def address(self, number: int) -> str:
        return reverse("session_move", args=[self.plan.pk, number])

    def look(self, number: int, **asked: str | int) -> str:
        return self.client.get(self.address(number), asked).content.decode()

    def send(self, number: int, form: Fields, **more: str) -> HttpResponse:
        response = self.client.post(self.address(number), {**form, **more})
        assert isinstance(response, HttpResponse)
        return response

    def preview(self, number: int, day: dt.date) -> tuple[str, Fields]:
        page = self.look(number, to=nine(day))
        return page, {**sent_form(page, "move"), "asked_by": ["patient"]}

    def days(self) -> list[str]:
        stands = course_of(self.plan, now=MONDAY).stands
        return [stand.day.isoformat() if stand.day else "none" for stand in stands]

    def visit(self, number: int) -> Visit:
        standing = Visit.objects.exclude(state__in=Visit.OVER)
        return standing.get(session__plan=self.plan, session__number=number)

    def cancel(self, number: int) -> None:
        cancel_visit(
            visit_id=self.visit(number).pk,
            cancelled_by="patient",
            because="time",
            note="",
            by=self.clinic.desk,
            now=MONDAY,
        )


def nine(day: dt.date) -> int:
    hours = 2 if dt.date(2027, 3, 28) <= day < dt.date(2027, 10, 31) else 1
    zone = dt.timezone(dt.timedelta(hours=hours))
    return int(dt.datetime.combine(day, dt.time(9), zone).timestamp())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_opens_with_the_best_times_and_what_they_do_to_the_gaps() -> None:
    shown = words(Desk().look(4))
    assert "Now: Tuesday 6 April 2027, 09:00" in shown
    assert "Tue 6 Apr 28 days after session 3" in shown
    assert "09:15" in shown


def test_a_chosen_time_shows_every_session_before_and_after() -> None:
    page, _form = Desk().preview(2, dt.date(2027, 2, 16))
    shown = words(page)
    assert "This is what changes: 3 sessions" in shown
    assert "2 Tue 9 Feb, 09:00" in shown
    assert "Tue 16 Feb, 09:00" in shown
    assert "One e-mail with all her dates goes out in three minutes." in shown


def test_what_the_preview_showed_is_what_moves() -> None:
    desk = Desk()
    _page, form = desk.preview(2, dt.date(2027, 2, 16))
    response = desk.send(2, form)
    assert response["Location"] == reverse("plan", args=[desk.plan.pk])
    assert desk.days() == ["2027-01-12", "2027-02-16", "2027-03-16", "2027-04-13"]


def test_who_came_from_the_call_list_goes_on_there() -> None:
    desk = Desk()
    page = desk.look(4, to=nine(dt.date(2027, 4, 13)), back="calls")
    form = {**sent_form(page, "move"), "asked_by": ["patient"]}
    assert desk.send(4, form)["Location"] == reverse("calls")


def test_nobody_is_led_elsewhere_by_an_address() -> None:
    desk = Desk()
    page = desk.look(4, to=nine(dt.date(2027, 4, 13)), back="https://elsewhere.example")
    form = {**sent_form(page, "move"), "asked_by": ["patient"]}
    assert desk.send(4, form)["Location"] == reverse("plan", args=[desk.plan.pk])


def test_looking_at_a_preview_moves_nothing() -> None:
    desk = Desk()
    desk.preview(2, dt.date(2027, 2, 16))
    assert desk.days() == ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-06"]


def test_a_later_gap_asks_the_desk_for_a_reason_and_keeps_what_was_chosen() -> None:
    desk = Desk()
    page, form = desk.preview(4, dt.date(2027, 4, 27))
    assert "49 days are over 42: it needs a reason" in words(page)
    again = desk.send(4, form).content.decode()
    assert "Say why, so that whoever treats her knows." in words(again)
    assert sent_form(again, "move")["sealed"] == form["sealed"]
    desk.send(4, form, gap_reason="She is abroad")
    assert (desk.days()[3], desk.visit(4).gap_reason) == ("2027-04-27", "She is abroad")


def test_an_earlier_gap_is_not_the_desks() -> None:
    page, form = Desk().preview(4, dt.date(2027, 3, 30))
    assert "21 days are under 28: only a practitioner may, with a reason" in words(page)
    assert form == {"asked_by": ["patient"]}


def test_a_practitioner_allows_an_earlier_gap_with_a_reason() -> None:
    desk = Desk(Role.PRACTITIONER)
    _page, form = desk.preview(4, dt.date(2027, 3, 30))
    desk.send(4, form, gap_reason="Her wedding")
    visit = desk.visit(4)
    assert (desk.days()[3], visit.gap_agreed_by) == ("2027-03-30", desk.user)


def test_too_soon_is_nobodys() -> None:
    page, form = Desk(Role.PRACTITIONER).preview(4, dt.date(2027, 3, 22))
    assert "13 days are under 14" in words(page)
    assert form == {"asked_by": ["patient"]}


def test_a_time_that_is_gone_brings_those_that_are_there() -> None:
    desk = Desk()
    shown = words(desk.look(4, to=nine(dt.date(2027, 4, 10))))
    assert "This time is not free." in shown
    assert "Nothing is free on Sat 10 Apr." in shown


def test_whoever_is_late_to_move_is_told_and_sees_fresh_times() -> None:
    desk = Desk()
    _page, form = desk.preview(4, dt.date(2027, 4, 13))
    desk.cancel(4)
    shown = words(desk.send(4, form).content.decode())
    assert "This changed meanwhile, perhaps at another desk." in shown
    assert desk.days()[3] == "none"


def test_a_form_of_another_plan_moves_nothing() -> None:
    desk, other = Desk(), Desk()
    _page, form = other.preview(4, dt.date(2027, 4, 13))
    shown = words(desk.send(4, form).content.decode())
    assert "This page had grown old." in shown
    assert desk.days()[3] == "2027-04-06"


@pytest.mark.parametrize("asked", [{"to": "soon"}, {"to": "9" * 30}, {"day": "2027-02-31"}])
def test_an_address_that_makes_no_sense_shows_the_best_times(asked: dict[str, str]) -> None:
    assert "09:15" in words(Desk().look(4, **asked))


def test_a_session_that_was_cancelled_gets_its_new_date() -> None:
    desk = Desk()
    desk.cancel(4)
    page, form = desk.preview(4, dt.date(2027, 4, 13))
    assert "Book it" in words(page)
    desk.send(4, form)
    assert desk.days()[3] == "2027-04-13"


def test_all_sessions_without_a_date_get_theirs_in_one_step() -> None:
    desk = Desk()
    for number in (3, 4):
        desk.cancel(number)
    address = reverse("plan_rest", args=[desk.plan.pk])
    page = desk.client.get(address).content.decode()
    desk.client.post(address, sent_form(page, "move"))
    assert desk.days() == ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-06"]


def test_a_series_that_stalled_is_sent_to_a_reassessment() -> None:
    desk = Desk()
    a_single_protocol("review")
    for number in (2, 3, 4):
        desk.cancel(number)
    with time_machine.travel(dt.datetime(2027, 3, 22, 8, tzinfo=dt.UTC), tick=False):
        desk.client.force_login(desk.user)
        shown = desk.look(2)
    review = Protocol.objects.get(kind="review")
    assert "A re-assessment comes first" in shown
    assert reverse("planner", args=[desk.plan.patient_id, review.slug]) in shown


def test_a_session_that_was_had_does_not_move() -> None:
    desk = Desk()
    visit = desk.visit(1)
    visit.state = "done"
    visit.save()
    response = desk.client.get(desk.address(1))
    assert response["Location"] == reverse("plan", args=[desk.plan.pk])


def test_who_cancels_is_offered_a_new_date_and_the_free_time() -> None:
    desk = Desk()
    visit = desk.visit(4)
    address = reverse("visit_cancel", args=[visit.pk])
    sent = {"cancelled_by": "patient", "because": "ill", "note": "A cold"}
    response = desk.client.post(address, sent)
    assert response["Location"] == f"{desk.address(4)}?freed={visit.pk}"
    shown = words(desk.client.get(response["Location"]).content.decode())
    assert "Free now: Tue 6 Apr, 09:00 to 10:30" in shown


def test_a_cancellation_without_a_reason_keeps_what_was_typed() -> None:
    desk = Desk()
    address = reverse("visit_cancel", args=[desk.visit(4).pk])
    response = desk.client.post(address, {"cancelled_by": "clinic", "note": "Storm"})
    shown = response.content.decode()
    assert "Choose a reason" in shown
    assert 'value="Storm"' in shown
    assert desk.days()[3] == "2027-04-06"


def test_the_plan_says_what_waits_and_until_when() -> None:
    desk = Desk()
    desk.cancel(4)
    shown = words(desk.client.get(reverse("plan", args=[desk.plan.pk])).content.decode())
    assert "1 session to book again." in shown
    assert "Window Tue 6 Apr to Tue 20 Apr." in shown
    assert "The patient cancelled: The time does not suit" in shown


def test_a_plan_is_stopped_with_a_reason() -> None:
    desk = Desk()
    address = reverse("plan_stop", args=[desk.plan.pk])
    assert "These 4 dates are given up:" in words(desk.client.get(address).content.decode())
    desk.client.post(address, {"because": "wish", "note": ""})
    desk.plan.refresh_from_db()
    assert (desk.plan.state, desk.days()) == ("stopped", ["none"] * 4)


def test_an_extension_before_the_review_is_refused_in_words() -> None:
    desk = Desk(Role.PRACTITIONER)
    desk.clinic.practitioner.user = desk.user
    desk.clinic.practitioner.save()
    address = reverse("plan_extend", args=[desk.plan.pk])
    response = desk.client.post(address, {"count": "5", "reason": "Pores"})
    assert "A review after the last session comes first." in words(response.content.decode())

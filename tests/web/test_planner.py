"""The planner page, as the desk uses it: what the page holds is what is sent."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from clinic.models import Closure, Role, User
from plans.actions.order import order_plan
from plans.models import Booking, Plan, Session, Visit
from tests.sent_form import Fields, sent_form
from tests.world import (
    MONDAY,
    Clinic,
    a_location,
    a_patient,
    a_pen,
    a_practitioner,
    a_room,
    a_single_protocol,
    a_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


class Desk:
    """Somebody at the planner page of one patient."""

    def __init__(self, clinic: Clinic, *, user: User | None = None, patient: Any = None) -> None:
        self.patient = patient or clinic.patient
        self.url = f"/patients/{self.patient.pk}/planner/{clinic.protocol.slug}/"
        self.client = Client()
        self.client.force_login(user or clinic.desk)

    def open(self) -> Fields:
        self.page = self.client.get(self.url).content.decode()
        return sent_form(self.page, "planner")

    def send(self, to: str, fields: Fields, *, htmx: bool = False, **more: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self.client.post(f"{self.url}{to}/", {**fields, **more}, headers=headers)
        self.page = answer.content.decode()
        return answer

    def search(self, fields: Fields, **more: Any) -> str:
        self.send("proposals", fields, htmx=True, find="1", **more)
        return self.page

    def book(self, fields: Fields, *, how: str = "book", **more: Any) -> Any:
        return self.send("book", {**fields, how: ["1"]}, **more)


def days_on(page: str) -> list[str]:
    """The dates that the cards show, card after card."""
    return re.findall(r'<div class="num fw-semibold">([^<]+)</div>', page)


def titles_on(page: str) -> list[str]:
    return re.findall(r'<h2 id="title-\d"><label[^>]*>([^<]+)</label>', page)


def choices(desk: Desk, clinic: Clinic, number: int) -> list[str]:
    """The times that the list for a session of the first card offers."""
    desk.send("places", desk.open(), htmx=True, change=f"0-{number}")
    return re.findall(r'value="(\d+\.\d+)"', desk.page)


def an_event(on: str, *, before: int = 7, name: str = "Wedding") -> dict[str, str]:
    return {
        "events-TOTAL_FORMS": "2",
        "events-1-name": name,
        "events-1-on": on,
        "events-1-days_before": str(before),
    }


# --- opening the page ---------------------------------------------------------------------------


def test_the_page_opens_with_the_usual_series_answered() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    fields = desk.open()

    assert fields["sessions"] == ["4"]
    assert days_on(desk.page)[:4] == ["Mon 11 Jan", "Mon 8 Feb", "Mon 8 Mar", "Mon 5 Apr"]
    assert titles_on(desk.page)[0] == "Same practitioner throughout"


def test_the_title_names_no_patient() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    desk.open()

    title = re.search(r"<title>(.*?)</title>", desk.page, re.DOTALL)
    assert title is not None
    assert clinic.patient.name not in title[1]


def test_a_protocol_that_nobody_approved_says_so() -> None:
    clinic = Clinic()
    clinic.version.state = "draft"
    clinic.version.save()
    desk = Desk(clinic)

    desk.open()

    assert "Nobody has approved this protocol yet" in desk.page


def test_skin_type_five_takes_the_other_gaps_and_the_page_says_so() -> None:
    clinic = Clinic()
    for name, days in [("floor", 14), ("min", 28), ("ideal", 42), ("max", 56), ("stalled", 70)]:
        setattr(clinic.version, f"darker_gap_{name}", days)
    clinic.version.save()
    desk = Desk(clinic, patient=a_patient(fitzpatrick=5))

    fields = desk.open()

    assert fields["gap_ideal"] == ["42"]
    assert days_on(desk.page)[:2] == ["Mon 11 Jan", "Mon 22 Feb"]
    assert "These are the gaps for skin type IV to VI." in desk.page


def test_what_was_ordered_is_what_the_page_opens_with_and_gets_its_dates() -> None:
    clinic = Clinic()
    order_plan(
        patient=clinic.patient,
        version=clinic.version,
        location=clinic.location,
        count=5,
        goals="Calm",
        reason="",
        orderer=clinic.practitioner,
        by=clinic.desk,
        now=clinic.now,
    )
    desk = Desk(clinic)

    fields = desk.open()

    assert (fields["sessions"], fields["goals"]) == (["5"], ["Calm"])
    assert f"Ordered by {clinic.practitioner.name}" in desk.page
    desk.book(fields)
    plan = Plan.objects.get()
    assert (plan.state, plan.ordered_by) == (Plan.State.ACTIVE, clinic.practitioner)


# --- wishes -------------------------------------------------------------------------------------


def test_only_the_answer_comes_back_while_the_wishes_stand() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    answer = desk.search(desk.open(), sessions="5")

    assert len(days_on(answer)) % 5 == 0
    assert "<form" not in answer
    assert '<div id="answer"' in answer


def test_weekdays_and_times_are_kept() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    answer = desk.search(desk.open(), weekdays=["3"], time_of_day="afternoon")

    assert {day[:3] for day in days_on(answer)} == {"Thu"}
    assert {int(hour) for hour in re.findall(r'num small">(\d\d):', answer)} <= set(range(12, 16))


def test_recovering_over_weekends_means_thursday_or_friday() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    answer = desk.search(desk.open(), recover="on")

    assert {day[:3] for day in days_on(answer)} <= {"Thu", "Fri"}
    assert days_on(answer) != []


def test_a_date_is_kept_free_with_the_days_before_it() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()

    answer = desk.search(fields, **an_event("2027-02-10"))

    assert days_on(answer)[:2] == ["Thu 14 Jan", "Thu 11 Feb"]
    assert "Wedding" in answer


def test_a_trip_keeps_two_weeks_to_both_sides_free() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    trip = {
        "trips-TOTAL_FORMS": "2",
        "trips-1-first_day": "2027-01-25",
        "trips-1-last_day": "2027-01-29",
        "trips-1-days_before": "14",
        "trips-1-days_after": "14",
    }

    answer = desk.search(desk.open(), first_by="2027-02-26", **trip)

    # From 11 January, 14 days before, to 12 February, 14 days after.
    assert days_on(answer)[0] == "Mon 15 Feb"


def test_sessions_had_elsewhere_count_and_the_rest_keeps_its_gap_to_the_last() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    had = {"had-TOTAL_FORMS": "2", "had-1-on": "2026-12-28", "had-1-where": "Elsewhere"}
    fields = desk.open()

    answer = desk.search(fields, **had)

    assert days_on(answer) == ["Mon 25 Jan", "Mon 22 Feb", "Mon 22 Mar"]
    desk.book({**fields, **sent_form(f'<form id="planner">{answer}</form>', "planner")}, **had)
    sessions = Session.objects.order_by("number")
    assert [session.number for session in sessions] == [1, 2, 3, 4]
    assert (sessions[0].had_on, sessions[0].had_where) == (dt.date(2026, 12, 28), "Elsewhere")


def test_a_series_that_waited_too_long_goes_on_with_a_reason() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    had = {"had-TOTAL_FORMS": "2", "had-1-on": "2026-11-25", "had-1-where": ""}

    refused = desk.search(desk.open(), **had)
    answer = desk.search(desk.open(), **had, late_reason="She was abroad")

    assert "47 days before: write why the series goes on." in refused
    assert days_on(answer)[0] == "Mon 11 Jan"


def test_a_stalled_series_needs_a_review_first() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    had = {"had-TOTAL_FORMS": "2", "had-1-on": "2026-10-25", "had-1-where": ""}

    answer = desk.search(desk.open(), **had, late_reason="She was abroad")

    assert "book a review first" in answer


def test_without_scripts_a_search_answers_with_the_whole_page() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    desk.send("proposals", desk.open(), find="1", sessions="6")

    assert sent_form(desk.page, "planner")["sessions"] == ["6"]
    assert len(days_on(desk.page)) % 6 == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"gap_max": "99"}, "Choose 28 to 42 days: the protocol's bounds."),
        ({"gap_min": "14"}, "Choose 28 to 42 days: the protocol's bounds."),
        ({"gap_ideal": ""}, "This field is required."),
        ({"earliest": "2020-01-01"}, "Choose today or a later day, within two years."),
        ({"first_by": "2027-01-01"}, "Choose a day that is not before the one above."),
        ({"time_of_day": "own", "time_from": "12:00", "time_to": "09:00"}, "after the first"),
        ({"time_of_day": "own"}, "Enter a time, such as 09:00."),
        ({"recover": "on", "weekdays": ["1"]}, "needs Thursday or Friday"),
        ({"sessions": "3"}, "Write why it is this number of sessions."),
        ({"sessions": "7"}, "Select a valid choice"),
        (an_event(""), "Choose a date."),
    ],
)
def test_a_wrong_wish_has_its_sentence_and_what_was_typed_stays(
    wrong: dict[str, Any], sentence: str
) -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    page = desk.search(desk.open(), **wrong, goals="Calmer skin")

    assert escape(sentence) in page
    sent = sent_form(page, "planner")
    assert sent["goals"] == ["Calmer skin"]
    for name, value in wrong.items():
        if name not in {"sessions", "events-TOTAL_FORMS"}:
            assert sent.get(name, [""]) == (value if isinstance(value, list) else [value])


def test_what_is_still_being_typed_is_not_missed_yet() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    desk.send("proposals", desk.open(), htmx=True, sessions="3", **an_event(""))

    assert len(days_on(desk.page)) % 3 == 0
    assert days_on(desk.page) != []


def test_another_number_of_sessions_keeps_who_decided_and_why() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    unusual = {"unusual_by": str(clinic.practitioner.pk), "unusual_reason": "Thin skin"}
    fields = {**desk.open(), "sessions": ["3"], **{key: [text] for key, text in unusual.items()}}
    answer = desk.search(fields)

    desk.book({**fields, **sent_form(f'<form id="planner">{answer}</form>', "planner")})

    plan = Plan.objects.get()
    assert (plan.sessions_count, plan.unusual_count_reason) == (3, "Thin skin")
    assert plan.unusual_count_by == clinic.practitioner


def test_another_location_shows_its_own_people() -> None:
    clinic = Clinic()
    other = a_location()
    there = a_practitioner(other, clinic.protocol, name="Dr There")
    a_room(other)
    a_pen(other)
    desk = Desk(clinic)
    fields = {**desk.open(), "practitioner": [str(clinic.practitioner.pk)]}

    desk.send("proposals", fields, htmx=True, location=str(other.pk))

    assert sent_form(desk.page, "planner")["practitioner"] == [""]
    assert there.name in desk.page
    assert days_on(desk.page) != []


# --- no fit and age -----------------------------------------------------------------------------


def test_no_fit_says_what_stood_in_the_way_and_a_button_mends_it() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = {**desk.open(), "time_of_day": ["own"], "time_from": ["19:00"], "time_to": ["20:30"]}

    refused = desk.search(fields)
    desk.send("proposals", fields, htmx=True, relax="times=")

    assert "Session 1 finds no place between 11 January and 8 February." in refused
    assert "Take any time of day" in refused
    assert sent_form(desk.page, "planner")["time_of_day"] == ["any"]
    assert days_on(desk.page) != []


def test_giving_up_what_is_kept_free_is_offered_by_its_name() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = {
        **desk.open(),
        **{key: [text] for key, text in an_event("2027-02-08", before=60).items()},
    }

    refused = desk.search(fields)
    desk.send("proposals", fields, htmx=True, relax="give_up=events-1")

    assert "Give up what is kept free: Wedding" in refused
    assert days_on(desk.page)[0] == "Mon 11 Jan"


def test_a_patient_under_the_youngest_age_is_refused_until_her_birthday() -> None:
    clinic = Clinic()
    young = a_patient(birth_date=dt.date(2009, 3, 1))
    desk = Desk(clinic, patient=young)

    fields = desk.open()
    refused = desk.page
    desk.send("proposals", fields, htmx=True, relax="earliest=2027-03-01")

    assert "17 years old on 11 Jan" in refused
    assert 'value="earliest=2027-03-01"' in refused
    assert days_on(desk.page)[0] == "Mon 1 Mar"


def test_an_age_under_the_devices_clearance_is_shown() -> None:
    clinic = Clinic()
    desk = Desk(clinic, patient=a_patient(birth_date=dt.date(2005, 2, 1)))

    desk.open()

    assert "Session 1: under 22, the age from which the device is cleared." in desk.page


# --- another place for one session --------------------------------------------------------------


def test_a_session_is_swapped_and_the_whole_is_booked_like_that() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    offered = choices(desk, clinic, 2)
    fields = desk.open()

    desk.send("proposals", fields, htmx=True, take="0-2", **{"place-0": offered[-1]})

    assert "Changed by hand" in desk.page
    swapped = sent_form(f'<form id="planner">{desk.page}</form>', "planner")
    desk.book({**fields, **swapped})
    second = Visit.objects.get(session__number=2)
    assert int(second.start.timestamp()) == int(offered[-1].split(".")[0])


def test_the_list_offers_only_times_that_keep_the_series_valid() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    offered = choices(desk, clinic, 2)

    starts = [dt.datetime.fromtimestamp(int(one.split(".")[0]), dt.UTC).date() for one in offered]
    # Session 1 is on 11 January, session 3 on 8 March: 28 to 42 days to both.
    assert (min(starts), max(starts)) == (dt.date(2027, 2, 8), dt.date(2027, 2, 8))


def test_a_place_that_is_not_on_the_list_is_not_taken() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()

    desk.send("proposals", fields, htmx=True, take="0-2", **{"place-0": "1.1"})

    assert "That place for session 2 is gone." in desk.page


def test_the_list_comes_inside_the_page_without_scripts() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    desk.send("places", desk.open(), change="0-2")

    assert "Another time for session 2" in desk.page
    assert "Same practitioner throughout" in desk.page


# --- booking ------------------------------------------------------------------------------------


def test_book_all_four_books_what_the_page_showed() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()
    shown = days_on(desk.page)[:4]

    answer = desk.book(fields, goals="Calmer skin")

    plan = Plan.objects.get()
    assert answer.headers["Location"] == f"/plans/{plan.pk}/"
    assert (plan.state, plan.goals) == (Plan.State.ACTIVE, "Calmer skin")
    starts = Visit.objects.order_by("start").values_list("start", flat=True)
    assert [start.strftime("%a %-d %b") for start in starts] == shown


def test_a_double_click_books_once() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()

    first, second = desk.book(fields), desk.book(fields)

    assert Booking.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_reserve_keeps_the_places_for_two_days() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()
    answer = desk.search(fields, earliest="2027-01-18")
    sent = {**fields, "earliest": ["2027-01-18"]}
    sent |= sent_form(f'<form id="planner">{answer}</form>', "planner")

    desk.book(sent, how="reserve")

    booking = Booking.objects.get()
    assert booking.state == Booking.State.RESERVED
    assert booking.reserved_until == MONDAY + dt.timedelta(hours=48)


def test_the_loser_gets_a_sentence_and_fresh_proposals_and_loses_nothing_typed() -> None:
    clinic = Clinic()
    desk, other = Desk(clinic), Desk(clinic, patient=a_patient())
    fields, same = desk.open(), other.open()
    other.book(same)

    answer = desk.book(fields, goals="Calmer skin")

    assert answer.status_code == 200
    assert "The place of session 1 was just taken. Nothing is booked." in desk.page
    assert sent_form(desk.page, "planner")["goals"] == ["Calmer skin"]
    assert sent_form(desk.page, "planner")["key"] == fields["key"]
    assert Booking.objects.count() == 1
    desk.book(sent_form(desk.page, "planner"))
    assert Booking.objects.count() == 2


def test_wishes_that_changed_after_the_proposals_book_nothing() -> None:
    clinic = Clinic()
    desk = Desk(clinic)

    desk.book(desk.open(), sessions="6")

    assert "The wishes had changed." in desk.page
    assert Booking.objects.count() == 0


def test_a_series_that_was_tampered_with_is_not_read() -> None:
    clinic = Clinic()
    desk = Desk(clinic)
    fields = desk.open()

    desk.book(fields, series=[fields["series"][0][:-2] + "xx"])

    assert Booking.objects.count() == 0


def test_a_series_of_another_patients_page_is_not_booked_for_this_one() -> None:
    clinic = Clinic()
    desk, other = Desk(clinic), Desk(clinic, patient=a_patient())

    desk.book({**desk.open(), "series": other.open()["series"]})

    assert Booking.objects.count() == 0


def test_the_price_is_shown_before_it_is_booked() -> None:
    clinic = Clinic()
    clinic.version.price_session, clinic.version.currency = Decimal(230), "EUR"
    clinic.version.save()
    desk = Desk(clinic)

    answer = desk.search(desk.open(), sessions="5")

    assert "€1,150" in answer


def test_a_practitioner_orders_while_booking_and_the_desk_does_not() -> None:
    clinic = Clinic()
    user = a_user(Role.PRACTITIONER)
    clinic.practitioner.user = user
    clinic.practitioner.save()
    doctor, desk = Desk(clinic, user=user), Desk(clinic, patient=a_patient())

    doctor.book(doctor.open())
    desk.book(desk.open(), orders="on")

    assert [plan.ordered_by for plan in Plan.objects.order_by("pk")] == [clinic.practitioner, None]


def test_a_consultation_is_a_series_of_one() -> None:
    clinic = Clinic()
    version = a_single_protocol()
    clinic.practitioner.qualifications.create(protocol=version.protocol)
    desk = Desk(clinic)
    desk.url = f"/patients/{clinic.patient.pk}/planner/{version.protocol.slug}/"

    answer = desk.book(desk.open())

    assert answer.headers["Location"] == "/bookings/"
    assert [visit.kind for visit in Visit.objects.all()] == [Visit.Kind.CONSULTATION]


def test_a_closure_is_told_as_the_reason_for_a_longer_gap() -> None:
    clinic = Clinic()
    Closure.objects.create(
        location=clinic.location,
        first_day=dt.date(2027, 2, 8),
        last_day=dt.date(2027, 2, 10),
        name="Works",
    )
    desk = Desk(clinic)

    answer = desk.search(desk.open(), first_by="2027-01-11")

    assert "Session 2 waits 31 days: the clinic is closed 8 to 10 February." in answer


def test_patients_reach_no_part_of_the_planner() -> None:
    clinic = Clinic()
    desk = Desk(clinic, user=a_user(Role.PATIENT))

    codes = [desk.client.get(desk.url).status_code]
    codes += [desk.send(to, {}).status_code for to in ("proposals", "places", "book")]

    assert codes == [403] * 4

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.models import Location, User
from plans.actions.cancel import cancel_visit
from plans.models import CheckInReview, Lot, LotUse, Plan, Record, Task, Visit
from plans.queries.inbox import Inbox, inbox_of, item_of
from plans.queries.inbox_item import SHOWN, Item
from tests.inbox import HOUR, a_check_in, a_message_to, an_answer
from tests.letters import Post, at, done
from tests.world import MONDAY, Clinic, a_message, a_patient, a_practitioner, a_user

pytestmark = pytest.mark.django_db

DAY = 24 * HOUR
WEDNESDAY = "2027-01-13T10:00+01:00"
LAST_WEEK = "2027-01-06T10:00+01:00"


def inbox(now: dt.datetime = MONDAY, **how: Any) -> Inbox:
    anywhere = Location.objects.first()
    assert anywhere is not None
    return inbox_of(now=now, anywhere=anywhere, **how)


def keys(now: dt.datetime = MONDAY, **how: Any) -> list[tuple[str, int]]:
    return [(str(item.kind), item.about) for item in inbox(now, **how).items]


def only(now: dt.datetime = MONDAY, **how: Any) -> Item:
    (item,) = inbox(now, **how).items
    return item


def a_task(kind: str, about: int, **fields: Any) -> Task:
    return Task.objects.create(kind=kind, about=about, **fields)


def a_record(visit: Visit, **fields: Any) -> Record:
    fields.setdefault("opened_by", a_user())
    return Record.objects.create(visit=visit, opened_at=MONDAY, **fields)


def asked_to_confirm(*starts: str) -> Post:
    post = Post(*starts)
    a_message(post.version, "confirm", days=2)
    return post


def test_a_quiet_clinic_has_nothing_in_its_inbox() -> None:
    Post("2027-02-13T10:00+01:00")

    assert keys() == []


def test_emergencies_and_red_go_first_and_then_what_is_due_first() -> None:
    post = Post(LAST_WEEK, WEDNESDAY)
    visit = done(post.visits[0], at(LAST_WEEK))
    amber = a_check_in(visit, "amber", at=MONDAY - 20 * HOUR)
    red = a_check_in(visit, "red", at=MONDAY)
    emergency = a_check_in(visit, "red", at=MONDAY, is_emergency=True)
    answer = an_answer(visit, at=MONDAY - 23 * HOUR)

    assert keys() == [
        ("check_in", emergency.pk),
        ("check_in", red.pk),
        ("answer", answer.pk),
        ("check_in", amber.pk),
    ]


def test_a_check_in_waits_until_a_practitioner_has_looked() -> None:
    visit = Post(LAST_WEEK).visits[0]
    a_check_in(visit, "green")
    check_in = a_check_in(visit, "red")

    assert (only().until, only().is_overdue(MONDAY + 2 * HOUR)) == (MONDAY + 2 * HOUR, True)

    CheckInReview.objects.create(
        check_in=check_in, step="called", reviewed_by=a_user(), reviewed_at=MONDAY
    )
    assert keys() == []


def test_a_message_that_failed_is_a_call_until_the_visit() -> None:
    visit = Post(WEDNESDAY).visits[0]
    message = a_message_to(visit)

    assert keys() == [("message", message.pk)]
    assert only().until == visit.start
    assert keys(visit.start) == []


def test_several_messages_about_one_visit_are_one_call() -> None:
    visit = Post(WEDNESDAY).visits[0]
    first = a_message_to(visit)
    second = a_message_to(visit, channel="sms", state="bounced")

    assert (only().about, list(only().others)) == (first.pk, [second.pk])


def test_nobody_calls_about_what_nobody_misses() -> None:
    visit = Post(WEDNESDAY).visits[0]
    a_message_to(visit, state="suppressed", suppressed_because="stopped")
    a_message_to(visit, state="superseded")
    a_message_to(visit, state="accepted", sent_at=MONDAY)

    assert keys() == []


def test_who_asked_us_to_stop_is_called_instead() -> None:
    visit = Post(WEDNESDAY).visits[0]
    message = a_message_to(visit, state="suppressed", suppressed_because="opted_out")

    assert keys() == [("message", message.pk)]


def test_an_answer_is_read_within_a_day() -> None:
    hers = an_answer(Post(WEDNESDAY).visits[0])
    nobodys = an_answer(at=MONDAY + HOUR)

    assert keys() == [("answer", hers.pk), ("answer", nobodys.pk)]
    assert inbox().items[0].until == MONDAY + DAY


def test_a_session_that_nobody_confirmed_waits_until_the_day_before() -> None:
    post = asked_to_confirm(WEDNESDAY, "2027-01-20T10:00+01:00")

    assert keys() == [("confirm", post.visits[0].pk)]
    assert only().until == at("2027-01-13T00:00+01:00")

    Visit.objects.update(confirmed_at=MONDAY)
    assert keys() == []


def test_only_what_is_asked_for_is_missed() -> None:
    post = Post(WEDNESDAY)
    assert keys() == []

    a_message_to(post.visits[0], reason="confirm", state="accepted", sent_at=MONDAY)
    assert keys() == [("confirm", post.visits[0].pk)]


def test_a_session_to_book_again_waits_until_its_window_closes() -> None:
    clinic = Clinic()
    booking = clinic.booked(ordered_by=clinic.practitioner)
    first, second = booking.visits.order_by("start")[:2]
    done(first, first.end)
    now = first.end + DAY
    cancel_visit(
        visit_id=second.pk, cancelled_by="patient", because="ill", note="", by=clinic.desk, now=now
    )

    item = only(now)

    assert (str(item.kind), item.about) == ("rebook", booking.plan_id)
    closes = first.start.date() + 43 * DAY
    assert item.until.astimezone(dt.UTC).date() == closes - DAY
    assert item.since == now

    Plan.objects.update(state="completed")
    assert keys(now) == []


def test_a_record_is_signed_by_the_end_of_the_day_after() -> None:
    visit = done(Post("2027-01-11T08:00+01:00").visits[0], MONDAY)
    record = a_record(visit)

    assert keys() == [("record", record.pk)]
    assert only().until == at("2027-01-13T00:00+01:00")

    signer = a_practitioner(visit.location)
    Record.objects.update(signed_at=MONDAY, signed_by=signer, sha256="x")
    assert keys() == []


def test_a_visit_that_is_still_on_has_no_record_to_sign_yet() -> None:
    a_record(Post(WEDNESDAY).visits[0])

    assert keys() == []


def test_a_recalled_lot_waits_with_how_many_it_touched() -> None:
    post = Post(LAST_WEEK, "2027-01-07T10:00+01:00")
    by = post.desk
    lot = Lot.objects.create(kind="product", name="Serum", number="L1")
    Lot.objects.create(
        kind="product",
        name="Serum",
        number="L2",
        recalled_at=MONDAY,
        recalled_by=by,
        recalled_because="Torn",
    )
    for visit in post.visits:
        LotUse.objects.create(record=a_record(visit), lot=lot, kind="product")
    assert keys() == []

    Lot.objects.filter(pk=lot.pk).update(
        recalled_at=MONDAY, recalled_by=by, recalled_because="Torn"
    )

    assert keys() == [("recall", lot.pk)]
    assert vars(only().cause)["touched_count"] == 1


def test_what_was_done_stays_away_until_its_cause_is_new() -> None:
    visit = Post(WEDNESDAY).visits[0]
    message = a_message_to(visit, at=MONDAY)
    a_task("message", message.pk, done_at=MONDAY + HOUR, done_by=a_user(), note="Told her")

    assert keys(MONDAY + 2 * HOUR) == []

    type(message).objects.filter(pk=message.pk).update(ended_at=MONDAY + 3 * HOUR)
    assert keys(MONDAY + 3 * HOUR) == [("message", message.pk)]


def test_what_sleeps_comes_back_by_itself() -> None:
    answer = an_answer(Post(WEDNESDAY).visits[0])
    a_task("answer", answer.pk, snoozed_until=MONDAY + HOUR)

    assert keys() == []
    assert keys(is_asleep=True) == [("answer", answer.pk)]
    assert keys(MONDAY + HOUR) == [("answer", answer.pk)]


def test_each_location_has_its_own_and_what_is_nobodys_stands_in_all() -> None:
    here, there = Post(LAST_WEEK), Post(LAST_WEEK)
    for post in (here, there):
        visit = post.visits[0]
        a_check_in(visit)
        a_record(done(visit, at(LAST_WEEK)))
        an_answer(visit)
    an_answer()

    def told(**how: Any) -> list[str]:
        return sorted(kind for kind, _about in keys(**how))

    assert told(location=here.location) == ["answer", "answer", "check_in", "record"]
    assert len(told()) == 7


def with_account(post: Post) -> User:
    """The practitioner of the visits gets an account."""
    user = a_user()
    practitioner = a_practitioner(post.location, user=user)
    Visit.objects.filter(booking=post.booking).update(practitioner=practitioner)
    return user


def test_mine_is_what_i_took_and_what_is_mine_and_nobody_took() -> None:
    post = Post(LAST_WEEK, "2027-01-07T10:00+01:00")
    doctor, other = with_account(post), a_user()
    records = [a_record(done(visit, at(LAST_WEEK))) for visit in post.visits]
    answers = [an_answer(post.visits[0]), an_answer(post.visits[0])]
    a_task("record", records[1].pk, owner=other, claimed_at=MONDAY)
    a_task("answer", answers[0].pk, owner=doctor, claimed_at=MONDAY)

    assert sorted(keys(mine=doctor)) == [("answer", answers[0].pk), ("record", records[0].pk)]
    assert keys(mine=other) == [("record", records[1].pk)]


def test_more_of_one_kind_than_can_be_looked_at_is_counted() -> None:
    visit = Post(WEDNESDAY).visits[0]
    for _ in range(SHOWN + 2):
        an_answer(visit)

    assert (len(inbox().items), inbox().more) == (SHOWN, [(Task.Kind.ANSWER, 2)])
    assert len(inbox(kind=Task.Kind.ANSWER).items) == SHOWN + 2


def test_one_thing_is_found_whatever_its_task_says() -> None:
    answer = an_answer(Post(WEDNESDAY).visits[0])
    a_task("answer", answer.pk, snoozed_until=MONDAY + HOUR)

    found = item_of(kind=Task.Kind.ANSWER, about=answer.pk, now=MONDAY)

    assert found is not None
    assert (found.about, found.task is not None) == (answer.pk, True)
    assert item_of(kind=Task.Kind.ANSWER, about=answer.pk + 1, now=MONDAY) is None


def one_of_each(clinic: Clinic) -> None:
    patient = a_patient()
    visits = list(
        clinic.booked(patient=patient, ordered_by=clinic.practitioner).visits.order_by("start")
    )
    done(visits[0], visits[0].end)
    a_check_in(visits[0])
    a_message_to(visits[1], ended_at=visits[0].end)
    an_answer(visits[0])
    record = a_record(visits[0])
    lot = Lot.objects.create(
        kind="product",
        name="Serum",
        number=str(patient.pk),
        recalled_at=MONDAY,
        recalled_by=clinic.desk,
        recalled_because="Torn",
    )
    LotUse.objects.create(record=record, lot=lot, kind="product")
    Visit.objects.filter(pk=visits[3].pk).update(state="no_show", ended_at=MONDAY)


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_is_read_in_as_many_queries_however_full(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clinic = Clinic()
    a_message(clinic.version, "confirm", days=2)
    for _ in range(count):
        one_of_each(clinic)
    now = Visit.objects.filter(state="booked").earliest("start").start - DAY

    with django_assert_num_queries(13):
        found = inbox_of(now=now, anywhere=clinic.location)

    assert len({item.kind for item in found.items}) == 7

"""The inbox as people open it: the desk and practitioners read different words."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic.models import Role, User
from plans.models import CheckIn, CheckInReview, Record, Task, Trail, Visit
from tests.inbox import HOUR, a_check_in, a_message_to, an_answer
from tests.letters import Post, at, done
from tests.world import MONDAY, a_message, a_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox/"}
LAST_WEEK = "2027-01-06T10:00+01:00"
WEDNESDAY = "2027-01-13T10:00+01:00"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def client_of(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or a_user())
    return client


def text(answer: Any) -> str:
    """What stands on the page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def lines(answer: Any) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', answer.content.decode())


def a_red_one() -> CheckIn:
    visit = done(Post(LAST_WEEK).visits[0], at(LAST_WEEK))
    Visit.objects.filter(pk=visit.pk).update(done_at=at(LAST_WEEK))
    return a_check_in(visit, "red", reasons=["streaks"], words="canary words", answers={"pain": 8})


def test_an_empty_inbox_says_what_it_is_for() -> None:
    Post("2027-02-13T10:00+01:00")

    assert "Here stand check-ins that somebody must look at" in text(client_of().get("/inbox/"))


def test_a_practitioner_reads_the_colour_and_what_gave_it() -> None:
    a_red_one()

    said = text(client_of(a_user(Role.PRACTITIONER)).get("/inbox/"))

    assert "Streaks that run away from the skin that was treated" in said
    assert "canary words" in said
    assert "Until 10:00" in said


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_no_clinical_word_reaches_the_desk(role: Role) -> None:
    check_in = a_red_one()
    client = client_of(a_user(role))

    page = client.get("/inbox/")

    assert "A check-in waits for a practitioner" in text(page)
    assert "Until 10:00" in text(page)
    found = page.content.decode()
    assert [
        word for word in ("canary", "treaks", "is-red", ">Red", "data-red ") if word in found
    ] == []
    assert client.get(f"/inbox/check-ins/{check_in.pk}/").status_code == 403
    assert 'data-red="0"' in client.get("/inbox/news/").content.decode()


def test_history_and_pictures_are_a_look_that_is_on_the_trail() -> None:
    check_in = a_red_one()
    doctor = a_user(Role.PRACTITIONER)

    answer = client_of(doctor).get(f"/inbox/check-ins/{check_in.pk}/", headers=HTMX)

    assert "Red, 3 days after, not reviewed" in text(answer)
    trail = Trail.objects.latest("pk")
    assert (trail.verb, trail.actor, trail.patient) == ("saw", doctor, check_in.patient)


def test_the_list_itself_writes_nothing() -> None:
    a_red_one()

    client_of(a_user(Role.PRACTITIONER)).get("/inbox/")

    assert not Trail.objects.filter(verb__startswith="saw").exists()


def act(client: Client, key: str, name: str, query: str = "", **data: str) -> Any:
    kind, _dash, about = key.rpartition("-")
    return client.post(f"/inbox/{kind}/{about}/{name}/{query}", data, headers=HTMX)


def test_who_comes_second_reads_who_took_it_and_when() -> None:
    key = f"answer-{an_answer(Post(WEDNESDAY).visits[0]).pk}"
    act(client_of(a_user(name="Dana")), key, "take")

    said = text(act(client_of(a_user(name="Omar")), key, "take"))

    assert "Dana took it at 08:00. Take it over only if you know that." in said
    assert Task.objects.get().owner.name == "Dana"  # type: ignore[union-attr]


def test_one_more_tap_takes_it_over() -> None:
    key = f"answer-{an_answer(Post(WEDNESDAY).visits[0]).pk}"
    dana, omar = a_user(name="Dana"), a_user(name="Omar")
    act(client_of(dana), key, "take")

    page = client_of(omar).get("/inbox/")
    seen = re.findall(r'name="seen" value="(\d*)"', page.content.decode())
    act(client_of(omar), key, "take", seen=seen[0])

    assert "Take it over" in text(page)
    assert Task.objects.get().owner == omar


def test_what_is_mine_is_given_back() -> None:
    key = f"answer-{an_answer(Post(WEDNESDAY).visits[0]).pk}"
    client = client_of()

    assert "You took it at 08:00" in text(act(client, key, "take"))
    assert "You took it" not in text(act(client, key, "give-back"))


def test_it_is_put_off_until_nine_the_next_morning_by_the_clinics_clock() -> None:
    visit = Post(WEDNESDAY).visits[0]
    key = f"message-{a_message_to(visit).pk}"
    client = client_of()

    answer = act(client, key, "snooze", nap="morning")

    assert lines(answer) == []
    assert Task.objects.get().snoozed_until == at("2027-01-12T09:00+01:00")
    assert lines(client.get("/inbox/?asleep=1")) == [key]
    assert lines(act(client, key, "again")) == [key]


def test_it_is_done_with_a_word_and_taken_back() -> None:
    key = f"message-{a_message_to(Post(WEDNESDAY).visits[0]).pk}"
    client = client_of()

    assert "Say in a word what came of it." in text(act(client, key, "done"))
    answer = act(client, key, "done", note="Told her")
    assert (lines(answer), "Take it back" in text(answer)) == ([], True)
    assert lines(act(client, key, "again")) == [key]


def test_without_scripts_one_comes_back_to_the_same_list() -> None:
    post = Post(WEDNESDAY)
    message = a_message_to(post.visits[0])
    query = f"?location={post.location.pk}&mine=1"

    answer = client_of().post(f"/inbox/message/{message.pk}/take/{query}")

    assert answer.headers["Location"] == f"/inbox/{query}"


def test_she_comes_is_one_tap() -> None:
    post = Post(WEDNESDAY)
    a_message(post.version, "confirm", days=2)
    key = f"confirm-{post.visits[0].pk}"
    client = client_of(post.desk)
    assert lines(client.get("/inbox/")) == [key]

    answer = act(client, key, "comes")

    assert (lines(answer), "Noted: she comes." in text(answer)) == ([], True)
    assert Visit.objects.get().confirmed_by == post.desk


@pytest.mark.parametrize("name", ["take", "give-back", "snooze", "done", "again"])
def test_what_nobody_knows_is_settled_meanwhile(name: str) -> None:
    Post(WEDNESDAY)

    assert "It is settled meanwhile." in text(act(client_of(), "message-999", name, nap="hour"))
    assert act(client_of(), "weather-1", name).status_code == 404


def test_the_address_remembers_what_the_list_is_narrowed_to() -> None:
    here, there = Post(LAST_WEEK), Post(LAST_WEEK)
    one, other = (a_check_in(post.visits[0]) for post in (here, there))
    client = client_of()

    assert set(lines(client.get("/inbox/"))) == {f"check_in-{one.pk}", f"check_in-{other.pk}"}
    page = client.get(f"/inbox/?location={there.location.pk}")
    assert lines(page) == [f"check_in-{other.pk}"]
    assert f'hx-get="/inbox/live/?location={there.location.pk}"' in page.content.decode()


def digest(answer: Any) -> str:
    found = re.search(r'"digest": "(\w+)"', answer.content.decode())
    assert found
    return found.group(1)


def test_the_open_page_gets_the_list_only_where_it_is_another_one() -> None:
    post = Post(LAST_WEEK, WEDNESDAY)
    a_message_to(post.visits[1])
    client = client_of()
    seen = digest(client.get("/inbox/"))

    assert client.get("/inbox/live/", {"digest": seen}, headers=HTMX).status_code == 204

    check_in = a_check_in(post.visits[0])
    answer = client.get("/inbox/live/", {"digest": seen}, headers=HTMX)
    assert lines(answer)[0] == f"check_in-{check_in.pk}"
    again = client.get("/inbox/live/", {"digest": digest(answer)}, headers=HTMX)
    assert again.status_code == 204


def test_a_list_that_asks_on_its_own_keeps_nobody_signed_in() -> None:
    Post(WEDNESDAY)
    client = client_of()
    client.get("/inbox/")
    for minutes in range(1, 40):
        with time_machine.travel(MONDAY + dt.timedelta(minutes=minutes), tick=False):
            client.get("/inbox/live/", headers=HTMX)
            client.get("/inbox/news/", headers=HTMX)

    with time_machine.travel(MONDAY + dt.timedelta(minutes=40), tick=False):
        assert client.get("/inbox/").status_code == 302


def test_the_frame_counts_what_nobody_has_looked_at() -> None:
    check_in = a_red_one()
    an_answer(check_in.visit)
    client = client_of(a_user(Role.PRACTITIONER))

    assert "2 new from patients" in text(client.get("/inbox/news/"))
    assert 'data-red="1"' in client.get("/inbox/news/").content.decode()

    CheckInReview.objects.create(
        check_in=check_in, step="called", reviewed_by=a_user(), reviewed_at=MONDAY
    )
    assert "1 new from patients" in text(client.get("/inbox/news/"))


def test_a_record_is_its_operators_and_the_desk_reads_only_that_it_waits() -> None:
    visit = done(Post("2027-01-11T08:00+01:00").visits[0], MONDAY)
    Record.objects.create(visit=visit, opened_by=a_user(), opened_at=MONDAY)

    assert "Open the record" in text(client_of(a_user(Role.PRACTITIONER)).get("/inbox/"))
    said = text(client_of().get("/inbox/"))
    assert ("Her record is not signed" in said, "Open the record" in said) == (True, False)
    assert "Until the end of tomorrow" in said


def test_what_is_overdue_says_so() -> None:
    a_red_one()

    with time_machine.travel(MONDAY + 3 * HOUR, tick=False):
        assert "Overdue since 10:00" in text(client_of().get("/inbox/"))


def test_the_desk_notes_on_the_day_and_on_the_plan_that_she_comes() -> None:
    post = Post(WEDNESDAY)
    visit, client = post.visits[0], client_of(post.desk)
    plan = f"/plans/{visit.session.plan_id}/"  # type: ignore[union-attr]
    assert "She comes" in text(client.get(f"/visits/{visit.pk}/menu/"))

    answer = client.post(f"/visits/{visit.pk}/confirm/", {"next": plan})

    assert answer.headers["Location"] == plan
    page = text(client.get(plan))
    assert ("Confirmed" in page, "Not confirmed after all to session 1" in page) == (True, True)
    assert "confirmed" in text(client.get("/today/?day=2027-01-13"))

    client.post(f"/visits/{visit.pk}/unconfirm/", {"next": plan})
    assert Visit.objects.get().confirmed_at is None

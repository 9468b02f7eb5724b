"""One pass of the worker: claim, write, send, mark."""

import datetime as dt
import json
import logging
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django_q.models import Schedule
from pytest_django import Settings

from plans.actions.outbox import claim_reminders
from plans.actions.reminder import supersede_reminders
from plans.management.commands.worker import write_schedules
from plans.models import Booking, Heartbeat, Reminder
from plans.tasks import Pass, beside_each_other, send_due, tend
from tests.channels.provider import a_provider
from tests.channels.smtp import a_mail_server
from tests.letters import Post, at, done
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2027-01-20T16:00+01:00", "2027-02-17T16:00+01:00"
NOON = at("2027-01-11T12:00+01:00")
MINUTE = dt.timedelta(minutes=1)


def one_pass(now: dt.datetime = NOON, channel: str = "email") -> dict[str, int]:
    with time_machine.travel(now, tick=False):
        return send_due(channel)


def subjects() -> list[str]:
    return [str(message.subject) for message in mail.outbox]


def test_a_booked_series_sends_one_mail_when_it_can_no_longer_be_undone() -> None:
    Post(FIRST, SECOND)
    one_pass(MONDAY + dt.timedelta(minutes=3))
    assert subjects() == []
    assert one_pass(MONDAY + dt.timedelta(minutes=4))["sent"] == 1
    assert one_pass(MONDAY + dt.timedelta(minutes=5))["sent"] == 0
    assert subjects() == ["Linden: your dates"]


def test_a_whole_course_sends_each_message_once_in_its_time() -> None:
    post = Post(FIRST, SECOND)
    for day in range(60):
        now = MONDAY + dt.timedelta(days=day, hours=4)
        for visit in post.visits:
            if visit.end < now and visit.state == "booked":
                done(visit, visit.end)
        one_pass(now)
    assert subjects() == [
        "Linden: your dates",
        "Linden: your next date",
        "Linden: after your visit",
        "Linden: your next date",
        "Linden: after your visit",
    ]
    assert {row.state for row in post.rows} == {"accepted"}


def test_an_undone_booking_sends_nothing() -> None:
    post = Post(FIRST)
    supersede_reminders(booking=post.booking, now=MONDAY)
    one_pass()
    assert subjects() == []


def test_a_mail_that_a_lost_worker_may_have_sent_repeats_under_the_same_message_id() -> None:
    """Killed between sending and marking: the mail is out, the row is still `sending`."""
    post = Post(FIRST)
    one_pass()
    lease = {"owner": "lost worker", "lease_until": Now()}
    Reminder.objects.filter(reason="booked").update(state="sending", sent_at=None, **lease)
    assert one_pass(NOON + dt.timedelta(minutes=2))["sent"] == 1
    ids = [message.message()["Message-ID"] for message in mail.outbox]
    assert ids == [f"<{post.row('booked').key}@localhost>"] * 2
    assert post.row("booked").state == "accepted"


def test_a_message_under_anothers_lease_is_left_alone() -> None:
    Post(FIRST)
    claim_reminders(channel="email", owner="another", now=NOON)
    assert one_pass()["sent"] == 0


def test_a_provider_that_is_down_is_not_asked_for_every_message(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    for _ in range(5):
        Post(FIRST)
    with a_mail_server(MAIL="421 closing") as (settings.EMAIL_PORT, _):
        assert one_pass() == {"sent": 0, "postponed": 3, "failed": 0}
    assert Reminder.objects.filter(reason="booked", attempts=0).count() == 2


def test_one_refused_recipient_does_not_keep_back_the_others(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    for _ in range(4):
        Post(FIRST)
    with a_mail_server(RCPT="550 no such user") as (settings.EMAIL_PORT, _):
        assert one_pass() == {"sent": 0, "postponed": 0, "failed": 4}


def test_a_message_that_cannot_be_written_rests_and_says_nothing_of_her_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = Post(FIRST, zone="Europe/Berlin", name="CANARY")
    post.location.zone = "Mars/CANARY"
    post.location.save()
    other = Post(FIRST)
    with caplog.at_level(logging.DEBUG):
        done_now = one_pass()
    assert (done_now["sent"], done_now["postponed"]) == (1, 1)
    row = post.row("booked")
    assert (row.state, row.last_error) == ("planned", "ZoneInfoNotFoundError")
    assert other.row("booked").state == "accepted"
    assert "CANARY" not in caplog.text


def test_each_task_leaves_a_heartbeat() -> None:
    one_pass(MONDAY)
    assert Heartbeat.objects.get().beat_at == MONDAY
    one_pass(MONDAY + MINUTE, "sms")
    assert Heartbeat.objects.get().beat_at == MONDAY + MINUTE
    with time_machine.travel(MONDAY + 2 * MINUTE, tick=False):
        tend()
    assert Heartbeat.objects.get().beat_at == MONDAY + 2 * MINUTE


def test_reservations_lapse_beside_the_messages() -> None:
    booking = Clinic().booked(sessions=4, reserve=True)
    assert booking.reserved_until is not None
    with time_machine.travel(booking.reserved_until, tick=False):
        assert tend()["lapsed"] == 1
    assert Booking.objects.get().state == "lapsed"


def test_the_answer_of_a_pass_can_be_kept_by_the_queue() -> None:
    assert json.loads(json.dumps(one_pass())) == one_pass()


def test_nothing_due_sends_nothing() -> None:
    assert one_pass() == {"sent": 0, "postponed": 0, "failed": 0}


def test_each_channel_sends_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_URL, settings.OUTBOX_ROOT = "console://", tmp_path
    by_mail, by_text = Post(FIRST), Post(FIRST)
    by_text_only(by_text)
    assert one_pass(channel="sms")["sent"] == 1
    assert (by_mail.row("booked").state, by_text.row("booked").state) == ("planned", "accepted")
    assert one_pass()["sent"] == 1
    assert [file.stem for file in tmp_path.iterdir()] == [str(by_text.row("booked").key)]


def test_several_messages_due_together_are_one_letter() -> None:
    post = Post("2027-01-12T16:00+01:00")
    Reminder.objects.update(due_at=NOON, next_try_at=NOON)
    Reminder.objects.exclude(reason__in=["booked", "prepare"]).delete()
    assert one_pass()["sent"] == 1
    assert len(mail.outbox) == 1
    assert sorted(post.told()) == [("booked", "accepted"), ("prepare", "accepted")]
    assert one_pass()["sent"] == 0


def test_a_pass_whose_provider_is_down_gives_back_what_it_claimed(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(5):
        Post(FIRST)
    one_pass()
    left = Reminder.objects.filter(reason="booked", first_tried_at=None)
    assert set(left.values_list("state", "owner")) == {("planned", "")}
    assert left.count() == 2


def test_messages_go_out_at_the_pace_of_the_setting(settings: Settings) -> None:
    settings.SEND_PER_SECOND = 5
    with mock.patch("time.sleep") as slept, mock.patch("time.monotonic", return_value=0.0):
        sending = Pass("email", "one")
        for _ in range(3):
            sending.keep_pace()
    waits = [round(call.args[0], 1) for call in slept.call_args_list]
    assert waits == [0.0, 0.2, 0.4]


def test_the_worker_schedules_each_channel_and_the_rest_and_nothing_else() -> None:
    Schedule.objects.create(name="release due", func="plans.tasks.release_due", minutes=1)
    write_schedules()
    write_schedules()
    found = Schedule.objects.order_by("name").values_list("name", "func", "args")
    assert list(found) == [
        ("send email", "plans.tasks.send_due", "'email'"),
        ("send sms", "plans.tasks.send_due", "'sms'"),
        ("tend", "plans.tasks.tend", ""),
    ]


@pytest.mark.parametrize(("honours", "state", "asked"), [("1", "accepted", 1), ("0", "unknown", 0)])
def test_a_text_that_a_lost_worker_may_have_sent_repeats_only_where_keys_are_honoured(
    settings: Settings, honours: str, state: str, asked: int
) -> None:
    post = Post(FIRST)
    by_text_only(post)
    lost = {"state": "sending", "owner": "lost", "lease_until": Now(), "first_tried_at": MONDAY}
    Reminder.objects.filter(reason="booked").update(**lost)
    with a_provider((200, {"id": "x"})) as gateway:
        settings.SMS_URL = f"http+gateway://token@127.0.0.1:{gateway.port}/?honours_keys={honours}"
        one_pass(channel="sms")
    assert (post.row("booked").state, len(gateway.asked)) == (state, asked)


def test_a_text_that_a_busy_gateway_refused_is_tried_again_without_keys(settings: Settings) -> None:
    post = Post(FIRST)
    by_text_only(post)
    answers = iter([(429, {}), (200, {"id": "x"})])
    with a_provider(lambda _asked: next(answers)) as gateway:
        settings.SMS_URL = f"http+gateway://token@127.0.0.1:{gateway.port}/"
        one_pass(channel="sms")
        assert post.row("booked").state == "planned"
        one_pass(NOON + MINUTE, channel="sms")
    assert (post.row("booked").state, len(gateway.asked)) == ("accepted", 2)


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_hangs_does_not_keep_back_the_other(
    settings: Settings, tmp_path: Path
) -> None:
    """The text is out while the mail server still says nothing."""
    settings.SMS_URL, settings.OUTBOX_ROOT = "console://", tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 30
    by_mail, by_text = Post(FIRST), Post(FIRST)
    by_text_only(by_text)
    with (
        a_silent_server() as (settings.EMAIL_PORT, go_on),
        time_machine.travel(NOON, tick=False),
        ThreadPoolExecutor(1) as pool,
    ):
        whole = pool.submit(one_alone)
        wait_until(lambda: by_text.row("booked").state == "accepted")
        assert by_mail.row("booked").state == "sending"
        assert not whole.done()
        go_on.set()
        whole.result()
    assert by_mail.row("booked").state == "planned"


def one_alone() -> None:
    try:
        beside_each_other()
    finally:
        connection.close()


@contextmanager
def a_silent_server() -> Iterator[tuple[int, threading.Event]]:
    """It takes a connection and says nothing, until it hangs up."""
    go_on = threading.Event()

    class Talk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            go_on.wait(60)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1], go_on
        go_on.set()
        server.shutdown()
        thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.django_db(transaction=True)
def test_the_command_does_one_pass_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    Post(FIRST)
    with time_machine.travel(NOON, tick=False):
        call_command("send_reminders")
    told = "Sent 1, postponed 0, failed 0; reservations released: 0.\n"
    assert capsys.readouterr().out == told


def by_text_only(post: Post) -> None:
    """Her messages go by text, and she agreed to it."""
    post.patient.phone, post.patient.sms_consent_at = "+4915112345678", MONDAY
    post.patient.save()
    Reminder.objects.filter(patient=post.patient).update(channel="sms")

"""The messages of a protocol on their pages: when they go, and what they say."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.actions.protocol import approve_version, begin_draft, ship_protocols
from plans.models import MessageStep, MessageText, ProtocolVersion
from plans.queries.message_step import messages_of_version, per_session
from tests.world import MONDAY, a_location, a_message, a_protocol, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def signed_in(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def a_draft() -> ProtocolVersion:
    """With the shipped messages."""
    ship_protocols(now=MONDAY)
    return ProtocolVersion.objects.get(protocol__slug="enlarged-pores")


COLUMNS = ("name", "reason", "days", "time", "is_on", "DELETE")


def filled(version: ProtocolVersion, **changes: object) -> dict[str, object]:
    """What the page sends when nothing but `changes` is touched; `slug-column` names a cell."""
    steps = list(version.message_steps.all())
    form: dict[str, object] = {
        "loud_from": "08:00",
        "quiet_from": "20:00",
        "steps-INITIAL_FORMS": len(steps),
        "steps-TOTAL_FORMS": len(steps) + 1,
    }
    for place, step in enumerate([*steps, None]):
        row: dict[str, object] = {"slug": step.slug if step else "", "place": place + 1}
        if step:
            row |= {"days": step.offset_days, "way": step.way}
            row |= {"time": "" if step.minute is None else f"{step.minute // 60:02}:00"}
            row |= {"hours": "" if step.offset_hours is None else step.offset_hours}
            row |= {"after_session": step.after_session or ""}
            row |= {name: "on" for name in ("is_on", "asks_check_in") if getattr(step, name)}
        slug = step.slug if step else "new"
        for column in [*COLUMNS, *row]:
            if f"{slug}-{column}" in changes:
                row[column] = changes[f"{slug}-{column}"]
        form |= {f"steps-{place}-{name}": value for name, value in row.items()}
    return form | {name: value for name, value in changes.items() if "-" not in name}


def edit(version: ProtocolVersion) -> str:
    return reverse("version_messages_edit", args=[version.pk])


def words_of(version: ProtocolVersion, slug: str, language: str = "en", part: str = "") -> str:
    return reverse(f"version_message{part}", args=[version.pk, slug, language])


def test_everybody_reads_what_goes_when() -> None:
    version = a_draft()
    for role in (Role.DESK, Role.PRACTITIONER, Role.MANAGER):
        page = signed_in(role).get(reverse("version_messages", args=[version.pk]))
        shown = page.content.decode()
        assert "7 days before the visit, at 10:00" in shown
        assert "2 hours after the visit" in shown
        assert "5 messages for one session." in shown
        assert "They go out from 08:00 to 20:00" in shown
        assert (edit(version) in shown) == (role == Role.MANAGER)


def test_nothing_changes_by_saving_what_stands_there() -> None:
    version = a_draft()
    before = list(version.message_steps.values())
    answer = signed_in().post(edit(version), filled(version))
    assert answer.status_code == 302, answer.content.decode()
    assert list(version.message_steps.values()) == before


def test_a_message_is_switched_on_and_goes_at_another_time() -> None:
    version = a_draft()
    changes = {"confirm-is_on": "on", "confirm-days": 4, "confirm-time": "18:30"}
    signed_in().post(edit(version), filled(version, **changes, **{"confirm-way": "sms"}))
    step = version.message_steps.get(slug="confirm")
    assert (step.is_on, step.offset_days, step.minute, step.way) == (True, 4, 18 * 60 + 30, "sms")


def test_hours_in_which_messages_go_are_the_clinics() -> None:
    version = a_draft()
    typed = filled(version, loud_from="09:00", quiet_from="00:00", sunday_from="12:00")
    signed_in().post(edit(version), typed)
    version.refresh_from_db()
    hours = (version.loud_from, version.quiet_from, version.sunday_from)
    assert hours == (9 * 60, 24 * 60, 12 * 60)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quiet_from": "07:00"}, "This must be later than the beginning."),
        ({"sunday_from": "21:00"}, "This must lie between the beginning and the end."),
        ({"prepare-time": ""}, "At which time?"),
        ({"tonight-days": 1}, "Hours go without days and time"),
        ({"tonight-time": "10:00"}, "Hours go without days and time"),
        ({"review-after_session": ""}, "After which session?"),
        ({"prepare-days": 400}, "less than or equal to 365"),
        ({"new-name": "prepare", "new-time": "10:00"}, "Another message has this name."),
        ({"new-name": "???", "new-time": "10:00"}, "Write a name with letters or digits."),
        ({"new-name": "Parking"}, "At which time?"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_written(
    changes: dict[str, object], words: str
) -> None:
    version = a_draft()
    before = list(version.message_steps.values())
    typed = filled(version, **{"closing-days": 9, **changes})
    shown = signed_in().post(edit(version), typed).content.decode()
    assert words in shown
    assert 'value="9"' in shown
    assert list(version.message_steps.values()) == before


def test_the_clinic_adds_a_message_of_its_own_and_leaves_one_out() -> None:
    version = a_draft()
    changes = {"new-name": "Where to park", "new-time": "10:00", "new-days": 3}
    changes |= {"new-reason": "prepare", "day_14-DELETE": "on", "new-place": 1}
    signed_in().post(edit(version), filled(version, **changes))
    slugs = list(version.message_steps.values_list("slug", flat=True))
    assert slugs[:3] == ["booked", "where-to-park", "moved"]
    assert "day_14" not in slugs
    assert "day_7" in slugs


def test_what_tells_dates_cannot_be_left_out() -> None:
    version = a_draft()
    signed_in().post(edit(version), filled(version, **{"booked-DELETE": "on"}))
    assert version.message_steps.filter(slug="booked").exists()


def test_words_stay_with_their_message_when_the_table_is_saved() -> None:
    version = a_draft()
    step = version.message_steps.get(slug="prepare")
    MessageText.objects.create(step=step, language="en", subject="a", body="b", sms="c")
    signed_in().post(edit(version), filled(version, **{"prepare-place": 15}))
    assert MessageText.objects.get().step.slug == "prepare"


@pytest.mark.parametrize(
    ("on", "both", "count"),
    [((), (), 5), (("confirm",), (), 6), ((), ("prepare", "day_14"), 7), (("unbooked",), (), 5)],
)
def test_more_than_five_messages_a_session_are_warned_of(
    on: tuple[str, ...], both: tuple[str, ...], count: int
) -> None:
    version = a_draft()
    version.message_steps.filter(slug__in=on).update(is_on=True)
    version.message_steps.filter(slug__in=both).update(way=MessageStep.Way.BOTH)
    page = messages_of_version(version)
    assert (per_session(page.steps), page.are_many) == (count, count > 5)
    shown = signed_in().get(edit(version)).content.decode()
    assert ("More than five are too many" in shown) == (count > 5)


def test_an_approved_version_is_read_only() -> None:
    version = a_protocol()
    client = signed_in()
    assert client.get(edit(version)).headers["Location"] == reverse(
        "version_messages", args=[version.pk]
    )
    assert "<textarea" not in client.get(words_of(version, "prepare")).content.decode()
    typed = {"subject": "x", "body": "x", "sms": "x"}
    shown = client.post(words_of(version, "prepare", part="_save"), typed).content.decode()
    assert "Save the words" not in shown
    assert not MessageText.objects.exists()


def test_words_are_shown_as_the_patient_will_see_them() -> None:
    a_location(phone="+493012345678")
    version = a_draft()
    shown = signed_in(Role.PRACTITIONER).get(words_of(version, "prepare")).content.decode()
    assert "Hello Amira," in shown
    assert "We expect you on Monday 18 January 2027 at 16:00." in shown
    assert "Linden: Amira, we expect you Mon 18 Jan, 16:00." in shown
    german = signed_in().get(words_of(version, "prepare", "de")).content.decode()
    assert "Guten Tag Amira," in german
    assert "Montag, 18. Januar 2027" in german
    for part in ("_save", "_shown"):
        assert words_of(version, "prepare", "de", part) in german


def test_a_preview_stops_nobody() -> None:
    version = a_draft()
    shown = signed_in().get(words_of(version, "prepare")).content.decode()
    assert "/stop/…" in shown


def test_own_words_are_saved_per_language_and_given_up_again() -> None:
    version = a_draft()
    client = signed_in()
    typed = {"subject": "{clinic}: soon", "body": "Come, {name}.\r\n\r\n- one", "sms": "Come."}
    answer = client.post(words_of(version, "prepare", "de", "_save"), typed)
    assert answer.status_code == 302
    text = MessageText.objects.get()
    assert (text.language, text.subject, text.body) == (
        "de",
        "{clinic}: soon",
        "Come, {name}.\n\n- one",
    )
    assert "Come, Amira." in client.get(words_of(version, "prepare", "de")).content.decode()
    client.post(words_of(version, "prepare", "de", "_save"), {**typed, "drop": "1"})
    assert not MessageText.objects.exists()


def test_faults_of_words_stand_beside_them_and_what_was_typed_is_kept() -> None:
    version = a_draft()
    typed = {"subject": "Your skin", "body": "It is painless.", "sms": "x" * 150}
    shown = signed_in().post(words_of(version, "prepare", part="_save"), typed).content.decode()
    assert "“skin” tells a stranger what is done here." in shown
    assert "“painless” promises." in shown
    assert "150 characters; 138 fit." in shown
    assert 'value="Your skin"' in shown
    assert "It is painless.</textarea>" in shown
    assert not MessageText.objects.exists()


def test_empty_words_are_asked_for() -> None:
    version = a_draft()
    shown = signed_in().post(words_of(version, "prepare", part="_save"), {}).content.decode()
    assert shown.count("Write what she shall read.") >= 3


def test_what_is_typed_is_previewed_and_not_kept() -> None:
    version = a_draft()
    typed = {"subject": "{clinic}: soon", "body": "Come, {name}.", "sms": "Your skin, {name}."}
    shown = signed_in().post(words_of(version, "prepare", part="_shown"), typed).content.decode()
    assert "Come, Amira." in shown
    assert "“skin” tells a stranger" in shown
    assert "<html" not in shown
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(("slug", "language"), [("nothing", "en"), ("prepare", "fr")])
def test_no_message_and_no_language_is_not_found(slug: str, language: str) -> None:
    assert signed_in().get(words_of(a_draft(), slug, language)).status_code == 404


def approve(version: ProtocolVersion) -> str:
    answer = approve_version(
        version_id=version.pk, approved_by="Dr Novak", by=a_user(Role.MANAGER), now=MONDAY
    )
    assert not isinstance(answer, ProtocolVersion)
    typed = {"approved_by": "Dr Novak", "is_read": "on"}
    return signed_in().post(reverse("protocol_approve", args=[version.pk]), typed).content.decode()


def test_nobody_approves_a_message_without_words() -> None:
    version = begin_draft(protocol=a_protocol().protocol, by=a_user(Role.MANAGER), now=MONDAY)
    a_message(version, "prepare", slug="parking", days=3)
    assert "The message “parking” has no words yet" in approve(version)
    version.message_steps.filter(slug="parking").update(is_on=False)
    by = a_user(Role.MANAGER)
    answer = approve_version(version_id=version.pk, approved_by="Dr Novak", by=by, now=MONDAY)
    assert isinstance(answer, ProtocolVersion)


def test_nobody_approves_words_that_may_not_go_out() -> None:
    version = begin_draft(protocol=a_protocol().protocol, by=a_user(Role.MANAGER), now=MONDAY)
    step = version.message_steps.get(slug="prepare")
    MessageText.objects.create(step=step, language="en", subject="a", body="b", sms="Your face")
    assert "The words of “prepare” (en) may not go out so." in approve(version)


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_the_database_the_same_for_one_and_for_three(
    more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = a_protocol()
    version.message_steps.exclude(slug="prepare").delete()
    for number in range(more):
        a_message(version, "recovery", slug=f"own-{number}", days=number)
    for step in version.message_steps.all():
        MessageText.objects.create(step=step, language="en", subject="a", body="b", sms="c")
    with django_assert_num_queries(2):
        page = messages_of_version(version)
        assert [len(step.texts.all()) for step in page.steps] == [1] * (more + 1)

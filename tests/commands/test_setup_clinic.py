"""manage.py setup_clinic: a real clinic from nothing."""

import getpass
import io
import sys
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clinic.models import Hours, Location, Role, User
from plans.models import ProtocolVersion
from tests.world import a_user

pytestmark = pytest.mark.django_db
FLAGS = {
    "name": "Max Winter",
    "email": "Max@Clinic.example",
    "location": "Linden Skin",
    "display_name": "Linden",
    "zone": "Europe/Berlin",
    "country": "de",
    "phone": "+493055501000",
    "hours": ["mon-fri 09:00-12:30, 13:30-18:00", "sat 9-13"],
    "no_input": True,
}


def set_up(**flags: object) -> str:
    out = io.StringIO()
    call_command("setup_clinic", stdout=out, stderr=out, **{**FLAGS, **flags})
    return out.getvalue()


def test_flags_alone_make_a_clinic() -> None:
    said = set_up()
    manager = User.objects.get()
    assert (manager.email, manager.role) == ("max@clinic.example", Role.MANAGER)
    assert manager.has_usable_password() is False
    location = Location.objects.get()
    assert (location.zone, location.country, str(location.phone)) == (
        "Europe/Berlin",
        "DE",
        "+493055501000",
    )
    hours = Hours.objects.values_list("weekday", "start", "end")
    assert list(hours)[-3:] == [(4, 540, 750), (4, 810, 1080), (5, 540, 780)]
    assert hours.count() == 11
    assert ProtocolVersion.objects.filter(state="draft").count() == 7
    assert "second factor" in said
    assert "/accounts/password/reset/" in said


def test_the_password_comes_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("linden-clinic-9\n"))
    said = set_up(password_stdin=True)
    assert User.objects.get().check_password("linden-clinic-9")
    assert "linden-clinic-9" not in said


def test_a_weak_password_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("password\n"))
    with pytest.raises(CommandError, match="password"):
        set_up(password_stdin=True)
    assert (User.objects.count(), Location.objects.count()) == (0, 0)


def test_a_clinic_with_a_manager_is_left_alone() -> None:
    a_user(Role.MANAGER)
    with pytest.raises(CommandError, match="already"):
        set_up()
    assert Location.objects.count() == 0


def test_an_address_of_somebody_else_makes_nothing() -> None:
    a_user(Role.PATIENT, email="max@clinic.example")
    with pytest.raises(CommandError, match="e-mail"):
        set_up()
    assert (User.objects.count(), Location.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("zone", "Berlin"),
        ("email", "max"),
        ("phone", "12"),
        ("hours", ["someday 9-18"]),
        ("hours", ["mon-fri 9-12", "fri 11-13"]),
        ("location", None),
    ],
)
def test_a_faulty_or_missing_flag_is_named(flag: str, value: object) -> None:
    with pytest.raises(CommandError, match=f"--{flag}"):
        set_up(**{flag: value})
    assert (User.objects.count(), Location.objects.count()) == (0, 0)


def test_answers_that_do_not_fit_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["Max Winter", "max", "max@clinic.example", "Linden Skin", "", "berlin"]
    answers += ["Europe/Berlin", "", "", "monday", "mon 9-12", "tue 9-13", ""]
    passwords = ["short", "linden-clinic-9", "linden-clinic-8"] + ["linden-clinic-9"] * 2
    typed, secret = iter(answers), iter(passwords)
    monkeypatch.setattr("builtins.input", answering(typed))
    monkeypatch.setattr(getpass, "getpass", answering(secret))
    out = io.StringIO()
    call_command("setup_clinic", stdout=out, stderr=out)
    assert (list(typed), list(secret)) == ([], [])
    assert User.objects.get().check_password("linden-clinic-9")
    assert Location.objects.get().display_name == "Linden Skin"
    assert list(Hours.objects.values_list("weekday", "start", "end")) == [
        (0, 540, 720),
        (1, 540, 780),
    ]
    assert "Did you mean Europe/Berlin?" in out.getvalue()


def answering(answers: Iterator[str]) -> object:
    def answer(_prompt: str) -> str:
        return next(answers)

    return answer

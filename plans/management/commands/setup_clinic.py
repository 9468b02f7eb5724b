"""Ask for what a real clinic begins with, and make it."""

import getpass
import sys
import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from clinic import clock
from clinic.models import Location, Role, User
from plans.actions.hours import WeekSpan
from plans.actions.refusal import Refused
from plans.actions.setup import FirstManager, set_up_clinic
from plans.forms.spans import parse_week_line, refuse_doubled_days
from plans.wording.place import refusal_words

FLAGS = {
    "name": "the first manager's name",
    "email": "her e-mail, with which she signs in",
    "location": "the location's name",
    "display-name": "its neutral name in messages, which must not tell what is treated",
    "zone": "its time zone, such as Europe/Berlin",
    "country": "its country in two letters, for public holidays (may be left out)",
    "phone": "its phone with the country, such as +49 30 5550177 (may be left out)",
}
Value = TypeVar("Value")
Result = TypeVar("Result")
USUAL_HOURS = "mon-fri 09:00-18:00"


class Command(BaseCommand):
    help = "Make the first manager, the first location with its hours, and the shipped protocols."

    def add_arguments(self, parser: CommandParser) -> None:
        for flag, words in FLAGS.items():
            parser.add_argument(f"--{flag}", help=words)
        parser.add_argument(
            "--hours",
            action="append",
            metavar="LINE",
            help=f'opening hours such as "{USUAL_HOURS}"; give it again for other days',
        )
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from the first line of standard input; without this and with "
            "--no-input she chooses one by mail",
        )
        parser.add_argument(
            "--no-input", action="store_true", help="ask nothing; what is missing is a fault"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if User.objects.filter(role=Role.MANAGER).exists():
            raise CommandError(refusal_words(Refused("manager_exists")))
        self.options = options
        answer = set_up_clinic(
            manager=self.manager(),
            location=self.location(),
            hours=self.hours(),
            now=clock.now(),
        )
        if isinstance(answer, Refused):
            raise CommandError(refusal_words(answer))
        self.say_what_next(answer)

    def manager(self) -> FirstManager:
        name = self.ask("name", _("Your name"), field_check(User, "name"))
        email = self.ask("email", _("Your e-mail"), field_check(User, "email"))
        return FirstManager(name=name, email=email, password=self.password(name, email))

    def location(self) -> Location:
        name = self.ask("location", _("Name of the location"), field_check(Location, "name"))
        display_name = self.ask(
            "display_name",
            _("Its name in messages; it must not tell what is treated"),
            field_check(Location, "display_name"),
            default=name[:60],
        )
        zone = self.ask("zone", _("Time zone"), check_zone, default=machine_zone())
        country = self.ask(
            "country", _("Country, two letters"), field_check(Location, "country"), optional=True
        )
        phone = self.ask(
            "phone", _("Phone with country"), field_check(Location, "phone"), optional=True
        )
        return Location(
            name=name,
            display_name=display_name,
            zone=zone,
            country=country.upper(),
            phone=phone,
        )

    def hours(self) -> list[WeekSpan]:
        """From --hours, or line by line until an empty one."""
        given: list[str] | None = self.options["hours"]
        if given or self.options["no_input"]:
            return checked(parse_week, "hours", given or [USUAL_HOURS])
        self.stdout.write(_("Opening hours, one line for days alike; an empty line ends."))
        while True:
            lines = [self.ask("", _("Hours"), check_line, default=USUAL_HOURS)]
            while more := self.ask("", _("More hours"), check_line, optional=True):
                lines.append(more)
            try:
                return parse_week(lines)
            except ValidationError as fault:
                self.stderr.write(" ".join(fault.messages))

    def password(self, name: str, email: str) -> str | None:
        user = User(name=name, email=email)
        if self.options["password_stdin"]:
            typed = sys.stdin.readline().rstrip("\n")
            checked(lambda text: validate_password(text, user), "password", typed)
            return typed
        if self.options["no_input"]:
            return None
        while True:
            typed = getpass.getpass(_("Password: "))
            try:
                validate_password(typed, user)
            except ValidationError as fault:
                self.stderr.write(" ".join(fault.messages))
                continue
            if getpass.getpass(_("The same again: ")) == typed:
                return typed
            self.stderr.write(_("They differ; once more."))

    def ask(
        self,
        key: str,
        label: str,
        check: Callable[[str], object],
        *,
        default: str = "",
        optional: bool = False,
    ) -> str:
        """The flag's value, or an answer; what `check` refuses is asked again, a flag is not."""
        given = self.options.get(key) if key else None
        if given is None and self.options["no_input"]:
            given = default or ("" if optional else None)
            if given is None:
                raise CommandError(_("--%(flag)s is missing.") % {"flag": key.replace("_", "-")})
        if given is not None:
            if given or not optional:
                checked(check, key, given)
            return str(given).strip()
        while True:
            hint = f" [{default}]" if default else ""
            typed = input(f"{label}{hint}: ").strip() or default
            if not typed and optional:
                return ""
            try:
                check(typed)
            except ValidationError as fault:
                self.stderr.write(" ".join(fault.messages))
            else:
                return typed

    def say_what_next(self, manager: User) -> None:
        address = settings.SITE_URL
        lines = [_("The clinic is there. What comes next:")]
        if not manager.has_usable_password():
            lines.append(
                _("- Choose a password: %(address)s/accounts/password/reset/")
                % {"address": address}
            )
        lines += [
            _("- Sign in: %(address)s/accounts/login/") % {"address": address},
            _("  The first time you are asked for a second factor: have your phone at hand."),
            _("- Add practitioners, rooms and devices: %(address)s/clinic/") % {"address": address},
            _("- Let a clinician read and approve the protocols; until then they are drafts."),
        ]
        self.stdout.write("\n".join(lines))


def checked(check: Callable[[Value], Result], key: str, value: Value) -> Result:
    """What `check` gives; its refusal ends the command."""
    try:
        return check(value)
    except ValidationError as fault:
        raise CommandError(f"--{key.replace('_', '-')}: {' '.join(fault.messages)}") from fault


def field_check(model: type[User] | type[Location], name: str) -> Callable[[str], object]:
    """The shape that a column asks for."""
    field = next(field for field in model._meta.fields if field.name == name)
    return lambda text: field.clean(text, None)


def check_zone(text: str) -> None:
    """A zone of the IANA database; a city alone is answered with the zones that have it."""
    names = zoneinfo.available_timezones()
    if text in names:
        return
    near = sorted(name for name in names if text and text.lower() in name.lower())[:5]
    hint = _("Did you mean %(names)s?") % {"names": ", ".join(near)} if near else ""
    raise ValidationError(f"{_('This is no time zone; write one such as Europe/Berlin.')} {hint}")


def check_line(text: str) -> None:
    list(parse_week_line(text))


def parse_week(lines: Sequence[str]) -> list[WeekSpan]:
    spans = [span for line in lines for span in parse_week_line(line)]
    refuse_doubled_days(spans)
    return spans


def machine_zone() -> str:
    """The zone of this machine, empty where it has none or only UTC."""
    parts = Path("/etc/localtime").resolve().as_posix().partition("/zoneinfo/")
    return parts[2] if "/" in parts[2] and not parts[2].startswith("Etc/") else ""

"""The whole surface: every routed address, with every method, as everybody who may come along."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from clinic.models import Absence, Closure, Hours, Role, User
from plans.channels.stop import stop_url
from plans.models import Heartbeat, Patient, Reminder, Visit
from tests.house.access_table import METHODS, PEOPLE, Said
from tests.house.clinical import CLINICAL, clinical_ids, unlocked
from tests.world import MONDAY, Clinic, a_patient, a_user

CANARY = "canary{number:04}"
PHONE = "+493023125001"
OWN = {"django_session", "clinic_cache"}  # what the doors keep of their visitors
NOT_FREE = {
    "hidden_because",
    "phone",
    "zone",
    "verb",
    "image",
    "file",
    "text_sha256",
    "original_sha256",
    "sha256",
}
FIRST_CLINICAL = 5000
PATHS = ["patient", "plan__patient", "visit__patient", "record__visit__patient"]
PATHS += ["screening__patient"]


@dataclass(frozen=True, slots=True)
class Route:
    """One address as the resolver knows it, and one example of it."""

    name: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    route: Route
    method: str
    person: str
    said: str
    text: str
    wrote: frozenset[str]  # tables


class World:
    """A clinic with one of everything, so that every address leads somewhere. All ids belong to
    one patient, whose texts are canaries: what nobody else may read."""

    def __init__(self) -> None:
        clinic = Clinic()
        booking = clinic.booked()
        consultation = clinic.booked_consultation()
        location, plan, visit = clinic.location, booking.plan, booking.visits.first()
        assert plan and visit
        day = visit.start.date()
        self.users: dict[str, User | None] = {
            "stranger": None,
            "patient": self.account_of(clinic.patient),
            "other patient": self.account_of(a_patient()),
            **{role: a_user(Role(role)) for role in ("desk", "practitioner", "manager")},
        }
        manager = self.users["manager"]
        self.ids: dict[str, Any] = {
            "patients": clinic.patient.pk,
            "plans": plan.pk,
            "plan": plan.pk,
            "visits": visit.pk,
            "calls": visit.pk,
            "visit_outcome": Visit.objects.get(booking=consultation).pk,
            "bookings": clinic.booked(patient=a_patient(), reserve=True).pk,
            "messages": failed_message_of(visit).pk,
            "thing": "message",
            "about": Reminder.objects.filter(state="failed")[0].pk,
            "locations": location.pk,
            "location_id": location.pk,
            "closures": Closure.objects.create(location=location, first_day=day, last_day=day).pk,
            "practitioners": clinic.practitioner.pk,
            "rooms": clinic.room.pk,
            "devices": clinic.pen.pk,
            "resource_id": clinic.room.pk,
            "hours": Hours.objects.filter(resource=clinic.practitioner.pk)[0].pk,
            "absences": Absence.objects.create(
                resource=clinic.pen.resource, first_day=day, last_day=day
            ).pk,
            "protocols": clinic.protocol.pk,
            "versions": clinic.version.pk,
            "number": 2,
            "step": "prepare",
            "language": "en",
            "slug": clinic.protocol.slug,
            "staff": self.users["desk"].pk,  # type: ignore[union-attr]
            "keys": TOTP.activate(manager, "SECRET").instance.pk,
            "year": day.year,
            "size": "320",
            "role": "desk",
            "uidb36": "1",
            "key": "old-link",
            "hook_email": "status",
            "stop": stop_url(patient_id=clinic.patient.pk, channel="email").split("/")[-2],
        }
        Heartbeat.objects.create(worker="worker", beat_at=clinic.now)
        Visit.objects.filter(patient=clinic.patient).update(
            gap_min=14, gap_max=42, gap_reason="Agreed", gap_agreed_by=manager
        )
        doctor, by = clinic.practitioner, self.users["practitioner"]
        assert by
        self.ids |= clinical_ids(plan, visit, doctor, by)
        with unlocked():
            tell_canaries(clinic.patient)

    def account_of(self, patient: Patient) -> User:
        user = a_user(Role.PATIENT)
        Patient.objects.filter(pk=patient.pk).update(user=user)
        return user

    def client_of(self, person: str) -> Client:
        client = Client(raise_request_exception=False)
        if user := self.users[person]:
            client.force_login(user)
        return client


def failed_message_of(visit: Visit) -> Reminder:
    messages = Reminder.objects.filter(booking=visit.booking)
    messages.update(state=Reminder.State.FAILED)
    return messages[0]


def tell_canaries(patient: Patient) -> None:
    """Write a text that stands nowhere else into every free text of the patient's rows; new fields
    and tables come along by themselves."""
    numbers, clinical = count(1), count(FIRST_CLINICAL)
    Patient.objects.filter(pk=patient.pk).update(phone=PHONE)
    for model in Patient._meta.apps.get_app_config("plans").get_models():
        paths = ["pk"] if model is Patient else PATHS
        for path in [path for path in paths if reaches(model, path)][:1]:
            rows = model._default_manager.filter(**{path: patient.pk})
            for field in filter(is_free_text, model._meta.concrete_fields):
                number = next(clinical if model in CLINICAL else numbers)
                rows.update(**{field.name: CANARY.format(number=number)})


def reaches(model: type[models.Model], path: str) -> bool:
    first, *_rest = path.split("__")
    return path == "pk" or any(field.name == first for field in model._meta.concrete_fields)


def is_free_text(field: "models.Field[Any, Any]") -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_text and (field.max_length or 99) >= 40 and field.name not in NOT_FREE


def routes_of(world: World) -> list[Route]:
    return sorted(walk(get_resolver(), "/", world), key=lambda route: route.pattern)


def walk(resolver: URLResolver, above: str, world: World) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = above + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from walk(entry, pattern, world)
        else:
            yield route_of(entry, pattern, world)


def views_of(resolver: URLResolver) -> Iterator[tuple[str, object]]:
    """Every route's name and its view."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views_of(entry)
        else:
            yield entry.name or "", entry.callback


def route_of(entry: URLPattern, pattern: str, world: World) -> Route:
    name = entry.name or ""
    parts = {key: example_of(key, name, pattern, world) for key in converters(entry)}
    return Route(name, pattern, reverse(name, kwargs=parts))


def converters(entry: URLPattern) -> list[str]:
    if isinstance(entry.pattern, RoutePattern):
        return list(entry.pattern.converters)
    assert isinstance(entry.pattern, RegexPattern)
    return list(entry.pattern.regex.groupindex)


def example_of(key: str, name: str, pattern: str, world: World) -> object:
    """By the route's name, by the name of the part, or by the noun before it."""
    before, _key, _after = pattern.partition(f":{key}>")
    *_, noun, _converter = before.split("/")
    found = [world.ids[word] for word in (name, key, noun) if word in world.ids]
    assert found, f"Give World.ids an example for {key} of {pattern}."
    return found[0]


def ask_everything() -> list[Answer]:
    """Every answer, each from the same database: what a request changed is undone, and in the end
    the world too."""
    with time_machine.travel(MONDAY, tick=False), transaction.atomic():
        world = World()
        routes = routes_of(world)
        answers = [answer for person in PEOPLE for answer in ask_as(person, world, routes)]
        transaction.set_rollback(True)
    return answers


class Writes:
    """Notes the tables that are written to; an `execute_wrapper` of Django's."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
            self.tables.add(found.group(1))
        return execute(sql, *rest)


def ask_as(person: str, world: World, routes: list[Route]) -> Iterator[Answer]:
    client = world.client_of(person)
    cookies = dict(client.cookies)
    for route in routes:
        for method in METHODS:
            client.cookies = SimpleCookie(cookies)
            writes = Writes()
            with transaction.atomic(), connection.execute_wrapper(writes):
                response = client.generic(method, route.example)
                transaction.set_rollback(True)
            wrote = frozenset(writes.tables - OWN)
            yield Answer(route, method, person, said(response), text_of(response), wrote)


def said_by(answers: Iterable[Answer]) -> Said:
    """What the table shows of the answers."""
    return {
        (f"{answer.route.pattern}  {answer.route.name}", answer.method, answer.person): answer.said
        for answer in answers
    }


def said(response: HttpResponseBase) -> str:
    """The answer in a word; a redirect by the name of the page that it leads to."""
    status = response.status_code
    if 300 <= status < 400:
        path = urlsplit(response.headers["Location"]).path
        try:
            return f"> {PAGES.get(name := resolve(path).url_name or '', name)}"
        except Resolver404:
            return f"> {path}"
    return WORDS.get(status, str(status))


PAGES = {
    "account_login": "sign in",
    "account_request_login_code": "code",
    "account_reset_password": "new password",
    "account_set_password": "set password",
    "mfa_reauthenticate": "second step",
}
WORDS: dict[int, str] = {
    HTTPStatus.OK: "ok",
    HTTPStatus.NO_CONTENT: "ok",
    HTTPStatus.BAD_REQUEST: "unfit",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "absent",
    HTTPStatus.METHOD_NOT_ALLOWED: "no method",
    HTTPStatus.CONFLICT: "unfit",
    HTTPStatus.UNPROCESSABLE_ENTITY: "unfit",
}


def text_of(response: HttpResponseBase) -> str:
    """Head and body, as a stranger could read them."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    head = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
    return f"{head}\n\n{body.decode(errors='replace')}"


def told_of(answer: Answer, text: str | None = None) -> set[str]:
    """The patient's own words in an answer."""
    return set(re.findall(r"canary\d{4}|\+493023125001", answer.text if text is None else text))


def is_clinical(word: str) -> bool:
    """Whether this word stands in a row that only a practitioner reads."""
    return word.startswith("canary") and int(word.removeprefix("canary")) >= FIRST_CLINICAL

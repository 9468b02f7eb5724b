"""The inbox: all that waits for somebody, live, and one tap to take, put off or finish it."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff, unattended
from clinic.models import Location, Role, User
from plans.access import seen_patient, seen_photos, staff_user
from plans.actions.confirm import confirm_visit
from plans.actions.refusal import Refused
from plans.actions.task import (
    Thing,
    claim_task,
    finish_task,
    release_task,
    reopen_task,
    snooze_task,
)
from plans.models import Task, Visit
from plans.queries.checkin_page import check_in_page, check_ins_with_all
from plans.queries.inbox import Inbox, inbox_of, item_of, news
from plans.views.asked import is_part, number_asked, open_locations
from plans.views.inbox_lines import NAPS, line_of, nap_until
from plans.wording.inbox import act_done_words, kind_words, refusal_words

# A form's token differs with each answer, and means nothing to whoever looks.
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address narrows the list to."""

    locations: list[Location]
    location: Location | None
    is_mine: bool
    is_asleep: bool
    kind: Task.Kind | None

    def query(self, **other: str | int) -> str:
        """As the address says it, with something else instead."""
        said: dict[str, str | int] = {
            "location": self.location.pk if self.location else "",
            "mine": "1" if self.is_mine else "",
            "asleep": "1" if self.is_asleep else "",
            "kind": self.kind or "",
            **other,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def here(self) -> str:
        return self.query()


def asked_in(request: HttpRequest) -> Asked:
    locations = open_locations()
    wanted, kind = request.GET.get("location", ""), request.GET.get("kind", "")
    return Asked(
        locations=locations,
        location=next((place for place in locations if str(place.pk) == wanted), None),
        is_mine=bool(request.GET.get("mine")),
        is_asleep=bool(request.GET.get("asleep")),
        kind=Task.Kind(kind) if kind in Task.Kind.values else None,
    )


@staff()
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    asked = asked_in(request)
    if not asked.locations:
        return render(request, "today/nowhere.html")
    context = {
        "asked": asked,
        "tabs": tabs_of(asked),
        "views": views_of(asked),
        "kind_name": kind_words(asked.kind) if asked.kind else "",
        "list": list_of(request, asked),
    }
    return render(request, "inbox/page.html", context)


@staff()
@unattended
@require_safe
def inbox_live(request: HttpRequest) -> HttpResponse:
    """The list again, where it is another one than the page shows."""
    asked = asked_in(request)
    if not asked.locations:
        return HttpResponse(status=204)
    found = list_of(request, asked)
    is_same = digest_of(found) == request.GET.get("digest")
    return HttpResponse(status=204) if is_same else HttpResponse(found)


@staff()
@unattended
@require_safe
def inbox_news(request: HttpRequest) -> HttpResponse:
    """How much came from patients that nobody has looked at, for the frame of every page."""
    found = news()
    is_clinical = staff_user(request).role == Role.PRACTITIONER
    context = {"count": found.count, "red": found.red if is_clinical else 0}
    return render(request, "inbox/news.html", context)


@staff(Role.PRACTITIONER)
@require_safe
def inbox_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What she answered before, and her pictures: asked for when it is opened."""
    now = clock.now()
    found = get_object_or_404(check_ins_with_all(), pk=pk)
    found.patient = seen_patient(request, found.patient_id, now)
    page = check_in_page(found)
    photos = [shot.photo.pk for shot in page.shots]
    seen = seen_photos(request, found.patient, photos, now) if photos else frozenset[int]()
    return render(request, "inbox/history.html", {"page": page, "check_in": found, "seen": seen})


@staff()
@require_POST
def inbox_act(request: HttpRequest, thing: str, about: int, act: str) -> HttpResponse:
    """One tap. A page with scripts gets the list; any other goes back to it."""
    if thing not in Task.Kind.values:
        raise Http404
    now = clock.now()
    answer = ACTS[act](request, Thing(Task.Kind(thing), about), staff_user(request), now)
    asked = asked_in(request)
    done = ""
    if isinstance(answer, Refused):
        zone = (asked.location or asked.locations[0]).zone if asked.locations else "UTC"
        messages.error(request, refusal_words(answer, zone, now))
    elif act in UNDONE:
        done = f"{act}-{thing}-{about}"
    else:
        messages.success(request, act_done_words(act))
    if is_part(request):
        return HttpResponse(list_of(request, asked, done=done, is_tap=True))
    return redirect(f"{reverse('inbox')}?{asked.query(done=done)}")


def take(request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    return claim_task(thing=thing, seen=number_asked(request.POST.get("seen", "")), by=by, now=now)


def give_back(_request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    return release_task(thing=thing, by=by, now=now)


def snooze(request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    item = item_of(kind=thing.kind, about=thing.about, now=now)
    nap = request.POST.get("nap", "")
    if item is None:
        return Refused("gone")
    if nap not in NAPS:
        return Refused("not_ahead")
    return snooze_task(thing=thing, until=nap_until(nap, item, now), by=by, now=now)


def finish(request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    note = request.POST.get("note", "")[:300]
    return finish_task(thing=thing, note=note, by=by, now=now)


def again(_request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    return reopen_task(thing=thing, by=by, now=now)


def comes(_request: HttpRequest, thing: Thing, by: User, now: dt.datetime) -> object:
    if thing.kind != Task.Kind.CONFIRM:
        raise Http404
    get_object_or_404(Visit, pk=thing.about)
    return confirm_visit(visit_id=thing.about, by=by, now=now)


ACTS: dict[str, Callable[[HttpRequest, Thing, User, dt.datetime], object]] = {
    "take": take,
    "give-back": give_back,
    "snooze": snooze,
    "done": finish,
    "again": again,
    "comes": comes,
}
# One may take these back at once.
UNDONE = {"done", "snooze"}


def list_of(request: HttpRequest, asked: Asked, *, done: str = "", is_tap: bool = False) -> str:
    """The list, with a digest of itself that the page sends along when it asks again."""
    now, user = clock.now(), staff_user(request)
    done = done or request.GET.get("done", "")
    found = inbox_of(
        now=now,
        anywhere=asked.locations[0],
        location=asked.location,
        mine=user if asked.is_mine else None,
        is_asleep=asked.is_asleep,
        kind=asked.kind,
    )
    context = {
        "asked": asked,
        "lines": [line_of(item, user, now) for item in found.items],
        "more": more_of(asked, found),
        "done": done_of(done),
        "live": asked.query(done=done),
        "is_tap": is_tap,
        "now": now,
    }
    html = render_to_string("inbox/list.html", context, request)
    return mark_safe(html.replace("{digest}", digest_of(html)))  # noqa: S308  # a template's own


def digest_of(html: str) -> str:
    counted = re.sub(r"hx-vals='[^']*'", "", TOKEN.sub("", html))
    return hashlib.sha256(counted.encode()).hexdigest()[:12]


def more_of(asked: Asked, found: Inbox) -> list[tuple[str, str, int]]:
    """Where the rest of a kind stands, its name, and how many."""
    return [(asked.query(kind=kind), kind_words(kind), count) for kind, count in found.more]


def done_of(key: str) -> dict[str, object] | None:
    """What was just done or put off, and may be taken back: "done-message-12"."""
    act, _dash, thing = key.partition("-")
    kind, _dash, about = thing.rpartition("-")
    if act not in UNDONE or kind not in Task.Kind.values or number_asked(about) is None:
        return None
    return {"kind": kind, "about": number_asked(about), "words": act_done_words(act)}


def tabs_of(asked: Asked) -> list[tuple[str, str, bool]]:
    """All locations and each; one alone needs no choice."""
    if len(asked.locations) < 2:
        return []
    each = [
        (asked.query(location=place.pk), str(place), place == asked.location)
        for place in asked.locations
    ]
    return [(asked.query(location=""), "", asked.location is None), *each]


def views_of(asked: Asked) -> dict[str, str]:
    """The other ways to look at the list."""
    return {
        "everything": asked.query(mine="", asleep="", kind=""),
        "mine": asked.query(mine="1", asleep="", kind=""),
        "asleep": asked.query(mine="", asleep="1", kind=""),
        "every_kind": asked.query(kind=""),
    }

"""The parts of the day's page that change while it is open, each sent again only when it did."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Role, User
from plans.engine.session import STEPS
from plans.models import Trail
from plans.queries.adverse import due_events
from plans.queries.contact import latest_notes
from plans.queries.needs import Needs, needs_of
from plans.queries.today import Day
from plans.wording.visit import step_words

# A form's token differs with each answer, and means nothing to whoever looks.
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


@dataclass(frozen=True, slots=True)
class Part:
    """One element of the page, by its id, and a short name of what it shows."""

    id: str
    html: SafeString
    digest: str

    @property
    def out_of_band(self) -> SafeString:
        """The element as htmx puts it in the place of the one with the same id."""
        mark = f'id="{self.id}"'
        sent = self.html.replace(mark, f'{mark} hx-swap-oob="true"', 1)
        return mark_safe(sent)  # noqa: S308  # a template's own output


def parts_of(request: HttpRequest, day: Day) -> dict[str, Part]:
    """The line of now moves with each minute, so it is a part of its own within the board."""
    user = request.user
    needs = needs_of(day)
    reads_events = isinstance(user, User) and user.role != Role.DESK
    context = {
        "due_events": due_events(day.day) if reads_events and day.is_today else [],
        "day": day,
        "needs": needs,
        "notes": latest_notes(patients_of(day, needs), now=day.now),
        "contact_back": f"{reverse('today')}?location={day.location.pk}&day={day.day.isoformat()}",
        "step_names": {step: step_words(step) for step in STEPS},
        "may_treat": isinstance(user, User) and user.role == Role.PRACTITIONER,
    }
    line = part(request, "now-line", "now", context)
    found = [
        part(request, "clock", "clock", context),
        part(request, "facts", "facts", context),
        line,
        part(request, "board", "board", {**context, "now_line": line.html}, apart=line.html),
        part(request, "needs", "needs", context),
    ]
    return {one.id: one for one in found}


def patients_of(day: Day, needs: Needs) -> set[int]:
    """Everybody whom one may want to call, but those whose menu does it."""
    called = {message.patient.pk for message in needs.messages}
    called |= {waiting.plan.patient_id for waiting in needs.waiting}
    return called | {absent.visit.patient_id for absent in day.absent}


def part(
    request: HttpRequest, id: str, template: str, context: Mapping[str, object], apart: str = ""
) -> Part:
    """`apart` is within it and does not count for its digest."""
    html = render_to_string(f"today/{template}.html", dict(context), request).strip()
    counted = TOKEN.sub("", html.replace(apart, "") if apart else html)
    digest = hashlib.sha256(counted.encode()).hexdigest()[:12]
    return Part(id, mark_safe(html), digest)  # noqa: S308  # a template's own output


def stamp_of(now: dt.datetime) -> str:
    """It becomes another one with each thing that somebody does, and with each minute, in which
    time itself makes visits late and reservations lapse. Read it before the day is: what happens
    in between must be told the next time."""
    done = Trail.objects.exclude(verb="saw").order_by("-pk").values_list("pk", flat=True).first()
    return f"{done or 0}-{int(now.timestamp()) // 60}"


def seen_of(stamp: str, parts: Mapping[str, Part]) -> str:
    """What the page sends along the next time it asks."""
    return ".".join([stamp, *(one.digest for one in parts.values())])


def seen_by(request: HttpRequest) -> list[str]:
    """What the asking page has: its stamp and the digests of its parts."""
    sent = request.POST if request.method == "POST" else request.GET
    return sent.get("seen", "").split(".")


def changed_parts(request: HttpRequest, stamp: str, day: Day) -> HttpResponse:
    """Only what the asking page has not seen. What was done is told in front, as notices."""
    parts, seen = parts_of(request, day), seen_by(request)
    is_tap = request.method == "POST"
    told = render_to_string("components/notices.html", request=request) if is_tap else ""
    changed = [one.out_of_band for one in parts.values() if one.digest not in seen]
    value = seen_of(stamp, parts)
    mark = f'<input type="hidden" id="seen" name="seen" value="{value}" hx-swap-oob="true">'
    return HttpResponse(told + "".join(changed) + mark)

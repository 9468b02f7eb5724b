"""The parts of the day's page that change while it is open, each sent again only when it did."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Role, User
from plans.queries.contact import latest_notes
from plans.queries.needs import Needs, needs_of
from plans.queries.today import Day

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
    context = {
        "day": day,
        "needs": needs,
        "notes": latest_notes(patients_of(day, needs), now=day.now),
        "contact_back": f"{reverse('today')}?location={day.location.pk}&day={day.day.isoformat()}",
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
    """Everybody whom one may want to call."""
    visits = [*day.visits, *(absent.visit for absent in day.absent)]
    called = {message.patient.pk for message in needs.messages}
    called |= {waiting.plan.patient_id for waiting in needs.waiting}
    return called | {visit.patient_id for visit in visits}


def part(
    request: HttpRequest, id: str, template: str, context: Mapping[str, object], apart: str = ""
) -> Part:
    """`apart` is within it and does not count for its digest."""
    html = render_to_string(f"today/{template}.html", dict(context), request).strip()
    counted = TOKEN.sub("", html.replace(apart, "") if apart else html)
    digest = hashlib.sha256(counted.encode()).hexdigest()[:12]
    return Part(id, mark_safe(html), digest)  # noqa: S308  # a template's own output


def seen_of(parts: Mapping[str, Part]) -> str:
    """What the page sends along the next time it asks."""
    return ".".join(one.digest for one in parts.values())


def changed_parts(request: HttpRequest, day: Day) -> HttpResponse:
    """Only what the asking page has not seen; nothing at all where nothing changed. What was
    done is told in front, as notices."""
    parts = parts_of(request, day)
    seen = (request.POST if request.method == "POST" else request.GET).get("seen", "").split(".")
    changed = [one for one in parts.values() if one.digest not in seen]
    if not changed and request.method == "GET":
        return HttpResponse(status=204)
    notices = request.method == "POST"
    told = render_to_string("components/notices.html", request=request) if notices else ""
    mark = (
        f'<input type="hidden" id="seen" name="seen" value="{seen_of(parts)}" hx-swap-oob="true">'
    )
    return HttpResponse(told + "".join(one.out_of_band for one in changed) + mark)

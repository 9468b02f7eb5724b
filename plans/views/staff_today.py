"""Today: who comes, who is here, and one tap to say so."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Location, Role
from plans.access import staff_user
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit, take_back_arrival
from plans.models import Visit
from plans.queries.supply import today_at
from plans.queries.today import day_at
from plans.wording.visit import refusal_words, step_done_words

STEPS = {
    "arrive": arrive_visit,
    "not_yet": take_back_arrival,
    "start": start_visit,
    "finish": finish_visit,
}
# What happens in the room is the practitioner's to say.
CLINICAL = {"start", "finish"}


@staff()
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    locations = list(Location.objects.filter(is_open=True))
    if not locations:
        return render(request, "today/nowhere.html")
    wanted = request.GET.get("location", "")
    location = next((place for place in locations if str(place.pk) == wanted), locations[0])
    day = wanted_day(request) or today_at(location, now)
    context = {"day": day_at(location, day, now=now), "locations": locations, "now": now}
    return render(request, "today/today.html", context)


def wanted_day(request: HttpRequest) -> dt.date | None:
    """The day that the address names, None where it names none."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and dt.date(2000, 1, 2) < day < dt.date(2200, 1, 1) else None


@staff()
@require_POST
def visit_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    user = staff_user(request)
    visit = get_object_or_404(Visit.objects.select_related("location"), pk=pk)
    if step in CLINICAL and user.role != Role.PRACTITIONER:
        return render(request, "403.html", status=403)
    answer = STEPS[step](visit_id=visit.pk, by=user, now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, step_done_words(step))
    day = today_at(visit.location, visit.start).isoformat()
    return redirect(f"{reverse('today')}?location={visit.location_id}&day={day}")

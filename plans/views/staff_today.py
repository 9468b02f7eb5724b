"""Today: who comes, who is here, and one tap to say so."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff, unattended
from clinic.models import Location, Role
from plans.access import seen_patient, staff_user
from plans.actions.cancel import mark_no_show, take_back_no_show
from plans.actions.confirm import confirm_visit, unconfirm_visit
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit, take_back_arrival
from plans.models import Visit
from plans.queries.contact import latest_notes
from plans.queries.supply import today_at
from plans.queries.today import Day, day_at, fixes_of, is_late
from plans.views.asked import day_asked, is_part, location_asked, open_locations
from plans.views.refusal_links import refusal_notice
from plans.views.staff_contact import way_back
from plans.views.today_parts import changed_parts, parts_of, seen_by, seen_of, stamp_of
from plans.wording.visit import step_done_words

STEPS = {
    "arrive": arrive_visit,
    "not_yet": take_back_arrival,
    "start": start_visit,
    "finish": finish_visit,
    "no_show": mark_no_show,
    "came": take_back_no_show,
    "confirm": confirm_visit,
    "unconfirm": unconfirm_visit,
}
# What happens in the room is the practitioner's to say.
CLINICAL = {"start", "finish"}


@staff()
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    locations = open_locations()
    if not locations:
        return render(request, "today/nowhere.html")
    now = clock.now()
    stamp = stamp_of(now)
    day = wanted(request, locations, now)
    parts = parts_of(request, day)
    context = {
        "day": day,
        "locations": locations,
        "now": now,
        "as_list": request.GET.get("view") == "list",
        "parts": parts,
        "seen": seen_of(stamp, parts),
    }
    return render(request, "today/today.html", context)


@staff()
@unattended
@require_safe
def today_live(request: HttpRequest) -> HttpResponse:
    """What changed since the page last asked; one query where nothing can have."""
    now = clock.now()
    stamp = stamp_of(now)
    if stamp in seen_by(request):
        return HttpResponse(status=204)
    locations = open_locations()
    if not locations:
        return HttpResponse(status=204)
    return changed_parts(request, stamp, wanted(request, locations, now))


@staff()
@require_safe
def today_print(request: HttpRequest) -> HttpResponse:
    """The day on paper, a list for each practitioner or for each room."""
    locations = open_locations()
    if not locations:
        return render(request, "today/nowhere.html")
    day = wanted(request, locations, clock.now(), with_phones=True)
    by = "room" if request.GET.get("by") == "room" else "practitioner"
    return render(request, "today/print.html", {"day": day, "by": by, "lists": day.lists(by)})


@staff()
@require_safe
def visit_menu(request: HttpRequest, pk: int) -> HttpResponse:
    """What else one does with a visit: asked for when its menu opens, and a page of its own where
    there are no scripts."""
    now = clock.now()
    visits = Visit.objects.select_related("session", "location")
    visit = get_object_or_404(visits, pk=pk)
    visit.patient = seen_patient(request, visit.patient_id, now)
    day = today_at(visit.location, visit.start).isoformat()
    context = {
        "visit": visit,
        "notes": latest_notes([visit.patient_id], now=now),
        "contact_back": f"{reverse('today')}?location={visit.location_id}&day={day}",
        "may_treat": staff_user(request).role == Role.PRACTITIONER,
        "fixes": fixes_of(visit, now),
        "is_late": is_late(visit, now),
    }
    return render(
        request, "today/menu.html" if is_part(request) else "today/menu_page.html", context
    )


def wanted(
    request: HttpRequest,
    locations: list[Location],
    now: dt.datetime,
    *,
    with_phones: bool = False,
) -> Day:
    """The day at the location that the address names; today at the first where it names none."""
    location = location_asked(request.GET, locations)
    day = day_asked(request.GET.get("day", "")) or today_at(location, now)
    return day_at(location, day, now=now, with_phones=with_phones)


@staff()
@require_POST
def visit_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One tap. The day's page gets what changed, if it has scripts; any other goes back."""
    user = staff_user(request)
    visit = get_object_or_404(Visit.objects.select_related("location"), pk=pk)
    if step in CLINICAL and user.role != Role.PRACTITIONER:
        return render(request, "403.html", status=403)
    now = clock.now()
    answer = STEPS[step](visit_id=visit.pk, by=user, now=now)
    if isinstance(answer, Refused):
        messages.error(request, refusal_notice(answer))
    else:
        messages.success(request, step_done_words(step))
    day = today_at(visit.location, visit.start)
    if is_part(request):
        stamp = stamp_of(now)
        return changed_parts(request, stamp, day_at(visit.location, day, now=now))
    if "next" in request.POST:
        return redirect(way_back(request, visit.patient_id))
    return redirect(f"{reverse('today')}?location={visit.location_id}&day={day.isoformat()}")

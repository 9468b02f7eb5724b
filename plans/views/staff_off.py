"""A bad morning: who or what is off, whom it strikes, and calling them one by one."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Absence, Location
from plans.access import staff_user
from plans.actions.hours import enter_absence
from plans.actions.strike import Answer
from plans.forms.off import OffForm
from plans.queries.calls import (
    absence_wanted,
    call_list,
    fitting_times,
    locations_of,
    name_of,
    off_soon,
    visit_to_place,
)
from plans.queries.contact import latest_notes
from plans.queries.supply import today_at
from plans.views.asked import is_part, location_asked, number_asked, open_locations
from plans.views.staff_change import FormPage, change, kept
from plans.wording.calls import count_words, off_words
from plans.wording.hours import show_days


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest) -> HttpResponse:
    """The struck visits are shown first; once they are kept they stand on the call list."""
    now = clock.now()
    locations = open_locations()
    if not locations:
        return redirect("today")
    location = location_in(request, locations)
    today = today_at(location, now)
    form = OffForm(request.POST or None, location=location, today=today)
    entered: list[Absence] = []

    def save() -> Answer:
        entered.append(form.absence())
        return enter_absence(
            absence=entered[0], keep=kept(request), by=staff_user(request), now=now
        )

    page = off_page(location, locations, off_soon(location, today=today))
    return change(request, form, save, page, lambda: calls_of(location, entered[0]))


def off_page(location: Location, locations: Sequence[Location], off: Sequence[Absence]) -> FormPage:
    return FormPage(
        title=_("Someone or something is off"),
        back=reverse("today"),
        done=_("Entered."),
        note=_("Whose visits it strikes is shown before anything is saved."),
        template="off/form.html",
        leads_to_calls=True,
        more={
            "location": location,
            "locations": locations,
            "off": [(one, name_of(one.resource), show_days(one)) for one in off],
        },
    )


@staff()
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    locations = open_locations()
    if not locations:
        return redirect("today")
    absence = absence_wanted(number_asked(request.GET.get("absence", "")))
    location = location_in(request, locations, absence)
    found = call_list(location, absence=absence, now=now)
    context = {
        "list": found,
        "locations": locations,
        "count": count_words(len(found.rows)),
        "off": off_words(absence, found.name) if absence else "",
        "days": show_days(absence) if absence else "",
        "notes": latest_notes((row.visit.patient_id for row in found.rows), now=now),
    }
    return render(request, "off/calls.html", context)


@staff()
@require_safe
def call_times(request: HttpRequest, visit: int) -> HttpResponse:
    """A part of the call list, which asks for it as its row comes into view; by itself it leads to
    the page on which the visit moves."""
    found = visit_to_place(visit)
    if found is None:
        raise Http404
    if not is_part(request):
        if found.session:
            return redirect("session_move", found.session.plan_id, found.session.number)
        return redirect("visit_move", visit)
    return render(request, "off/times.html", {"fit": fitting_times(found, now=clock.now())})


def location_in(
    request: HttpRequest, locations: Sequence[Location], absence: Absence | None = None
) -> Location:
    """The one that the address names, else one of the absence, else the first."""
    if absence:
        here = locations_of(absence)
        locations = sorted(locations, key=lambda one: one.pk not in here)
    return location_asked(request.GET, locations)


def calls_of(location: Location, absence: Absence) -> str:
    return f"{reverse('calls')}?location={location.pk}&absence={absence.pk}"

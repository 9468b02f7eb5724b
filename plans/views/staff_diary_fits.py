"""What fits into a free stretch of the diary."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Location, Resource
from clinic.queries import thing_of
from plans.engine.interval import Span, date_of
from plans.queries.agenda import agenda_of
from plans.queries.landing import AT_MOST, Fit, fits_in
from plans.views.asked import instant_asked, number_asked
from plans.views.diary_asked import Asked
from plans.views.move_address import move_address


@staff()
@require_safe
def diary_fits(request: HttpRequest) -> HttpResponse:
    """The address names the location, the resource and the instant at which the stretch begins."""
    now = clock.now()
    location = get_object_or_404(Location, pk=number_asked(request.GET.get("location", "")))
    resource = get_object_or_404(Resource, pk=number_asked(request.GET.get("resource", "")))
    start = instant_asked(request.GET.get("from", ""))
    if start is None:
        raise Http404
    day = date_of(location.zone, start)
    stretch = stretch_at(location, resource, start, day, now)
    fits = (
        fits_in(location=location, resource=resource, stretch=stretch, now=now) if stretch else []
    )
    asked = Asked(location=location, by=resource.kind, view="day", on=day, who=resource.pk)
    context = {
        "location": location,
        "name": thing_of(resource).name,
        "day": day,
        "stretch": stretch and [dt.datetime.fromtimestamp(edge, dt.UTC) for edge in stretch],
        "fits": [(fit, address_of(fit)) for fit in fits],
        "at_most": AT_MOST,
        "back": asked.address(),
        "back_to_list": asked.with_view("list").address(),
    }
    return render(request, "diary/fits.html", context)


def stretch_at(
    location: Location, resource: Resource, start: int, day: dt.date, now: dt.datetime
) -> Span | None:
    """The free stretch around an instant, None where nothing is free any more."""
    found = agenda_of(
        location=location, kind=resource.kind, first=day, last=day, who=resource.pk, now=now
    )
    return next((span for _lane, span in found.free() if span[0] <= start < span[1]), None)


def address_of(fit: Fit) -> str:
    moving, visit = fit.moving, fit.moving.visit
    return move_address(
        plan=moving.course.plan.pk if moving.course else None,
        number=moving.number,
        visit=visit.pk if visit else None,
        to=fit.place.start,
        who=fit.place.practitioner,
    )

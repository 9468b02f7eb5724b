"""The place: its overview, locations, closures and public holidays."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import staff
from clinic.forms import HouseForm
from clinic.models import Closure, Location, Role
from clinic.queries import closures_ahead, timetables
from plans.access import staff_user
from plans.actions.hours import close_on, remove_closure, save_closure
from plans.actions.place import save_location
from plans.forms.hours import ClosureForm, HolidaysForm
from plans.forms.place import LocationForm
from plans.queries.place import Missing, place_picture, public_holidays
from plans.queries.supply import today_at
from plans.views.staff_change import FormPage, change, kept
from plans.wording.hours import show_days, timetable_words
from plans.wording.place import missing_act, missing_words

# An act that mends something of one location, practitioner or protocol leads to its page.
OF_ONE = {"location", "practitioner", "protocol"}


@staff()
@require_safe
def place(request: HttpRequest) -> HttpResponse:
    picture = place_picture()
    context = {
        "picture": picture,
        "missing": [mend(missing) for missing in picture.missing],
        "locations": [
            (
                one,
                [mend(missing) for missing in one.missing],
                [mend(missing) for missing in one.unasked],
            )
            for one in picture.locations
        ],
    }
    return render(request, "place/overview.html", context)


def mend(missing: Missing) -> dict[str, str]:
    """What is missing, and the link that mends it."""
    label, route = missing_act(missing)
    address = reverse(route, args=[missing.pk] if route in OF_ONE else [])
    return {"sentence": missing_words(missing), "label": label, "address": address}


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def location_new(request: HttpRequest) -> HttpResponse:
    found = Location()
    form = LocationForm(request.POST or None, instance=found)
    page = FormPage(
        title=_("New location"), back=reverse("place"), done=_("The location is there.")
    )
    return change(
        request,
        form,
        lambda: save_location(location=found, by=staff_user(request), now=clock.now()),
        page,
        lambda: reverse("location", args=[found.pk]),
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def location(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Location, pk=pk)
    page = page_of(found)
    form = LocationForm(request.POST or None, instance=found)
    return change(
        request,
        form,
        lambda: save_location(
            location=found, keep=kept(request), by=staff_user(request), now=clock.now()
        ),
        page,
    )


def page_of(location: Location) -> FormPage:
    """The page of a location that is there: facts, opening hours, closures ahead."""
    today = today_at(location, clock.now())
    closures = closures_ahead(location=location, today=today)
    return FormPage(
        title=location.name,
        back=reverse("location", args=[location.pk]),
        done=_("Saved."),
        template="place/location.html",
        more={
            "location": location,
            "is_archived": not location.is_open,
            "weeks": [timetable_words(week, today) for week in timetables(location=location)],
            "closures": [(closure, show_days(closure)) for closure in closures],
            "year": today.year,
        },
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def closure_new(request: HttpRequest, location_id: int) -> HttpResponse:
    found = get_object_or_404(Location, pk=location_id)
    return edit_closure(request, Closure(location=found), _("New closure"))


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Closure.objects.select_related("location"), pk=pk)
    return edit_closure(request, found, _("Closure"))


def edit_closure(request: HttpRequest, closure: Closure, title: str) -> HttpResponse:
    form = ClosureForm(request.POST or None, instance=closure)
    page = FormPage(
        title=title,
        back=reverse("location", args=[closure.location_id]),
        done=_("The closure is entered."),
        note=closure.location.name,
        more={"remove": reverse("closure_remove", args=[closure.pk]) if closure.pk else ""},
    )
    return change(
        request,
        form,
        lambda: save_closure(
            closure=closure, keep=kept(request), by=staff_user(request), now=clock.now()
        ),
        page,
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def closure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Closure.objects.select_related("location"), pk=pk)
    page = FormPage(
        title=_("Take the closure back"),
        back=reverse("location", args=[found.location_id]),
        done=_("The closure is taken back."),
        note=f"{found.name}: {show_days(found)}",
        button=_("Take back"),
    )
    return change(
        request,
        HouseForm(request.POST),
        lambda: remove_closure(closure=found, by=staff_user(request), now=clock.now()),
        page,
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest, location_id: int, year: int) -> HttpResponse:
    found = get_object_or_404(Location, pk=location_id)
    known = public_holidays(location=found, year=year, language=get_language() or "en")
    form = HolidaysForm(request.POST or None, holidays=known or ())
    page = FormPage(
        title=_("Public holidays"),
        back=reverse("location", args=[location_id]),
        done=_("The closures are entered."),
        template="place/holidays.html",
        more={"location": found, "year": year, "is_known": known is not None},
    )
    return change(
        request,
        form,
        lambda: close_on(
            location=found,
            holidays=chosen_days(form),
            keep=kept(request),
            by=staff_user(request),
            now=clock.now(),
        ),
        page,
    )


def chosen_days(form: HolidaysForm) -> list[tuple[dt.date, str]]:
    return [(holiday.day, holiday.name) for holiday in form.cleaned_data["days"]]

"""Weekly hours of a location, a practitioner, a room or a device, and their absences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic import clock
from clinic.access import staff
from clinic.forms import HouseForm
from clinic.models import Absence, Hours, Location, Resource, Role
from clinic.queries import Timetable as Week
from clinic.queries import thing_of, timetable_with
from plans.access import staff_user
from plans.actions.hours import (
    Timetable,
    remove_absence,
    save_absence,
    save_timetable,
)
from plans.forms.hours import AbsenceForm, TimetableForm
from plans.views.staff_change import FormPage, change, kept
from plans.wording.hours import in_force, show_days

WITH_THINGS = ("practitioner", "room", "device")


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def opening_new(request: HttpRequest, location_id: int) -> HttpResponse:
    location = get_object_or_404(Location, pk=location_id)
    return edit_hours(request, location, None, None)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def hours_new(request: HttpRequest, resource_id: int, location_id: int) -> HttpResponse:
    location = get_object_or_404(Location, pk=location_id)
    resource = get_object_or_404(Resource.objects.select_related(*WITH_THINGS), pk=resource_id)
    return edit_hours(request, location, resource, None)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_with_owner(pk)
    return edit_hours(request, row.location, row.resource, timetable_with(row))


def edit_hours(
    request: HttpRequest, location: Location, resource: Resource | None, week: Week | None
) -> HttpResponse:
    form = TimetableForm(request.POST or None, week=week)
    page = FormPage(
        title=_("Weekly hours"),
        back=owner_address(location, resource),
        done=_("The hours are saved."),
        note=owner_name(location, resource),
        template="place/hours_form.html",
        more={"remove": reverse("hours_remove", args=[week.first_row]) if week else ""},
    )
    return change(
        request,
        form,
        lambda: save_timetable(
            timetable=form.timetable(location.pk, resource.pk if resource else None),
            replaces=week.rows if week else (),
            keep=kept(request),
            by=staff_user(request),
            now=clock.now(),
        ),
        page,
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def hours_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_with_owner(pk)
    week = timetable_with(row)
    page = FormPage(
        title=_("Remove these hours"),
        back=owner_address(row.location, row.resource),
        done=_("The hours are removed."),
        note=f"{owner_name(row.location, row.resource)}: {in_force(week.since, week.until)}",
        button=_("Remove"),
    )
    empty = Timetable(location=row.location_id, resource=row.resource_id, spans=())
    return change(
        request,
        HouseForm(request.POST),
        lambda: save_timetable(
            timetable=empty,
            replaces=week.rows,
            keep=kept(request),
            by=staff_user(request),
            now=clock.now(),
        ),
        page,
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest, resource_id: int) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.select_related(*WITH_THINGS), pk=resource_id)
    return edit_absence(
        request, resource, Absence(resource=resource), AbsenceForm(request.POST or None)
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    found = absence_with_owner(pk)
    form = AbsenceForm(request.POST or None, initial=AbsenceForm.initial_of(found))
    return edit_absence(request, found.resource, found, form)


def edit_absence(
    request: HttpRequest, resource: Resource, absence: Absence, form: AbsenceForm
) -> HttpResponse:
    page = FormPage(
        title=absence_title(resource),
        back=resource_address(resource),
        done=_("Saved."),
        note=thing_of(resource).name,
        more={"remove": reverse("absence_remove", args=[absence.pk]) if absence.pk else ""},
    )
    return change(
        request,
        form,
        lambda: save_absence(
            absence=form.fill(absence),
            keep=kept(request),
            by=staff_user(request),
            now=clock.now(),
        ),
        page,
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = absence_with_owner(pk)
    page = FormPage(
        title=_("Take it back: %(what)s") % {"what": absence_title(found.resource).lower()},
        back=resource_address(found.resource),
        done=_("Taken back."),
        note=f"{thing_of(found.resource).name}: {show_days(found)}",
        button=_("Take back"),
    )
    return change(
        request,
        HouseForm(request.POST),
        lambda: remove_absence(absence=found, by=staff_user(request), now=clock.now()),
        page,
    )


def row_with_owner(pk: int) -> Hours:
    owners = (f"resource__{kind}" for kind in WITH_THINGS)
    return get_object_or_404(Hours.objects.select_related("location", *owners), pk=pk)


def absence_with_owner(pk: int) -> Absence:
    owners = (f"resource__{kind}" for kind in WITH_THINGS)
    return get_object_or_404(Absence.objects.select_related(*owners), pk=pk)


def absence_title(resource: Resource) -> str:
    is_person = resource.kind == Resource.Kind.PRACTITIONER
    return _("Absence") if is_person else _("Out of service")


def resource_address(resource: Resource) -> str:
    return reverse(resource.kind, args=[resource.pk])


def owner_address(location: Location, resource: Resource | None) -> str:
    return resource_address(resource) if resource else reverse("location", args=[location.pk])


def owner_name(location: Location, resource: Resource | None) -> str:
    if resource is None:
        return location.name
    return f"{thing_of(resource).name}, {location.name}"

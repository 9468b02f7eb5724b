"""Practitioners, rooms and devices: who and what is there, and each one's own page."""

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import staff
from clinic.forms import HouseModelForm
from clinic.models import Device, Location, Practitioner, Role, Room
from clinic.queries import absences_ahead, timetables
from plans.access import staff_user
from plans.actions.place import save_device, save_practitioner, save_room
from plans.actions.strike import Answer
from plans.forms.place import DeviceForm, PractitionerForm, RoomForm
from plans.queries.supply import today_at
from plans.views.staff_change import FormPage, change, kept
from plans.wording.hours import TimetableWords, show_days, timetable_words

Thing = Practitioner | Room | Device


@staff(Role.MANAGER)
@require_safe
def practitioners(request: HttpRequest) -> HttpResponse:
    people = Practitioner.objects.order_by("-is_active", "name").select_related("supervisor")
    people = people.prefetch_related("locations", "qualifications__protocol")
    return render(request, "place/practitioners.html", {"practitioners": people})


@staff(Role.MANAGER)
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    found = Room.objects.order_by("-is_active", "location", "name").select_related("location")
    return render(request, "place/rooms.html", {"rooms": found})


@staff(Role.MANAGER)
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    found = Device.objects.order_by("-is_active", "location", "name").select_related("location")
    return render(request, "place/devices.html", {"devices": found})


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def practitioner_new(request: HttpRequest) -> HttpResponse:
    found = Practitioner()
    form = PractitionerForm(request.POST or None, instance=found)
    saver = person_saver(request, form, found)
    return add(request, form, _("New practitioner"), "practitioner", saver)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def practitioner(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Practitioner, pk=pk)
    form = PractitionerForm(request.POST or None, instance=found)
    page = page_of(found, list(found.locations.all()), "practitioner", "practitioners")
    return change(request, form, person_saver(request, form, found), page)


def person_saver(
    request: HttpRequest, form: PractitionerForm, person: Practitioner
) -> Callable[[], Answer]:
    return lambda: save_practitioner(
        practitioner=person,
        locations=[location.pk for location in form.cleaned_data["locations"]],
        protocols=[protocol.pk for protocol in form.cleaned_data["protocols"]],
        keep=kept(request),
        by=staff_user(request),
        now=clock.now(),
    )


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def room_new(request: HttpRequest) -> HttpResponse:
    found = Room()
    form = RoomForm(request.POST or None, instance=found)
    return add(request, form, _("New room"), "room", room_saver(request, found))


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Room.objects.select_related("location"), pk=pk)
    page = page_of(found, [found.location], "room", "rooms")
    form = RoomForm(request.POST or None, instance=found)
    return change(request, form, room_saver(request, found), page)


def room_saver(request: HttpRequest, room: Room) -> Callable[[], Answer]:
    return lambda: save_room(room=room, keep=kept(request), by=staff_user(request), now=clock.now())


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def device_new(request: HttpRequest) -> HttpResponse:
    found = Device()
    form = DeviceForm(request.POST or None, instance=found)
    return add(request, form, _("New device"), "device", device_saver(request, found))


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def device(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Device.objects.select_related("location"), pk=pk)
    page = page_of(found, [found.location], "device", "devices")
    form = DeviceForm(request.POST or None, instance=found)
    return change(request, form, device_saver(request, found), page)


def device_saver(request: HttpRequest, device: Device) -> Callable[[], Answer]:
    return lambda: save_device(
        device=device, keep=kept(request), by=staff_user(request), now=clock.now()
    )


def add(
    request: HttpRequest,
    form: HouseModelForm,
    title: str,
    route: str,
    save: Callable[[], Answer],
) -> HttpResponse:
    """A new one; its own page follows, for its hours and absences."""
    page = FormPage(title=title, back=reverse(f"{route}s"), done=_("Saved."))
    return change(request, form, save, page, lambda: reverse(route, args=[form.instance.pk]))


def page_of(thing: Thing, locations: list[Location], route: str, tab: str) -> FormPage:
    """The page of somebody or something that is there: facts, hours by location, absences."""
    now = clock.now()
    today = min((today_at(location, now) for location in locations), default=now.date())
    absences = absences_ahead(resource=thing.pk, today=today)
    return FormPage(
        title=thing.name,
        back=reverse(route, args=[thing.pk]),
        done=_("Saved."),
        template="place/resource.html",
        more={
            "thing": thing,
            "is_archived": not thing.is_active,
            "is_person": isinstance(thing, Practitioner),
            "tab": tab,
            "places": [(location, weeks_of(thing, location, today)) for location in locations],
            "absences": [(absence, show_days(absence)) for absence in absences],
        },
    )


def weeks_of(thing: Thing, location: Location, today: dt.date) -> list[TimetableWords]:
    found = timetables(location=location, resource=thing.pk)
    return [timetable_words(week, today) for week in found]

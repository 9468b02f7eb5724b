"""Adverse events: the list with its clocks, one event, what was reported."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.adverse import (
    Faults,
    change_event,
    close_event,
    reopen_event,
    tell_event,
    write_event,
    zone_of,
)
from plans.actions.refusal import Refused
from plans.forms.adverse import EventForm, ToldForm
from plans.models import AdverseEvent, Patient, Visit
from plans.queries.adverse import (
    EventRow,
    event_begun,
    event_page,
    events_with_all,
    last_treated,
    lots_of,
)
from plans.queries.patient import today_here
from plans.wording.adverse import fault_words, refusal_words


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def adverse_events(request: HttpRequest) -> HttpResponse:
    is_closed = "closed" in request.GET
    page = event_page(request.GET.get("page", "1"), closed=is_closed)
    today = today_here(clock.now())
    rows = [EventRow.of(event, today) for event in page]
    context = {"page": page, "rows": rows, "is_closed": is_closed}
    return render(request, "adverse/list.html", context)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_http_methods(["GET", "POST"])
def patient_event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a patient: with what her newest record knows."""
    patient = seen_patient(request, pk, clock.now())
    return new_event(request, patient, last_treated(patient))


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_http_methods(["GET", "POST"])
def visit_event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a session: with what its record knows."""
    visit = get_object_or_404(Visit.objects.select_related("location", "patient"), pk=pk)
    return new_event(request, seen_patient(request, visit.patient_id, clock.now()), visit)


def new_event(request: HttpRequest, patient: Patient, visit: Visit | None) -> HttpResponse:
    user, now = staff_user(request), clock.now()
    event = event_begun(patient, visit, user.name)
    form = EventForm(
        request.POST or None, instance=event, now=now, initial={"lots": lots_of(visit)}
    )
    if request.method == "POST" and form.is_valid():
        answer = write_event(event=event, lots=form.lots_chosen, by=user, now=now)
        if isinstance(answer, AdverseEvent):
            messages.success(request, _("The event is written down."))
            return redirect("adverse_event", answer.pk)
        show_faults(form, answer)
    context = {"form": form, "patient": patient, "visit": visit, "zone": zone_of(event)}
    return render(request, "adverse/form.html", context)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def adverse_event(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "adverse/event.html", pk, None)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def adverse_print(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "adverse/print.html", pk, None)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_http_methods(["GET", "POST"])
def adverse_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event, now = fetch(request, pk), clock.now()
    form = EventForm(request.POST or None, instance=event, now=now)
    if request.method == "POST" and form.is_valid():
        answer = change_event(event=event, lots=form.lots_chosen, by=staff_user(request), now=now)
        if isinstance(answer, AdverseEvent):
            messages.success(request, _("Saved."))
            return redirect("adverse_event", pk)
        show_faults(form, answer)
    context = {"form": form, "event": event, "patient": event.patient, "zone": zone_of(event)}
    return render(request, "adverse/form.html", context)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_POST
def adverse_told(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(AdverseEvent, pk=pk)
    form = ToldForm(request.POST)
    if form.is_valid():
        answer = tell_event(
            event_id=pk,
            maker_on=form.cleaned_data["told_maker_on"],
            authority_on=form.cleaned_data["told_authority_on"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, AdverseEvent):
            messages.success(request, _("Saved."))
            return redirect("adverse_event", pk)
        show_faults(form, answer)
    return show(request, "adverse/event.html", pk, form)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_POST
def adverse_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, or open it again."""
    get_object_or_404(AdverseEvent, pk=pk)
    act = reopen_event if "again" in request.POST else close_event
    answer = act(event_id=pk, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    return redirect("adverse_event", pk)


def show_faults(form: EventForm | ToldForm, answer: Faults | Refused) -> None:
    if isinstance(answer, Refused):
        form.add_error(None, refusal_words(answer))
        return
    for fault in answer.faults:
        form.add_error(fault.where, fault_words(fault))


def fetch(request: HttpRequest, pk: int) -> AdverseEvent:
    event = get_object_or_404(events_with_all(), pk=pk)
    seen_patient(request, event.patient_id, clock.now())
    return event


def show(request: HttpRequest, template: str, pk: int, form: ToldForm | None) -> HttpResponse:
    event = fetch(request, pk)
    told = {name: getattr(event, name) for name in ("told_maker_on", "told_authority_on")}
    context = {
        "row": EventRow.of(event, today_here(clock.now())),
        "event": event,
        "zone": zone_of(event),
        "form": form or ToldForm(initial=told),
    }
    return render(request, template, context)

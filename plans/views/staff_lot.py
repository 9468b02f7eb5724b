"""Lots: which sessions and patients something touched, and what is recalled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Device, Role
from plans.access import seen_patient, staff_user
from plans.actions.lot import recall_lot, take_back_recall, trace_export
from plans.actions.refusal import Refused
from plans.forms.lot import FindForm, ReasonForm
from plans.models import Lot
from plans.queries.lot import (
    Asked,
    all_rows,
    counts_of,
    find_lots,
    recalled_lots,
    records_of,
    rows_of,
    touched_page,
)
from plans.queries.patient import today_here
from plans.wording.lot import refusal_words, sheet_lines


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def lots(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if not text:
        return render(request, "lots/find.html", {"form": form, "recalled": recalled_lots()})
    found = find_lots(text, today_here(clock.now()))
    return touched(request, "lots/find.html", Asked(text), {"form": form, "found": found})


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def lot(request: HttpRequest, pk: int) -> HttpResponse:
    return show_lot(request, pk, ReasonForm())


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_POST
def lot_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as recalled, or take the mark back."""
    form = ReasonForm(request.POST)
    get_object_or_404(Lot, pk=pk)
    if not form.is_valid():
        return show_lot(request, pk, form)
    act = take_back_recall if "back" in request.POST else recall_lot
    because = form.cleaned_data["because"]
    answer = act(lot_id=pk, because=because, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    elif answer.recalled_at:
        messages.success(request, _("Marked as recalled: nobody can use it any more."))
    else:
        messages.success(request, _("The recall is taken back: it may be used again."))
    return redirect("lot", pk)


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def lot_device(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device.objects.select_related("location"), pk=pk)
    return touched(request, "lots/device.html", Asked(device=pk), {"device": device})


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def patient_lots(request: HttpRequest, pk: int) -> HttpResponse:
    patient = seen_patient(request, pk, clock.now())
    return touched(request, "lots/patient.html", Asked(patient=pk), {"patient": patient})


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_POST
def lots_export(request: HttpRequest) -> HttpResponseBase:
    """The sessions of a search, a lot, a device or a patient as a file."""
    now = clock.now()
    asked = Asked.of(request.POST.dict())
    records = records_of(asked, today_here(now))
    trace_export(asked=asked.as_facts(), rows=records.count(), by=staff_user(request), now=now)
    answer = StreamingHttpResponse(
        sheet_lines(all_rows(records)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="lots-{now:%Y-%m-%d}.csv"'
    return answer


def show_lot(request: HttpRequest, pk: int, form: ReasonForm) -> HttpResponse:
    found = get_object_or_404(Lot.objects.select_related("recalled_by"), pk=pk)
    return touched(request, "lots/lot.html", Asked(lot=pk), {"lot": found, "form": form})


def touched(
    request: HttpRequest, template: str, asked: Asked, more: dict[str, object]
) -> HttpResponse:
    """A page that ends in the sessions that were touched."""
    today = today_here(clock.now())
    sessions, people = counts_of(asked, today)
    page = touched_page(asked, request.GET.get("page", "1"), today, count=sessions)
    context = {
        "asked": asked,
        "page": page,
        "rows": rows_of(page),
        "people": people,
        **more,
    }
    return render(request, template, context)

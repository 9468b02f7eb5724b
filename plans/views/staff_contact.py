"""A contact note in two clicks, wherever a patient's name stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import clock
from clinic.access import staff
from plans.access import staff_user
from plans.actions.contact import write_contact_note
from plans.actions.refusal import Refused
from plans.forms.contact import ContactForm
from plans.models import ContactNote, Patient, Visit
from plans.queries.contact import latest_notes, notes_of
from plans.views.asked import is_part
from plans.wording.contact import contact_refusal


@staff()
@require_POST
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers with the same button again, which now says what was noted; without scripts it goes
    back to the page that asked."""
    patient = get_object_or_404(Patient, pk=pk)
    form = ContactForm(request.POST)
    if not form.is_valid() or not is_written(request, form, pk):
        return again(request, patient, form)
    if is_part(request):
        return button(request, patient, form)
    messages.success(request, _("The note is written."))
    return redirect(way_back(request, pk))


def is_written(request: HttpRequest, form: ContactForm, patient_id: int) -> bool:
    """Whether the note was written; a refusal stands in the form."""
    answer = write_contact_note(
        patient_id=patient_id,
        visit_id=form.cleaned_data["visit"],
        result=ContactNote.Result(form.cleaned_data["result"]),
        note=form.cleaned_data["note"],
        by=staff_user(request),
        now=clock.now(),
    )
    if isinstance(answer, Refused):
        form.add_error(None, contact_refusal(answer))
        return False
    return True


def again(request: HttpRequest, patient: Patient, form: ContactForm) -> HttpResponse:
    """Nothing was written: the button stands open with the reason and what was typed."""
    context = {**context_of(patient, form), "contact_form": form}
    template = "contact/button.html" if is_part(request) else "contact/page.html"
    return render(request, template, context)


def button(request: HttpRequest, patient: Patient, form: ContactForm) -> HttpResponse:
    context = {**context_of(patient, form), "is_fresh": True}
    if form.cleaned_data["with_list"]:
        context["latest"] = notes_of(patient.pk, now=clock.now())
    return render(request, "contact/written.html", context)


def context_of(patient: Patient, form: ContactForm) -> dict[str, object]:
    """What the button needs to stand where it stood."""
    told = form.cleaned_data
    return {
        "patient": patient,
        "visit": Visit.objects.filter(pk=told.get("visit") or 0, patient=patient).first(),
        "place": told.get("place", ""),
        "with_list": told.get("with_list", False),
        "notes": latest_notes([patient.pk], now=clock.now()),
        "contact_back": form.data.get("next", ""),
    }


def way_back(request: HttpRequest, patient_id: int) -> str:
    """The page that asked, if it is one of ours; else the patient's."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse("patient", args=[patient_id])

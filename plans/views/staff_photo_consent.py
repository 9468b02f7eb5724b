"""Which uses of her photographs a patient allows."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.photo_consent import give_photo_levels, withdraw_photo_levels
from plans.actions.refusal import Refused
from plans.forms.photo_consent import PhotoConsentForm, TakeBackForm
from plans.models import Consent, Patient, PhotoConsent
from plans.queries.consent import text_in_force
from plans.queries.consent_page import lasts, photo_rows
from plans.queries.patient import first_zone, today_here
from plans.views.asked import number_asked
from plans.wording.consent import refusal_words


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def photo_consent(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    patient = seen_patient(request, pk, now)
    today = today_here(now)
    form = PhotoConsentForm(
        request.POST or None, request.FILES or None, today=today, initial={"name": patient.name}
    )
    if request.method == "POST" and form.is_valid():
        answer = signed(request, patient, form)
        if not isinstance(answer, Refused):
            messages.success(request, _("Signed. She allows what she ticked, and nothing else."))
            return redirect("photo_consent", pk)
        form.refuse(answer)
    rows = [(row, lasts(row, today)) for row in photo_rows(patient)]
    context = {
        "patient": patient,
        "text": text_in_force(None),
        "form": form,
        "rows": rows,
        "standing": [row.level for row, stands in rows if stands],
        "zone": first_zone(),
    }
    return render(request, "consents/photos.html", context)


@staff(Role.PRACTITIONER)
@require_safe
def photo_consent_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to sign on paper, as long as a text is in force."""
    text = text_in_force(None)
    if text is None:
        raise Http404
    patient = seen_patient(request, pk, clock.now())
    context = {"patient": patient, "text": text, "levels": PhotoConsent.Level.labels}
    return render(request, "consents/blank_photos.html", context)


def signed(request: HttpRequest, patient: Patient, form: PhotoConsentForm) -> Consent | Refused:
    """`seen` is the text that stood on the page."""
    seen = number_asked(request.POST.get("seen", ""))
    return give_photo_levels(
        patient_id=patient.pk,
        uses=form.uses(),
        text_id=seen or 0,
        signature=form.signature(),
        by=staff_user(request),
        now=clock.now(),
    )


@staff(Role.PRACTITIONER)
@require_POST
def photo_consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(Patient, pk=pk)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        answer = withdraw_photo_levels(
            patient_id=patient.pk,
            levels=form.cleaned_data["levels"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, Refused):
            messages.error(request, refusal_words(answer))
        else:
            messages.success(request, _("Taken back. It holds from now on."))
    return redirect("photo_consent", pk)

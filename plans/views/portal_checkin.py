"""How does your skin feel? The patient's own check-ins, each after one of her visits."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import portal
from plans.access import own_patient
from plans.actions.checkin import submit_check_in
from plans.actions.refusal import Refused
from plans.forms.checkin import CheckInForm
from plans.models import CheckIn, Visit
from plans.queries.aftercare import note_page
from plans.queries.checkin import asked_of
from plans.queries.opening import opening_of
from plans.queries.portal_checkin import answer_page, own_check_ins, own_treated
from plans.views.asked import key_asked
from plans.wording.checkin import refusal_words


@portal
@require_http_methods(["GET", "HEAD", "POST"])
def portal_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """What she is asked today after one of her own visits; 404 for any other."""
    visit, now = own_visit(request, pk), clock.now()
    asked = asked_of(visit, now)
    note = note_page(visit, now=now)
    context = {
        "visit": visit,
        "calls": note.told.calls if note else (),
        "opening": opening_of(visit.location, now),
    }
    if isinstance(asked, Refused):
        context["refusal"] = refusal_words(asked)
        return render(request, "portal/checkin_closed.html", context)
    form = CheckInForm(request.POST or None, request.FILES or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        answer = kept(request, visit, form)
        if isinstance(answer, CheckIn):
            return redirect("portal_check_in_answer", answer.pk)
        form.add_error(None, refusal_words(answer))
    context |= {"form": form, "day": asked.context.day, "key": page_key(request)}
    return render(request, "portal/checkin.html", context)


def kept(request: HttpRequest, visit: Visit, form: CheckInForm) -> CheckIn | Refused:
    return submit_check_in(
        visit_id=visit.pk,
        patient_id=visit.patient_id,
        answers=form.answers(),
        words=form.cleaned_data.get("words", ""),
        photo=form.cleaned_data.get("photo"),
        key=key_asked(request),
        now=clock.now(),
    )


def page_key(request: HttpRequest) -> uuid.UUID:
    """Made when the page is opened, and kept while it comes back with what is to be mended."""
    return key_asked(request) if request.method == "POST" else uuid.uuid4()


@portal
@require_safe
def portal_check_in_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of her own check-ins means, what to do, and who reads it until when."""
    check_in = get_object_or_404(own_check_ins(own_patient(request)), pk=pk)
    page = answer_page(check_in, now=clock.now())
    return render(request, "portal/checkin_answer.html", {"page": page})


def own_visit(request: HttpRequest, pk: int) -> Visit:
    visit = own_treated(own_patient(request)).filter(pk=pk).first()
    if visit is None:
        raise Http404
    return visit

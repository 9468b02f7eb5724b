"""The screening: what a patient answers, and what a practitioner decides on it."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.refusal import Refused
from plans.actions.screening import decide_gate, save_screening
from plans.forms.screening import DecisionForm, ScreeningForm
from plans.models import Screening, Visit
from plans.queries.screening_page import OF_VISIT, ScreeningPage, screening_page
from plans.views.screening_cards import cards_of
from plans.wording.screening import refusal_words


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_screening(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions before a session, and what the answers mean for it."""
    now = clock.now()
    visit = get_object_or_404(Visit.objects.select_related(*OF_VISIT), pk=pk)
    visit.patient = seen_patient(request, visit.patient_id, now)
    return asked(request, screening_page(visit.patient, visit, now), now)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def patient_screening(request: HttpRequest, pk: int) -> HttpResponse:
    """The same before there is a plan."""
    now = clock.now()
    patient = seen_patient(request, pk, now)
    return asked(request, screening_page(patient, None, now), now)


def asked(request: HttpRequest, page: ScreeningPage, now: dt.datetime) -> HttpResponse:
    form = form_of(page, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.answers()
        carried = {key: one for key, one in page.last.items() if key in keys_apart(page)}
        answer = save_screening(
            patient=page.patient,
            visit=page.visit,
            answers=carried | given,
            told_by=Screening.ToldBy.STAFF,
            by=staff_user(request),
            now=now,
        )
        if isinstance(answer, Screening):
            messages.success(request, _("The answers are kept."))
            return redirect(request.path)
        form.add_error(None, refusal_words(answer))
    return shown(request, page, form)


def keys_apart(page: ScreeningPage) -> set[str]:
    """The questions for other devices, whose answers stand as they were."""
    concerned = {question.key for question in page.questions}
    return {question.key for question in page.standards.questions} - concerned


def form_of(page: ScreeningPage, sent: QueryDict | None = None) -> ScreeningForm:
    return ScreeningForm(
        sent,
        questions=page.questions,
        last=page.last,
        kinds=page.kinds,
        today=page.today,
        corrects=page.corrects,
    )


def shown(
    request: HttpRequest,
    page: ScreeningPage,
    form: ScreeningForm,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    context = {"page": page, "form": form, "cards": cards_of(page, staff_user(request), decision)}
    return render(request, "screening/page.html", context)


@staff(Role.PRACTITIONER)
@require_POST
def gate_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision on one answer, for this visit only."""
    now = clock.now()
    visit = get_object_or_404(Visit.objects.select_related(*OF_VISIT, "patient"), pk=pk)
    question = request.POST.get("question", "")
    form = DecisionForm(request.POST, prefix=question)
    if form.is_valid():
        answer = decide_gate(
            visit_id=visit.pk,
            screening_id=form.cleaned_data["screening"],
            question=question,
            may_treat=form.cleaned_data["may_treat"],
            reason=form.cleaned_data["reason"],
            by=staff_user(request),
            now=now,
        )
        if not isinstance(answer, Refused):
            messages.success(request, _("The decision is kept."))
            return redirect("visit_screening", visit.pk)
        form.add_error(None, refusal_words(answer))
    page = screening_page(visit.patient, visit, now)
    return shown(request, page, form_of(page), form)

"""What only a practitioner says: orders, and how a consultation ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import clock
from clinic.access import staff
from clinic.models import Practitioner, Role
from plans.access import seen_patient, staff_user
from plans.actions.order import confirm_plan, order_plan
from plans.actions.refusal import Refused
from plans.actions.visit import end_consultation
from plans.forms.plan import ConfirmOrderForm, OrderForm, OutcomeForm
from plans.models import Plan, Protocol, Visit
from plans.wording.visit import refusal_words


@staff(Role.PRACTITIONER)
@require_POST
def plan_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a plan whose dates the desk holds already."""
    user = staff_user(request)
    plan = get_object_or_404(Plan, pk=pk)
    form = ConfirmOrderForm(request.POST)
    orderer = Practitioner.objects.filter(user=user).first()
    if orderer is None or not form.is_valid():
        say(request, Refused("no_practitioner"), "")
        return redirect("plan", plan.pk)
    goals = form.cleaned_data["goals"]
    answer = confirm_plan(plan_id=plan.pk, goals=goals, orderer=orderer, by=user, now=clock.now())
    say(request, answer, _("Ordered. Its sessions can start."))
    return redirect("plan", plan.pk)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a series without dates; the desk then plans them."""
    now, user = clock.now(), staff_user(request)
    patient = seen_patient(request, pk, now)
    orderer = Practitioner.objects.filter(user=user).first()
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer: Plan | Refused = Refused("no_practitioner")
        if orderer:
            answer = order_plan(
                patient=patient, orderer=orderer, by=user, now=now, **form.cleaned_data
            )
        if isinstance(answer, Plan):
            say(request, answer, _("Ordered. The desk can plan its dates now."))
            return redirect("patient", patient.pk)
        form.add_error(None, refusal_words(answer))
    return render(request, "plans/order.html", {"form": form, "patient": patient})


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How a consultation ended. Suitable opens the planner."""
    visit = get_object_or_404(Visit, pk=pk, kind=Visit.Kind.CONSULTATION)
    patient = seen_patient(request, visit.patient_id, clock.now())
    form = OutcomeForm(request.POST or None, initial={"outcome": visit.outcome})
    if request.method == "POST" and form.is_valid():
        answer = end_consultation(
            visit_id=visit.pk,
            outcome=form.cleaned_data["outcome"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, Visit):
            return redirect(*after_outcome(answer))
        form.add_error(None, refusal_words(answer))
    return render(request, "plans/outcome.html", {"form": form, "patient": patient, "visit": visit})


def after_outcome(visit: Visit) -> tuple[str, ...]:
    """The planner of the first series on offer for a suitable patient, else her page."""
    series = Protocol.objects.filter(
        kind=Protocol.Kind.SERIES, is_active=True, versions__state="approved"
    ).first()
    if visit.outcome == Visit.Outcome.SUITABLE and series:
        return "planner", str(visit.patient_id), series.slug
    return "patient", str(visit.patient_id)


def say(request: HttpRequest, answer: object, done: str) -> None:
    """Tell what came of it at the top of the next page."""
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, done)

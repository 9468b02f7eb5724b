"""What ends a visit or a plan early, and what makes a plan longer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import clock
from clinic.access import staff
from clinic.models import Practitioner, Role
from plans.access import seen_patient, seen_plan, staff_user
from plans.actions.cancel import cancel_visit
from plans.actions.course import decline_maintenance, extend_plan, stop_plan
from plans.actions.refusal import Refused
from plans.forms.moving import CancelForm, ExtendForm, StopForm
from plans.models import Plan, Visit
from plans.queries.standing import course_of
from plans.wording.moving import moving_refusal
from plans.wording.visit import refusal_words, step_done_words


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who cancels and why. A session then waits for its new date, which is offered at once."""
    visits = Visit.objects.select_related("session__plan", "location", "practitioner", "version")
    visit = get_object_or_404(visits, pk=pk)
    patient = seen_patient(request, visit.patient_id, clock.now())
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, now = staff_user(request), clock.now()
        answer = cancel_visit(visit_id=visit.pk, by=user, now=now, **form.cleaned_data)
        if isinstance(answer, Visit):
            messages.success(request, step_done_words("cancel"))
            return redirect(after_cancelling(visit))
        form.add_error(None, refusal_words(answer))
    context = {"form": form, "visit": visit, "patient": patient}
    return render(request, "moving/cancel.html", context)


def after_cancelling(visit: Visit) -> str:
    if visit.session is None:
        return reverse("patient", args=[visit.patient_id])
    page = reverse("session_move", args=[visit.session.plan_id, visit.session.number])
    return f"{page}?freed={visit.pk}"


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def plan_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is stopped; everything ahead is shown before it is freed."""
    now = clock.now()
    plan = seen_plan(request, pk, now)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = stop_plan(plan_id=pk, by=staff_user(request), now=now, **form.cleaned_data)
        if isinstance(answer, Plan):
            messages.success(request, _("Stopped. Everything ahead is free."))
            return redirect("plan", pk)
        form.add_error(None, moving_refusal(answer))
    stands = course_of(plan, now=now).stands
    ahead = [one.visit for one in stands if one.visit and one.visit.state == Visit.State.BOOKED]
    context = {"form": form, "plan": plan, "ahead": ahead}
    return render(request, "moving/stop.html", context)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """More sessions after a review; they get their dates on the next page."""
    user, now = staff_user(request), clock.now()
    plan = seen_plan(request, pk, now)
    counts = range(plan.sessions_count + 1, plan.version.sessions_max + 1)
    form = ExtendForm(request.POST or None, counts=counts)
    if request.method == "POST" and form.is_valid():
        decider = Practitioner.objects.filter(user=user).first()
        answer: Plan | Refused = Refused("no_practitioner")
        if decider:
            answer = extend_plan(plan_id=pk, decider=decider, by=user, now=now, **form.cleaned_data)
        if isinstance(answer, Plan):
            messages.success(request, _("Extended. These are dates for the new sessions."))
            return redirect("plan_rest", pk)
        form.add_error(None, moving_refusal(answer))
    return render(request, "moving/extend.html", {"form": form, "plan": plan, "counts": counts})


@staff()
@require_POST
def maintenance_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The patient wants no maintenance."""
    plan = get_object_or_404(Plan, pk=pk)
    answer = decline_maintenance(plan_id=plan.pk, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, moving_refusal(answer))
    else:
        messages.success(request, _("Noted: no maintenance."))
    return redirect("plan", plan.pk)

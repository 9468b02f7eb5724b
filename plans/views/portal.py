"""What a patient sees: her own plan, and nothing else."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import portal
from plans.access import own_patient
from plans.actions.confirm import confirm_visit
from plans.actions.course import decline_maintenance
from plans.actions.refusal import Refused
from plans.models import Plan, Visit
from plans.queries.plan import plan_page
from plans.queries.portal import plans_of, portal_page
from plans.views.staff_plan import calendar_file
from plans.wording.portal import confirm_refusal


@portal
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    return render(request, "portal/home.html", {"page": portal_page(own_patient(request), now=now)})


@portal
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Every date of one of her own plans."""
    now = clock.now()
    return calendar_file(plan_page(own_plan(request, pk), now=now).visits, now)


@portal
@require_POST
def maintenance_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """She wants no maintenance after one of her own plans."""
    plan, user = own_plan(request, pk), own_patient(request).user
    if user is not None:
        decline_maintenance(plan_id=plan.pk, by=user, now=clock.now())
    messages.success(request, _("Thank you, we will not ask again. You can always call us."))
    return redirect("portal")


@portal
@require_POST
def visit_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """She says herself that she comes to one of her own visits."""
    visit = get_object_or_404(Visit, pk=pk, patient=own_patient(request))
    answer = confirm_visit(visit_id=visit.pk, by=None, now=clock.now())
    if isinstance(answer, Refused):
        messages.warning(request, confirm_refusal(answer))
    else:
        messages.success(request, _("Thank you. We look forward to seeing you."))
    return redirect("portal")


def own_plan(request: HttpRequest, pk: int) -> Plan:
    """One of her own plans; 404 for any other."""
    plan = plans_of(own_patient(request)).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan

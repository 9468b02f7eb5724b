"""What a patient sees: her own plan, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import portal
from plans.access import own_patient
from plans.queries.plan import plan_page
from plans.queries.portal import plans_of, portal_page
from plans.views.staff_plan import calendar_file


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
    plan = plans_of(own_patient(request)).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return calendar_file(plan_page(plan, now=now).visits, now)

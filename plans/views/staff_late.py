"""Somebody comes late: what still works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.models import Visit
from plans.queries.late import late_page
from plans.queries.moving import OF_MOVING


@staff()
@require_safe
def visit_late(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    visit = get_object_or_404(Visit.objects.select_related(*OF_MOVING), pk=pk)
    seen_patient(request, visit.patient_id, now)
    may_treat = staff_user(request).role == Role.PRACTITIONER
    context = {"page": late_page(visit, now=now), "may_treat": may_treat}
    return render(request, "today/late.html", context)

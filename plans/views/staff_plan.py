"""A plan's own pages: to look at, to print, and as a calendar."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import staff
from plans.access import seen_plan
from plans.forms.plan import ConfirmOrderForm
from plans.models import Visit
from plans.queries.calendar import calendar_of
from plans.queries.checkin_page import marks_of
from plans.queries.consent_page import plan_consent
from plans.queries.contact import latest_notes
from plans.queries.message import messages_of_plan, short_of
from plans.queries.plan import gone_visits, outcomes_of, plan_page, trail_of_plan
from plans.queries.screening import gates_of, treatments_ahead


@staff()
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = seen_plan(request, pk, now)
    page = plan_page(found, now=now)
    context = {
        "page": page,
        "gates": gates_of(treatments_ahead(page.visits), now),
        "check_ins": marks_of(page.visits, now),
        "agreed": plan_consent(found, now=now),
        "trail": trail_of_plan(found),
        "sent": short_of(messages_of_plan(found, now)),
        "notes": latest_notes([found.patient_id], now=now),
        "outcomes": outcomes_of(found),
        "gone": gone_visits(found),
        "order_form": ConfirmOrderForm(initial={"goals": found.goals}),
    }
    return render(request, "plans/plan.html", context)


@staff()
@require_safe
def plan_print(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    page = plan_page(seen_plan(request, pk, now), now=now)
    return render(request, "plans/print.html", {"page": page})


@staff()
@require_safe
def plan_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    return calendar_file(plan_page(seen_plan(request, pk, now), now=now).visits, now)


def calendar_file(visits: Sequence[Visit], now: dt.datetime) -> HttpResponse:
    """The whole series for the patient's own calendar; the name says nothing about her."""
    response = HttpResponse(calendar_of(visits=visits, now=now), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response

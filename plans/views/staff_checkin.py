"""A check-in, for whoever looks at it. Its answers are the practitioners'; the desk sees that it
waits, and until when."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, seen_photos, staff_user
from plans.actions.checkin import review_check_in
from plans.actions.checkin_ask import ask_check_in
from plans.actions.refusal import Refused
from plans.forms.checkin_review import ReviewForm
from plans.models import CheckIn, CheckInReview, Visit
from plans.queries.checkin_page import check_in_page, check_ins_with_all, is_waiting
from plans.wording.checkin import refusal_words


@staff()
@require_safe
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = get_object_or_404(check_ins_with_all(), pk=pk)
    found.patient = seen_patient(request, found.patient_id, now)
    if staff_user(request).role != Role.PRACTITIONER:
        context = {"check_in": found, "waits": is_waiting(found), "now": now}
        return render(request, "checkins/waiting.html", context)
    return shown(request, found, ReviewForm(), now)


@staff(Role.PRACTITIONER)
@require_POST
def check_in_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at it and clear it: her next session may start."""
    now = clock.now()
    found, form = get_object_or_404(check_ins_with_all(), pk=pk), ReviewForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form, now, status=422)
    given = {name: form.cleaned_data[name] for name in ("step", "note", "asks_again")}
    answer = review_check_in(check_in_id=pk, by=staff_user(request), now=now, **given)
    if isinstance(answer, CheckInReview):
        messages.success(request, _("Reviewed. Nothing of this keeps her next session."))
    else:
        messages.error(request, refusal_words(answer))
    return redirect("check_in", pk)


def shown(
    request: HttpRequest, found: CheckIn, form: ReviewForm, now: dt.datetime, *, status: int = 200
) -> HttpResponse:
    page = check_in_page(found)
    photos = [shot.photo.pk for shot in page.shots]
    seen = seen_photos(request, found.patient, photos, now) if photos else frozenset[int]()
    context = {"page": page, "check_in": found, "form": form, "seen": seen, "now": now}
    return render(request, "checkins/page.html", context, status=status)


@staff(Role.PRACTITIONER, Role.DESK)
@require_POST
def check_in_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask her how her skin feels, now."""
    visit = get_object_or_404(Visit.objects.select_related("session"), pk=pk)
    answer = ask_check_in(visit_id=pk, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, _("She is asked how her skin feels, as soon as messages may go."))
    if visit.session:
        return redirect("plan", visit.session.plan_id)
    return redirect("patient", visit.patient_id)

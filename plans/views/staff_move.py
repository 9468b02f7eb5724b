"""Moving a session or a single visit: times that fit, a preview of what follows, one act."""

import datetime as dt
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic import clock
from clinic.access import staff
from plans.access import seen_patient, seen_plan, staff_user
from plans.actions.move import move_sessions, move_visit
from plans.actions.move_rules import Change, Why
from plans.actions.refusal import Refused
from plans.engine.gaps import Need
from plans.engine.terms import NoFit
from plans.forms.moving import MoveForm, unseal
from plans.models import Booking, Plan, Protocol, ProtocolVersion, Visit
from plans.queries.cascade import Places, cascade, place_wanted, replanned
from plans.queries.moving import Moving, moving_session, moving_visit
from plans.queries.open_time import offer_of, open_times
from plans.queries.standing import Course, course_of
from plans.views.asked import day_asked, instant_asked, key_asked, number_asked
from plans.views.move_page import (
    DAYS,
    PUSH_DAYS,
    TIMES,
    MovePage,
    by_day,
    by_person,
    names_of,
    no_fit_words,
    owner_of,
    preview_of,
)
from plans.wording.dates import long_day
from plans.wording.moving import moved_words, moving_refusal

LISTS = ("calls", "today", "plans_waiting")
"""Pages from which sessions are booked one by one."""

FARTHEST = dt.timedelta(days=2 * 365)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another time for one session of a plan, or a time for one that has none."""
    now = clock.now()
    moving = moving_of(course_of(seen_plan(request, pk, now), now=now), number)
    if moving is None:
        messages.error(request, _("This session does not move any more: it has begun, or is over."))
        return redirect("plan", pk)
    return moved(request, moving) if request.method == "POST" else chosen(request, moving)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def visit_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time for a single visit; a session goes to its own page."""
    now = clock.now()
    visits = Visit.objects.select_related("patient", "version__protocol", "location", "session")
    visit = get_object_or_404(visits.select_related("practitioner"), pk=pk)
    seen_patient(request, visit.patient_id, now)
    if visit.session:
        return redirect("session_move", visit.session.plan_id, visit.session.number)
    if visit.state not in Visit.NOT_BEGUN:
        messages.error(request, _("This visit does not move any more: it has begun, or is over."))
        return redirect("patient", visit.patient_id)
    moving = moving_visit(visit, now=now)
    return moved(request, moving) if request.method == "POST" else chosen(request, moving)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def plan_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Dates for all sessions of a plan without one, in one step."""
    now = clock.now()
    course = course_of(seen_plan(request, pk, now), now=now)
    moving = moving_of(course, course.waiting[0].number) if course.waiting else None
    if moving is None or moving.course is None:
        messages.info(request, _("Every session of this plan has its date."))
        return redirect("plan", pk)
    if request.method == "POST":
        return moved(request, moving)
    page = MovePage(moving=moving, names=names_of(moving))
    if moving.is_stalled:
        return shown(request, page)
    return with_answer(request, page, replanned(moving, moving.course))


def moving_of(course: Course, number: int) -> Moving | None:
    """None where the session was had, has begun, or its plan is over."""
    stand = course.stand(number)
    if stand is None:
        raise Http404
    has_begun = stand.visit is not None and stand.visit.state in ("in_treatment", "done")
    was_had = stand.visit is None and stand.day is not None
    if course.plan.state != Plan.State.ACTIVE or has_begun or was_had:
        return None
    return moving_session(course, stand)


def chosen(request: HttpRequest, moving: Moving, notice: str = "") -> HttpResponse:
    """The best times, those of a day that was asked for, or the preview of a chosen one."""
    page = MovePage(moving=moving, notice=notice, names=names_of(moving))
    start = instant_asked(request.GET.get("to", ""))
    who = number_asked(request.GET.get("who", ""))
    if start is not None:
        place = place_wanted(moving, start, who)
        if place is not None:
            return with_answer(request, page, cascade(moving, place))
        day = dt.datetime.fromtimestamp(start, moving.zone).date()
        page = replace(page, notice=_("This time is not free. These are:"))
        return shown(request, with_times(page, day))
    return shown(request, with_times(page, day_in(request.GET.get("day", ""), moving)))


def with_times(page: MovePage, day: dt.date | None) -> MovePage:
    moving = page.moving
    offer = offer_of(moving, days=DAYS, push_days=PUSH_DAYS, times=TIMES)
    return replace(
        page,
        days=by_day(offer.keeping),
        push_days=by_day(offer.pushing),
        day=day,
        day_times=by_person(open_times(moving, day, day)) if day else (),
    )


def with_answer(request: HttpRequest, page: MovePage, answer: Places | NoFit) -> HttpResponse:
    """The preview, or why the sessions after it find no place."""
    if isinstance(answer, NoFit):
        why = " ".join(no_fit_words(answer))
        notice = _("Later sessions find no place after that. %(why)s") % {"why": why}
        return shown(request, with_times(replace(page, notice=notice), None))
    preview = preview_of(page.moving, answer, page.names, staff_user(request))
    return shown(request, replace(page, preview=preview, form=form_for(page.moving, preview.need)))


def form_for(moving: Moving, need: Need, request: HttpRequest | None = None) -> MoveForm:
    return MoveForm(
        request.POST if request else None,
        needs_reason=need != Need.NOTHING,
        has_visit=moving.visit is not None,
        initial={"gap_reason": reassessed_words(moving)},
    )


def reassessed_words(moving: Moving) -> str:
    if moving.reassessed is None:
        return ""
    return _("Re-assessed on %(day)s") % {"day": long_day(moving.reassessed)}


def moved(request: HttpRequest, moving: Moving) -> HttpResponse:
    """Do what the preview showed, all or nothing."""
    changes = unseal(request.POST.get("sealed", ""), owner_of(moving))
    if not changes:
        return chosen(request, moving, _("This page had grown old. Choose the time again."))
    places = {change.place.number: change.place for change in changes}
    names = names_of(moving)
    preview = preview_of(moving, places, names, staff_user(request))
    form = form_for(moving, preview.need, request)
    page = MovePage(moving=moving, preview=preview, form=form, names=names, key=key_asked(request))
    if not form.is_valid():
        return shown(request, page)
    answer = carry_out(request, page, changes, form)
    if isinstance(answer, Refused):
        fresh = with_times(MovePage(moving=moving, names=names), None)
        return shown(request, replace(fresh, notice=moving_refusal(answer)))
    messages.success(request, moved_words(len(changes)))
    back = back_in(request)
    return redirect(back) if back else redirect(*onward(moving))


def carry_out(
    request: HttpRequest, page: MovePage, changes: list[Change], form: MoveForm
) -> Booking | Refused:
    moving, user = page.moving, staff_user(request)
    why = Why(
        asked_by=form.cleaned_data.get("asked_by") or Visit.CancelledBy.PATIENT,
        gap_reason=form.cleaned_data.get("gap_reason", ""),
    )
    if moving.course:
        plan = moving.course.plan
        return move_sessions(
            key=page.key, plan=plan, changes=changes, why=why, by=user, now=moving.now
        )
    if moving.visit is None:
        raise Http404
    place = changes[0].place
    return move_visit(
        key=page.key, visit=moving.visit, place=place, why=why, by=user, now=moving.now
    )


def back_in(request: HttpRequest) -> str:
    """The list from which one came, and to which one goes on when it is done."""
    found = request.POST.get("back") or request.GET.get("back", "")
    return found if found in LISTS else ""


def onward(moving: Moving) -> tuple[str, int]:
    if moving.course:
        return "plan", moving.course.plan.pk
    return "patient", moving.patient.pk


def shown(request: HttpRequest, page: MovePage) -> HttpResponse:
    context = {
        "page": page,
        "moving": page.moving,
        "review": review_on_offer(),
        "back": back_in(request),
        "freed": freed_visit(request, page.moving),
    }
    return render(request, "moving/page.html", context)


def freed_visit(request: HttpRequest, moving: Moving) -> Visit | None:
    """The visit of hers that was just cancelled: its time can be offered to somebody else."""
    pk = number_asked(request.GET.get("freed", "")) or 0
    ahead = Visit.objects.filter(pk=pk, patient=moving.patient, state=Visit.State.CANCELLED)
    return ahead.filter(start__gt=moving.now).select_related("practitioner", "room").first()


def review_on_offer() -> Protocol | None:
    """Under what a re-assessment is booked."""
    offered = Protocol.objects.filter(kind=Protocol.Kind.REVIEW, is_active=True)
    return offered.filter(versions__state=ProtocolVersion.State.APPROVED).first()


def day_in(text: str, moving: Moving) -> dt.date | None:
    """The day that was asked for, today at the earliest and within two years."""
    day = day_asked(text)
    return day if day and moving.today <= day <= moving.today + FARTHEST else None

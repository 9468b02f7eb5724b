"""The run sheet of a visit: opened, written field by field, finished, signed and amended. It is the
practitioner's alone."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff, unattended
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.record import mark_numbing, open_record, write_field
from plans.actions.record_rules import Wrote
from plans.actions.record_sign import amend_record, enter_later, sign_record
from plans.actions.record_uses import Asked, add_use, remove_use
from plans.actions.record_zones import confirm_zones, fill_zones, remove_zone
from plans.actions.refusal import Refused
from plans.actions.visit import arrive_visit, finish_visit, start_visit
from plans.forms.record import PaperTimesForm
from plans.models import Trail, Visit
from plans.queries.record import newest_stamp, run_sheet, visits_with_all
from plans.views.record_answers import (
    answer,
    field_answer,
    refused_answer,
    state_of,
    wants_json,
)
from plans.wording.record import step_words
from plans.wording.visit import refusal_words, step_done_words

STEPS = {"arrive": arrive_visit, "start": start_visit, "finish": finish_visit}
LOOKING = dt.timedelta(minutes=10)
"""An open page fetches itself again and again; who looks on is noted once in so long."""


def seen_visit(request: HttpRequest, pk: int, now: dt.datetime) -> Visit:
    """The visit for a practitioner, who is noted as having seen it."""
    visit = get_object_or_404(visits_with_all(), pk=pk)
    lately = Trail.objects.filter(
        patient=visit.patient_id, actor=staff_user(request), verb="saw", at__gt=now - LOOKING
    )
    if not lately.exists():
        seen_patient(request, visit.patient_id, now)
    return visit


def visit_at(pk: int) -> Visit:
    return get_object_or_404(visits_with_all(), pk=pk)


@staff(Role.PRACTITIONER)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    return render_sheet(request, seen_visit(request, pk, now), now)


def render_sheet(
    request: HttpRequest, visit: Visit, now: dt.datetime, **more: object
) -> HttpResponse:
    sheet = run_sheet(visit, now)
    may_sign = staff_user(request).pk in sheet.may_sign
    context = {"sheet": sheet, "visit": visit, "patient": visit.patient, "now": now}
    return render(request, "record/page.html", {**context, "may_sign": may_sign, **more})


@staff(Role.PRACTITIONER)
@unattended
@require_safe
def record_state(request: HttpRequest, pk: int) -> HttpResponse:
    """What an open page asks every few seconds: everything, or only the stamp where it knows
    everything already."""
    now = clock.now()
    visit = seen_visit(request, pk, now)
    stamp = newest_stamp(visit)
    if request.GET.get("seen") == str(stamp):
        return JsonResponse({"stamp": stamp, "is_same": True})
    return JsonResponse(state_of(run_sheet(visit, now)))


@staff(Role.PRACTITIONER)
@require_POST
def record_open(request: HttpRequest, pk: int) -> HttpResponse:
    now, visit = clock.now(), visit_at(pk)
    done = open_record(visit_id=pk, by=staff_user(request), now=now)
    return answer(request, visit, done, "open", now)


@staff(Role.PRACTITIONER)
@require_POST
def record_field(request: HttpRequest, pk: int) -> HttpResponse:
    """One field, with what the page knew of it."""
    now, visit = clock.now(), visit_at(pk)
    name, was, value = (request.POST.get(key, "") for key in ("name", "was", "value"))
    done = write_field(
        visit_id=pk, name=name, was=was, value=value, by=staff_user(request), now=now
    )
    if isinstance(done, Refused):
        return refused_answer(request, visit, done)
    return field_answer(request, visit, name, done, now)


@staff(Role.PRACTITIONER)
@require_POST
def record_numbing(request: HttpRequest, pk: int) -> HttpResponse:
    """Cream on or off at this minute."""
    now, visit = clock.now(), visit_at(pk)
    done: Wrote | Refused = Refused("no_such_choice")
    if request.POST.get("act") == "on":
        done = mark_numbing(visit_id=pk, act="on", by=staff_user(request), now=now)
    elif request.POST.get("act") == "off":
        done = mark_numbing(visit_id=pk, act="off", by=staff_user(request), now=now)
    return answer(request, visit, done, "saved", now)


@staff(Role.PRACTITIONER)
@require_POST
def record_zones(request: HttpRequest, pk: int) -> HttpResponse:
    now, visit = clock.now(), visit_at(pk)
    act, zone = request.POST.get("act", ""), request.POST.get("zone", "")
    by = staff_user(request)
    done: Wrote | Refused = Refused("no_such_choice")
    if act == "same":
        asked = {name: request.POST.get(name, "") for name in ("depth", "passes")}
        done = fill_zones(visit_id=pk, how="same", by=by, now=now, **asked)
    elif act == "last":
        done = fill_zones(visit_id=pk, how="last", by=by, now=now)
    elif act == "confirm":
        done = confirm_zones(visit_id=pk, zone=zone, by=by, now=now)
    elif act == "remove":
        done = remove_zone(visit_id=pk, zone=zone, by=by, now=now)
    return answer(request, visit, done, act if act in ("confirm", "remove") else "zones", now)


@staff(Role.PRACTITIONER)
@require_POST
def record_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Something was used: its code scanned, or its lot typed."""
    now, visit = clock.now(), visit_at(pk)
    asked = asked_use(request)
    done = (
        asked
        if isinstance(asked, Refused)
        else add_use(visit_id=pk, asked=asked, by=staff_user(request), now=now)
    )
    return answer(request, visit, done, "use", now)


def asked_use(request: HttpRequest) -> Asked | Refused:
    sent = {name: request.POST.get(name, "") for name in ("kind", "code", "name", "serial")}
    day = request.POST.get("expires_on", "").strip()
    try:
        expires_on = parse_date(day)
    except ValueError:
        expires_on = None
    if day and expires_on is None:
        return Refused("not_a_date", {"field": "expires_on"})
    return Asked(**sent, number=request.POST.get("lot", ""), expires_on=expires_on)


@staff(Role.PRACTITIONER)
@require_POST
def record_use_remove(request: HttpRequest, pk: int) -> HttpResponse:
    now, visit = clock.now(), visit_at(pk)
    sent = request.POST.get("use", "")
    use = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 15 else 0
    done = remove_use(visit_id=pk, use_id=use, by=staff_user(request), now=now)
    return answer(request, visit, done, "remove", now)


@staff(Role.PRACTITIONER)
@require_POST
def record_step(request: HttpRequest, pk: int) -> HttpResponse:
    """She arrived, treatment starts, it is done."""
    now, step = clock.now(), request.POST.get("step", "")
    visit = visit_at(pk)
    act = STEPS.get(step)
    done = act(visit_id=pk, by=staff_user(request), now=now) if act else Refused("no_such_choice")
    if isinstance(done, Refused):
        return refused_answer(request, visit, done)
    if wants_json(request):
        return JsonResponse(state_of(run_sheet(visit_at(pk), now)))
    messages.success(request, step_done_words(step))
    return redirect("record", pk)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def record_later(request: HttpRequest, pk: int) -> HttpResponse:
    """The true times of a visit that was kept on paper."""
    now = clock.now()
    visit = seen_visit(request, pk, now)
    form = PaperTimesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = enter_later(visit_id=pk, times=form.times(), by=staff_user(request), now=now)
        if not isinstance(done, Refused):
            messages.success(request, step_words("later"))
            return redirect("record", pk)
        name = str(done.facts.get("field", ""))
        form.add_error(name if name in form.fields else None, refusal_words(done))
    context = {"form": form, "sheet": run_sheet(visit, now), "visit": visit}
    return render(request, "record/later.html", context)


@staff(Role.PRACTITIONER)
@require_POST
def record_sign(request: HttpRequest, pk: int) -> HttpResponse:
    now, visit = clock.now(), visit_at(pk)
    done = sign_record(visit_id=pk, by=staff_user(request), now=now)
    return answer(request, visit, done, "sign", now)


@staff(Role.PRACTITIONER)
@require_POST
def record_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed stays on the page where it could not be added."""
    now, visit = clock.now(), visit_at(pk)
    typed = {name: request.POST.get(name, "")[:20_000] for name in ("text", "reason")}
    done = amend_record(visit_id=pk, by=staff_user(request), now=now, **typed)
    if isinstance(done, Refused) and not wants_json(request):
        refusal = refusal_words(done)
        return render_sheet(request, visit, now, typed=typed, refusal=refusal)
    return answer(request, visit, done, "amend", now)


@staff(Role.PRACTITIONER)
@require_safe
def record_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The record on paper, signed or not."""
    now = clock.now()
    visit = seen_visit(request, pk, now)
    context = {"sheet": run_sheet(visit, now), "visit": visit, "now": now}
    return render(request, "record/print.html", context)


@staff(Role.PRACTITIONER)
@require_safe
def record_blank(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to write on with a pen."""
    now = clock.now()
    visit = seen_visit(request, pk, now)
    context = {"sheet": run_sheet(visit, now), "visit": visit, "now": now}
    return render(request, "record/blank.html", context)


PARTS = {
    "state": record_state,
    "open": record_open,
    "field": record_field,
    "numbing": record_numbing,
    "zones": record_zones,
    "use": record_use,
    "use_remove": record_use_remove,
    "step": record_step,
    "later": record_later,
    "sign": record_sign,
    "amend": record_amend,
    "print": record_print,
    "blank": record_blank,
}
"""By the last part of their address."""

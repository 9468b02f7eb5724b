"""Patients at the desk: found, added, changed, and the page of each."""

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Location, Role
from plans.access import seen_patient, staff_user
from plans.actions.patient import Entered, person_in, register_patient, update_patient
from plans.actions.refusal import Refused
from plans.forms.patient import PatientForm, initial_of
from plans.queries.consent_page import patient_consents
from plans.queries.contact import Note, latest_notes, notes_of
from plans.queries.patient import Hit, latest_patients, patient_hits, patient_page, today_here
from plans.queries.search import CANDIDATES, Candidate, likely_duplicates
from plans.wording.patient import account_words, patient_refusal

IN_A_LIST = 40
IN_THE_FRAME = 8
SHOWN_DUPLICATES = 5


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: HttpRequest) -> HttpResponse:
    """What is searched for is posted: a name has no place in an address, nor in its log."""
    query = request.POST.get("q", "").strip()
    now = clock.now()
    if query:
        hits = patient_hits(query, now=now, limit=IN_A_LIST)
    else:
        hits = latest_patients(now=now, limit=IN_A_LIST)
    context = {
        "hits": hits,
        "query": query,
        "is_cut": len(hits) == IN_A_LIST,
        "notes": notes_on(hits, now),
    }
    return render(request, "patients/list.html", context)


@staff()
@require_POST
def hits(request: HttpRequest) -> HttpResponse:
    """The list that opens below the search of every page."""
    query = request.POST.get("q", "").strip()
    if not query:
        return HttpResponse()
    now = clock.now()
    found = patient_hits(query, now=now, limit=IN_THE_FRAME)
    is_cut = len(found) == IN_THE_FRAME
    context = {"hits": found, "is_cut": is_cut, "notes": notes_on(found, now)}
    return render(request, "patients/hits.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def patient_new(request: HttpRequest) -> HttpResponse:
    """Who may be here already is shown before a second record is made."""
    form = patient_form(request)
    candidates: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        details, others = form.details(), seen_others(request)
        answer = register_patient(
            details=details, by=staff_user(request), now=clock.now(), others=others
        )
        if isinstance(answer, Entered):
            return saved(request, answer, _("The patient is added."))
        if answer.what == "likely_duplicate":
            candidates = likely_duplicates(person_in(details), limit=CANDIDATES)
        else:
            form.add_error(None, patient_refusal(answer))
    context = {
        "form": form,
        "candidates": candidates[:SHOWN_DUPLICATES],
        "others": ",".join(str(candidate.patient.pk) for candidate in candidates),
        "more": max(0, len(candidates) - SHOWN_DUPLICATES),
    }
    return render(request, "patients/form.html", context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def patient_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_patient(request, pk, clock.now())
    if found.merged_into_id:
        return led_on(request, found.merged_into_id)
    form = patient_form(request, initial_of(found))
    if request.method == "POST" and form.is_valid():
        answer = update_patient(
            patient_id=pk, details=form.details(), by=staff_user(request), now=clock.now()
        )
        if not isinstance(answer, Refused):
            return saved(request, answer, _("Saved."))
        form.add_error(None, patient_refusal(answer))
    return render(request, "patients/form.html", {"form": form, "patient": found})


@staff()
@require_safe
def patient(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    found = seen_patient(request, pk, now)
    if found.merged_into_id:
        return led_on(request, found.merged_into_id)
    page = patient_page(found, now=now)
    latest = notes_of(pk, now=now)
    context = {
        "page": page,
        "sees_trail": staff_user(request).role in (Role.PRACTITIONER, Role.MANAGER),
        "latest": latest,
        "consents": patient_consents(found, now=now, on=today_here(now)),
        "notes": {note.patient_id: note for note in latest[:1]},
    }
    return render(request, "patients/patient.html", context)


def led_on(request: HttpRequest, pk: int) -> HttpResponse:
    """To the record that took in the one that was asked for."""
    messages.info(request, _("The record you opened was merged into this one."))
    return redirect("patient", pk)


def notes_on(hits: Iterable[Hit], now: dt.datetime) -> dict[int, Note]:
    """The latest contact note of each patient of a list."""
    return latest_notes((hit.patient.pk for hit in hits), now=now)


def patient_form(request: HttpRequest, initial: dict[str, object] | None = None) -> PatientForm:
    """Bound to what was sent, where something was."""
    country = Location.objects.order_by("pk").values_list("country", flat=True).first() or ""
    data = request.POST if request.method == "POST" else None
    return PatientForm(data, initial=initial, today=today_here(clock.now()), region=country)


def seen_others(request: HttpRequest) -> list[int]:
    """The records that the desk saw and said to be somebody else."""
    return [int(key) for key in request.POST.get("others", "").split(",") if key.isdecimal()]


def saved(request: HttpRequest, answer: Entered, words: str) -> HttpResponse:
    messages.success(request, words)
    if warning := account_words(answer.account):
        messages.warning(request, warning)
    return redirect("patient", answer.patient.pk)

"""One patient's thread: all that was said to her and by her, and a message by hand; and what came
back from senders nobody knows."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import clock
from clinic.access import staff
from plans.access import seen_patient, staff_user
from plans.actions.message import write_message
from plans.actions.message_answer import assign_answer, read_answer
from plans.actions.refusal import Refused
from plans.forms.message_write import MOST, WriteForm
from plans.models import Answer, Patient, Reminder
from plans.queries.contact import latest_notes
from plans.queries.patient import patient_hits
from plans.queries.reminder import hindrance_of, message_of, with_visits
from plans.queries.thread import thread_of
from plans.views.asked import key_asked, number_asked
from plans.views.message_parts import take_over
from plans.views.staff_contact import way_back
from plans.wording.reminder import goes_words, refusal_words

IN_A_LIST = 12


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def patient_messages(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    patient = seen_patient(request, pk, now)
    if patient.merged_into_id is not None:
        return redirect("patient_messages", patient.merged_into_id)
    form = writing(request, patient)
    if request.method == "POST" and form.is_valid() and is_written(request, patient, form):
        return redirect("patient_messages", pk)
    context = {
        "thread": thread_of(patient, now),
        "patient": patient,
        "form": form,
        "most": MOST,
        "key": key_asked(request) if form.is_bound else uuid.uuid4(),
        "notes": latest_notes([pk], now=now),
    }
    return render(request, "messages/thread.html", context)


def writing(request: HttpRequest, patient: Patient) -> WriteForm:
    """Offers only the ways that are open; the one that she prefers is chosen."""
    ways = [way for way in Reminder.Channel.values if not hindrance_of(patient, way)]
    data = request.POST if request.method == "POST" else None
    return WriteForm(data, initial={"channel": patient.channel}, open_ways=ways)


def is_written(request: HttpRequest, patient: Patient, form: WriteForm) -> bool:
    """Whether it was written; a refusal stands in the form."""
    now = clock.now()
    answer = write_message(
        patient_id=patient.pk,
        channel=form.cleaned_data["channel"],
        subject=form.cleaned_data["subject"],
        text=form.cleaned_data["text"],
        by=staff_user(request),
        now=now,
        key=key_asked(request),
    )
    if isinstance(answer, Refused):
        take_over(form, answer)
        return False
    messages.success(request, goes_words(message_of(with_visits().get(pk=answer.pk), now), now))
    return True


@staff()
@require_POST
def answer_read(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Answer, pk=pk)
    read_answer(answer_id=found.pk, by=staff_user(request), now=clock.now())
    messages.success(request, _("Marked as read."))
    return redirect("messages") if found.patient_id is None else back_to(request, found.patient_id)


def back_to(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The page that asked."""
    return redirect(way_back(request, patient_id))


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def answer_whose(request: HttpRequest, pk: int) -> HttpResponse:
    """Finds the patient whose answer it is; the search is posted, as everywhere."""
    now = clock.now()
    found = get_object_or_404(Answer, pk=pk)
    patient = number_asked(request.POST.get("patient", ""))
    if patient is not None and is_assigned(request, found, patient):
        return redirect("patient_messages", patient)
    if found.patient_id is not None:
        return redirect("patient_messages", found.patient_id)
    query = request.POST.get("q", "").strip()[:100]
    hits = patient_hits(query or found.sender, now=now, limit=IN_A_LIST)
    context = {"answer": found, "query": query, "hits": hits}
    return render(request, "messages/whose.html", context)


def is_assigned(request: HttpRequest, found: Answer, patient: int) -> bool:
    """Whether it is hers now; a refusal is told above the page."""
    hers = get_object_or_404(Patient, pk=patient)
    answer = assign_answer(
        answer_id=found.pk, patient_id=hers.pk, by=staff_user(request), now=clock.now()
    )
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
        found.refresh_from_db()
        return False
    messages.success(request, _("It stands in her thread now."))
    return True

"""Messages: what failed and waits, those of a plan, and what the staff do about one of them."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from plans.access import seen_patient, seen_plan, staff_user
from plans.actions.message import change_reminder, release_reminder, send_now, stop_reminder
from plans.actions.outbox import send_again
from plans.actions.refusal import Refused
from plans.forms.message_write import ChangeForm
from plans.models import Reminder
from plans.queries.contact import latest_notes
from plans.queries.message import plan_messages
from plans.queries.reminder import Message, message_of, messages_to_mind, with_visits
from plans.queries.thread import silent_patients, unread_answers
from plans.views.asked import is_part, number_asked, open_locations
from plans.views.message_parts import changing, page_that_asked, preview_of, take_over
from plans.views.staff_contact import way_back
from plans.wording.reminder import goes_words, refusal_words

Act = Callable[..., Reminder | Refused]
Words = Callable[[Message, dt.datetime], str]


@staff()
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    locations = open_locations()
    wanted = number_asked(request.GET.get("location", ""))
    location = next((place.pk for place in locations if place.pk == wanted), None)
    page = messages_to_mind(now, location=location)
    answers = unread_answers(location=location)
    silent = silent_patients(now, location=location)
    patients = {message.patient.pk for message in [*page.troubled, *page.waiting]}
    patients |= {one.patient.pk for one in silent}
    context = {
        "page": page,
        "answers": [answer for answer in answers if answer.patient_id],
        "strangers": [answer for answer in answers if not answer.patient_id],
        "unread": len(answers),
        "silent": silent,
        "locations": locations if len(locations) > 1 else [],
        "location": location,
        "notes": latest_notes(patients, now=now),
        "zone": locations[0].zone if locations else "UTC",
    }
    return render(request, "messages/list.html", context)


@staff()
@require_safe
def plan_message_list(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    plan = seen_plan(request, pk, now)
    context = {
        "page": plan_messages(plan, now),
        "notes": latest_notes([plan.patient_id], now=now),
    }
    return render(request, "messages/plan.html", context)


@staff()
@require_POST
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(request, pk, send_again, goes_words)


@staff()
@require_POST
def message_stop(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(
        request,
        pk,
        stop_reminder,
        lambda _message, _now: _("It will not go. “Let it go again” takes that back."),
    )


@staff()
@require_POST
def message_release(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(request, pk, release_reminder, goes_words)


@staff()
@require_POST
def message_now(request: HttpRequest, pk: int) -> HttpResponse:
    return acted(request, pk, send_now, goes_words)


@staff()
@require_safe
def message_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact words, as they would be written today."""
    now = clock.now()
    row = get_object_or_404(with_visits(), pk=pk)
    seen_patient(request, row.patient_id, now)
    context = {"message": message_of(row, now), "preview": preview_of(row, now)}
    template = "messages/words.html" if is_part(request) else "messages/preview.html"
    return render(request, template, context)


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def message_change(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    row = get_object_or_404(with_visits(), pk=pk)
    seen_patient(request, row.patient_id, now)
    message = message_of(row, now)
    form = changing(request, message)
    if request.method == "POST" and form.is_valid() and is_changed(request, message, form):
        return redirect(way_back(request, row.patient_id))
    context = {
        "message": message,
        "form": form,
        "preview": preview_of(row, now),
        "back": page_that_asked(request),
    }
    return render(request, "messages/change.html", context)


def is_changed(request: HttpRequest, message: Message, form: ChangeForm) -> bool:
    """Whether it was changed; a refusal stands in the form, at the field that it is about."""
    answer = change_reminder(
        reminder_id=message.id,
        due_at=form.due_at(message.zone),
        subject=form.cleaned_data.get("subject", ""),
        text=form.cleaned_data["text"],
        by=staff_user(request),
        now=clock.now(),
    )
    if isinstance(answer, Refused):
        take_over(form, answer)
        return False
    messages.success(request, _("Changed."))
    return True


def acted(request: HttpRequest, pk: int, act: Act, words: Words) -> HttpResponse:
    """Do it, say what came of it, and go back to the page that asked."""
    row = get_object_or_404(Reminder, pk=pk)
    now = clock.now()
    answer = act(reminder_id=pk, by=staff_user(request), now=now)
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, words(message_of(with_visits().get(pk=pk), now), now))
    return redirect(way_back(request, row.patient_id))

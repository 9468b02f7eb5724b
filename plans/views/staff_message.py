"""The page of messages: what failed, what waits, and another try."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import clock
from clinic.access import staff
from plans.access import staff_user
from plans.actions.outbox import send_again
from plans.actions.refusal import Refused
from plans.models import Reminder
from plans.queries.contact import latest_notes
from plans.queries.reminder import messages_to_mind
from plans.wording.reminder import refusal_words


@staff()
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = messages_to_mind(now)
    patients = (message.patient.pk for message in [*page.troubled, *page.waiting])
    context = {"page": page, "notes": latest_notes(patients, now=now)}
    return render(request, "messages/list.html", context)


@staff()
@require_POST
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Reminder, pk=pk)
    answer = send_again(reminder_id=row.pk, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, _("It goes out within a minute; in quiet hours, when they end."))
    return redirect("messages")

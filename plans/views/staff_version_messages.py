"""The messages of a version of a protocol: read by everybody, changed while it is a draft."""

import dataclasses

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import staff_user
from plans.actions.message_rules import words_faults
from plans.actions.message_step import drop_words, save_messages, save_words
from plans.actions.protocol import Faults
from plans.actions.refusal import Refused
from plans.engine.sentence import SAMPLES
from plans.forms.message import HoursForm, MessageTable, WordsForm, message_table
from plans.models import MessageStep, ProtocolVersion
from plans.queries.message_step import messages_of_version
from plans.shipped.messages.texts import shipped_words
from plans.views.staff_protocol import fetch_version
from plans.wording.filling import step_words
from plans.wording.message_preview import shown
from plans.wording.message_step import fault_words
from plans.wording.place import refusal_words


@staff()
@require_safe
def version_messages(request: HttpRequest, pk: int) -> HttpResponse:
    page = messages_of_version(fetch_version(pk))
    context = {"page": page, "version": page.version, "languages": settings.PATIENT_LANGUAGES}
    return render(request, "protocols/messages.html", context)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def version_messages_edit(request: HttpRequest, pk: int) -> HttpResponse:
    version = fetch_version(pk)
    if version.state != ProtocolVersion.State.DRAFT:
        return redirect("version_messages", pk)
    page, typed = messages_of_version(version), request.POST or None
    form, table = HoursForm(typed, version=version), message_table(typed, page)
    if form.is_valid() and table.is_valid() and keep_messages(request, version, form, table):
        return redirect("version_messages", pk)
    context = {"page": page, "version": version, "form": form, "table": table}
    return render(request, "protocols/messages_edit.html", context)


def keep_messages(
    request: HttpRequest, version: ProtocolVersion, form: HoursForm, table: MessageTable
) -> bool:
    """Save them; what stands against it comes back beside its field."""
    answer = save_messages(
        version=version,
        steps=table.steps(),
        hours=form.loudness(),
        by=staff_user(request),
        now=clock.now(),
    )
    if isinstance(answer, Refused):
        form.add_error(None, refusal_words(answer))
    elif isinstance(answer, Faults):
        for fault in answer.faults:
            line = fault.facts.get("line")
            if isinstance(line, int):
                table.show(line, str(fault.facts["column"]), fault_words(fault))
            else:
                where = fault.where if fault.where in form.fields else None
                form.add_error(where, fault_words(fault))
    else:
        messages.success(request, _("The messages are saved."))
        return True
    return False


@staff()
@require_safe
def version_message(request: HttpRequest, pk: int, step: str, language: str) -> HttpResponse:
    """The words of one message in one language; a manager may write them while it is a draft."""
    found = fetch_step(pk, step, language)
    return render(request, "protocols/message.html", words_page(request, found, language))


@staff(Role.MANAGER)
@require_POST
def version_message_save(request: HttpRequest, pk: int, step: str, language: str) -> HttpResponse:
    """Keep the words; `drop` goes back to what is shipped."""
    found, form = fetch_step(pk, step, language), WordsForm(request.POST)
    now, by = clock.now(), staff_user(request)
    if "drop" in request.POST:
        answer: object = drop_words(step=found, language=language, by=by, now=now)
    elif form.is_valid():
        answer = save_words(step=found, language=language, words=form.words(), by=by, now=now)
    else:
        answer = None
    if isinstance(answer, Refused):
        form.add_error(None, refusal_words(answer))
    elif isinstance(answer, Faults):
        for fault in answer.faults:
            form.add_error(fault.where, fault_words(fault))
    elif answer is not None:
        messages.success(request, _("Saved."))
        return redirect("version_message", pk, step, language)
    page = words_page(request, fetch_step(pk, step, language), language, form)
    return render(request, "protocols/message.html", page)


@staff(Role.MANAGER)
@require_POST
def version_message_shown(request: HttpRequest, pk: int, step: str, language: str) -> HttpResponse:
    """What is typed, as a patient would read it; nothing is kept."""
    found, form = fetch_step(pk, step, language), WordsForm(request.POST)
    page = words_page(request, found, language, form)
    return render(request, "protocols/message_shown.html", page)


def words_page(
    request: HttpRequest, step: MessageStep, language: str, form: WordsForm | None = None
) -> dict[str, object]:
    stored = step_words(step, step.reason, language)
    words = form.words() if form and form.is_valid() else None
    is_draft = step.version.state == ProtocolVersion.State.DRAFT
    may_write = is_draft and staff_user(request).role == Role.MANAGER
    form = form or WordsForm(initial=dataclasses.asdict(stored))
    return {
        "step": step,
        "version": step.version,
        "form": form if may_write else None,
        "shown": shown(step, language, words, clock.now()),
        "faults": [fault_words(fault) for fault in words_faults(words or stored, language)],
        "written_in": language,
        "languages": settings.PATIENT_LANGUAGES,
        "placeholders": SAMPLES,
        "own": {text.language for text in step.texts.all()},
        "is_shipped": shipped_words(step.slug, language) is not None,
    }


def fetch_step(pk: int, slug: str, language: str) -> MessageStep:
    """404 where the version has no such message, or patients are not written to in the language."""
    if language not in dict(settings.PATIENT_LANGUAGES):
        raise Http404
    steps = MessageStep.objects.select_related("version__protocol")
    return get_object_or_404(steps, version=pk, slug=slug)

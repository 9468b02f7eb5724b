"""Consent texts: what patients agree to, drafts and approvals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import staff_user
from plans.actions.consent_text import approve_text, begin_text, save_text
from plans.actions.refusal import Refused
from plans.forms.consent_text import TextApprovalForm, TextForm
from plans.models import ConsentText, Protocol
from plans.queries.consent_text import text_rows, versions_of
from plans.views.asked import number_asked
from plans.wording.consent import refusal_words


@staff()
@require_safe
def consent_texts(request: HttpRequest) -> HttpResponse:
    return render(request, "consents/texts.html", {"rows": text_rows()})


@staff(Role.MANAGER)
@require_POST
def consent_text_begin(request: HttpRequest) -> HttpResponse:
    """`protocol` comes with the form; without one the draft is for photographs."""
    key = request.POST.get("protocol", "")
    protocol = get_object_or_404(Protocol, pk=number_asked(key)) if key else None
    draft = begin_text(protocol=protocol, by=staff_user(request), now=clock.now())
    return redirect("consent_text_edit", draft.pk)


@staff()
@require_safe
def consent_text(request: HttpRequest, pk: int) -> HttpResponse:
    return show_text(request, fetch_text(pk), TextApprovalForm())


@staff(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def consent_text_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`preview` in what was sent shows it as patients would read it, and keeps nothing."""
    text = fetch_text(pk)
    if text.state != ConsentText.State.DRAFT:
        return redirect("consent_text", pk)
    is_sent, is_photos = request.method == "POST", text.protocol_id is None
    form = TextForm(request.POST, is_for_photographs=is_photos) if is_sent else TextForm.of(text)
    is_preview = is_sent and "preview" in request.POST and form.is_valid()
    if is_sent and not is_preview and form.is_valid():
        answer = save_text(text_id=pk, words=form.words(), by=staff_user(request), now=clock.now())
        if not isinstance(answer, Refused):
            messages.success(request, _("The draft is saved."))
            return redirect("consent_text", pk)
        form.add_error(None, refusal_words(answer))
    context = {"text": text, "form": form, "words": form.words() if is_preview else None}
    return render(request, "consents/text_draft.html", context)


@staff(Role.MANAGER)
@require_POST
def consent_text_approve(request: HttpRequest, pk: int) -> HttpResponse:
    text = fetch_text(pk)
    form = TextApprovalForm(request.POST)
    if form.is_valid():
        answer = approve_text(
            text_id=pk,
            approved_by=form.cleaned_data["approved_by"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, Refused):
            messages.error(request, refusal_words(answer))
        else:
            messages.success(request, _("The text is in force. Patients are asked anew."))
        return redirect("consent_text", pk)
    return show_text(request, text, form)


def show_text(request: HttpRequest, text: ConsentText, form: TextApprovalForm) -> HttpResponse:
    context = {"text": text, "versions": versions_of(text), "form": form}
    return render(request, "consents/text.html", context)


def fetch_text(pk: int) -> ConsentText:
    return get_object_or_404(ConsentText.objects.select_related("protocol"), pk=pk)

"""Protocols: what is offered, what each version says, drafts and approvals."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Device, Role
from plans.access import staff_user
from plans.actions.protocol import (
    Faults,
    add_protocol,
    approve_version,
    begin_draft,
    save_draft,
    save_protocol,
)
from plans.actions.refusal import Refused
from plans.forms.aftercare import AFTERCARE, LineTable, aftercare_table, with_row
from plans.forms.protocol import (
    ApprovalForm,
    DraftForm,
    ProtocolForm,
    StepTable,
    step_table,
)
from plans.models import Protocol, ProtocolVersion
from plans.queries.aftercare import extras, previews_of, timeline_of
from plans.queries.protocol import protocol_rows, step_lines, versions_of
from plans.wording.place import refusal_words
from plans.wording.protocol import fault_words

FORM = "protocols/form.html"


@staff()
@require_safe
def protocols(request: HttpRequest) -> HttpResponse:
    return render(request, "protocols/list.html", {"rows": protocol_rows()})


@staff()
@require_safe
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Protocol, pk=pk)
    versions = list(versions_of(found))
    context = {"protocol": found, "versions": versions}
    return render(request, "protocols/protocol.html", context)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def protocol_new(request: HttpRequest) -> HttpResponse:
    form = ProtocolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = add_protocol(
            name=data["name"],
            kind=Protocol.Kind(data["kind"]),
            indication=data["indication"],
            by=staff_user(request),
            now=clock.now(),
        )
        if not isinstance(answer, Refused):
            return redirect("protocol_edit", answer.pk)
        form.add_error(None, refusal_words(answer))
    return render(request, FORM, {"form": form})


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def protocol_facts(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Protocol, pk=pk)
    form = ProtocolForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        answer = save_protocol(protocol=found, by=staff_user(request), now=clock.now())
        if not isinstance(answer, Refused):
            messages.success(request, _("Saved."))
            return redirect("protocol", pk)
        form.add_error(None, refusal_words(answer))
    return render(request, FORM, {"form": form, "protocol": found})


@staff()
@require_safe
def protocol_version(request: HttpRequest, pk: int) -> HttpResponse:
    version = fetch_version(pk)
    return show_version(request, version, ApprovalForm())


@staff(Role.MANAGER)
@require_POST
def protocol_draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Protocol, pk=pk)
    draft = begin_draft(protocol=found, by=staff_user(request), now=clock.now())
    return redirect("protocol_edit", draft.pk)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def protocol_edit(request: HttpRequest, pk: int) -> HttpResponse:
    version = fetch_version(pk)
    if version.state != ProtocolVersion.State.DRAFT:
        return redirect("protocol_version", pk)
    typed: QueryDict | None = request.POST or None
    if typed is not None and "add" in typed:
        typed = with_row(typed, AFTERCARE, extras())
    form = DraftForm(typed, instance=version)
    steps = step_table(typed, version)
    lines = aftercare_table(typed, version.aftercare_steps.all())
    are_valid = form.is_valid() and steps.is_valid() and lines.is_valid()
    if typed is request.POST and are_valid and keep_draft(request, form, steps, lines):
        return redirect("protocol_version", pk)
    context = {"version": version, "form": form, "steps": steps, "table": lines}
    return render(request, "protocols/draft.html", context)


def keep_draft(request: HttpRequest, form: DraftForm, steps: StepTable, lines: LineTable) -> bool:
    """Save the draft; what stands against it comes back beside its field."""
    answer = save_draft(
        version=form.version,
        steps=steps.steps(),
        aftercare=lines.steps(),
        by=staff_user(request),
        now=clock.now(),
    )
    if isinstance(answer, Refused):
        form.add_error(None, refusal_words(answer))
    elif isinstance(answer, Faults):
        show_faults(answer, form, lines)
    else:
        messages.success(request, _("The draft is saved."))
        return True
    return False


def show_faults(faults: Faults, form: forms.BaseForm, lines: LineTable | None = None) -> None:
    for fault in faults.faults:
        words, line = fault_words(fault), fault.facts.get("line")
        if lines and isinstance(line, int):
            lines.show(line, str(fault.facts["column"]), words)
        else:
            form.add_error(fault.where if fault.where in form.fields else None, words)


@staff(Role.MANAGER)
@require_POST
def protocol_approve(request: HttpRequest, pk: int) -> HttpResponse:
    version = fetch_version(pk)
    form = ApprovalForm(request.POST)
    if form.is_valid():
        answer = approve_version(
            version_id=pk,
            approved_by=form.cleaned_data["approved_by"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, ProtocolVersion):
            messages.success(request, _("The version is in force. Plans made before keep theirs."))
            return redirect("protocol_version", pk)
        if isinstance(answer, Refused):
            form.add_error(None, refusal_words(answer))
        else:
            show_faults(answer, form)
    return show_version(request, version, form)


def show_version(
    request: HttpRequest, version: ProtocolVersion, form: ApprovalForm
) -> HttpResponse:
    context = {
        "version": version,
        "lines": step_lines(version),
        "timeline": timeline_of(version),
        "previews": previews_of(version, now=clock.now()),
        "kinds": [Device.Kind(kind).label for kind in version.device_kinds],
        "form": form,
    }
    return render(request, "protocols/version.html", context)


def fetch_version(pk: int) -> ProtocolVersion:
    return get_object_or_404(ProtocolVersion.objects.select_related("protocol"), pk=pk)

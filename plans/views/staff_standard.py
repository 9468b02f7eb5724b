"""The clinic's clinical settings: the sheets, what each version says, drafts and approvals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import staff_user
from plans.actions.refusal import Refused
from plans.actions.standard import Faults, approve_sheet, begin_draft, save_sheet
from plans.forms.standard import ApprovalForm, Rows, SourceForm, rows_form
from plans.models import Standard
from plans.queries.standard import sheet_states, versions_of
from plans.wording.place import refusal_words
from plans.wording.standard import placed_words, sheet_rows, sheet_words


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    rows = [(state, sheet_words(state.sheet)) for state in sheet_states()]
    return render(request, "standards/list.html", {"rows": rows})


@staff(Role.PRACTITIONER, Role.MANAGER)
@require_safe
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_object_or_404(Standard, pk=pk), ApprovalForm())


@staff(Role.MANAGER)
@require_POST
def standard_draft(request: HttpRequest, sheet: str) -> HttpResponse:
    if sheet not in Standard.Sheet.values:
        raise Http404
    draft = begin_draft(sheet=sheet, by=staff_user(request), now=clock.now())
    return redirect("standard_edit", draft.pk)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def standard_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Standard, pk=pk)
    if found.state != Standard.State.DRAFT:
        return redirect("standard", pk)
    rows = rows_form(found, request.POST or None)
    form = SourceForm(request.POST or None, initial={"source": found.source})
    elsewhere: list[str] = []
    if request.method == "POST" and "more" not in request.POST:
        if (form.is_valid() & rows.is_valid()) and keep(request, found, rows, form, elsewhere):
            return redirect("standard", pk)
        elsewhere += [str(error) for error in rows.non_form_errors()]
    context = {"standard": found, "rows": rows, "form": form, "faults": elsewhere}
    return render(request, "standards/draft.html", context)


def keep(
    request: HttpRequest, found: Standard, rows: Rows, form: SourceForm, elsewhere: list[str]
) -> bool:
    """Save the draft; what stands against it comes back beside its cell, or in `elsewhere`."""
    answer = save_sheet(
        standard_id=found.pk,
        rows=rows.rows(),
        source=form.cleaned_data["source"],
        by=staff_user(request),
        now=clock.now(),
    )
    if isinstance(answer, Refused):
        elsewhere.append(refusal_words(answer))
    elif isinstance(answer, Faults):
        elsewhere.extend(rows.show(answer.faults))
    else:
        messages.success(request, _("The draft is saved."))
        return True
    return False


@staff(Role.MANAGER)
@require_POST
def standard_approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Standard, pk=pk)
    form = ApprovalForm(request.POST)
    if form.is_valid():
        answer = approve_sheet(
            standard_id=pk,
            approved_by=form.cleaned_data["approved_by"],
            by=staff_user(request),
            now=clock.now(),
        )
        if isinstance(answer, Standard):
            messages.success(request, _("The sheet is in force from now on."))
            return redirect("standard", pk)
        if isinstance(answer, Refused):
            form.add_error(None, refusal_words(answer))
        else:
            for fault in answer.faults:
                form.add_error(None, placed_words(fault))
    return show(request, found, form)


def show(request: HttpRequest, found: Standard, form: ApprovalForm) -> HttpResponse:
    rows = sheet_rows(found)
    context = {
        "standard": found,
        "heads": [cell.head for cell in rows[0]] if rows else [],
        "rows": rows,
        "words": sheet_words(found.sheet),
        "versions": versions_of(found.sheet),
        "form": form,
    }
    return render(request, "standards/version.html", context)

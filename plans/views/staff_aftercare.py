"""The aftercare note of a visit that is done: written by a practitioner, printed by anybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.aftercare import change_aftercare_note
from plans.actions.refusal import Refused
from plans.forms.aftercare import NOTE, LineTable, note_table, with_row
from plans.models import AftercareNote, Visit
from plans.queries.aftercare import (
    NotePage,
    extras,
    lines_of,
    note_page,
    notes_of,
    visits_with_all,
)
from plans.views.asked import number_asked
from plans.views.paper import pdf_of
from plans.wording.aftercare import refusal_words

STYLE = "clinic/note.css"


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_note(request: HttpRequest, pk: int) -> HttpResponse:
    """What this patient is told from now on. `add` asks for one row more."""
    visit = get_object_or_404(visits_with_all(), pk=pk)
    seen_patient(request, visit.patient_id, clock.now())
    notes = notes_of(visit)
    typed: QueryDict | None = request.POST if request.method == "POST" else None
    if typed is not None and "add" in typed:
        typed = with_row(typed, NOTE, extras())
    table = note_table(typed, lines_of(notes[0]) if notes else [])
    if typed is request.POST and table.is_valid():
        answer = given(request, visit, table)
        if isinstance(answer, AftercareNote):
            messages.success(request, _("Given. The patient sees it in her plan."))
            return redirect(*back_to(visit))
        notes = notes_of(visit)
    return render(request, "aftercare/note.html", context_of(visit, notes, table))


def given(request: HttpRequest, visit: Visit, table: LineTable) -> AftercareNote | Refused:
    """Give the note; what stands against it is told at its line, or above the form."""
    answer = change_aftercare_note(
        visit_id=visit.pk,
        lines=table.lines(),
        by=staff_user(request),
        now=clock.now(),
        known=number_asked(request.POST.get("known", "")),
    )
    if isinstance(answer, Refused):
        words, line = refusal_words(answer), answer.facts.get("line")
        if isinstance(line, int):
            table.show(line, "end", words)
        else:
            messages.error(request, words)
    return answer


def context_of(visit: Visit, notes: list[AftercareNote], table: LineTable) -> dict[str, object]:
    now = clock.now()
    return {
        "visit": visit,
        "table": table,
        "extras": extras(),
        "pages": [NotePage(visit=visit, note=note, now=now) for note in notes],
        "known": notes[0].number if notes else 0,
    }


def back_to(visit: Visit) -> tuple[str, int]:
    """The page on which the note stands."""
    return ("plan", visit.session.plan_id) if visit.session else ("patient", visit.patient_id)


@staff()
@require_safe
def visit_note_print(request: HttpRequest, pk: int) -> HttpResponse:
    return printed(request, seen_note(request, pk))


@staff()
@require_safe
def visit_note_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    page = seen_note(request, pk)
    return pdf_of_note(page) or printed(request, page, has_no_pdf=True)


def seen_note(request: HttpRequest, pk: int) -> NotePage:
    """The note that holds, for a member of staff; 404 where the visit has none."""
    now = clock.now()
    visit = get_object_or_404(visits_with_all(), pk=pk)
    seen_patient(request, visit.patient_id, now)
    page = note_page(visit, now=now)
    if page is None:
        raise Http404
    return page


def printed(request: HttpRequest, page: NotePage, *, has_no_pdf: bool = False) -> HttpResponse:
    return render(request, "aftercare/print.html", {"page": page, "has_no_pdf": has_no_pdf})


def pdf_of_note(page: NotePage) -> HttpResponse | None:
    html = render_to_string("aftercare/pdf.html", {"page": page})
    return pdf_of(html, style=STYLE, name="aftercare.pdf")

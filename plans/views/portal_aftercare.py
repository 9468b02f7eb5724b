"""The patient's own aftercare notes, each of one of her visits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import portal
from plans.access import own_patient
from plans.queries.aftercare import NotePage, note_page, own_noted
from plans.views.staff_aftercare import pdf_of_note


@portal
@require_safe
def portal_note(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "portal/note.html", {"page": own_note(request, pk)})


@portal
@require_safe
def portal_note_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As a file to save; where none can be made, her page with a word on how to print it."""
    page = own_note(request, pk)
    context = {"page": page, "has_no_pdf": True}
    return pdf_of_note(page) or render(request, "portal/note.html", context)


def own_note(request: HttpRequest, pk: int) -> NotePage:
    """The note that holds of one of her own visits; 404 for any other."""
    visit = own_noted(own_patient(request)).filter(pk=pk).first()
    page = note_page(visit, now=clock.now()) if visit else None
    if page is None:
        raise Http404
    return page

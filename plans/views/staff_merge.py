"""Two records of one patient become one: found, compared, merged. For the manager."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_patient, staff_user
from plans.actions.merge import Merged, merge_patients
from plans.forms.merge import MergeForm
from plans.models import Patient
from plans.queries.merge import MergePreview, merge_candidates, merge_hits, merge_preview
from plans.views.asked import number_asked
from plans.wording.merge import clash_words, merge_refusal, moved_words, warnings
from plans.wording.patient import account_words


@staff(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def patient_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Without another record it helps to find it; a search is posted, and the record that was
    chosen stands in the address by its number."""
    kept = seen_patient(request, pk, clock.now())
    if kept.merged_into_id is not None:
        return redirect("patient", pk)
    other = number_asked(request.POST.get("other") or request.GET.get("other", ""))
    if other in (None, pk):
        return choose(request, kept)
    preview = merge_preview(
        kept, get_object_or_404(Patient.objects.select_related("user"), pk=other), now=clock.now()
    )
    if is_done(preview):
        return redirect("patient", pk)
    form = MergeForm(request.POST if request.method == "POST" else None, preview=preview)
    if request.method == "POST" and form.is_valid() and merge(request, form):
        return redirect("patient", pk)
    return compare(request, form)


def choose(request: HttpRequest, kept: Patient) -> HttpResponse:
    query = request.POST.get("q", "").strip()[:100]
    context = {
        "patient": kept,
        "candidates": merge_candidates(kept),
        "query": query,
        "hits": merge_hits(query, besides=[kept.pk]) if query else [],
    }
    return render(request, "patients/merge.html", context)


def compare(request: HttpRequest, form: MergeForm) -> HttpResponse:
    preview = form.preview
    context = {
        "form": form,
        "preview": preview,
        "moved": moved_words(preview.counts),
        "warnings": warnings(preview),
        "clash": clash_words(preview.clash) if preview.clash else "",
    }
    return render(request, "patients/merge_compare.html", context)


def is_done(preview: MergePreview) -> bool:
    """Whether these two are one already: a second click finds nothing to do."""
    return preview.other.merged_into_id == preview.kept.pk


def merge(request: HttpRequest, form: MergeForm) -> bool:
    """Whether it was done; a refusal stands in the form."""
    answer = merge_patients(
        kept_id=form.preview.kept.pk,
        other_id=form.preview.other.pk,
        choices=form.chosen(),
        by=staff_user(request),
        now=clock.now(),
    )
    if not isinstance(answer, Merged):
        form.add_error(None, merge_refusal(answer))
        return False
    messages.success(request, _("The two records are one now. Everything stands on this page."))
    if warning := account_words(answer.account):
        messages.warning(request, warning)
    return True

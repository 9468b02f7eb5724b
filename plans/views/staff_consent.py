"""A patient reads, signs and withdraws; what she signed is looked at and printed."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Device, Practitioner, Role
from plans import files
from plans.access import seen_patient, staff_user
from plans.actions.consent import sign_consent, terms_seen, withdraw_consent
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.forms.consent import ConsentForm, WithdrawForm
from plans.models import Consent, Plan, Visit
from plans.queries.consent import Subject, subject_of, subject_of_plan
from plans.queries.consent_page import ConsentPage, consent_page, treatments
from plans.queries.patient import first_zone
from plans.queries.supply import today_at
from plans.views.asked import number_asked
from plans.wording.consent import refusal_words

TYPES = {"png": "image/png", "jpg": "image/jpeg"}
CONSENTS = Consent.objects.select_related(
    "patient", "text", "plan", "answered_by", "taken_by", "withdrawn_by"
)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and sign for a visit that treats."""
    visit = get_object_or_404(treatments(), pk=pk)
    seen_patient(request, visit.patient_id, clock.now())
    page = consent_page(subject_of(visit), zone=visit.location.zone)
    read = partial(subject_of_visit, pk)
    return sign_page(request, page, read, {"visit": visit})


def subject_of_visit(pk: int) -> Subject:
    return subject_of(treatments().get(pk=pk))


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and sign for a plan that has no dates yet; where it has, for its next session."""
    plan = get_object_or_404(fetch_plans(), pk=pk)
    seen_patient(request, plan.patient_id, clock.now())
    standing = Visit.objects.filter(session__plan=plan).exclude(
        state__in=(*Visit.OVER, Visit.State.DONE)
    )
    if visit := standing.order_by("start").first():
        return redirect("visit_consent", visit.pk)
    kinds = [kind for kind in plan.version.device_kinds if kind in Device.Kind.values]
    asked = request.GET.get("device", "")
    kind = asked if asked in kinds else next(iter(kinds), "")
    read = partial(subject_of_undated, pk, kind)
    page = consent_page(read(), zone=plan.location.zone)
    choice = [(each, Device.Kind(each).label) for each in kinds] if len(kinds) > 1 else []
    return sign_page(request, page, read, {"kinds": choice})


def subject_of_undated(pk: int, kind: str) -> Subject:
    plan = fetch_plans().get(pk=pk)
    return subject_of_plan(plan, device_kind=kind, day=today_at(plan.location, clock.now()))


def fetch_plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("patient", "version__protocol", "location")


def sign_page(
    request: HttpRequest, page: ConsentPage, read: Callable[[], Subject], more: dict[str, object]
) -> HttpResponse:
    user = staff_user(request)
    own = Practitioner.objects.filter(user=user, is_active=True).first()
    form = ConsentForm(
        request.POST or None,
        request.FILES or None,
        is_outside=page.state.is_outside,
        initial={"name": page.subject.patient.name, "answered_by": own},
    )
    if request.method == "POST" and form.is_valid():
        answer = sign_consent(
            subject=read,
            seen=request.POST.get("seen", ""),
            signature=form.signature(),
            answered_by=form.cleaned_data["answered_by"],
            is_outside_confirmed=form.cleaned_data["is_outside_confirmed"],
            is_deep=form.cleaned_data["is_deep"],
            by=user,
            now=clock.now(),
        )
        if not isinstance(answer, Refused):
            messages.success(request, _("Signed and kept."))
            return redirect(request.get_full_path())
        form.refuse(answer)
    context = {
        "page": page,
        "form": form,
        "withdraw_form": WithdrawForm(),
        "seen": terms_seen(page.subject, page.state),
        **more,
    }
    return render(request, "consents/sign.html", context)


@staff(Role.PRACTITIONER)
@require_safe
def visit_consent_print(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to sign on paper, as long as a text is in force."""
    visit = get_object_or_404(treatments(), pk=pk)
    page = consent_page(subject_of(visit), zone=visit.location.zone)
    if page.state.text is None:
        raise Http404
    seen_patient(request, visit.patient_id, clock.now())
    lines = [_("Name of who signs"), _("Place and date"), _("Signature"), _("Answered by")]
    context = {"page": page, "visit": visit, "lines": lines}
    return render(request, "consents/blank.html", context)


@staff(Role.PRACTITIONER)
@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was signed, on one page, to read and to print."""
    found = fetch_seen(request, pk)
    return render(request, "consents/signed.html", {"consent": found, "zone": first_zone()})


@staff(Role.PRACTITIONER)
@require_safe
def consent_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The signature or the photographed page: a picture of ours and nothing else, whatever it
    might hold."""
    found = fetch_seen(request, pk)
    _name, _dot, ending = found.image.rpartition(".")
    if ending not in TYPES or not files.exists(found.image):
        raise Http404
    response = HttpResponse(files.content_of(found.image), content_type=TYPES[ending])
    response["Content-Disposition"] = f'inline; filename="signature.{ending}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def fetch_seen(request: HttpRequest, pk: int) -> Consent:
    """The consent; who looked at it is on the trail."""
    found = get_object_or_404(CONSENTS, pk=pk)
    if request.method == "GET":
        leave_trace(
            actor=staff_user(request),
            verb="saw_consent",
            now=clock.now(),
            patient=found.patient,
            plan=found.plan,
            facts={"consent": found.pk},
        )
    return found


@staff()
@require_POST
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """She may say so at the desk or by phone, too."""
    found = get_object_or_404(CONSENTS, pk=pk)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    answer = withdraw_consent(consent_id=pk, reason=reason, by=staff_user(request), now=clock.now())
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, _("Withdrawn. No session starts until she signs again."))
    visit = number_asked(request.POST.get("visit", "")) or 0
    is_hers = treatments().filter(pk=visit, patient=found.patient_id).exists()
    if is_hers and staff_user(request).role == Role.PRACTITIONER:
        return redirect("visit_consent", visit)
    return redirect("patient", found.patient_id)

"""Photographs: taken at a visit, compared, laid over each other, put away. Practitioners only."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_photo, seen_photos, staff_user
from plans.actions.photo import align_by_points, align_by_worker, hide_photo, keep_photo
from plans.actions.refusal import Refused
from plans.forms.photo import HideForm, PhotoForm, PointsForm
from plans.models import Alignment, Patient, Photo, Visit
from plans.queries.photo import POSES, Pose, compared, photos_of, put_away_of, shot_of, shown_photos
from plans.queries.photo_file import picture_of
from plans.queries.supply import today_at
from plans.views.photo_page import LIMITS, compare_page, may_be_taken, visit_photos_of
from plans.wording.photo import kept_words, photo_refusal


@staff(Role.PRACTITIONER)
@require_safe
def photo_file(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """The picture itself: nothing a browser could run, keep, or show elsewhere."""
    photo = get_object_or_404(shown_photos().select_related("patient"), pk=pk)
    content = picture_of(photo, size)
    if content is None:
        raise Http404
    seen_photo(request, photo, clock.now())
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = 'inline; filename="photograph.jpg"'
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """The views of a visit, each taken with the camera or chosen as a file."""
    visits = Visit.objects.select_related("patient", "location", "session")
    visit, now = get_object_or_404(visits, pk=pk), clock.now()
    form = PhotoForm()
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if form.is_valid():
            answer = kept(request, visit, form)
            if isinstance(answer, Photo):
                return after_keeping(request, visit, answer)
            form.add_error("file", photo_refusal(answer))
        if wants_json(request):
            return JsonResponse(
                {"words": " ".join(map(str, form.errors.get("file", [])))}, status=422
            )
    may_take = may_be_taken(visit, today_at(visit.location, now))
    page = visit_photos_of(visit, request.GET.get("view", ""), may_take=may_take)
    seen = seen_photos(request, visit.patient, page.seen, now)
    context = {"page": page, "visit": visit, "form": form, "seen": seen, "limits": LIMITS}
    return render(request, "photos/visit.html", context)


def kept(request: HttpRequest, visit: Visit, form: PhotoForm) -> Photo | Refused:
    pose = POSES.get(request.GET.get("view", ""), Pose(""))
    return keep_photo(
        visit_id=visit.pk,
        view=pose.view,
        zone=pose.zone,
        content=form.cleaned_data["file"].read(),
        by=staff_user(request),
        now=clock.now(),
    )


def after_keeping(request: HttpRequest, visit: Visit, photo: Photo) -> HttpResponse:
    """On to the next view that is due; a script goes there by itself."""
    say = messages.success if photo.quality == Photo.Quality.GOOD else messages.warning
    say(request, kept_words(photo))
    address = reverse("visit_photos", args=[visit.pk])
    return JsonResponse({"address": address}) if wants_json(request) else redirect(address)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


@staff(Role.PRACTITIONER)
@require_safe
def patient_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """All photographs of a patient by view: two beside or over each other, and the series."""
    patient = get_object_or_404(Patient, pk=pk)
    page = compare_page(photos_of(patient), request.GET)
    seen = seen_photos(request, patient, page.seen if page else [], clock.now())
    context = {"patient": patient, "page": page, "seen": seen, "put_away": put_away_of(patient)}
    return render(request, "photos/patient.html", context)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def photo_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a photograph away, with the reason."""
    photo, now = get_object_or_404(shown_photos().select_related("patient"), pk=pk), clock.now()
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        answer = hide_photo(photo_id=pk, because=because, by=staff_user(request), now=now)
        if isinstance(answer, Photo):
            messages.success(request, _("Put away. It stays in the record, on no page."))
            return redirect("patient_photos", photo.patient_id)
        form.add_error("because", photo_refusal(answer))
    seen = seen_photos(request, photo.patient, [pk], now)
    context = {"shot": shot_of(photo), "form": form, "seen": seen}
    return render(request, "photos/hide.html", context)


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def photo_align(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a photograph over another of its view: by two points in each, or by the worker."""
    photo, now = get_object_or_404(shown_photos().select_related("patient"), pk=pk), clock.now()
    photo, onto = pair_of(request, photo)
    form = PointsForm(request.POST if "points" in request.POST else None)
    if onto and request.method == "POST":
        answer = laid(request, form, photo, onto)
        if isinstance(answer, Alignment):
            return redirect(compare_address(onto, photo))
        if answer:
            form.add_error(None, photo_refusal(answer))
    seen = seen_photos(request, photo.patient, [photo.pk, *([onto.pk] if onto else [])], now)
    comparison = compared(shot_of(onto), shot_of(photo)) if onto else None
    context = {"comparison": comparison, "patient": photo.patient, "form": form, "seen": seen}
    return render(request, "photos/align.html", context)


def pair_of(request: HttpRequest, photo: Photo) -> tuple[Photo, Photo | None]:
    """The later and the earlier of this picture and the one that the address names, or the first
    other one of the view; None where there is no other."""
    same = shown_photos().filter(patient=photo.patient_id, view=photo.view, zone=photo.zone)
    others = [other for other in same.select_related("patient") if other.pk != photo.pk]
    named = [other for other in others if str(other.pk) == request.GET.get("onto")]
    onto = next(iter([*named, *others]), None)
    if onto and (photo.taken_at, photo.pk) < (onto.taken_at, onto.pk):
        return onto, photo
    return photo, onto


def laid(
    request: HttpRequest, form: PointsForm, photo: Photo, onto: Photo
) -> Alignment | Refused | None:
    """None where the form says itself what is missing."""
    by, now = staff_user(request), clock.now()
    if "points" not in request.POST:
        return align_by_worker(photo=photo, onto=onto, by=by, now=now)
    if not form.is_valid():
        return None
    return align_by_points(
        photo=photo,
        onto=onto,
        points=form.points(photo),
        onto_points=form.points(onto, "onto_"),
        by=by,
        now=now,
    )


def compare_address(before: Photo, after: Photo) -> str:
    view = Pose(after.view, after.zone).key
    asked = urlencode({"view": view, "before": str(before.pk), "after": str(after.pk)})
    return f"{reverse('patient_photos', args=[after.patient_id])}?{asked}"

"""Which patient is this, and which rows are hers: every view of a patient's data fetches here.

Whoever looks at a patient's pages leaves one trail line. It is the only thing that a GET writes.
"""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clinic.models import User
from plans.actions.trail import leave_trace
from plans.models import Patient, Photo, Plan
from plans.queries.plan import plans_with_all

PASSES = TimestampSigner(salt="photograph")
PASS_LASTS = dt.timedelta(minutes=15)


def staff_user(request: HttpRequest) -> User:
    """Who is signed in, behind `staff()`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def seen_patient(request: HttpRequest, pk: int, now: dt.datetime) -> Patient:
    """The patient for a member of staff; 404 where there is none."""
    patient = get_object_or_404(Patient, pk=pk)
    if request.method == "GET":
        leave_trace(actor=staff_user(request), verb="saw", now=now, patient=patient)
    return patient


def seen_plan(request: HttpRequest, pk: int, now: dt.datetime) -> Plan:
    """The plan for a member of staff, with all that its pages show."""
    plan = get_object_or_404(plans_with_all(), pk=pk)
    if request.method == "GET":
        leave_trace(actor=staff_user(request), verb="saw", now=now, patient=plan.patient, plan=plan)
    return plan


def seen_photos(
    request: HttpRequest, patient: Patient, photos: Collection[int], now: dt.datetime
) -> frozenset[int]:
    """One line for a page that shows these photographs, not one for each of its pictures: their
    addresses carry a pass (`photo_pass`), so that a strip of forty says what it is, one look."""
    facts = {"photos": sorted(photos)}
    leave_trace(actor=staff_user(request), verb="saw_photos", now=now, patient=patient, facts=facts)
    return frozenset(photos)


def seen_photo(request: HttpRequest, photo: Photo, now: dt.datetime) -> None:
    """A picture that is asked for without the pass of a page leaves a line of its own."""
    user = staff_user(request)
    if not is_photo_pass(request.GET.get("pass", ""), user, photo.pk):
        facts = {"photo": photo.pk}
        leave_trace(actor=user, verb="saw_photo", now=now, patient=photo.patient, facts=facts)


def photo_pass(user: User, photo: int) -> str:
    """Says that this user's page, whose look is on the trail, shows this photograph."""
    return PASSES.sign(f"{user.pk}:{photo}")


def is_photo_pass(text: str, user: User, photo: int) -> bool:
    try:
        return PASSES.unsign(text, max_age=PASS_LASTS) == f"{user.pk}:{photo}"
    except BadSignature:
        return False


def own_patient(request: HttpRequest) -> Patient:
    """The patient whose account is signed in; 404 for an account without one."""
    return get_object_or_404(Patient, user=request.user, archived_at=None)

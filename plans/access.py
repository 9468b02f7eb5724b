"""Which patient is this, and which rows are hers: every view of a patient's data fetches here.

Whoever looks at a patient's pages leaves one trail line. It is the only thing that a GET writes.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clinic.models import User
from plans.actions.trail import leave_trace
from plans.models import Patient, Plan
from plans.queries.plan import plans_with_all


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


def own_patient(request: HttpRequest) -> Patient:
    """The patient whose account is signed in; 404 for an account without one."""
    return get_object_or_404(Patient, user=request.user, archived_at=None)

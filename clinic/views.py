"""Where somebody who comes in by the front door is led."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clinic.access import anybody
from clinic.models import User


@anybody
def home(request: HttpRequest) -> HttpResponse:
    """Staff to today's list, patients to their plan, everybody else to the door."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    return redirect("today" if request.user.is_staff_member else "portal")

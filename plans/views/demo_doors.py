"""The demo's front page: one click into each role. Routed only while DEBUG is on."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic.access import anybody
from clinic.models import Role, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DOORS = {
    Role.DESK: "desk@demo.example",
    Role.PRACTITIONER: "practitioner@demo.example",
    Role.MANAGER: "manager@demo.example",
    Role.PATIENT: "amira@demo.example",
}


@anybody
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    people = User.objects.filter(email__in=DOORS.values())
    by_role = {Role(person.role): person for person in people}
    doors = [by_role[role] for role in DOORS if role in by_role]
    return render(request, "demo/doors.html", {"doors": doors})


@anybody
@require_POST
def demo_enter(request: HttpRequest, role: str) -> HttpResponse:
    emails = {str(door): email for door, email in DOORS.items()}
    person = get_object_or_404(User, email=emails.get(role))
    login(request, person, backend=BACKEND)
    return redirect("home")

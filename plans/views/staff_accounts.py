"""Accounts of staff: who may sign in, and as what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import clock
from clinic.access import staff
from clinic.doors import send_password_letter
from clinic.models import Role, User
from clinic.models.user import STAFF_ROLES
from plans.access import staff_user
from plans.actions.refusal import Refused
from plans.actions.staff import add_staff, change_staff, note_password_letter
from plans.forms.staff import ChangeStaffForm, StaffForm
from plans.wording.place import refusal_words


@staff(Role.MANAGER)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    users = User.objects.filter(role__in=STAFF_ROLES).order_by("-is_active", "name")
    context = {"users": users.select_related("practitioner")}
    return render(request, "place/accounts.html", context)


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, by, now = form.cleaned_data, staff_user(request), clock.now()
        answer = add_staff(
            name=data["name"], email=data["email"], role=Role(data["role"]), by=by, now=now
        )
        if isinstance(answer, User):
            send_letter(request, answer)
            return redirect("staff")
        form.add_error("email", refusal_words(answer))
    return render(request, "place/account.html", {"form": form})


@staff(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, role__in=STAFF_ROLES)
    form = ChangeStaffForm(request.POST or None, initial=ChangeStaffForm.initial_of(user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = change_staff(
            user_id=pk,
            name=data["name"],
            email=data["email"],
            role=Role(data["role"]),
            is_active=data["is_active"],
            by=staff_user(request),
            now=clock.now(),
        )
        if not isinstance(answer, Refused):
            messages.success(request, _("Saved."))
            return redirect("staff")
        form.add_error("email" if answer.what == "email_taken" else None, refusal_words(answer))
    return render(request, "place/account.html", {"form": form, "account": user})


@staff(Role.MANAGER)
@require_POST
def account_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the mail with which a member of staff chooses a password, first or new."""
    user = get_object_or_404(User, pk=pk, role__in=STAFF_ROLES, is_active=True)
    send_letter(request, user)
    return redirect("staff_account", pk)


def send_letter(request: HttpRequest, user: User) -> None:
    send_password_letter(request, user)
    note_password_letter(user=user, by=staff_user(request), now=clock.now())
    messages.success(
        request, _("A mail to choose a password goes to %(email)s.") % {"email": user.email}
    )

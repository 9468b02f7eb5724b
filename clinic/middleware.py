"""The one gate that every request passes, and what browsers may keep."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clinic.access import rule_of
from clinic.models import User

# Somebody without a second factor may only set one up, or leave.
SETTING_UP = ("mfa_", "account_logout", "account_reauthenticate")


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        route = match.url_name if match else None
        rule = rule_of(view, route)
        if rule is not None and rule.is_open:
            return None
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        if rule is None or user.role not in rule.roles:
            return render(request, "403.html", status=403)
        if needs_second_factor(user) and not (route or "").startswith(SETTING_UP):
            return redirect("mfa_index")
        return None


def needs_second_factor(user: User) -> bool:
    """Staff must have one wherever the clinic is real."""
    return settings.STAFF_SECOND_FACTOR and user.is_staff_member and not is_mfa_enabled(user)


class NoStoreMiddleware:
    """Pages behind a door are never kept by the browser: the Back button shows no patient after
    signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.user, User):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

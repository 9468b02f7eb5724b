"""The one gate that every request passes, and what browsers may keep."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from clinic.access import rule_of
from clinic.models import User
from clinic.sign_in import is_stay_over, note_seen

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Somebody without a second factor may only set one up, or leave.
SETTING_UP = ("mfa_", "account_logout", "account_reauthenticate")


class AccessMiddleware:
    """Nobody passes but by the rule that the view declares."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The real clock, not the clinic's: a demo that moves its days must not sign people out.
        now = timezone.now()
        user = request.user
        if isinstance(user, User) and is_stay_over(request.session, user, now):
            logout(request)
            messages.info(request, _("You were signed out because nothing happened for long."))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponse | None:
        if isinstance(request.user, User) and not getattr(view, "is_unattended", False):
            note_seen(request.session, request.user, timezone.now())
        match = request.resolver_match
        route = (match.url_name if match else None) or ""
        rule = rule_of(view, route)
        if rule is not None and rule.is_open:
            return None
        user = request.user
        if not isinstance(user, User):
            return ask_to_sign_in(request)
        if rule is None or user.role not in rule.roles:
            return render(request, "403.html", status=403)
        if needs_second_factor(request, user) and not route.startswith(SETTING_UP):
            return redirect("mfa_index")
        return None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and from there back to the page that was asked for. What was to be sent
    cannot be repeated, and a part of a page is no page to come back to."""
    if request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")


def needs_second_factor(request: HttpRequest, user: User) -> bool:
    """Staff must have one wherever the clinic is real. A session that began with one is not
    looked up again."""
    if not (settings.STAFF_SECOND_FACTOR and user.is_staff_member):
        return False
    if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


class KeepNothingMiddleware:
    """Browsers keep no page: the Back button shows no patient after signing out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path == reverse("account_logout"):
            # Not "cookies": that reaches every other site under the clinic's domain.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class LettersMiddleware:
    """Mails of the doors go out when the answer has left (`clinic.doors`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        letters: list[EmailMessage] = []
        request.letters = letters  # type: ignore[attr-defined]
        response = self.get_response(request)
        if letters:
            # The server closes an answer once its last byte is on the way.
            send = partial(send_letters, letters)
            response._resource_closers.append(send)  # type: ignore[attr-defined]  # not in the stubs
        return response


def send_letters(letters: list[EmailMessage]) -> None:
    for letter in letters:
        try:
            letter.send()
        except OSError as fault:
            # Its kind only: the text of a mail server's fault may hold the address.
            log.error("A mail of the doors could not be sent: %s", type(fault).__name__)

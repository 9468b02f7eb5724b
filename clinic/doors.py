"""How people come in: what django-allauth must know of our roles.

Staff have a password and a second factor, or a passkey; patients have a code by e-mail and nothing
else. `User.email` is an account's one address: django-allauth's own table of addresses stays
empty, because no view that fills it is routed.
"""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.fields import EmailField
from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context as current
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from clinic.sign_in import begin_stay


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and password do not belong together."),
        "incorrect_code": _("This is not the code. Look at the newest message and type it again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # as asked for
        """Nobody signs up: the clinic makes the accounts."""
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse | None:
        """The role is asked again at the door: a code that was sent to a patient does not open it
        to one who has become staff since."""
        records = get_authentication_records(request, user)
        came_by_code = bool(records) and records[-1]["method"] == "code"
        if isinstance(user, User) and user.is_staff_member and came_by_code:
            return self.respond_user_inactive(request, user)
        answer: HttpResponse | None = super().pre_login(request, user, **facts)
        return answer

    def respond_user_inactive(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,  # noqa: ARG002  # as asked for
    ) -> HttpResponse:
        messages.error(request, gettext("This account may not sign in here. Ask the clinic."))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin_stay(request.session, timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # as asked for
        return reverse("home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written now, sent when the answer has left (`clinic.middleware`): neither the time that
        takes nor a mail server's fault tells whether an account stands behind an address."""
        request = cast(HttpRequest, current.request)
        facts = {"request": request, "email": email, **context}
        letters: list[EmailMessage] = request.letters  # type: ignore[attr-defined]
        letters.append(self.render_mail(template_prefix, email, facts))


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")


class RequestCodeForm(RequestLoginCodeForm):
    """A code goes to patients only; what the page says is the same for every address."""

    _user: User | None
    email = EmailField(label=_("E-mail"))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and self._user.is_staff_member:
            self._user = None
        return email


class ResetForm(ResetPasswordForm):
    """A new password is for staff only; what the page says is the same for every address."""

    users: list[User]
    email = EmailField(label=_("E-mail"))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.is_staff_member]
        return email


class DigitsMixin(forms.Form):
    """The code is made of digits, so a phone shows the keys for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmCodeForm(DigitsMixin, ConfirmLoginCodeForm):
    pass


class SecondStepForm(DigitsMixin, AuthenticateForm):
    pass


class ActivateAppForm(DigitsMixin, ActivateTOTPForm):
    pass


class AddKeyForm(AddWebAuthnForm):
    """A key that also replaces the password is what most people want, so it is asked for first."""

    name = forms.CharField(label=_("Name of the key"), required=False, max_length=80)
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone"),
        required=False,
        initial=True,
        help_text=_("It then asks for your fingerprint, face or PIN instead of the password."),
    )


def send_password_letter(request: HttpRequest, user: User) -> None:
    """The mail with which a member of staff chooses a first or a new password."""
    request_password_reset(request, user.email, [user], default_token_generator)

"""In whose language a page is."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from clinic.models import Role, User
from plans.models import Patient

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pages that patients open before they are signed in, by the name of the route.
BEFORE_THE_DOOR = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "stop",
}


class LanguageMiddleware:
    """Patients read their own language where the site has it, pages for staff keep the site's.
    Before the door, where nobody knows who it is, the browser says which one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request.user)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        route = match.url_name if match else None
        if route in BEFORE_THE_DOOR and not request.user.is_authenticated:
            translation.activate(language_of_browser(request))


def language_of(user: object) -> str:
    """Her own for a patient, the site's for anybody else."""
    site: str = settings.LANGUAGE_CODE
    if not isinstance(user, User) or user.role != Role.PATIENT:
        return site
    own = Patient.objects.filter(user=user).values_list("language", flat=True).first()
    return own if own and own in dict(settings.PATIENT_LANGUAGES) else site


def language_of_browser(request: HttpRequest) -> str:
    """The first of those that it asks for which patients have here: de for de-AT."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ours = dict(settings.PATIENT_LANGUAGES)
    found = [code.split("-")[0] for code, _weight in asked if code.split("-")[0] in ours]
    return found[0] if found else settings.LANGUAGE_CODE

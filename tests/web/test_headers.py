"""What every answer tells the browser, error pages among them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from tests.world import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.broken_urls")]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


def the_page_of_another(client: Client) -> Any:
    client.force_login(a_user(Role.PATIENT))
    return client.get(reverse("mfa_index"))


def a_form_without_its_token(client: Client) -> Any:
    return Client(enforce_csrf_checks=True).post(reverse("account_login"))


def one_try_too_many(client: Client) -> Any:
    for _ in range(30):
        client.post(reverse("account_login"))
    return client.post(reverse("account_login"))


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (200, lambda client: client.get(reverse("account_login"))),
        (302, lambda client: client.get(reverse("home"))),
        (403, the_page_of_another),
        (403, a_form_without_its_token),
        (404, lambda client: client.get("/nowhere/")),
        (429, one_try_too_many),
        (500, lambda client: client.get("/broken/")),
    ],
)
def test_every_answer_shuts_what_it_can(status: int, ask: Callable[[Client], Any]) -> None:
    answer = ask(Client(raise_request_exception=False))

    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {rule.split(" 'nonce-")[0] for rule in policy} == POLICY
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/nowhere/", "/broken/"])
def test_an_error_page_is_ours_and_tells_nothing(address: str) -> None:
    page = Client(raise_request_exception=False).get(address).content.decode()
    assert 'class="door"' in page
    assert "Amira Haddad" not in page
    assert "nowhere" not in page


def test_signing_out_clears_what_the_browser_kept(client: Client) -> None:
    client.force_login(a_user(Role.PATIENT))
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["session"].value == ""


def test_no_script_and_no_other_site_reads_the_cookies(client: Client) -> None:
    user = a_user()
    user.set_password("a long walk by the sea")
    user.save()
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": "a long walk by the sea"}
    )
    for name in ("session", "csrf"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"

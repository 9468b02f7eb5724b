"""The doors in a real browser: keys, apps and codes as people use them."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from playwright.sync_api import Page, expect

from clinic.models import Role, User
from tests.axe import faults_of
from tests.journeys.screens import on_every_screen
from tests.totp import totp_code
from tests.world import a_location, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long walk by the sea"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def a_member_of_staff() -> User:
    user = a_user(Role.DESK)
    user.set_password(PASSWORD)
    user.save()
    return user


def give_password(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    staff = page.get_by_role("region", name="I work here")
    staff.get_by_label("E-mail").fill(user.email)
    staff.get_by_label("Password").fill(PASSWORD)
    staff.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_title(re.compile("^Sign in"))


def test_a_patient_types_the_code_from_her_mail(page: Page) -> None:
    patient = a_user(Role.PATIENT)
    page.goto("/")
    patients = page.get_by_role("region", name="I am a patient")
    patients.get_by_label("E-mail").fill(patient.email)
    patients.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()

    code = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert code
    page.get_by_label("Code").fill(code.group())
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/my/$"))


def test_a_patient_who_mistyped_her_address_asks_again(page: Page) -> None:
    page.goto("/accounts/login/code/")
    page.get_by_label("E-mail").fill("amria@patients.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("button", name="Use another address or ask again").click()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()


def test_a_passkey_is_added_and_then_opens_the_door_alone(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    give_password(page, a_member_of_staff())
    page.goto("/accounts/2fa/keys/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile("/today/$"))


def test_a_key_that_does_not_answer_is_said_on_the_page(page: Page) -> None:
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = async () => { throw Error('put away') } }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("The key did not answer"))


def test_an_app_is_set_up_by_its_secret_and_asked_for_at_the_door(page: Page) -> None:
    user = a_member_of_staff()
    give_password(page, user)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Authenticator code").fill(totp_code(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.locator(".codes li")).to_have_count(10)

    sign_out(page)
    give_password(page, user)
    # The digits of this half minute opened it already, so those of the next are typed.
    page.get_by_label("Code").fill(totp_code(secret, steps_ahead=1))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile("/today/$"))


@on_every_screen
def test_pages_before_the_door_are_for_everybody(page: Page, width: int, scheme: str) -> None:
    a_location()
    user = a_member_of_staff()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for address in ("login/", "login/code/", "password/reset/", "password/reset/key/1-old/"):
        page.goto(f"/accounts/{address}")
        found[address] = faults_of(page)
    give_password(page, user)
    found["second step"] = faults_of(page)
    page.goto("/nowhere/")
    found["nowhere"] = faults_of(page)
    assert {place: faults for place, faults in found.items() if faults} == {}

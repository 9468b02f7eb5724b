"""Who comes in, how, and what the doors tell a stranger: nothing."""

import re
from base64 import b32encode
from http import HTTPStatus

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from clinic.models import Role, User
from tests.totp import totp_code
from tests.world import a_user

pytestmark = pytest.mark.django_db

SECRET = b32encode(b"twenty bytes of salt").decode()
PASSWORD = "a long walk by the sea"


def a_member_of_staff(role: Role = Role.DESK, *, has_app: bool = True) -> User:
    user = a_user(role)
    user.set_password(PASSWORD)
    user.save()
    if has_app:
        TOTP.activate(user, SECRET)
    return user


def is_in(client: Client) -> bool:
    """Somebody who is signed in is asked whether to sign out; everybody else is led away."""
    return client.get(reverse("account_logout")).status_code == HTTPStatus.OK


def give_password(client: Client, user: User, password: str = PASSWORD) -> str:
    answer = client.post(reverse("account_login"), {"login": user.email, "password": password})
    return answer.headers.get("Location", "")


def give_second_step(client: Client, code: str) -> str:
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    return answer.headers.get("Location", "")


def ask_for_code(client: Client, email: str) -> tuple[int, str, str]:
    """Status and address of the answer, and the page it leads to without what is always new."""
    answer = client.post(reverse("account_request_login_code"), {"email": email})
    page = client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.headers["Location"], without_chance(page, email)


def without_chance(page: str, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.replace(email, "ADDRESS"))


def mailed_code() -> str:
    found = re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    assert found
    return found.group()


def type_code(client: Client, code: str) -> None:
    client.post(reverse("account_confirm_login_code"), {"code": code})


# --- patients ---------------------------------------------------------------------------------


def test_a_patient_comes_in_with_the_code_from_her_mail(client: Client) -> None:
    patient = a_user(Role.PATIENT)
    ask_for_code(client, patient.email)

    assert mail.outbox[-1].to == [patient.email]
    assert not re.search(r"\d", str(mail.outbox[-1].subject))
    type_code(client, mailed_code())
    assert is_in(client)


def test_a_code_opens_once(client: Client) -> None:
    ask_for_code(client, a_user(Role.PATIENT).email)
    type_code(client, mailed_code())
    client.post(reverse("account_logout"))

    type_code(client, mailed_code())
    assert not is_in(client)


def test_a_code_opens_only_the_window_that_asked_for_it(client: Client) -> None:
    ask_for_code(client, a_user(Role.PATIENT).email)
    other_window = Client()
    type_code(other_window, mailed_code())
    assert not is_in(other_window)


def test_a_code_is_over_after_ten_minutes(client: Client) -> None:
    with time_machine.travel("2027-01-11T07:00:00Z", tick=False) as clock:
        ask_for_code(client, a_user(Role.PATIENT).email)
        clock.shift(601)
        type_code(client, mailed_code())
        assert not is_in(client)


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    ask_for_code(client, a_user(Role.PATIENT).email)
    for _ in range(3):
        type_code(client, "0000-000")
    type_code(client, mailed_code())
    assert not is_in(client)


def test_whoever_asks_for_a_code_reads_the_same() -> None:
    patient = a_user(Role.PATIENT)
    shut = a_user(Role.PATIENT, is_active=False)
    addresses = [patient.email, shut.email, a_member_of_staff().email, "nobody@clinic.example"]

    answers = [ask_for_code(Client(), email) for email in addresses]

    assert answers == answers[:1] * 4
    assert [letter.to for letter in mail.outbox] == [[patient.email]]


def test_a_mail_server_that_is_down_tells_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    known = ask_for_code(Client(), a_user(Role.PATIENT).email)
    unknown = ask_for_code(Client(), "nobody@clinic.example")

    assert known == unknown
    assert caplog.messages == ["A mail of the doors could not be sent: ConnectionRefusedError"]


def test_a_fourth_code_within_ten_minutes_is_not_sent(client: Client) -> None:
    patient = a_user(Role.PATIENT)
    for _ in range(4):
        Client().post(reverse("account_request_login_code"), {"email": patient.email})
    assert len(mail.outbox) == 3


def test_a_code_does_not_open_to_one_who_became_staff_meanwhile(client: Client) -> None:
    patient = a_user(Role.PATIENT)
    ask_for_code(client, patient.email)
    User.objects.filter(pk=patient.pk).update(role=Role.MANAGER)

    type_code(client, mailed_code())
    assert not is_in(client)


def test_a_patient_has_no_password() -> None:
    patient = User.objects.create_user("amira@patients.example", PASSWORD, role=Role.PATIENT)
    assert not patient.has_usable_password()

    patient.set_password(PASSWORD)
    with pytest.raises(IntegrityError, match="user_patient_has_no_password"), transaction.atomic():
        patient.save()


# --- staff ------------------------------------------------------------------------------------


def test_staff_come_in_with_password_and_app(client: Client) -> None:
    user = a_member_of_staff()
    assert give_password(client, user) == reverse("mfa_authenticate")
    assert not is_in(client)
    assert give_second_step(client, totp_code(SECRET)) == reverse("home")
    assert is_in(client)


def test_the_app_s_digits_open_once() -> None:
    user = a_member_of_staff()
    with time_machine.travel("2027-01-11T07:00:00Z", tick=False):
        for opens in (True, False):
            client = Client()
            give_password(client, user)
            give_second_step(client, totp_code(SECRET))
            assert is_in(client) is opens


def test_a_recovery_code_opens_once() -> None:
    user = a_member_of_staff()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for opens in (True, False):
        client = Client()
        give_password(client, user)
        give_second_step(client, code)
        assert is_in(client) is opens


def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client) -> None:
    user = a_member_of_staff(has_app=False)
    for _ in range(5):
        give_password(client, user, "not the password")
    assert give_password(client, user) == ""
    assert not is_in(client)


def test_a_password_alone_only_reaches_the_set_up_of_a_second_factor(
    client: Client, settings: Settings
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    user = a_member_of_staff(has_app=False)
    give_password(client, user)

    assert client.get(reverse("account_change_password")).headers["Location"] == "/accounts/2fa/"
    assert client.get(reverse("mfa_index")).status_code == HTTPStatus.OK
    TOTP.activate(user, SECRET)
    assert client.get(reverse("account_change_password")).status_code == HTTPStatus.OK


@pytest.mark.django_db(transaction=True)  # its mail goes out after the commit
def test_a_second_factor_is_set_up_with_password_and_digits(client: Client) -> None:
    user = a_member_of_staff(has_app=False)
    give_password(client, user)
    asked_again = client.get(reverse("mfa_activate_totp")).headers["Location"]
    client.post(asked_again, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'class="secret">(\w+)<', page)
    assert found

    client.post(reverse("mfa_activate_totp"), {"code": totp_code(found.group(1))})

    assert client.get(reverse("mfa_view_recovery_codes")).content.count(b"<li>") == 10
    assert [letter.subject for letter in mail.outbox] == ["Your sign-in was changed"]


def test_a_new_password_comes_by_mail_and_the_second_step_stays(client: Client) -> None:
    user = a_member_of_staff()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link.group(1)).headers["Location"]
    new = "another walk by the sea"
    client.post(form, {"password1": new, "password2": new})

    assert not is_in(client)
    assert give_password(client, user, new) == reverse("mfa_authenticate")
    assert client.get(link.group(1)).status_code == HTTPStatus.OK  # "does not work any more"


def test_whoever_asks_for_a_new_password_reads_the_same(client: Client) -> None:
    staff = a_member_of_staff()
    addresses = [staff.email, a_user(Role.PATIENT).email, "nobody@clinic.example"]
    answers = []
    for email in addresses:
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append((answer.redirect_chain, without_chance(answer.content.decode(), email)))

    assert answers == answers[:1] * 3
    assert [letter.to for letter in mail.outbox] == [[staff.email]]


def test_an_account_that_is_shut_does_not_open(client: Client) -> None:
    user = a_member_of_staff(has_app=False)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert give_password(client, user) == reverse("account_login")
    assert not is_in(client)


# --- everybody --------------------------------------------------------------------------------


def test_an_account_has_one_address_and_no_second_table_of_them(client: Client) -> None:
    """Otherwise an address that was changed would go on opening the account."""
    patient, staff = a_user(Role.PATIENT), a_member_of_staff()
    ask_for_code(client, patient.email)
    type_code(client, mailed_code())
    client.post(reverse("account_logout"))
    client.post(reverse("account_reset_password"), {"email": staff.email})
    give_password(client, staff)
    give_second_step(client, totp_code(SECRET))
    assert is_in(client)
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "confirm-email/", "3rdparty/", "inactive/", "social/signup/"]
)
def test_doors_that_are_not_used_are_not_there(client: Client, address: str) -> None:
    assert client.get(f"/accounts/{address}").status_code == HTTPStatus.NOT_FOUND


def test_a_part_of_a_page_leads_the_whole_page_to_the_door(client: Client) -> None:
    page = "http://testserver/patients/7/"
    answer = client.get(
        reverse("mfa_index"), headers={"HX-Request": "true", "HX-Current-URL": page}
    )
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/patients/7/"


def test_one_cannot_be_sent_elsewhere_after_signing_in(client: Client) -> None:
    user = a_member_of_staff(has_app=False)
    answer = client.post(
        f"{reverse('account_login')}?next=https://evil.example/",
        {"login": user.email, "password": PASSWORD},
    )
    assert answer.headers["Location"] == reverse("home")

import datetime as dt

import pytest
from allauth.account.utils import filter_users_by_email

from clinic.models import Role, User
from plans.actions.patient import (
    Account,
    Details,
    Entered,
    import_patients,
    register_patient,
    update_patient,
)
from plans.actions.refusal import Refused
from plans.models import Patient, Trail
from plans.queries.search import find_patients
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db

LATER = MONDAY + dt.timedelta(days=1)


def registered(**details: object) -> Entered:
    entered = register_patient(
        details=Details(**details),  # type: ignore[arg-type]  # each test names fields of its own
        by=a_user(),
        now=MONDAY,
    )
    assert isinstance(entered, Entered), entered
    return entered


def updated(patient: Patient, **details: object) -> Entered:
    entered = update_patient(
        patient_id=patient.pk,
        details=Details(**details),  # type: ignore[arg-type]  # as above
        by=a_user(),
        now=LATER,
    )
    assert isinstance(entered, Entered), entered
    return entered


def account_of(patient: Patient) -> User:
    user = Patient.objects.get(pk=patient.pk).user
    assert user is not None
    return user


def test_a_name_and_a_phone_are_enough() -> None:
    patient = registered(name="  Amira   Haddad ", phone="+49305550142").patient
    assert (patient.name, str(patient.phone), patient.user) == (
        "Amira Haddad",
        "+49305550142",
        None,
    )


@pytest.mark.parametrize(
    ("details", "what"),
    [
        (Details(name=" ", phone="+49305550142"), "name_missing"),
        (Details(name="Amira Haddad"), "contact_missing"),
    ],
)
def test_less_is_refused(details: Details, what: str) -> None:
    answer = register_patient(details=details, by=a_user(), now=MONDAY)
    assert answer == Refused(what)
    assert Patient.objects.count() == 0


def test_an_email_opens_an_account_that_has_no_password() -> None:
    entered = registered(name="Amira Haddad", email="Amira@Demo.example")
    user = account_of(entered.patient)
    assert entered.account == Account.OPEN
    assert (user.email, user.role, user.is_active) == ("amira@demo.example", Role.PATIENT, True)
    assert not user.has_usable_password()


def test_an_address_that_a_colleague_signs_in_with_opens_no_account() -> None:
    a_user(email="dana@clinic.example")
    entered = registered(name="Dana Desk", email="Dana@clinic.example")
    assert (entered.account, entered.patient.user) == (Account.TAKEN, None)


def test_a_family_may_share_an_address_and_the_first_keeps_the_account() -> None:
    mother = registered(name="Amira Haddad", email="family@demo.example").patient
    details = Details(name="Leila Haddad", email="family@demo.example")
    daughter = register_patient(details=details, by=a_user(), now=MONDAY, others=[mother.pk])
    assert isinstance(daughter, Entered)
    assert (daughter.account, daughter.patient.user) == (Account.TAKEN, None)
    assert account_of(mother).email == "family@demo.example"


def test_another_address_moves_the_account_and_ends_its_sessions() -> None:
    patient = registered(name="Amira Haddad", email="old@demo.example").patient
    before = account_of(patient)
    updated(patient, name="Amira Novak", email="new@demo.example")
    after = account_of(patient)
    assert (after.pk, after.email, after.name) == (before.pk, "new@demo.example", "Amira Novak")
    assert after.get_session_auth_hash() != before.get_session_auth_hash()
    assert filter_users_by_email("old@demo.example") == []


def test_without_an_address_the_account_is_closed_and_the_address_free() -> None:
    patient = registered(name="Amira Haddad", email="amira@demo.example").patient
    entered = updated(patient, name="Amira Haddad", phone="+49305550142")
    assert (entered.account, account_of(patient).is_active) == (Account.NONE, False)

    other = registered(name="Leila Novak", email="amira@demo.example")
    assert other.account == Account.OPEN


def test_an_address_that_comes_back_opens_the_same_account() -> None:
    patient = registered(name="Amira Haddad", email="amira@demo.example").patient
    before = account_of(patient)
    updated(patient, name="Amira Haddad", phone="+49305550142")
    updated(patient, name="Amira Haddad", email="amira@demo.example")
    after = account_of(patient)
    assert (after.pk, after.is_active, after.email) == (before.pk, True, "amira@demo.example")


def test_an_address_that_becomes_a_shared_one_closes_her_account() -> None:
    registered(name="Leila Novak", email="leila@demo.example")
    patient = registered(name="Amira Haddad", email="amira@demo.example").patient
    entered = updated(patient, name="Amira Haddad", email="leila@demo.example")
    assert (entered.account, account_of(patient).is_active) == (Account.TAKEN, False)


def test_consent_keeps_the_instant_at_which_it_was_given() -> None:
    patient = registered(name="Amira Haddad", email="a@demo.example", may_email=True).patient
    entered = updated(patient, name="Amira H", email="a@demo.example", may_email=True, may_sms=True)
    assert entered.patient.email_consent_at == MONDAY
    assert entered.patient.sms_consent_at == LATER
    entered = updated(patient, name="Amira H", email="a@demo.example")
    assert (entered.patient.email_consent_at, entered.patient.sms_consent_at) == (None, None)


def test_the_trail_keeps_what_changed_and_from_what() -> None:
    patient = registered(name="Amira Haddad", phone="+49305550142").patient
    updated(patient, name="Amira Novak", phone="+49305550142", birth_date=dt.date(1991, 3, 4))
    lines = Trail.objects.filter(patient=patient).order_by("pk").values_list("verb", "facts", "at")
    assert list(lines) == [
        ("registered", {"account": "none"}, MONDAY),
        (
            "updated",
            {
                "changes": {
                    "name": ["Amira Haddad", "Amira Novak"],
                    "birth_date": [None, "1991-03-04"],
                }
            },
            LATER,
        ),
    ]


def test_saving_the_same_again_leaves_no_line() -> None:
    patient = registered(name="Amira Haddad", phone="+49305550142").patient
    updated(patient, name="Amira Haddad", phone="+49305550142")
    assert Trail.objects.filter(patient=patient, verb="updated").count() == 0


def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    patient = registered(name="Amira Haddad", phone="+49305550142").patient
    updated(patient, name="Amira Novakova", phone="+49305550142")
    assert [hit.pk for hit in find_patients("novakvoa", limit=5)] == [patient.pk]
    assert find_patients("haddad", limit=5) == []


def test_who_may_be_here_already_is_not_entered_twice() -> None:
    first = registered(name="Amira Haddad", phone="+49305550142").patient
    details = Details(name="Amira Hadad", phone="+49305550199")
    answer = register_patient(details=details, by=a_user(), now=MONDAY)
    assert answer == Refused("likely_duplicate", {"count": 1})

    answer = register_patient(details=details, by=a_user(), now=MONDAY, others=[first.pk])
    assert isinstance(answer, Entered)
    assert Patient.objects.count() == 2


def test_a_second_click_on_somebody_else_enters_her_once() -> None:
    first = registered(name="Amira Haddad", phone="+49305550142").patient
    details = Details(name="Amira Hadad", phone="+49305550199")
    for _click in range(2):
        register_patient(details=details, by=a_user(), now=MONDAY, others=[first.pk])
    assert Patient.objects.count() == 2


def test_an_import_enters_everybody_with_a_line_of_the_trail() -> None:
    rows = [Details(name="Amira Haddad", email="a@demo.example"), Details(name="Ben", phone="+491")]
    assert import_patients(rows=rows, by=None, now=MONDAY) == 2
    assert list(Trail.objects.values_list("verb", flat=True)) == ["imported", "imported"]

import pytest
from django.db import IntegrityError, transaction

from plans.models import Patient, Spelling
from tests.world import MONDAY, a_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "phone": "+49305550142"},
        {"name": "Amira Haddad"},
        {"name": "Amira Haddad", "phone": "+49305550142", "fitzpatrick": 7},
    ],
)
def test_the_database_keeps_no_patient_without_a_name_and_a_contact(
    fields: dict[str, object],
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.create(created_at=MONDAY, **fields)
    assert Patient.objects.count() == 0


def test_she_is_called_by_the_name_that_she_prefers() -> None:
    assert a_patient(name="Amira Haddad").called == "Amira Haddad"
    assert a_patient(name="Amira Haddad", preferred_name="Mira").called == "Mira"


def test_a_word_is_spelled_out_once_whoever_bears_it() -> None:
    a_patient(name="Amira")
    a_patient(name="Amira")
    spellings = Spelling.objects.filter(word="amira").values_list("spelling", flat=True)
    assert sorted(spellings) == ["aira", "amia", "amir", "amira", "amra", "mira"]

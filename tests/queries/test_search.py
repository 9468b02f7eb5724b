"""The search on the database itself, so that both databases give the same answers."""

import pytest
from django.db import connection

from plans.engine.patient import Likeness, Person
from plans.models import Patient
from plans.queries.search import CANDIDATES, find_patients, likely_duplicates
from plans.triggers import SEARCH_TRIGGERS, put_back
from tests.world import a_patient

pytestmark = pytest.mark.django_db


def names_for(query: str, *, limit: int = 12) -> list[str]:
    return [hit.name for hit in find_patients(query, limit=limit)]


def a_waiting_room() -> None:
    a_patient(name="Amira Haddad", phone="+49305550142", email="amira@demo.example")
    a_patient(name="Samira Haddaway", phone="+49305550199", email="sh@web.example")
    a_patient(name="Jürgen Müller", phone="+4915112345678", email="")
    a_patient(name="Светлана Ёлкина", phone="+12125550142", email="")
    a_patient(name="王小明", phone="+442071234567", email="")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("a", ["Amira Haddad"]),
        ("am", ["Amira Haddad"]),
        ("amira", ["Amira Haddad", "Samira Haddaway"]),
        ("hadda", ["Amira Haddad", "Samira Haddaway"]),
        ("haddad", ["Amira Haddad"]),
        ("030 555", ["Amira Haddad", "Samira Haddaway"]),
        ("+49 (0)30 5550142", ["Amira Haddad"]),
        ("0142", ["Amira Haddad", "Светлана Ёлкина"]),
        ("demo.ex", ["Amira Haddad"]),
        ("mueller", ["Jürgen Müller"]),
        ("светлана", ["Светлана Ёлкина"]),
        ("小", ["王小明"]),
        ("nobody at all", []),
        ("", []),
        ("%", []),
    ],
)
def test_any_part_finds_her(query: str, names: list[str]) -> None:
    a_waiting_room()
    assert names_for(query) == names


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("hadad", "Amira Haddad"),
        ("amria hadad", "Amira Haddad"),
        ("hadadd ami", "Amira Haddad"),
        ("jurgne", "Jürgen Müller"),
        ("светлаан", "Светлана Ёлкина"),
        ("+49 30 5550124", "Amira Haddad"),
        ("030 5556142", "Amira Haddad"),
        ("amira@dmeo.example", "Amira Haddad"),
    ],
)
def test_a_slip_finds_her_too(query: str, name: str) -> None:
    a_waiting_room()
    assert name in names_for(query)


def test_what_is_only_similar_comes_last_and_says_so() -> None:
    a_patient(name="Zora Hadadi")
    a_patient(name="Amira Haddad")
    assert [(hit.name, hit.is_near) for hit in find_patients("hadad", limit=5)] == [
        ("Zora Hadadi", False),
        ("Amira Haddad", True),
    ]


def test_who_is_found_to_the_word_stands_alone() -> None:
    a_patient(name="Zora Hadad")
    a_patient(name="Amira Haddad")
    assert names_for("hadad") == ["Zora Hadad"]


def test_the_closest_are_found_among_very_many() -> None:
    for number in range(CANDIDATES + 1):
        a_patient(name=f"Johanna {number}", email=f"{number}@web.example")
    a_patient(name="Annabel Late")
    a_patient(name="Anna Late")
    assert names_for("anna", limit=3) == ["Anna Late", "Annabel Late", "Johanna 0"]


def test_somebody_archived_is_not_found() -> None:
    patient = a_patient(name="Amira Haddad")
    Patient.objects.filter(pk=patient.pk).update(archived_at=patient.created_at)
    assert names_for("amira") == []


def test_the_index_follows_a_new_name_and_a_removed_record() -> None:
    patient = a_patient(name="Amira Haddad")
    patient.search_text = patient.search_text.replace("haddad", "novak")
    patient.save()
    assert [names_for("haddad"), names_for("novak")] == [[], ["Amira Haddad"]]
    patient.delete()
    assert names_for("novak") == []


@pytest.mark.sqlite_only
def test_the_index_catches_up_when_its_triggers_come_back() -> None:
    """A change of the patients' table drops them, and patients may change meanwhile."""
    with connection.cursor() as cursor:
        for name in SEARCH_TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    a_patient(name="Amira Haddad")
    assert names_for("amira") == []

    put_back()
    assert names_for("amira") == ["Amira Haddad"]
    a_patient(name="Leila Haddad")
    assert names_for("leila") == ["Leila Haddad"]


def reasons_for(person: Person) -> list[tuple[str, Likeness]]:
    return [(found.patient.name, found.why) for found in likely_duplicates(person)]


def test_likely_duplicates_come_with_the_strongest_reason_first() -> None:
    a_waiting_room()
    a_patient(name="Leila Haddad", phone="+49305550142", email="")
    assert reasons_for(Person(name="Amira Hadad", phone="+49305550142")) == [
        ("Amira Haddad", Likeness.PHONE),
        ("Leila Haddad", Likeness.PHONE),
    ]
    assert reasons_for(Person(name="Amira Hadad", phone="+4930999")) == [
        ("Amira Haddad", Likeness.NAME)
    ]
    assert reasons_for(Person(name="Somebody Else", email="SH@web.example")) == [
        ("Samira Haddaway", Likeness.EMAIL)
    ]
    assert reasons_for(Person(name="Nobody Here", phone="+4930998")) == []

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.engine.patient import (
    Likeness,
    Person,
    closeness,
    inside,
    is_near,
    is_one_slip,
    likeness,
    near_pieces,
    search_text,
    slips_of,
    terms_of,
    words_in,
)

WORDS = st.text("abcde", min_size=4, max_size=9)


def text_of(name: str, *, email: str = "", phones: tuple[str, ...] = ()) -> str:
    return search_text(names=[name], email=email, phones=phones)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Amira Haddad", "haddad amira"),
        ("Amira Haddad", "ADDA"),
        ("Anna-Lena Groß", "annalena gross"),
        ("Anna-Lena Groß", "lena"),
        ("Seán O’Brien", "obrien sean"),
        ("Seán O’Brien", "o'brien"),
        ("Jürgen Müller", "mueller"),
        ("Jürgen Müller", "jurgen muller"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("İpek Çelik", "ipek celik"),
        ("Светлана Ёлкина", "елкина"),
        ("Ελένη", "ελενη"),
        ("王小明", "小明"),
        ("王小明", "明"),
        ("김민수", "민수"),
        ("नीलम वर्मा", "नीलम"),
        ("ＡＭＩＲＡ", "amira"),
        ("Sukarno", "sukarno"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, typed: str) -> None:
    assert [term for term in terms_of(typed) if inside(term) not in text_of(name)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "+49 30 5550142",
        "+49 (0)30 555-0142",
        "0049 30 5550142",
        "030/5550142",
        "(030) 555 01 42",
        "50142",
        "amira 030 555",
        "030 555 amira",
        "amira.had",
        "@demo.exa",
        "haddad@demo",
    ],
)
def test_a_phone_or_an_address_is_found_by_any_part_as_people_write_it(typed: str) -> None:
    text = text_of(
        "Amira Haddad",
        email="Amira.Haddad@demo.example",
        phones=("49305550142", "0305550142"),
    )
    assert [term for term in terms_of(typed) if inside(term) not in text] == []


def test_a_name_of_signs_that_are_no_letters_asks_for_nothing() -> None:
    assert terms_of("  %_\"' - ") == []


def test_one_letter_looks_for_the_beginning_of_a_word() -> None:
    assert inside("h") in text_of("Amira Haddad")
    assert inside("d") not in text_of("Amira Haddad")


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("haddad", "haddad", True),
        ("haddad", "hadad", True),
        ("haddad", "haddaad", True),
        ("haddad", "hattad", False),
        ("haddad", "haxdad", True),
        ("amira", "amria", True),
        ("amira", "armai", False),
        ("amira", "samir", False),
    ],
)
def test_one_slip_is_a_letter_more_less_other_or_two_swapped(
    one: str, other: str, answer: bool
) -> None:
    assert is_one_slip(one, other) is answer
    assert is_one_slip(other, one) is answer


@given(WORDS, WORDS)
def test_words_one_slip_apart_share_a_spelling(one: str, other: str) -> None:
    if is_one_slip(one, other) and min(len(one), len(other)) >= 4:
        assert slips_of(one) & slips_of(other)


@given(st.text("0123456789", min_size=9, max_size=13), st.data())
def test_a_number_with_a_slip_is_asked_for_by_what_is_left(
    number: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(number) - 3))
    digit = data.draw(st.sampled_from("0123456789"))
    slipped = data.draw(
        st.sampled_from(
            [
                number[:at] + digit + number[at + 1 :],
                number[:at] + number[at + 1] + number[at] + number[at + 2 :],
            ]
        )
    )
    text = search_text(names=[], email="", phones=[number])
    assert is_near(slipped, text)
    assert any(all(piece in text for piece in way) for way in near_pieces(slipped))


def test_whole_words_come_before_beginnings_and_these_before_parts() -> None:
    names = ["Johanna", "Annabel", "Anna"]
    assert sorted(names, key=lambda name: closeness(["anna"], text_of(name))) == [
        "Anna",
        "Annabel",
        "Johanna",
    ]


def test_a_name_comes_before_an_address_with_the_same_word() -> None:
    by_name, by_address = text_of("Anna"), text_of("Max", email="anna@demo.example")
    assert closeness(["anna"], by_name) < closeness(["anna"], by_address)


def test_a_word_stands_once_in_the_text() -> None:
    assert words_in(text_of("Amira Amira", email="amira@demo.example")).count("amira") == 1


AMIRA = Person(
    name="Amira Haddad",
    birth_date=dt.date(1991, 3, 4),
    phone="+49305550142",
    email="amira@demo.example",
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Person(name="Haddad, Amira"), Likeness.NAME),
        (Person(name="Amira Hadad"), Likeness.NAME),
        (Person(name="amira HADDAD", birth_date=dt.date(1991, 3, 4)), Likeness.NAME_AND_BIRTH),
        (Person(name="Amira Haddad", birth_date=dt.date(1960, 1, 1)), None),
        (Person(name="Amina Hadad"), None),
        (Person(name="Leila Haddad"), None),
        (Person(name="Leila Haddad", phone="+49305550142"), Likeness.PHONE),
        (Person(name="Leila Haddad", email="Amira@Demo.example"), Likeness.EMAIL),
        (Person(name="王小明"), None),
    ],
)
def test_two_records_are_likely_one_person(other: Person, why: Likeness | None) -> None:
    assert likeness(AMIRA, other) == why
    assert likeness(other, AMIRA) == why

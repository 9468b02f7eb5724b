"""The code on a package."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.engine.gs1 import (
    SEPARATOR,
    Code,
    Unread,
    check_digit,
    day_of,
    is_item_number,
    read_code,
)

TODAY = dt.date(2027, 1, 11)
GTIN = "09506000134352"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./+_%:;=<>?!&*,'\""
CARTRIDGE = Code(
    system="gs1",
    raw="",
    gtin=GTIN,
    lot="AB-12",
    serial="S77",
    made_on=dt.date(2026, 2, 28),
    expires_on=dt.date(2028, 2, 29),
)


def said(text: str) -> Code | Unread:
    """What a code says, without the code itself."""
    found = read_code(text, TODAY)
    if isinstance(found, Unread):
        return found
    return Code("gs1", "", found.gtin, found.lot, found.serial, found.made_on, found.expires_on)


SCANNED = f"01{GTIN}112602281728022910AB-12{SEPARATOR}21S77"


@pytest.mark.parametrize(
    "text",
    [
        SCANNED,
        f"]d2{SCANNED}",
        f"]C1{SCANNED}",
        f"]Q3{SCANNED}",
        f"]d2{SEPARATOR}{SCANNED}{SEPARATOR}",
        f"  {SCANNED}\r\n",
        f"01{GTIN}10AB-12{SEPARATOR}1126022817280229{SEPARATOR}21S77",
        f"(01){GTIN}(11)260228(17)280229(10)AB-12(21)S77",
        f"(01) {GTIN} (17) 280229 (11) 260228 (21) S77 (10) AB-12",
    ],
)
def test_one_cartridge_reads_the_same_however_its_code_comes(text: str) -> None:
    assert said(text) == CARTRIDGE


def test_day_nought_is_the_last_of_its_month() -> None:
    assert [day_of(digits, TODAY) for digits in ("280200", "270200", "271200")] == [
        dt.date(2028, 2, 29),
        dt.date(2027, 2, 28),
        dt.date(2027, 12, 31),
    ]


@pytest.mark.parametrize(
    ("digits", "today", "year"),
    [
        ("770101", dt.date(2027, 1, 1), 2077),  # 50 ahead
        ("780101", dt.date(2027, 1, 1), 1978),  # 51 ahead: the century before
        ("990101", dt.date(2027, 1, 1), 1999),
        ("010101", dt.date(2099, 1, 1), 2101),
        ("490101", dt.date(2099, 1, 1), 2149),  # 50 back: the century after
        ("500101", dt.date(2099, 1, 1), 2050),  # 49 back
    ],
)
def test_two_digits_of_a_year_mean_the_nearest_one(digits: str, today: dt.date, year: int) -> None:
    found = day_of(digits, today)
    assert found is not None
    assert found.year == year


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Unread("empty")),
        (" \x1d ", Unread("empty")),
        ("1" * 201, Unread("too_long")),
        ("0109506000134353", Unread("digit", "01")),
        (f"01{GTIN}172802", Unread("cut_short", "17")),
        (f"01{GTIN}17280230", Unread("date", "17")),
        (f"01{GTIN}17281300", Unread("date", "17")),
        (f"01{GTIN}11ABCDEF", Unread("characters", "11")),
        (f"01{GTIN}10", Unread("cut_short", "10")),
        (f"01{GTIN}10A B", Unread("characters", "10")),
        (f"01{GTIN}10{'A' * 21}", Unread("too_long", "10")),
        (f"01{GTIN}99X", Unread("unknown_part", "99")),
        (f"(01){GTIN}(99)X", Unread("unknown_part", "99")),
        ("(01)123", Unread("cut_short", "01")),
        ("(10)A(01)095060001343520", Unread("too_long", "01")),
        ("]d2hello", Unread("unknown_part", "he")),
        ("01٠٩٥٠٦٠٠٠١٣٤٣٥٢", Unread("characters", "01")),
    ],
)
def test_a_code_that_is_none_says_why(text: str, fault: Unread) -> None:
    assert read_code(text, TODAY) == fault


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678", "hibcc"),
        ("=/A9999XYZ100T0944=,000025=A99971312345600", "iccbba"),
        ("&,1000000000000XYZ123", "iccbba"),
        ("LOT-4711", "other"),
        ("10", "other"),
    ],
)
def test_the_code_of_another_system_is_kept_as_it_is(text: str, system: str) -> None:
    found = read_code(text, TODAY)
    assert isinstance(found, Code)
    assert (found.system, found.raw, found.lot) == (system, text, "")


def test_item_numbers_of_the_maker_have_their_check_digit() -> None:
    assert [is_item_number(each) for each in (GTIN, "00614141999996", "09506000134351", "")] == [
        True,
        True,
        False,
        False,
    ]


days = st.dates(dt.date(1990, 1, 1), dt.date(2070, 12, 31))
texts = st.text(ALPHABET, min_size=1, max_size=20)


@given(
    digits=st.text("0123456789", min_size=13, max_size=13),
    lot=texts,
    serial=texts,
    expires=days,
    prefix=st.sampled_from(["", "]d2", "]C1"]),
    order=st.permutations(["01", "17", "10", "21"]),
)
def test_whatever_is_written_is_read_back(
    digits: str, lot: str, serial: str, expires: dt.date, prefix: str, order: list[str]
) -> None:
    gtin = f"{digits}{check_digit(digits)}"
    values = {"01": gtin, "17": f"{expires:%y%m%d}", "10": lot, "21": serial}
    ends = {"10": SEPARATOR, "21": SEPARATOR, "01": "", "17": ""}

    scanned = prefix + "".join(f"{each}{values[each]}{ends[each]}" for each in order)
    found = read_code(scanned, TODAY)

    assert isinstance(found, Code)
    assert (found.gtin, found.lot, found.serial, found.expires_on) == (gtin, lot, serial, expires)


@given(st.text(max_size=220))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(read_code(text, TODAY), Code | Unread)


@given(st.text("01729()]dC\x1dAB", max_size=60))
def test_no_text_like_a_code_breaks_it(text: str) -> None:
    assert isinstance(read_code(text, TODAY), Code | Unread)

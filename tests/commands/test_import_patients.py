import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.models import Patient
from tests.world import a_location, a_patient

pytestmark = pytest.mark.django_db

GOOD = """name;birth_date;phone;email;may_email;fitzpatrick
Amira Haddad;1991-03-04;030 5550142;amira@demo.example;yes;III
Светлана Ёлкина;04.03.1985;+12125550142;;;
"""


def run(folder: Path, text: str, *options: str, encoding: str = "utf-8") -> str:
    a_location(country="DE")
    file = folder / "patients.csv"
    file.write_bytes(text.encode(encoding))
    out = io.StringIO()
    call_command("import_patients", str(file), *options, stdout=out)
    return out.getvalue()


def refused(folder: Path, text: str, *options: str, encoding: str = "utf-8") -> str:
    with pytest.raises(CommandError) as error:
        run(folder, text, *options, encoding=encoding)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_good_file_is_entered_whole(tmp_path: Path, encoding: str, delimiter: str) -> None:
    said = run(tmp_path, GOOD.replace(";", delimiter), encoding=encoding)
    assert said.splitlines() == [
        "2 good rows, 0 bad rows, 0 likely duplicates.",
        "2 patients are entered.",
    ]
    amira = Patient.objects.get(email="amira@demo.example")
    assert (str(amira.phone), amira.fitzpatrick) == ("+49305550142", 3)
    assert amira.email_consent_at is not None
    assert str(Patient.objects.get(phone="+12125550142").birth_date) == "1985-03-04"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, GOOD, "--dry-run").splitlines() == [
        "2 good rows, 0 bad rows, 0 likely duplicates.",
        "Nothing is written: this was a dry run.",
    ]
    assert Patient.objects.count() == 0


BAD = """name,birth_date,phone,channel,may_sms
,1991-03-04,030 5550142,,
Secretname,04/03/1991,+49305550199,,
Secretname,,+secret99,pigeon,perhaps
Secretname,,,,
Secretname,2999-01-01,+49305550177,,
Secretname,+49305550142
Ben Good,,+49 30 5550123,,
"""
FAULTS = [
    "Line 2, name: Write her name.",
    "Line 3, birth_date: Write the date as year-month-day: 1991-03-04.",
    "Line 4, may_sms: Write yes or no.",
    "Line 4, phone: This is no phone number. Write it with its country: +49 30 5550142.",
    "Line 4, channel: This is not one of the choices.",
    "Line 5, phone: Write a phone number or an e-mail address, one is enough.",
    "Line 6, birth_date: This date lies ahead. Look at its year again.",
    "Line 7, whole row: It has 2 columns, the first line has 5.",
    "1 good rows, 6 bad rows, 0 likely duplicates.",
]


def test_bad_rows_are_named_by_line_and_column_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(tmp_path, BAD, "--dry-run")
    assert said.splitlines()[:-1] == FAULTS
    assert "ecret" not in said

    error = refused(tmp_path, BAD)
    assert error == "Nothing is written. Mend these rows, or leave them out with --skip-bad."
    assert Patient.objects.count() == 0


def test_bad_rows_may_be_left_out(tmp_path: Path) -> None:
    said = run(tmp_path, BAD, "--skip-bad")
    assert said.splitlines() == [*FAULTS, "1 patients are entered."]
    assert Patient.objects.get().name == "Ben Good"


def test_likely_duplicates_are_named_without_their_data_and_left_out(tmp_path: Path) -> None:
    here = a_patient(name="Amira Haddad", phone="+49305550142")
    text = (
        "name,phone\n"
        "Amira Hadad,+49305550188\n"
        "Leila Novak,+49305550142\n"
        "Ben Adler,+49305550111\n"
        '"Adler, Ben",+49305550112\n'
    )
    said = run(tmp_path, text)
    assert said.splitlines() == [
        f"Line 2 may be patient {here.pk} already: same or very close name.",
        f"Line 3 may be patient {here.pk} already: same phone.",
        "Line 5 may repeat line 4: same or very close name.",
        "4 good rows, 0 bad rows, 3 likely duplicates.",
        "1 patients are entered.",
    ]

    run_again = run(tmp_path, text, "--with-duplicates")
    assert run_again.splitlines()[-1] == "4 patients are entered."


def test_a_name_over_two_lines_keeps_the_count_of_lines(tmp_path: Path) -> None:
    text = 'name,phone\n"Amira\nHaddad",+49305550142\nBen,nonsense\n'
    assert "Line 4, phone:" in run(tmp_path, text, "--dry-run")


@pytest.mark.parametrize(
    ("text", "encoding", "what"),
    [
        ("", "utf-8", "The first line names no column “name”."),
        ("nom,phone\n", "utf-8", "The first line names no column “name”."),
        ("name,secret\n", "utf-8", "The first line has unknown or repeated columns (2)."),
        ("name,phone,phone\n", "utf-8", "The first line has unknown or repeated columns (–)."),
        ("name\nJürgen\n", "latin-1", "The file is not UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    tmp_path: Path, text: str, encoding: str, what: str
) -> None:
    said = refused(tmp_path, text, encoding=encoding)
    assert said.startswith(what)
    assert "secret" not in said


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_patients", "/nowhere/patients.csv")

"""The aftercare note on its pages: written, printed, read in the portal."""

import datetime as dt
import sys
from collections.abc import Iterator
from html import unescape
from importlib.abc import MetaPathFinder

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import Role
from plans.actions.protocol import begin_draft
from plans.models import AftercareNote, Patient, ProtocolVersion, Trail, Visit
from tests.noted import a_done_visit, a_line, pia
from tests.sent_form import Fields, sent_form
from tests.world import MONDAY, Clinic, a_patient, a_review, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    clinic = Clinic()
    a_line(clinic, 2, "No sauna.", kind="avoid", until_hours=72)
    a_line(clinic, 3, "Acids again.", from_hours=168)
    a_line(clinic, 4, "Fever.", kind="call")
    return clinic


@pytest.fixture
def visit(clinic: Clinic) -> Iterator[Visit]:
    """Just done, at 10:45 on Thursday 14 January 2027 in Berlin."""
    visit = a_done_visit(clinic)
    visit.done_at = dt.datetime(2027, 1, 14, 9, 45, tzinfo=dt.UTC)
    visit.save()
    with time_machine.travel(visit.done_at, tick=True):
        yield visit


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(pia() if role == Role.PRACTITIONER else a_user(role))
    return client


def portal_of(patient: Patient) -> Client:
    patient.user = a_user(Role.PATIENT)
    patient.save()
    client = Client()
    client.force_login(patient.user)
    return client


def note_form(client: Client, visit: Visit) -> Fields:
    """What the page of the note sends when nothing is touched."""
    page = client.get(reverse("visit_note", args=[visit.pk])).content.decode()
    return {name: values for name, values in sent_form(page, "note").items() if name != "add"}


def send(client: Client, visit: Visit, form: Fields) -> str:
    answer = client.post(reverse("visit_note", args=[visit.pk]), form, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def notes() -> list[list[str]]:
    """The texts of each note, the newest first."""
    return [[line["text"] for line in note.lines] for note in AftercareNote.objects.all()]


def test_the_practitioner_sees_what_was_given_with_its_dates(visit: Visit) -> None:
    page = client_of(Role.PRACTITIONER).get(reverse("visit_note", args=[visit.pk]))
    shown = unescape(page.content.decode())
    assert "She has note 1, given on" in shown
    assert "until Sunday 17 January, 10:45" in shown
    assert "From day 7" in shown
    assert "Thursday 21 January" in shown
    assert Trail.objects.filter(verb="saw", patient=visit.patient).count() == 1


def test_a_line_is_changed_another_dropped_another_added(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit)
    form["lines-0-text"] = ["Keep it very clean."]
    form["lines-1-DELETE"] = ["on"]
    form |= {"lines-4-text": ["Cool the chin."], "lines-4-start": ["2"], "lines-4-end": ["4"]}
    form |= {"lines-4-unit": ["days"], "lines-4-kind": ["do"]}
    assert "Given. The patient sees it in her plan." in send(client, visit, form)
    given = ["Keep it very clean.", "Fever.", "Cool the chin.", "Acids again."]
    assert notes() == [given, ["Keep it clean.", "No sauna.", "Fever.", "Acids again."]]
    added = AftercareNote.objects.latest("number").lines[2]
    assert (added["from_hours"], added["until_hours"]) == (48, 96)


def test_lines_that_begin_together_stand_in_the_order_of_their_numbers(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit)
    form |= {"lines-0-place": ["3"], "lines-1-place": ["1"], "lines-2-place": ["2"]}
    send(client, visit, form)
    assert notes()[0] == ["No sauna.", "Fever.", "Keep it clean.", "Acids again."]


def test_a_note_without_lines_is_refused(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit)
    form |= {f"lines-{number}-DELETE": ["on"] for number in range(4)}
    assert "write at least one" in send(client, visit, form)
    assert len(notes()) == 1


def test_nothing_changed_gives_no_second_note(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    assert "Nothing was changed" in send(client, visit, note_form(client, visit))
    assert len(notes()) == 1


def test_a_fault_stands_at_its_line_and_what_was_typed_stays(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit)
    form |= {"lines-0-text": ["My words."], "lines-1-start": ["80"], "lines-4-end": ["3"]}
    shown = send(client, visit, form)
    assert "What is the patient told?" in shown
    form["lines-4-end"] = [""]
    shown = send(client, visit, form)
    assert "Line 2 must end after it begins." in shown
    assert "My words." in shown
    assert len(notes()) == 1


def test_another_note_meanwhile_is_shown_before_one_goes_on(visit: Visit) -> None:
    client = client_of(Role.PRACTITIONER)
    first, second = note_form(client, visit), note_form(client, visit)
    first["lines-0-text"], second["lines-0-text"] = ["First tab."], ["Second tab."]
    send(client, visit, first)
    shown = send(client, visit, second)
    assert "Somebody gave another note meanwhile" in shown
    assert "First tab." in shown and "Second tab." in shown
    second["known"] = ["2"]
    send(client, visit, second)
    assert [texts[0] for texts in notes()] == ["Second tab.", "First tab.", "Keep it clean."]


@pytest.mark.parametrize(("add", "text"), [("", ""), ("0", "No sauna, no steam room"), ("x", "")])
def test_one_tap_adds_a_row_and_gives_nothing_yet(visit: Visit, add: str, text: str) -> None:
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit) | {"lines-0-text": ["Typed."], "add": [add]}
    shown = send(client, visit, form)
    rows = sent_form(shown, "note")
    assert rows["lines-TOTAL_FORMS"] == ["7"]
    assert rows["lines-0-text"] == ["Typed."]
    assert rows["lines-6-text"][0].startswith(text)
    assert len(notes()) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"lines-TOTAL_FORMS": "x", "lines-INITIAL_FORMS": "-1", "add": "1"},
        {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-text": "x", "known": "x"},
        {
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "0",
            "lines-0-text": "x" * 501,
            "lines-0-start": "99999999999999999999",
            "lines-0-kind": "maybe",
        },
    ],
)
def test_what_makes_no_sense_is_told_and_breaks_nothing(
    visit: Visit, broken: dict[str, str]
) -> None:
    answer = client_of(Role.PRACTITIONER).post(reverse("visit_note", args=[visit.pk]), broken)
    assert answer.status_code == 200
    assert len(notes()) == 1


def test_before_the_visit_is_done_there_is_nothing_to_give(clinic: Clinic) -> None:
    visit = clinic.booked().visits.earliest("start")
    client = client_of(Role.PRACTITIONER)
    form = note_form(client, visit) | {"lines-0-text": ["x"], "lines-0-kind": ["do"]}
    assert "The note is written once the visit is done." in send(client, visit, form)
    assert client.get(reverse("visit_note_print", args=[visit.pk])).status_code == 404


def test_a_single_visit_leads_to_its_note_too(clinic: Clinic) -> None:
    address = reverse("visit_note", args=[a_review(clinic, MONDAY).pk])
    client = client_of(Role.PRACTITIONER)
    assert address in client.get(reverse("patient", args=[clinic.patient.pk])).content.decode()


def test_the_desk_prints_a_note_and_writes_none(visit: Visit) -> None:
    client = client_of(Role.DESK)
    assert client.get(reverse("visit_note", args=[visit.pk])).status_code == 403
    shown = client.get(reverse("visit_note_print", args=[visit.pk])).content.decode()
    assert "No sauna." in shown
    assert "until Sunday 17 January, 10:45" in shown
    title = shown[shown.index("<title>") : shown.index("</title>")]
    assert "Amira" not in title


def test_the_pdf_is_one_page_that_names_nobody_outside(visit: Visit) -> None:
    answer = client_of(Role.DESK).get(reverse("visit_note_pdf", args=[visit.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="aftercare.pdf"'
    assert answer.content.startswith(b"%PDF")


class NoLibraries(MetaPathFinder):
    """A machine on which the libraries that draw a PDF are missing."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        if fullname == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture
def no_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoLibraries(), *sys.meta_path])


@pytest.mark.usefixtures("no_libraries")
def test_where_no_pdf_can_be_made_the_page_prints(visit: Visit) -> None:
    for client, name in [
        (client_of(Role.DESK), "visit_note_pdf"),
        (portal_of(visit.patient), "portal_note_pdf"),
    ]:
        shown = unescape(client.get(reverse(name, args=[visit.pk])).content.decode())
        assert "This server makes no PDF." in shown
        assert "No sauna." in shown


def test_the_patient_reads_what_holds_today_what_comes_and_when_to_call(visit: Visit) -> None:
    shown = portal_of(visit.patient).get("/my/").content.decode()
    today, ahead = shown.index(">Today<"), shown.index(">Next ")
    call = shown.index("When to call")
    assert today < shown.index("No sauna.") < ahead < shown.index("Acids again.") < call
    assert call < shown.index("Fever.")


def test_after_three_days_the_sauna_is_hers_again(visit: Visit) -> None:
    shown = {}
    for minute in (44, 45):
        with time_machine.travel(dt.datetime(2027, 1, 17, 9, minute, tzinfo=dt.UTC), tick=False):
            page = portal_of(visit.patient).get("/my/").content.decode()
            shown[minute] = "No sauna." in page
    assert shown == {44: True, 45: False}


def test_each_session_that_left_a_note_is_one_tap_away(clinic: Clinic, visit: Visit) -> None:
    second = a_done_visit(clinic, 2)
    with time_machine.travel(second.end, tick=False):
        client = portal_of(clinic.patient)
        shown = client.get("/my/").content.decode()
        for each in (visit, second):
            assert reverse("portal_note", args=[each.pk]) in shown
            assert (
                "No sauna." in client.get(reverse("portal_note", args=[each.pk])).content.decode()
            )


@pytest.mark.parametrize("name", ["portal_note", "portal_note_pdf"])
def test_another_patients_note_is_not_there(visit: Visit, name: str) -> None:
    address = reverse(name, args=[visit.pk])
    assert portal_of(a_patient()).get(address).status_code == 404
    assert portal_of(visit.patient).get(address).status_code == 200


def test_a_version_shows_its_lines_and_the_note_as_it_would_be_read(clinic: Clinic) -> None:
    with time_machine.travel(MONDAY, tick=False):
        client = client_of(Role.PRACTITIONER)
        page = client.get(reverse("protocol_version", args=[clinic.version.pk]))
    shown = page.content.decode()
    assert "until day 3" in shown
    assert "As a patient reads it" in shown
    assert "until Thursday 14 January, 08:00" in shown


def a_draft(clinic: Clinic) -> ProtocolVersion:
    return begin_draft(protocol=clinic.protocol, by=pia(), now=MONDAY)


def draft_form(client: Client, draft: ProtocolVersion) -> Fields:
    page = client.get(reverse("protocol_edit", args=[draft.pk])).content.decode()
    return {name: values for name, values in sent_form(page, "draft").items() if name != "add"}


def test_a_draft_gets_its_lines_from_a_table(clinic: Clinic) -> None:
    client, draft = client_of(Role.MANAGER), a_draft(clinic)
    form = draft_form(client, draft)
    form |= {"aftercare-1-DELETE": ["on"], "aftercare-2-skin": ["darker"]}
    form |= {
        "aftercare-4-text": ["SPF 30."],
        "aftercare-4-start": ["1"],
        "aftercare-4-place": ["1"],
    }
    form |= {"aftercare-4-unit": ["days"]}
    assert client.post(reverse("protocol_edit", args=[draft.pk]), form).status_code == 302
    lines = draft.aftercare_steps.values_list("order", "kind", "from_hours", "skin", "text")
    assert list(lines) == [
        (1, "do", 0, "", "Keep it clean."),
        (2, "do", 24, "", "SPF 30."),
        (3, "do", 168, "darker", "Acids again."),
        (4, "call", 0, "", "Fever."),
    ]


def test_a_fault_of_a_line_of_a_draft_stands_beside_it(clinic: Clinic) -> None:
    client, draft = client_of(Role.MANAGER), a_draft(clinic)
    form = draft_form(client, draft) | {"aftercare-1-start": ["90"]}
    shown = client.post(reverse("protocol_edit", args=[draft.pk]), form).content.decode()
    fault = shown.index("This must be later than the beginning.")
    assert shown.index('name="aftercare-1-text"') < fault < shown.index('name="aftercare-2-text"')
    assert draft.aftercare_steps.get(order=2).from_hours == 0


def test_a_draft_without_lines_says_so_at_its_approval(clinic: Clinic) -> None:
    client, draft = client_of(Role.MANAGER), a_draft(clinic)
    draft.aftercare_steps.all().delete()
    typed = {"approved_by": "Dr Novak", "is_read": "on"}
    answer = client.post(reverse("protocol_approve", args=[draft.pk]), typed)
    assert "Patients get the aftercare lines after a session" in answer.content.decode()


def test_one_tap_adds_a_row_to_a_draft(clinic: Clinic) -> None:
    client, draft = client_of(Role.MANAGER), a_draft(clinic)
    form = draft_form(client, draft) | {"gap_max": ["41"], "add": [""]}
    shown = client.post(reverse("protocol_edit", args=[draft.pk]), form).content.decode()
    rows = sent_form(shown, "draft")
    assert (rows["aftercare-TOTAL_FORMS"], rows["gap_max"]) == (["7"], ["41"])
    draft.refresh_from_db()
    assert draft.gap_max == 42

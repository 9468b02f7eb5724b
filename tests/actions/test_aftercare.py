"""The note that a patient takes home, and the lines that the product ships for it."""

import pytest

from plans.actions.aftercare import change_aftercare_note, give_note
from plans.actions.protocol import Faults, begin_draft, save_draft
from plans.actions.protocol_rules import Fault, faults_of
from plans.actions.refusal import Refused
from plans.engine.aftercare import LAST, Line
from plans.models import AftercareNote, AftercareStep, Trail
from plans.shipped.aftercare import EXTRAS, LINES
from plans.shipped.aftercare import Line as Shipped
from tests.noted import a_done_visit, a_line, pia
from tests.world import MONDAY, Clinic

pytestmark = pytest.mark.django_db
COOL = Line("do", 0, 72, "Cool the chin.")
DAY = 24


def told(clinic: Clinic) -> list[str]:
    notes = AftercareNote.objects.filter(visit__patient=clinic.patient)
    return [line["text"] for note in notes for line in note.lines]


@pytest.mark.parametrize(
    ("fitzpatrick", "texts"),
    [
        (None, ["Keep it clean.", "Acids again."]),
        (3, ["Keep it clean.", "Acids again."]),
        (4, ["Keep it clean.", "Wait with acids."]),
    ],
)
def test_a_note_has_the_lines_for_the_patients_skin(
    fitzpatrick: int | None, texts: list[str]
) -> None:
    clinic = Clinic()
    a_line(clinic, 2, "Acids again.", skin="lighter", from_hours=168)
    a_line(clinic, 3, "Wait with acids.", skin="darker", from_hours=168)
    clinic.patient.fitzpatrick = fitzpatrick
    clinic.patient.save()
    a_done_visit(clinic)
    assert told(clinic) == texts


def test_a_protocol_without_lines_leaves_no_note() -> None:
    clinic = Clinic()
    clinic.version.aftercare_steps.all().delete()
    a_done_visit(clinic)
    assert AftercareNote.objects.count() == 0


def test_a_patient_has_one_first_note() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    assert give_note(visit, by=pia(), now=visit.end) is None
    assert AftercareNote.objects.count() == 1


def test_what_she_was_told_first_is_kept_beside_the_new_note() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    later = Line("avoid", 72, 168, "No sauna.")
    note = change_aftercare_note(
        visit_id=visit.pk, lines=[later, COOL], by=pia(), now=visit.end, known=1
    )
    assert isinstance(note, AftercareNote)
    assert [(each.number, each.lines[0]["text"]) for each in AftercareNote.objects.all()] == [
        (2, "Cool the chin."),
        (1, "Keep it clean."),
    ]
    assert note.lines == [COOL.as_row(), later.as_row()]
    assert Trail.objects.get(verb="wrote_note").facts == {"visit": visit.pk, "note": note.pk}


def test_the_protocol_may_change_and_the_note_does_not() -> None:
    clinic = Clinic()
    a_done_visit(clinic)
    clinic.version.aftercare_steps.update(text="Another word.")
    assert told(clinic) == ["Keep it clean."]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([], "note_empty"),
        ([COOL, Line("do", 48, 24, "x")], "line_order"),
        ([Line("do", 24, 24, "x")], "line_order"),
        ([Line("do", 0, None, "Keep it clean.")], "note_unchanged"),
    ],
)
def test_a_note_that_says_nothing_new_or_nothing_at_all_is_refused(
    lines: list[Line], what: str
) -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    answer = change_aftercare_note(visit_id=visit.pk, lines=lines, by=pia(), now=visit.end)
    assert isinstance(answer, Refused)
    assert answer.what == what
    assert AftercareNote.objects.count() == 1


def test_a_line_that_ends_too_early_is_named_by_its_number() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    lines = [COOL, Line("do", 48, 24, "x")]
    answer = change_aftercare_note(visit_id=visit.pk, lines=lines, by=pia(), now=visit.end)
    assert answer == Refused("line_order", {"line": 2})


def test_another_note_given_meanwhile_is_not_passed_over() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic)
    change_aftercare_note(visit_id=visit.pk, lines=[COOL], by=pia(), now=visit.end, known=1)
    late = change_aftercare_note(
        visit_id=visit.pk, lines=[Line("do", 0, None, "x")], by=pia(), now=visit.end, known=1
    )
    assert late == Refused("note_meanwhile", {"number": 2})


def test_a_visit_without_a_note_gets_its_first_one_by_hand() -> None:
    clinic = Clinic()
    visit = a_done_visit(clinic, has_note=False)
    note = change_aftercare_note(visit_id=visit.pk, lines=[COOL], by=pia(), now=visit.end, known=0)
    assert isinstance(note, AftercareNote)
    assert note.number == 1


def test_a_draft_keeps_its_lines_in_order() -> None:
    clinic = Clinic()
    draft = begin_draft(protocol=clinic.protocol, by=pia(), now=MONDAY)
    lines = [
        AftercareStep(kind="avoid", from_hours=0, until_hours=72, text="No sauna."),
        AftercareStep(kind="do", from_hours=24, text="Cream.", skin="darker"),
    ]
    steps = list(draft.steps.all())
    save_draft(version=draft, steps=steps, aftercare=lines, by=pia(), now=MONDAY)
    stored = draft.aftercare_steps.values_list("order", "kind", "until_hours", "skin", "text")
    assert list(stored) == [
        (1, "avoid", 72, "", "No sauna."),
        (2, "do", None, "darker", "Cream."),
    ]


@pytest.mark.parametrize(
    ("fields", "what", "column"),
    [
        ({"text": " "}, "line_text", "text"),
        ({"kind": "maybe"}, "line_kind", "kind"),
        ({"skin": "blue"}, "line_skin", "skin"),
        ({"from_hours": 24, "until_hours": 24}, "line_order", "end"),
        ({"from_hours": LAST + 1}, "line_late", "start"),
    ],
)
def test_each_fault_of_a_line_names_its_line_and_column(
    fields: dict[str, object], what: str, column: str
) -> None:
    clinic = Clinic()
    draft = begin_draft(protocol=clinic.protocol, by=pia(), now=MONDAY)
    good = AftercareStep(kind="do", text="Cream.")
    bad = AftercareStep(**{"kind": "do", "text": "Cream.", **fields})
    steps = list(draft.steps.all())
    fault = Fault("aftercare", what, {"line": 2, "column": column})
    assert faults_of(draft, steps, [good, bad]) == (fault,)
    answer = save_draft(version=draft, steps=steps, aftercare=[good, bad], by=pia(), now=MONDAY)
    assert answer == Faults((fault,))
    assert [step.text for step in draft.aftercare_steps.all()] == ["Keep it clean."]


def said(word: str, kind: str) -> list[tuple[int, int | None, str]]:
    """When the shipped lines of this kind say this word, in hours, and for which skin."""
    return [
        (line.start, line.end, line.skin)
        for line in LINES
        if line.kind == kind and word in str(line.text).lower()
    ]


@pytest.mark.parametrize(
    ("word", "kind", "spans"),
    [
        ("sunscreen", "avoid", [(0, 24, "")]),
        ("mineral sunscreen of spf 30", "do", [(24, None, "")]),
        ("no make-up", "avoid", [(0, 24, "")]),
        ("make-up is better left out", "avoid", [(24, 48, "")]),
        ("make-up is fine again", "do", [(48, 7 * DAY, "")]),
        ("no exercise", "avoid", [(0, 72, "")]),
        ("other heat", "avoid", [(0, 72, "")]),
        ("out of the sun", "avoid", [(0, 72, "")]),
        ("sauna", "avoid", [(0, 72, ""), (72, 7 * DAY, "")]),
        ("alcohol", "avoid", [(0, 24, "")]),
        ("retinoids", "avoid", [(0, 7 * DAY, ""), (7 * DAY, 14 * DAY, "darker")]),
        ("vitamin c", "avoid", [(0, 7 * DAY, ""), (7 * DAY, 14 * DAY, "darker")]),
        ("benzoyl peroxide", "avoid", [(0, 7 * DAY, ""), (7 * DAY, 14 * DAY, "darker")]),
        (
            "bring your usual products back",
            "do",
            [(7 * DAY, 14 * DAY, "lighter"), (14 * DAY, 21 * DAY, "darker")],
        ),
        ("other treatment", "avoid", [(0, 14 * DAY, "")]),
        ("waxing", "avoid", [(0, 14 * DAY, "")]),
        ("tanning", "avoid", [(14 * DAY, 28 * DAY, "")]),
        ("painkiller", "do", [(0, 14 * DAY, "")]),
        ("seizure", "call", [(0, None, "")]),
        ("38.0 °c", "call", [(0, None, "")]),
        ("7 of 10", "call", [(0, None, "")]),
        ("4 of 10", "call", [(48, None, "")]),
        ("hardly faded", "call", [(72, None, "")]),
        ("firm lump", "call", [(8 * DAY, None, "")]),
    ],
)
def test_the_shipped_lines_keep_the_rules_that_were_agreed(
    word: str, kind: str, spans: list[tuple[int, int | None, str]]
) -> None:
    assert said(word, kind) == spans


def test_something_is_told_to_expect_at_every_hour() -> None:
    spans = sorted((line.start, line.end) for line in LINES if line.kind == "expect")
    assert spans[0][0] == 0
    assert [start for start, _end in spans[1:]] == [end for _start, end in spans[:-1]]
    assert spans[-1][1] is None


@pytest.mark.parametrize("line", [*LINES, *EXTRAS], ids=lambda line: str(line.text)[:30])
def test_every_shipped_line_may_stand_in_a_note(line: Shipped) -> None:
    assert line.kind in AftercareStep.Kind.values
    assert line.end is None or line.start < line.end
    assert 0 < len(str(line.text)) <= 300

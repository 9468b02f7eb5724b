"""Drafts, approvals, and what is shipped."""

from decimal import Decimal
from typing import Any

import pytest

from clinic.models import Role
from plans.actions.protocol import (
    Faults,
    add_protocol,
    approve_version,
    begin_draft,
    save_draft,
    ship_protocols,
)
from plans.actions.protocol_rules import Fault, faults_of
from plans.actions.refusal import Refused
from plans.models import Plan, Protocol, ProtocolVersion, Step, Trail
from tests.world import MONDAY, Clinic, a_protocol, a_single_protocol, a_user

pytestmark = pytest.mark.django_db
State = ProtocolVersion.State


def shipped(slug: str) -> ProtocolVersion:
    ship_protocols(now=MONDAY)
    return ProtocolVersion.objects.get(protocol__slug=slug)


def gaps(version: ProtocolVersion, prefix: str = "gap_") -> list[int]:
    names = ("floor", "min", "ideal", "max", "stalled")
    return [getattr(version, prefix + name) for name in names]


def test_everything_shipped_is_a_draft_with_its_source() -> None:
    ship_protocols(now=MONDAY)
    assert list(Protocol.objects.values_list("slug", flat=True)) == [
        "enlarged-pores",
        "skin-texture",
        "fine-lines",
        "atrophic-acne-scars",
        "consultation",
        "review",
        "skin-check",
    ]
    assert set(ProtocolVersion.objects.values_list("state", flat=True)) == {State.DRAFT}
    series = ProtocolVersion.objects.filter(protocol__kind=Protocol.Kind.SERIES)
    assert all("https://" in version.source for version in series)


def test_the_shipped_numbers_are_those_of_the_sources() -> None:
    pores, scars = shipped("enlarged-pores"), shipped("atrophic-acne-scars")
    assert (pores.sessions_min, pores.sessions_usual, pores.sessions_max) == (3, 4, 6)
    assert gaps(pores) == [14, 28, 28, 42, 56]
    assert (scars.sessions_min, scars.sessions_usual, scars.sessions_max) == (3, 5, 6)
    assert gaps(scars) == [14, 28, 28, 56, 84]
    assert gaps(pores, "darker_gap_") == gaps(scars, "darker_gap_") == [14, 28, 42, 56, 70]
    held = [
        (step.name, step.minutes, step.practitioner, step.room, step.device, step.patient)
        for step in pores.steps.all()
    ]
    assert held == [
        ("Preparing", 15, True, True, False, True),
        ("Numbing", 30, False, True, False, True),
        ("Cream off and needling", 45, True, True, True, True),
        ("Settling", 10, False, True, False, True),
        ("Cleaning", 15, False, True, True, False),
    ]


def aftercare_of(slug: str) -> list[str]:
    return [step.text for step in shipped(slug).aftercare_steps.all()]


def test_shipped_texts_promise_no_result() -> None:
    texts = [shipped("enlarged-pores").prepare_text, *aftercare_of("enlarged-pores")]
    for text in texts:
        assert text
        assert "%" not in text
        assert "result" not in text.lower()


def test_shipping_again_writes_nothing_twice() -> None:
    ship_protocols(now=MONDAY)
    Protocol.objects.filter(slug="review").update(name="Second look")
    assert ship_protocols(now=MONDAY) == []
    assert Protocol.objects.count() == 7


def test_every_shipped_draft_can_be_approved() -> None:
    manager = a_user(Role.MANAGER)
    for version in ship_protocols(now=MONDAY):
        answer = approve_version(
            version_id=version.pk, approved_by="Dr Novak", by=manager, now=MONDAY
        )
        assert isinstance(answer, ProtocolVersion)
        assert (answer.state, answer.approved_by, answer.approved_at) == (
            State.APPROVED,
            "Dr Novak",
            MONDAY,
        )


def test_a_draft_copies_the_version_in_force() -> None:
    version = a_protocol(price_series=Decimal("900.00"), currency="EUR")
    manager = a_user(Role.MANAGER)
    draft = begin_draft(protocol=version.protocol, by=manager, now=MONDAY)
    assert (draft.number, draft.state, draft.approved_by) == (2, State.DRAFT, "")
    assert gaps(draft) == gaps(version)
    assert draft.price_series == Decimal("900.00")
    names = [step.name for step in version.steps.all()]
    assert [step.name for step in draft.steps.all()] == names
    assert begin_draft(protocol=version.protocol, by=manager, now=MONDAY) == draft


def test_an_approval_retires_the_version_before_and_plans_keep_it() -> None:
    clinic = Clinic()
    clinic.booked()
    manager = a_user(Role.MANAGER)
    draft = begin_draft(protocol=clinic.protocol, by=manager, now=MONDAY)
    draft.gap_max = 50
    save_draft(
        version=draft,
        steps=list(draft.steps.all()),
        aftercare=list(draft.aftercare_steps.all()),
        by=manager,
        now=MONDAY,
    )
    approve_version(version_id=draft.pk, approved_by="Dr Novak", by=manager, now=MONDAY)
    states = clinic.protocol.versions.order_by("number").values_list("state", "gap_max")
    assert list(states) == [(State.RETIRED, 42), (State.APPROVED, 50)]
    assert Plan.objects.get().version == clinic.version
    assert Trail.objects.get(verb="approved_version").facts == {
        "version": draft.pk,
        "approved_by": "Dr Novak",
        "retired": [clinic.version.pk],
    }


def test_an_approved_version_never_changes() -> None:
    version = a_protocol()
    manager = a_user(Role.MANAGER)
    version.gap_max = 50
    steps, lines = list(version.steps.all()), list(version.aftercare_steps.all())
    answer = save_draft(version=version, steps=steps, aftercare=lines, by=manager, now=MONDAY)
    assert answer == Refused("not_a_draft")
    again = approve_version(version_id=version.pk, approved_by="Dr X", by=manager, now=MONDAY)
    assert again == Refused("not_a_draft")
    stored = ProtocolVersion.objects.get(pk=version.pk)
    assert (stored.gap_max, stored.approved_by) == (42, "Dr Novak")


def test_a_draft_without_its_texts_cannot_be_approved() -> None:
    version = a_protocol()
    manager = a_user(Role.MANAGER)
    draft = begin_draft(protocol=version.protocol, by=manager, now=MONDAY)
    ProtocolVersion.objects.filter(pk=draft.pk).update(prepare_text="")
    draft.aftercare_steps.all().delete()
    answer = approve_version(version_id=draft.pk, approved_by="Dr X", by=manager, now=MONDAY)
    assert answer == Faults(
        (Fault("prepare_text", "text_missing"), Fault("aftercare", "text_missing"))
    )


def test_a_new_protocol_begins_with_a_draft() -> None:
    manager = a_user(Role.MANAGER)
    facts: dict[str, Any] = {"kind": Protocol.Kind.SERIES, "indication": "none"}
    version = add_protocol(name="Stretch marks", by=manager, now=MONDAY, **facts)
    assert isinstance(version, ProtocolVersion)
    assert (version.state, version.protocol.slug) == (State.DRAFT, "stretch-marks")
    assert version.steps.count() == 1
    assert add_protocol(name="Stretch marks", by=manager, now=MONDAY, **facts) == Refused("doubled")
    other = add_protocol(name="Stretch-Marks", by=manager, now=MONDAY, **facts)
    assert isinstance(other, ProtocolVersion)
    assert other.protocol.slug == "stretch-marks-2"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"sessions_min": 0}, "sessions_min"),
        ({"sessions_usual": 2}, "sessions_usual"),
        ({"sessions_max": 3}, "sessions_max"),
        ({"sessions_max": 13}, "sessions_max"),
        ({"gap_floor": 0}, "gap_floor"),
        ({"gap_min": 13}, "gap_min"),
        ({"gap_ideal": 27}, "gap_ideal"),
        ({"gap_max": 27}, "gap_max"),
        ({"gap_stalled": 41}, "gap_stalled"),
        ({"darker_gap_floor": 14}, "darker_gap_min"),
        ({"price_session": Decimal("1")}, "currency"),
        ({"price_session": Decimal("-1"), "currency": "EUR"}, "price_session"),
        ({"currency": "euro"}, "currency"),
        ({"device_kinds": []}, "device_kinds"),
    ],
)
def test_each_fault_of_a_draft_stands_by_its_field(changes: dict[str, Any], where: str) -> None:
    version = a_protocol()
    assert faults_of(version, list(version.steps.all())) == ()
    for name, value in changes.items():
        setattr(version, name, value)
    assert [fault.where for fault in faults_of(version, list(version.steps.all()))] == [where]


def test_a_single_visit_is_one_session() -> None:
    version = a_single_protocol()
    version.sessions_max = 2
    steps = list(version.steps.all())
    assert faults_of(version, steps) == (Fault("sessions_usual", "single_visit"),)


def a_step(minutes: int, *, patient: bool = True) -> Step:
    return Step(name="step", minutes=minutes, room=True, patient=patient)


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([], "no_step"),
        ([a_step(30, patient=False)], "no_step"),
        ([a_step(721)], "step_minutes"),
        ([a_step(720), a_step(720), a_step(1)], "longer_than_a_day"),
        ([a_step(30), a_step(30, patient=False), a_step(5)], "patient_gone"),
    ],
)
def test_the_steps_of_a_visit_follow_its_rules(steps: list[Step], what: str) -> None:
    assert [fault.what for fault in faults_of(a_protocol(), steps)] == [what]

"""Protocols on their pages."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic.models import Role
from plans.actions.protocol import begin_draft, ship_protocols
from plans.models import Protocol, ProtocolVersion
from tests.world import MONDAY, a_protocol, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def signed_in(role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(a_user(role))
    return client


def a_draft() -> ProtocolVersion:
    by = a_user(Role.MANAGER)
    return begin_draft(protocol=a_protocol().protocol, by=by, now=MONDAY)


def filled(version: ProtocolVersion, **changes: object) -> dict[str, object]:
    """What the page of a draft sends when nothing but `changes` is touched."""
    names = [field.name for field in version._meta.fields]
    form = {name: getattr(version, name) for name in names if getattr(version, name) is not None}
    form |= {"steps-INITIAL_FORMS": version.steps.count()}
    for place, step in enumerate(version.steps.all()):
        row = {"place": step.order, "name": step.name, "minutes": step.minutes}
        held = ("practitioner", "room", "device", "patient")
        row |= {name: "on" for name in held if getattr(step, name)}
        form |= {f"steps-{place}-{name}": value for name, value in row.items()}
    form |= aftercare_of(version)
    return {**form, "steps-TOTAL_FORMS": version.steps.count() + 3, **changes}


def aftercare_of(version: ProtocolVersion) -> dict[str, object]:
    """The same of the table of aftercare."""
    lines = list(version.aftercare_steps.all())
    form: dict[str, object] = {"aftercare-INITIAL_FORMS": len(lines)}
    for place, line in enumerate(lines):
        row = {"place": line.order, "kind": line.kind, "skin": line.skin, "text": line.text}
        row |= {"start": line.from_hours, "end": line.until_hours or "", "unit": "hours"}
        form |= {f"aftercare-{place}-{name}": value for name, value in row.items()}
    return {**form, "aftercare-TOTAL_FORMS": len(lines) + 2}


def test_practitioners_read_what_they_approve() -> None:
    ship_protocols(now=MONDAY)
    version = ProtocolVersion.objects.get(protocol__slug="enlarged-pores")
    client = signed_in(Role.PRACTITIONER)
    shown = client.get(reverse("protocol_version", args=[version.pk])).content.decode()
    assert "Cream off and needling" in shown
    assert "never under 14; stalled after 56" in shown
    assert "https://jcadonline.com/august-2018-microneedling/" in shown
    assert reverse("protocol_approve", args=[version.pk]) not in shown
    approve = client.post(reverse("protocol_approve", args=[version.pk]), {})
    assert approve.status_code == 403


def test_a_draft_is_edited_and_its_steps_keep_their_order() -> None:
    version = a_draft()
    typed = filled(version, gap_max=50)
    typed |= {"steps-4-name": "Photos", "steps-4-minutes": 5, "steps-4-place": 0}
    typed |= {"steps-4-place": 1, "steps-4-room": "on", "steps-4-patient": "on"}
    typed["steps-0-place"] = 2
    answer = signed_in().post(reverse("protocol_edit", args=[version.pk]), typed)
    assert answer.status_code == 302, answer.content.decode()
    version.refresh_from_db()
    assert version.gap_max == 50
    steps = version.steps.values_list("order", "name", "patient")
    assert list(steps) == [
        (1, "Photos", True),
        (2, "preparing", True),
        (3, "numbing", True),
        (4, "needling", True),
        (5, "cleaning", False),
    ]


def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept() -> None:
    version = a_draft()
    typed = filled(
        version, gap_max=20, goals="", **{"steps-3-patient": "on", "steps-2-patient": ""}
    )
    shown = signed_in().post(reverse("protocol_edit", args=[version.pk]), typed).content.decode()
    assert "This must be 28 or more." in shown
    assert "“cleaning” is with the patient" in shown
    assert 'value="20"' in shown
    version.refresh_from_db()
    assert version.gap_max == 42


def test_a_step_without_its_minutes_is_asked_for_them() -> None:
    version = a_draft()
    typed = filled(version, **{"steps-4-name": "Photos"})
    shown = signed_in().post(reverse("protocol_edit", args=[version.pk]), typed).content.decode()
    assert "How many minutes?" in shown


def test_an_approval_names_the_clinician() -> None:
    version = a_draft()
    client = signed_in()
    address = reverse("protocol_approve", args=[version.pk])
    assert client.post(address, {"approved_by": "Dr Novak"}).status_code == 200
    client.post(address, {"approved_by": "Dr Pia Novak", "is_read": "on"})
    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("approved", "Dr Pia Novak")
    assert client.get(reverse("protocol_edit", args=[version.pk])).status_code == 302


def test_a_single_visit_has_no_gaps_to_fill_in() -> None:
    ship_protocols(now=MONDAY)
    version = ProtocolVersion.objects.get(protocol__slug="review")
    client = signed_in()
    address = reverse("protocol_edit", args=[version.pk])
    assert "Days between sessions" not in client.get(address).content.decode()
    answer = client.post(address, filled(version, recovery_days=1))
    assert answer.status_code == 302
    version.refresh_from_db()
    assert (version.recovery_days, version.sessions_usual) == (1, 1)


def test_a_protocol_is_added_renamed_and_no_longer_offered() -> None:
    client = signed_in()
    typed = {"name": "Stretch marks", "kind": "series", "indication": "none"}
    client.post(reverse("protocol_new"), typed)
    protocol = Protocol.objects.get()
    client.post(
        reverse("protocol_facts", args=[protocol.pk]), {"name": "Striae", "indication": "none"}
    )
    protocol.refresh_from_db()
    assert (protocol.name, protocol.kind, protocol.is_active) == ("Striae", "series", False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_however_long(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    versions = [a_protocol() for _ in range(count)]
    client = signed_in(Role.DESK)
    client.get(reverse("protocols"))
    with django_assert_num_queries(6):
        client.get(reverse("protocols"))
    with django_assert_num_queries(6):
        client.get(reverse("protocol", args=[versions[0].protocol_id]))

"""What patients agree to: shipped, drafted, approved by a clinician."""

import re

import pytest

from clinic.models import Role
from plans.actions.consent_text import (
    Words,
    approve_text,
    begin_text,
    save_text,
    ship_consent_texts,
)
from plans.actions.protocol import ship_protocols
from plans.actions.refusal import Refused
from plans.models import ConsentText, Protocol, Trail
from plans.shipped.consents import PHOTOGRAPHS, TREATMENTS
from plans.shipped.sources import SOURCES
from tests.world import MONDAY, Clinic, a_protocol, a_single_protocol, a_user

pytestmark = pytest.mark.django_db
WORDS = Words(title="Needling", body="It pricks.", outside_line="", source="")
TEXTS = [*TREATMENTS.values(), PHOTOGRAPHS]


def approved(text: ConsentText, name: str = "Dr Pia Novak") -> ConsentText:
    answer = approve_text(text_id=text.pk, approved_by=name, by=a_user(Role.MANAGER), now=MONDAY)
    assert isinstance(answer, ConsentText), answer
    return answer


def test_every_shipped_series_and_photographs_come_with_a_draft() -> None:
    ship_protocols(now=MONDAY)

    made = ship_consent_texts(now=MONDAY)

    slugs = [text.protocol.slug if text.protocol else "" for text in made]
    assert slugs == ["enlarged-pores", "skin-texture", "fine-lines", "atrophic-acne-scars", ""]
    assert {text.state for text in made} == {"draft"}
    assert ship_consent_texts(now=MONDAY) == []
    assert Trail.objects.filter(verb="shipped_consent_text").count() == 5


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.title))
def test_a_shipped_text_promises_nothing_and_names_its_sources(text: type) -> None:
    body, source = text.body(), text.source()  # type: ignore[attr-defined]
    words = f"{text.title} {body} {text.outside_line}".lower()  # type: ignore[attr-defined]
    forbidden = r"%|percent|guarantee|permanent|proven|best |painless|safe and|will (see|look)|cure"
    assert re.findall(forbidden, words) == []
    assert set(re.findall(r"S\d+", source)) <= SOURCES.keys()
    assert "https://" in source


@pytest.mark.parametrize("text", TREATMENTS.values(), ids=TREATMENTS)
def test_a_text_for_a_treatment_names_what_can_go_wrong_and_what_is_free(text: type) -> None:
    body = text.body()  # type: ignore[attr-defined]
    named = ["Infection", "darker or paler", "Scars", "track marks", "granulomas"]
    named += ["allergy to the numbing cream", "Results differ", "see little", "shows slowly"]
    named += ["You can do nothing", "withdraw this consent at any time", "Ask everything"]
    assert [words for words in named if words not in body] == []


@pytest.mark.parametrize("indication", ["pores", "texture"])
def test_pores_and_texture_are_said_to_be_outside_the_cleared_uses(indication: str) -> None:
    line = str(TREATMENTS[indication].outside_line)
    assert "outside the uses for which it is cleared in the US" in line


def test_an_approval_names_the_clinician_and_retires_the_text_before() -> None:
    protocol = a_protocol().protocol
    by = a_user(Role.MANAGER)
    first = approved(begin_text(protocol=protocol, by=by, now=MONDAY), "Dr Novak")
    second = begin_text(protocol=protocol, by=by, now=MONDAY)
    assert (second.number, second.body, second.state) == (2, first.body, "draft")

    approved(second)

    states = ConsentText.objects.order_by("number").values_list("state", "approved_by")
    assert list(states) == [("retired", "Dr Novak"), ("approved", "Dr Pia Novak")]
    facts = Trail.objects.filter(verb="approved_consent_text").first()
    assert facts
    assert facts.facts["retired"] == [first.pk]


def test_a_draft_that_is_open_is_the_one_that_is_begun() -> None:
    by = a_user(Role.MANAGER)
    draft = begin_text(protocol=None, by=by, now=MONDAY)
    assert (draft.kind, draft.title) == ("photographs", "Photographs of your face")
    assert begin_text(protocol=None, by=by, now=MONDAY) == draft


def test_what_a_draft_says_is_saved_until_it_is_approved() -> None:
    by = a_user(Role.MANAGER)
    draft = begin_text(protocol=a_protocol().protocol, by=by, now=MONDAY)
    saved = save_text(text_id=draft.pk, words=WORDS, by=by, now=MONDAY)
    assert isinstance(saved, ConsentText)
    assert (saved.title, saved.body) == ("Needling", "It pricks.")
    approved(draft)

    other = Words(title="Other", body="Other", outside_line="", source="")
    refused = save_text(text_id=draft.pk, words=other, by=by, now=MONDAY)

    assert refused == Refused("not_a_draft")
    again = approve_text(text_id=draft.pk, approved_by="Dr X", by=by, now=MONDAY)
    assert again == Refused("not_a_draft")
    draft.refresh_from_db()
    assert (draft.title, draft.approved_by) == ("Needling", "Dr Pia Novak")


def test_nobody_agrees_to_an_empty_text() -> None:
    by = a_user(Role.MANAGER)
    protocol = a_single_protocol("maintenance").protocol
    draft = begin_text(protocol=protocol, by=by, now=MONDAY)
    assert draft.body == ""
    refused = approve_text(text_id=draft.pk, approved_by="Dr X", by=by, now=MONDAY)
    assert refused == Refused("empty_text")


def test_the_texts_of_two_protocols_do_not_touch_each_other() -> None:
    by = a_user(Role.MANAGER)
    one = approved(begin_text(protocol=Clinic().protocol, by=by, now=MONDAY))
    approved(begin_text(protocol=a_protocol().protocol, by=by, now=MONDAY))
    approved(begin_text(protocol=None, by=by, now=MONDAY))
    one.refresh_from_db()
    assert one.state == "approved"
    assert Protocol.objects.filter(consent_texts__state="approved").count() == 2

"""A patient allows uses of her photographs, one by one, and takes them back."""

import datetime as dt
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.models import Role, User
from plans.actions.consent import Signature
from plans.actions.merge import Merged, merge_patients
from plans.actions.photo_consent import Use, give_photo_levels, withdraw_photo_levels
from plans.actions.refusal import Refused
from plans.models import Consent, ConsentText, Patient, PhotoConsent, Trail
from plans.queries.consent import photo_levels
from tests.consents import a_consent_text
from tests.world import MONDAY, a_patient, a_user

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)
RECORD, TEACHING, SHOWN, PUBLISHED = PhotoConsent.Level.values
ALL = (RECORD, TEACHING, SHOWN, PUBLISHED)
times = itertools.count(1)


def a_pad() -> str:
    """A signature that was never drawn before."""
    return json.dumps([[[0.1, 0.5, 0], [0.9, 0.5, next(times)]]])


def give(patient: Patient, *uses: Use | int, by: User | None = None, **how: Any) -> Any:
    text = ConsentText.objects.filter(protocol=None).first() or a_consent_text(None)
    given = {"now": MONDAY, "pad": a_pad(), "text_id": text.pk, **how}
    signature = Signature(name="Amira", pad=given.pop("pad"))
    return give_photo_levels(
        patient_id=patient.pk,
        uses=[
            use if isinstance(use, Use) else Use(level=use, channels="Web" if use == 4 else "")
            for use in uses
        ],
        signature=signature,
        by=by or a_user(Role.PRACTITIONER),
        **given,
    )


def test_without_a_yes_nothing_is_allowed() -> None:
    assert photo_levels(a_patient(), TODAY) == frozenset()


def test_each_use_is_allowed_by_itself_under_one_signature() -> None:
    patient, pia = a_patient(), a_user(Role.PRACTITIONER)

    consent = give(patient, RECORD, SHOWN, by=pia)

    assert photo_levels(patient, TODAY) == {RECORD, SHOWN}
    assert isinstance(consent, Consent)
    assert consent.text.kind == "photographs"
    rows = PhotoConsent.objects.values_list("level", "given_at", "given_to", "consent")
    assert list(rows) == [(level, MONDAY, pia.pk, consent.pk) for level in (RECORD, SHOWN)]
    assert Trail.objects.get(verb="allowed_photographs").facts["levels"] == [RECORD, SHOWN]


def test_what_is_published_says_where_until_when_and_whether_with_her_face() -> None:
    patient = a_patient()
    use = Use(level=PUBLISHED, channels=" Web site ", may_show_face=True, expires_on=TODAY)
    give(patient, use)
    row = PhotoConsent.objects.get()
    assert (row.channels, row.may_show_face, row.expires_on) == ("Web site", True, TODAY)
    assert photo_levels(patient, TODAY) == {PUBLISHED}
    assert photo_levels(patient, TODAY + DAY) == frozenset()


def test_what_is_refused_allows_nothing() -> None:
    patient = a_patient()
    refused = [
        give(patient),
        give(patient, Use(level=PUBLISHED, channels=" ")),
        give(patient, RECORD, pad="[]"),
        give(patient, RECORD, text_id=987_654),
    ]
    ConsentText.objects.update(state="retired")
    refused.append(give(patient, RECORD))
    assert refused == [
        Refused("no_use"),
        Refused("no_channels"),
        Refused("no_signature"),
        Refused("changed_meanwhile"),
        Refused("no_text"),
    ]
    assert (Consent.objects.count(), PhotoConsent.objects.count()) == (0, 0)


def test_the_same_signature_again_allows_nothing_anew() -> None:
    patient, pad = a_patient(), a_pad()
    first = give(patient, RECORD, SHOWN, pad=pad)
    withdraw_photo_levels(patient_id=patient.pk, levels=[SHOWN], by=a_user(), now=MONDAY)
    assert give(patient, RECORD, SHOWN, pad=pad) == first
    assert photo_levels(patient, TODAY) == {RECORD}


def test_a_use_that_is_allowed_anew_replaces_what_was_said_before() -> None:
    patient = a_patient()
    give(patient, Use(level=PUBLISHED, channels="Web", may_show_face=True), RECORD)
    give(patient, Use(level=PUBLISHED, channels="Print"))
    assert photo_levels(patient, TODAY) == {RECORD, PUBLISHED}
    row = PhotoConsent.objects.get(level=PUBLISHED, withdrawn_at=None)
    assert (row.channels, row.may_show_face) == ("Print", False)


def test_uses_are_taken_back_one_by_one_or_all_at_once() -> None:
    patient, other, desk = a_patient(), a_patient(), a_user()
    give(patient, *ALL)
    give(other, RECORD)

    ended = withdraw_photo_levels(patient_id=patient.pk, levels=[SHOWN], by=desk, now=MONDAY)
    assert ended == [SHOWN]
    assert photo_levels(patient, TODAY) == {RECORD, TEACHING, PUBLISHED}

    withdraw_photo_levels(patient_id=patient.pk, levels=ALL, by=desk, now=MONDAY)
    assert withdraw_photo_levels(patient_id=patient.pk, levels=ALL, by=desk, now=MONDAY) == []
    assert photo_levels(patient, TODAY) == frozenset()
    assert photo_levels(other, TODAY) == {RECORD}
    assert Trail.objects.filter(verb="withdrew_photographs").count() == 2


@pytest.mark.parametrize("kept_later", [True, False])
def test_of_a_use_that_two_records_allow_what_was_said_later_stays(kept_later: bool) -> None:
    kept, other = a_patient(), a_patient()
    earlier, later = (other, kept) if kept_later else (kept, other)
    give(earlier, Use(level=PUBLISHED, channels="Earlier"), RECORD)
    give(later, Use(level=PUBLISHED, channels="Later"), TEACHING, now=MONDAY + DAY)

    answer = merge_patients(
        kept_id=kept.pk,
        other_id=other.pk,
        choices={},
        by=a_user(Role.MANAGER),
        now=MONDAY + 2 * DAY,
    )

    assert isinstance(answer, Merged)
    assert photo_levels(kept, TODAY) == {RECORD, TEACHING, PUBLISHED}
    row = PhotoConsent.objects.get(level=PUBLISHED, withdrawn_at=None)
    assert (row.channels, row.patient) == ("Later", kept)
    assert Trail.objects.get(verb="merged").facts["photo_levels"] == [PUBLISHED]


levels = st.sets(st.sampled_from(ALL), min_size=1)
gives = st.tuples(st.just("give"), levels, st.none() | st.integers(-1, 4))
withdraws = st.tuples(st.just("withdraw"), levels, st.none())
waits = st.tuples(st.just("wait"), st.just(()), st.integers(1, 3))
histories = st.lists(st.one_of(gives, withdraws, waits), max_size=7)


@settings(max_examples=40)
@given(history=histories)
def test_what_is_allowed_is_what_her_last_word_on_each_use_says(history: list[Any]) -> None:
    """Against a slow twin that asks each use for the last word on it."""
    a_consent_text_once()
    patient, by, now = a_patient(), a_user(), MONDAY
    words: list[tuple[int, bool, dt.date | None]] = []
    for act, chosen, days in history:
        if act == "wait":
            now += days * DAY
        elif act == "give":
            until = None if days is None else now.date() + days * DAY
            uses = [Use(level=one, channels="Web", expires_on=until) for one in sorted(chosen)]
            give(patient, *uses, now=now, by=by)
            words += [(one, True, until) for one in chosen]
        else:
            withdraw_photo_levels(patient_id=patient.pk, levels=chosen, by=by, now=now)
            words += [(one, False, None) for one in chosen]
        assert photo_levels(patient, now.date()) == twin(words, now.date())


def twin(words: list[tuple[int, bool, dt.date | None]], on: dt.date) -> set[int]:
    allowed = set()
    for level in ALL:
        said = [(is_given, until) for one, is_given, until in words if one == level]
        if said and said[-1][0] and (said[-1][1] is None or said[-1][1] >= on):
            allowed.add(level)
    return allowed


def a_consent_text_once() -> None:
    if not ConsentText.objects.filter(protocol=None).exists():
        a_consent_text(None)

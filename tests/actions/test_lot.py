"""A lot is recalled, and the recall is taken back."""

import pytest

from clinic.models import Role
from plans.actions.lot import recall_lot, take_back_recall
from plans.actions.record_uses import refuse_lot
from plans.actions.refusal import Refused
from plans.models import Lot, Trail
from tests.touched import a_lot
from tests.world import MONDAY, a_user

pytestmark = pytest.mark.django_db
WHY = "The maker's letter of 20 November"


def test_a_recalled_lot_is_refused_wherever_it_would_be_used() -> None:
    lot, doctor = a_lot(), a_user(Role.PRACTITIONER)
    assert refuse_lot(lot, None, MONDAY.date()) is None
    answer = recall_lot(lot_id=lot.pk, because=WHY, by=doctor, now=MONDAY)
    assert isinstance(answer, Lot)
    assert (answer.recalled_at, answer.recalled_by) == (MONDAY, doctor)
    facts = {"name": "Tip 12", "number": "L-100", "because": WHY}
    assert refuse_lot(Lot.objects.get(), None, MONDAY.date()) == Refused("lot_recalled", facts)
    assert Trail.objects.get(verb="recalled_lot").facts == {"lot": lot.pk, "because": WHY}


def test_a_recall_is_made_once() -> None:
    lot, doctor = a_lot(), a_user(Role.PRACTITIONER)
    recall_lot(lot_id=lot.pk, because=WHY, by=doctor, now=MONDAY)
    again = recall_lot(lot_id=lot.pk, because="Mine", by=doctor, now=MONDAY)
    assert again == Refused("recalled_already")
    assert Lot.objects.get().recalled_because == WHY


def test_a_recall_taken_back_lets_the_lot_be_used_and_stays_in_the_trail() -> None:
    lot, doctor = a_lot(), a_user(Role.PRACTITIONER)
    recall_lot(lot_id=lot.pk, because=WHY, by=doctor, now=MONDAY)
    answer = take_back_recall(lot_id=lot.pk, because="Another lot", by=doctor, now=MONDAY)
    assert isinstance(answer, Lot)
    assert refuse_lot(Lot.objects.get(), None, MONDAY.date()) is None
    line = Trail.objects.get(verb="took_back_recall")
    assert line.facts == {"lot": lot.pk, "because": "Another lot", "was": WHY}
    gone = take_back_recall(lot_id=lot.pk, because="x", by=doctor, now=MONDAY)
    assert gone == Refused("not_recalled")

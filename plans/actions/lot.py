"""A lot is recalled: from then on nothing of it may be used, until the recall is taken back."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Lot


@transaction.atomic
def recall_lot(*, lot_id: int, because: str, by: User, now: dt.datetime) -> Lot | Refused:
    """Stop further use. Refused, "recalled_already", where somebody did."""
    lot = Lot.objects.select_for_update().get(pk=lot_id)
    if lot.recalled_at:
        return Refused("recalled_already")
    lot.recalled_at, lot.recalled_by, lot.recalled_because = now, by, because
    lot.save(update_fields=["recalled_at", "recalled_by", "recalled_because"])
    leave_trace(actor=by, verb="recalled_lot", now=now, facts={"lot": lot.pk, "because": because})
    return lot


@transaction.atomic
def take_back_recall(*, lot_id: int, because: str, by: User, now: dt.datetime) -> Lot | Refused:
    """Let it be used again. Refused, "not_recalled", where it is not recalled."""
    lot = Lot.objects.select_for_update().get(pk=lot_id)
    if not lot.recalled_at:
        return Refused("not_recalled")
    facts = {"lot": lot.pk, "because": because, "was": lot.recalled_because}
    lot.recalled_at, lot.recalled_by, lot.recalled_because = None, None, ""
    lot.save(update_fields=["recalled_at", "recalled_by", "recalled_because"])
    leave_trace(actor=by, verb="took_back_recall", now=now, facts=facts)
    return lot


def trace_export(*, asked: Mapping[str, str], rows: int, by: User, now: dt.datetime) -> None:
    """A file of patients left the house: what it was asked for, and how many sessions it has."""
    leave_trace(actor=by, verb="exported_lots", now=now, facts={**asked, "rows": rows})

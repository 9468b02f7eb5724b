"""What came back from patients: read by one tap, and given to whom it belongs."""

import datetime as dt

from django.db import transaction

from clinic.models import User
from plans.actions.opt import stop_channel
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import Answer, Patient


def read_answer(*, answer_id: int, by: User, now: dt.datetime) -> Answer:
    """Note that somebody read it; who did so first stays written."""
    with transaction.atomic():
        unread = Answer.objects.filter(pk=answer_id, read_at=None)
        is_new = bool(unread.update(read_at=now, read_by=by))
        answer = Answer.objects.select_related("patient", "read_by").get(pk=answer_id)
        if is_new:
            facts = {"answer": answer.pk, "channel": answer.channel}
            leave_trace(actor=by, verb="read_answer", now=now, patient=answer.patient, facts=facts)
        return answer


def assign_answer(
    *, answer_id: int, patient_id: int, by: User, now: dt.datetime
) -> Answer | Refused:
    """Say whose answer it is, where its sender was not known. Refused, "has_patient", where
    somebody else said so before; "merged", where the record went into another one. A "stop" of
    hers holds from now on."""
    with transaction.atomic():
        patient = Patient.objects.get(pk=patient_id)
        if patient.merged_into_id is not None:
            return Refused("merged", {"patient": patient.merged_into_id})
        nobodys = Answer.objects.filter(pk=answer_id, patient=None)
        is_new = bool(nobodys.update(patient=patient))
        answer = Answer.objects.select_related("patient").get(pk=answer_id)
        if answer.patient_id != patient_id:
            return Refused("has_patient")
        if is_new:
            facts = {"answer": answer.pk, "channel": answer.channel}
            leave_trace(actor=by, verb="assigned_answer", now=now, patient=patient, facts=facts)
            if answer.keyword == Answer.Keyword.STOP:
                stop_channel(patient_id=patient_id, channel=answer.channel, now=now, by=by)
        return answer

"""Consents for the worlds of tests."""

import datetime as dt
from typing import Any

from plans.models import Consent, ConsentText, Protocol, Visit
from plans.queries.consent import subject_of
from tests.world import MONDAY


def a_consent_text(protocol: Protocol | None, **fields: Any) -> ConsentText:
    """In force; for photographs without a protocol."""
    kind = ConsentText.Kind.TREATMENT if protocol else ConsentText.Kind.PHOTOGRAPHS
    fields = {
        "kind": kind,
        "number": 1,
        "state": "approved",
        "approved_by": "Dr Novak",
        "approved_at": MONDAY,
        "title": "Needling of the face" if protocol else "Photographs",
        "body": "Fine needles touch the skin.\n\nIt may help little.",
        **fields,
    }
    return ConsentText.objects.create(protocol=protocol, **fields)


def a_consent(visit: Visit, **fields: Any) -> Consent:
    """Signed on the screen to the text in force, for all that the visit is."""
    subject = subject_of(visit)
    text = ConsentText.objects.filter(protocol=subject.protocol, state="approved").first()
    fields.setdefault("taken_by", visit.booking.created_by)
    fields = {
        "text": text or a_consent_text(subject.protocol),
        "text_sha256": "ab",
        "plan": subject.plan,
        "indication": subject.protocol.indication,
        "device_kind": subject.device_kind,
        "is_outside_confirmed": True,
        "how": Consent.How.SCREEN,
        "signed_name": "Amira Haddad",
        "image": "consents/none.png",
        "signed_at": visit.start - dt.timedelta(days=2),
        **fields,
    }
    return Consent.objects.create(patient=subject.patient, **fields)

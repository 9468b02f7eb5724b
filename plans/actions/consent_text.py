"""What patients agree to: drafts are written, a named clinician's approval puts one in force, none
changes after that. A new one in force asks every patient again."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from clinic.models import User
from plans.actions.refusal import Refused
from plans.actions.trail import leave_trace
from plans.models import ConsentText, Protocol
from plans.shipped.consents import ShippedText, shipped_text

State = ConsentText.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a text says. `outside_line` may be empty: then nothing is confirmed apart."""

    title: str
    body: str
    outside_line: str
    source: str


@transaction.atomic
def ship_consent_texts(*, now: dt.datetime) -> list[ConsentText]:
    """Write the shipped drafts that are missing: for every series, and for photographs."""
    series = Protocol.objects.filter(kind=Protocol.Kind.SERIES, consent_texts=None)
    missing: list[Protocol | None] = list(series.order_by("pk"))
    if not ConsentText.objects.filter(protocol=None).exists():
        missing.append(None)
    made = [(protocol, shipped_text(protocol)) for protocol in missing]
    return [_ship(protocol, shipped, now) for protocol, shipped in made if shipped]


def _ship(protocol: Protocol | None, shipped: ShippedText, now: dt.datetime) -> ConsentText:
    text = _write(protocol, 1, _words_of(shipped))
    leave_trace(actor=None, verb="shipped_consent_text", now=now, facts={"text": text.pk})
    return text


@transaction.atomic
def begin_text(*, protocol: Protocol | None, by: User, now: dt.datetime) -> ConsentText:
    """A draft that copies the text in force; the one that is open already, where there is one; the
    shipped one where there is none yet. Without a protocol it is the one for photographs."""
    versions = _locked(protocol)
    if versions and versions[0].state == State.DRAFT:
        return versions[0]
    copied = next((text for text in versions if text.state == State.APPROVED), None)
    if copied:
        words = Words(
            title=copied.title,
            body=copied.body,
            outside_line=copied.outside_line,
            source=copied.source,
        )
    else:
        words = _words_of(shipped_text(protocol))
    draft = _write(protocol, versions[0].number + 1 if versions else 1, words)
    facts = {"text": draft.pk, "copied_from": copied.pk if copied else None}
    leave_trace(actor=by, verb="began_consent_text", now=now, facts=facts)
    return draft


@transaction.atomic
def save_text(*, text_id: int, words: Words, by: User, now: dt.datetime) -> ConsentText | Refused:
    """Write what a draft says. Refused, "not_a_draft", once it was approved."""
    text = _draft(text_id)
    if text is None:
        return Refused("not_a_draft")
    names = ("title", "body", "outside_line", "source")
    changed = [name for name in names if getattr(text, name) != getattr(words, name)]
    for name in changed:
        setattr(text, name, getattr(words, name))
    text.save(update_fields=changed)
    facts = {"text": text.pk, "changed": changed}
    leave_trace(actor=by, verb="saved_consent_text", now=now, facts=facts)
    return text


@transaction.atomic
def approve_text(
    *, text_id: int, approved_by: str, by: User, now: dt.datetime
) -> ConsentText | Refused:
    """Put a draft in force in the name of a clinician. The text in force until now retires, and
    whoever signed it is asked again before her next session. Refused, "not_a_draft"; "empty_text",
    where there is nothing to agree to."""
    text = _draft(text_id)
    if text is None:
        return Refused("not_a_draft")
    if not text.title.strip() or not text.body.strip():
        return Refused("empty_text")
    old = ConsentText.objects.filter(protocol=text.protocol_id, state=State.APPROVED)
    retired = list(old.values_list("pk", flat=True))
    old.update(state=State.RETIRED)
    text.state, text.approved_by, text.approved_at = State.APPROVED, approved_by, now
    text.save(update_fields=["state", "approved_by", "approved_at"])
    facts = {"text": text.pk, "approved_by": approved_by, "retired": retired}
    leave_trace(actor=by, verb="approved_consent_text", now=now, facts=facts)
    return text


def _words_of(shipped: ShippedText | None) -> Words:
    """Empty where nothing comes with the product."""
    if shipped is None:
        return Words(title="", body="", outside_line="", source="")
    return Words(
        title=str(shipped.title),
        body=shipped.body(),
        outside_line=str(shipped.outside_line or ""),
        source=shipped.source(),
    )


def _write(protocol: Protocol | None, number: int, words: Words) -> ConsentText:
    kind = ConsentText.Kind.TREATMENT if protocol else ConsentText.Kind.PHOTOGRAPHS
    return ConsentText.objects.create(
        kind=kind,
        protocol=protocol,
        number=number,
        title=words.title,
        body=words.body,
        outside_line=words.outside_line,
        source=words.source,
    )


def _locked(protocol: Protocol | int | None) -> list[ConsentText]:
    """All versions, the newest first: two managers write one after the other."""
    versions = ConsentText.objects.select_for_update().filter(protocol=protocol)
    return list(versions.order_by("-number"))


def _draft(pk: int) -> ConsentText | None:
    """The draft as it stands, with its other versions locked; None once it was approved."""
    protocol = ConsentText.objects.values_list("protocol", flat=True).get(pk=pk)
    drafts = (text for text in _locked(protocol) if text.pk == pk and text.state == State.DRAFT)
    return next(drafts, None)

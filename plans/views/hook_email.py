"""What the provider of mails tells us, read by django-anymail, which knows each one's language and
signature. Its readers are asked themselves: its signals would mix our own faults with theirs."""

import hashlib
import re

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.inbound import AnymailInboundMessage
from anymail.signals import (
    AnymailEvent,
    AnymailInboundEvent,
    AnymailTrackingEvent,
    EventType,
    RejectReason,
)
from anymail.urls import urlpatterns
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clinic import clock
from clinic.access import anybody
from plans.actions.answer import Incoming, receive_answer
from plans.actions.delivery import Delivery, note_delivery
from plans.actions.opt import stop_address
from plans.channels.told import plain
from plans.models import Reminder

EMAIL = Reminder.Channel.EMAIL
STATES = {
    EventType.DELIVERED: Reminder.State.DELIVERED,
    EventType.BOUNCED: Reminder.State.BOUNCED,
    EventType.REJECTED: Reminder.State.BOUNCED,
    EventType.FAILED: Reminder.State.BOUNCED,
}
ENOUGH = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}
SOFT = re.compile(r"soft[ _]?bounce", re.IGNORECASE)
"""What providers that know the difference call a bounce that may pass."""

UNREADABLE = (
    *(AnymailError, ImproperlyConfigured, AttributeError, KeyError, TypeError, ValueError),
    *(IndexError, RecursionError),
)
"""How a reader stumbles over what is not in the provider's language."""

KINDS = {"status": "tracking", "answer": "inbound"}


@csrf_exempt
@anybody
@require_POST
def hook_email(request: HttpRequest, kind: str) -> HttpResponse:
    """A call without the password, and the provider's signature where it has one, gets 401; one
    that is not in the provider's language 400."""
    if kind not in KINDS:
        raise Http404
    reader = reader_of(KINDS[kind]) if settings.ANYMAIL["WEBHOOK_SECRET"] else None
    if reader is None:
        return refused()
    try:
        reader.run_validators(request)
        events = reader.parse_events(request)
    except AnymailWebhookValidationFailure:
        return refused()
    except UNREADABLE:
        return HttpResponse(status=400)
    for event in events:
        note_event(event)
    return HttpResponse(status=204)


def refused() -> HttpResponse:
    """Some send the password only when they are asked for it."""
    return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="hooks"'})


def reader_of(kind: str) -> AnymailCoreWebhookView | None:
    """That of the provider that sends our mails; one of Mandrill's reads both kinds."""
    names = {f"{settings.EMAIL_PROVIDER}_{one}_webhook" for one in (kind, "combined")}
    views = {entry.name: entry.callback for entry in urlpatterns}
    return next((views[name].view_class() for name in sorted(names & set(views))), None)


def note_event(event: AnymailEvent) -> None:
    if isinstance(event, AnymailTrackingEvent):
        note_tracking(event)
    elif isinstance(event, AnymailInboundEvent):
        note_inbound(event)


def note_tracking(event: AnymailTrackingEvent) -> None:
    """One event of one mail: where it is, or that she told her mailbox to stop."""
    address = plain(event.recipient or "")
    if event.event_type in ENOUGH:
        stop_address(channel=EMAIL, address=address, now=clock.now())
    state = STATES.get(event.event_type)
    if state is None or not event.message_id:
        return
    delivery = Delivery(
        channel=EMAIL,
        state=state,
        provider_id=plain(str(event.message_id)),
        address=address,
        error=plain(event.reject_reason or event.event_type),
        is_dead=nobody_is_there(event),
    )
    note_delivery(delivery=delivery, now=clock.now())


def nobody_is_there(event: AnymailTrackingEvent) -> bool:
    """A full mailbox or a short absence is no reason to give an address up."""
    if event.reject_reason == RejectReason.INVALID:
        return True
    return event.reject_reason == RejectReason.BOUNCED and not SOFT.search(str(event.esp_event))


def note_inbound(event: AnymailInboundEvent) -> None:
    """One mail that came back."""
    if incoming := incoming_of(event.message, event.event_id):
        receive_answer(incoming=incoming, now=clock.now())


def incoming_of(mail: AnymailInboundMessage, event_id: str | None) -> Incoming | None:
    """None where it names no sender or a machine wrote it (RFC 3834)."""
    sender = mail.from_email
    if not hasattr(sender, "addr_spec") or mail.get("Auto-Submitted", "no").lower() != "no":
        return None
    text = plain(mail.stripped_text or mail.text or "")
    name = mail.get("Message-ID") or event_id or f"{sender} {mail.get('Date')} {text}"
    return Incoming(
        channel=EMAIL,
        sender=plain(sender.addr_spec)[:254],
        subject=plain(mail.subject or ""),
        text=text,
        answers_to=f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}",
        provider_id="mail-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(),
    )

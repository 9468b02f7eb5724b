"""What providers of text messages tell us: a message arrived or came back, or somebody answered.

They have no session and send no token of a form: each call is signed instead, and one that is not
gets 401 and does nothing. What we cannot use is taken without a word, because a provider would
only say it again.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clinic import clock
from clinic.access import anybody
from plans.actions.answer import Incoming, receive_answer
from plans.actions.delivery import Delivery, note_delivery
from plans.channels.signed import is_by_gateway, is_by_twilio
from plans.channels.told import (
    answer_by_gateway,
    answer_by_twilio,
    delivery_by_gateway,
    delivery_by_twilio,
)
from plans.channels.twilio import account


@csrf_exempt
@anybody
@require_POST
def twilio_status(request: HttpRequest) -> HttpResponse:
    if not is_from_twilio(request):
        return refused()
    return noted(delivery_by_twilio(request.POST.dict(), key=request.GET.get("key", "")))


@csrf_exempt
@anybody
@require_POST
def twilio_answer(request: HttpRequest) -> HttpResponse:
    if not is_from_twilio(request):
        return refused()
    return received(answer_by_twilio(request.POST.dict()))


@csrf_exempt
@anybody
@require_POST
def gateway_status(request: HttpRequest) -> HttpResponse:
    if not is_from_gateway(request):
        return refused()
    return noted(delivery_by_gateway(request.body))


@csrf_exempt
@anybody
@require_POST
def gateway_answer(request: HttpRequest) -> HttpResponse:
    if not is_from_gateway(request):
        return refused()
    return received(answer_by_gateway(request.body))


def is_from_twilio(request: HttpRequest) -> bool:
    """Twilio signs the address that it was given, which is that of the site."""
    ours = account()
    return is_by_twilio(
        token=ours.token if ours else "",
        url=settings.SITE_URL + request.get_full_path(),
        form=request.POST,
        signature=request.headers.get("X-Twilio-Signature", ""),
    )


def is_from_gateway(request: HttpRequest) -> bool:
    return is_by_gateway(
        secret=settings.SMS_HOOK_SECRET,
        body=request.body,
        timestamp=request.headers.get("X-Timestamp", ""),
        signature=request.headers.get("X-Signature", ""),
        now=clock.now(),
    )


def refused() -> HttpResponse:
    return HttpResponse(status=401)


def noted(delivery: Delivery | None) -> HttpResponse:
    if delivery is not None:
        note_delivery(delivery=delivery, now=clock.now())
    return HttpResponse(status=204)


def received(incoming: Incoming | None) -> HttpResponse:
    if incoming is not None:
        receive_answer(incoming=incoming, now=clock.now())
    return HttpResponse(status=204)

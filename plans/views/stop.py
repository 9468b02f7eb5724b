"""The page at the foot of every letter: one button, no sign-in, and nobody's name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clinic import clock
from clinic.access import anybody
from plans.actions.opt import stop_channel
from plans.channels.stop import stopping_of
from plans.models import Patient


@csrf_exempt  # mailboxes press the button by themselves (RFC 8058); the address is the permission
@anybody
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing: programs that look at links in mails open them too."""
    stopping = stopping_of(token)
    if stopping is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        try:
            stop_channel(patient_id=stopping.patient_id, channel=stopping.channel, now=clock.now())
        except Patient.DoesNotExist:
            raise Http404 from None
    shown = {"channel": stopping.channel, "is_done": is_done}
    return render(request, "stop/stop.html", shown)

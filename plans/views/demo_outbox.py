"""The demo's mails, for whoever tries the demo; a real clinic has no such page."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.access import anybody
from plans.queries.demo_outbox import filed_mails


@anybody
@require_safe
@never_cache
def demo_outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    mails = filed_mails(Path(settings.EMAIL_FILE_PATH))
    return render(request, "demo/outbox.html", {"mails": mails})

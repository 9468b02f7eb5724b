"""What the demo sent, for whoever tries the demo; a real clinic has no such page."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.access import anybody
from plans.queries.demo_outbox import filed_messages


@anybody
@require_safe
@never_cache
def demo_outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    messages = filed_messages(Path(settings.EMAIL_FILE_PATH))
    return render(request, "demo/outbox.html", {"filed": messages})

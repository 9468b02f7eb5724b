"""Whether the site is well, for a monitor: a line for each part, and 503 where one is not."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic import clock
from clinic.access import anybody
from plans.queries.reminder import messages_are_late, worker_is_late


@anybody
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same for everybody
    troubles = found_troubles()
    text = "\n".join(troubles) if troubles else "well"
    return HttpResponse(f"{text}\n", "text/plain; charset=utf-8", 503 if troubles else 200)


def found_troubles() -> list[str]:
    now = clock.now()
    try:
        found = {
            "worker: none has looked for three minutes": worker_is_late(now),
            "messages: one has been due for more than five minutes": messages_are_late(now),
        }
    except DatabaseError:
        return ["database: it does not answer"]
    return [words for words, is_so in found.items() if is_so]

"""What the frame of every staff page needs from the plans."""

from typing import Any

from django.http import HttpRequest

from clinic import clock
from plans.queries.reminder import worker_is_late


def shell(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  # as Django calls it
    """Whether no worker runs; asked only by pages that print it."""
    return {"worker_is_late": lambda: worker_is_late(clock.now())}

"""Where something is moved, as every page links to it."""

from urllib.parse import urlencode

from django.urls import reverse


def move_address(
    *, plan: int | None, number: int | None, visit: int | None, to: int | None, who: object
) -> str:
    """The page on which the move of a session, or else of a single visit, is looked at and
    confirmed: to an instant, in epoch seconds, and a practitioner."""
    page = (
        reverse("session_move", args=[plan, number])
        if plan
        else reverse("visit_move", args=[visit])
    )
    wanted = {key: value for key, value in (("to", to), ("who", who)) if to and value}
    return f"{page}?{urlencode(wanted)}" if wanted else page

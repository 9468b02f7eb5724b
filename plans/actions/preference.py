"""What members of staff choose for themselves."""

import datetime as dt

from django.db import transaction

from clinic.models import User
from plans.actions.trail import leave_trace


def set_search_key(*, user: User, is_on: bool, now: dt.datetime) -> None:
    """Whether the key / opens the search: single keys get in the way of some who speak to their
    computer (WCAG 2.1.4)."""
    if user.search_key == is_on:
        return
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(search_key=is_on)
        facts = {"changes": {"search_key": [user.search_key, is_on]}}
        leave_trace(actor=user, verb="set_preference", now=now, facts=facts)

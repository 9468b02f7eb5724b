"""The one place that tells the time; below the views and commands `now` is an argument."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This instant, in UTC."""
    return timezone.now()

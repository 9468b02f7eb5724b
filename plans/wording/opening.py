"""Opening hours in words."""

import datetime as dt
import zoneinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.engine.opening import Opening


def opening_words(opening: Opening, zone: str) -> str:
    """We are open until 18:00; we open again on Tuesday 24 November, 09:00. Nothing where the
    hours are not known."""
    if opening.closes_at:
        local = opening.closes_at.astimezone(zoneinfo.ZoneInfo(zone))
        return _("We are open now, until %(time)s.") % {"time": local.strftime("%H:%M")}
    if opening.opens_at:
        return _("We are closed now. We open again on %(when)s.") % {
            "when": when_words(opening.opens_at, zone)
        }
    return _("We are closed now.") if opening.has_hours else ""


def when_words(at: dt.datetime, zone: str) -> str:
    """Tuesday 24 November, 09:00, on the clock of `zone`."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return formats.date_format(local, pgettext("date format", "l j F, H:i"))

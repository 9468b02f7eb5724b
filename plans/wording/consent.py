"""Consents in words: why one is asked for, what stands in the way, what is agreed to."""

import datetime as dt
import zoneinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import Device
from plans.actions.refusal import Refused
from plans.models import Consent, Protocol
from plans.queries.consent import ShortNotice
from plans.wording.dates import week_day


def why_words(why: str) -> str:
    """Why a consent is asked for, as `plans.queries.consent.ConsentState` says it."""
    return {
        "": "",
        "no_text": _(
            "No consent text is in force for this protocol. A manager approves one under Clinic,"
            " Consents."
        ),
        "none": _("Nothing is signed yet."),
        "withdrawn": _("The patient withdrew her consent."),
        "new_text": _("The text has changed since she signed."),
        "other_indication": _("What is treated has changed since she signed."),
        "other_device": _("The device is another one than she agreed to."),
        "deeper": _("She agreed to the usual depth only; deeper needling is signed for apart."),
    }[why]


def covers_words(consent: Consent) -> list[str]:
    """What a consent covers: what is treated, with what, how deep."""
    treated = Protocol.Indication(consent.indication).label if consent.indication else ""
    device = Device.Kind(consent.device_kind).label if consent.device_kind else ""
    deep = _("Deeper needling too") if consent.is_deep else _("The usual depth only")
    outside = _("Use that is not cleared: confirmed") if consent.is_outside_confirmed else ""
    return [str(part) for part in (treated, device, deep, outside) if part]


def notice_words(notice: ShortNotice, zone: str) -> str:
    """A warning, and no bar."""
    zone_info = zoneinfo.ZoneInfo(zone)
    wait = notice.first_at - notice.talked_at
    hours = max(0, int(wait.total_seconds() // 3600))
    sentence = ngettext(
        "Only %(hours)s hour lies between the talk with her (%(talked)s) and the first session"
        " (%(first)s); the clinic holds %(least)s hours right. Ask whether she wants more time.",
        "Only %(hours)s hours lie between the talk with her (%(talked)s) and the first session"
        " (%(first)s); the clinic holds %(least)s hours right. Ask whether she wants more time.",
        hours,
    )
    return sentence % {
        "hours": hours,
        "talked": _moment(notice.talked_at.astimezone(zone_info)),
        "first": _moment(notice.first_at.astimezone(zone_info)),
        "least": notice.least,
    }


def _moment(instant: dt.datetime) -> str:
    return f"{week_day(instant.date())}, {instant:%H:%M}"


def refusal_words(refused: Refused) -> str:
    """Why it was not written, and what to do."""
    return {
        "not_a_draft": _("This text was approved; it does not change any more. Begin a draft."),
        "empty_text": _("There is nothing to agree to yet: write the title and the text first."),
        "no_name": _("Type the name of who signs."),
        "no_signature": _(
            "There is no signature on the pad. Sign with a finger, a pen or a mouse."
        ),
        "no_text": _("No text is in force; a manager approves one under Clinic, Consents."),
        "changed_meanwhile": _(
            "The text or the visit changed while she read. Read it once more, then sign."
        ),
        "outside_unconfirmed": _("This line is confirmed by a tick of its own."),
        "signed_and_withdrawn": _(
            "This very signature was withdrawn. If she agrees again, she signs anew."
        ),
        "not_a_treatment": _("Uses of photographs are taken back one by one."),
        "no_use": _("Tick what she allows; without a tick nothing is signed."),
        "no_channels": _("Say where it may be published."),
        "paper_empty": _("This file is empty. Photograph the page again."),
        "paper_too_large": _("This file is too large: 25 MB at most."),
        "paper_not_a_picture": _("This is no picture. Use a JPEG, PNG, WebP or HEIC file."),
        "paper_too_many_pixels": _("This picture has too many pixels. Photograph the page again."),
        "paper_broken": _("This picture is broken. Photograph the page again."),
        "patient_archived": _("Her record went into another one meanwhile. Open it again."),
        "busy_now": _("Something else of hers is being written just now. Try again."),
        "taken": _("Something else of hers is being written just now. Try again."),
    }[refused.what]

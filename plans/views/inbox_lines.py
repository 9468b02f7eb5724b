"""The lines of the inbox, each with its words and the one tap to the thing to do."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from clinic.models import Role, User
from plans.models import Answer, CheckIn, Lot, Record, Task, Visit
from plans.queries.checkin import Missing
from plans.queries.inbox_item import Grade, Item
from plans.queries.needs import Waiting
from plans.queries.reminder import Message
from plans.wording.checkin_review import colour_words
from plans.wording.inbox import (
    asleep_words,
    detail_words,
    nap_words,
    until_words,
    what_words,
    whose_words,
)

AFTERNOON, MORNING = 14, 9
"""Hours of the clinic's clock at which something comes back."""
ICONS = {
    Task.Kind.CHECK_IN: "bi-heart-pulse",
    Task.Kind.NO_CHECK_IN: "bi-question-circle",
    Task.Kind.MESSAGE: "bi-telephone-outbound",
    Task.Kind.ANSWER: "bi-chat-left-text",
    Task.Kind.CONFIRM: "bi-calendar-check",
    Task.Kind.REBOOK: "bi-calendar-plus",
    Task.Kind.RECORD: "bi-pen",
    Task.Kind.RECALL: "bi-arrow-counterclockwise",
}


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing as it stands in the list. `tone` is the chip's colour; `naps` are the times until
    which it may be put off, by what the form sends. `is_mine`, `is_others`: who has taken it."""

    item: Item
    name: str
    label: str
    tone: str
    icon: str
    what: str
    details: Sequence[str]
    until: str
    whose: str
    asleep: str
    link: Link
    is_overdue: bool
    is_red: bool
    is_mine: bool
    is_others: bool
    may_take: bool
    may_finish: bool
    may_confirm: bool
    shows_history: bool
    naps: Sequence[tuple[str, str]]

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def has_menu(self) -> bool:
        return self.is_mine or self.may_finish or bool(self.naps and not self.asleep)

    @property
    def phone(self) -> PhoneNumber | None:
        return self.item.patient.phone or None if self.item.patient else None

    @property
    def seen(self) -> int | None:
        """Whose the page shows it to be."""
        return self.item.owner.pk if self.item.owner else None


def line_of(item: Item, user: User, now: dt.datetime) -> Line:
    is_clinical = user.role == Role.PRACTITIONER
    is_check_in = item.kind == Task.Kind.CHECK_IN
    is_red = item.grade != Grade.USUAL
    return Line(
        item=item,
        name=name_of(item),
        label=label_of(item, is_clinical=is_clinical),
        tone=tone_of(item, is_clinical=is_clinical),
        icon=ICONS[item.kind],
        what=what_words(item, is_clinical=is_clinical),
        details=detail_words(item, is_clinical=is_clinical),
        until=until_words(item, now),
        whose=whose_words(item, user, now),
        asleep=asleep_words(item, now),
        link=link_of(item, is_clinical=is_clinical),
        is_overdue=item.is_overdue(now),
        is_red=is_red and is_clinical,
        is_mine=item.owner == user,
        is_others=item.owner is not None and item.owner != user,
        may_take=is_clinical or not is_check_in,
        may_finish=item.is_done_by_word,
        may_confirm=item.kind == Task.Kind.CONFIRM,
        shows_history=is_check_in and is_clinical,
        naps=naps_of(item, now) if is_clinical or not is_check_in else [],
    )


def name_of(item: Item) -> str:
    match item.cause:
        case Lot() as lot:
            return str(lot)
        case Answer() as answer if answer.patient is None:
            return answer.sender
        case _:
            return str(item.patient or "")


def label_of(item: Item, *, is_clinical: bool) -> str:
    """The chip's words; a colour is the practitioners'."""
    if is_clinical and isinstance(item.cause, CheckIn):
        return colour_words(item.cause)
    return str(item.kind.label)


def tone_of(item: Item, *, is_clinical: bool) -> str:
    if item.kind == Task.Kind.CHECK_IN:
        return "bad" if is_clinical and item.grade != Grade.USUAL else "warn"
    return "" if item.kind in (Task.Kind.ANSWER, Task.Kind.RECALL) else "plain"


def link_of(item: Item, *, is_clinical: bool) -> Link:
    """Where it is done."""
    match item.cause:
        case CheckIn() as check_in:
            words = _("Look at it") if is_clinical else _("Open")
            return Link(reverse("check_in", args=[check_in.pk]), words)
        case Missing() as missing:
            return plan_link(missing.visit)
        case Message() as message:
            address = reverse("patient_messages", args=[message.patient.pk])
            return Link(address, _("Her messages"))
        case Answer() as answer if answer.patient_id is None:
            return Link(reverse("answer_whose", args=[answer.pk]), _("Say whose it is"))
        case Answer() as answer:
            return Link(reverse("patient_messages", args=[answer.patient_id]), _("Read it"))
        case Visit() as visit:
            return plan_link(visit)
        case Waiting() as waiting:
            found = reverse("session_move", args=[waiting.plan.pk, waiting.stand.number])
            return Link(found, _("Find a time"))
        case Record() as record:
            if not is_clinical:
                return plan_link(record.visit)
            return Link(reverse("record", args=[record.visit_id]), _("Open the record"))
        case Lot() as lot:
            return Link(reverse("lot", args=[lot.pk]), _("Whom it touched"))


def plan_link(visit: Visit) -> Link:
    if visit.session is None:
        return Link(reverse("patient", args=[visit.patient_id]), _("Open the patient"))
    return Link(reverse("plan", args=[visit.session.plan_id]), _("Open the plan"))


def naps_of(item: Item, now: dt.datetime) -> list[tuple[str, str]]:
    """The times that are ahead, and before it is to be done."""
    if not item.may_sleep(now):
        return []
    ahead = [nap for nap in ("hour", "afternoon", "morning") if now < nap_until(nap, item, now)]
    return [(nap, nap_words(nap)) for nap in ahead if nap_until(nap, item, now) < item.until]


def nap_until(nap: str, item: Item, now: dt.datetime) -> dt.datetime:
    """In an hour, at two in the afternoon, or at nine tomorrow by the clinic's clock."""
    if nap == "hour":
        return now + dt.timedelta(hours=1)
    today = now.astimezone(zoneinfo.ZoneInfo(item.zone)).date()
    day, hour = (today, AFTERNOON) if nap == "afternoon" else (today + DAY, MORNING)
    local = dt.datetime.combine(day, dt.time(hour), tzinfo=zoneinfo.ZoneInfo(item.zone))
    return local.astimezone(dt.UTC)


DAY = dt.timedelta(days=1)
NAPS = ("hour", "afternoon", "morning")

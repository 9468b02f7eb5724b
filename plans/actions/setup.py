"""The first day of a real clinic: its first manager, its first location, the shipped drafts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from clinic.models import Hours, Location, Role, User
from plans.actions.consent_text import ship_consent_texts
from plans.actions.hours import WeekSpan
from plans.actions.protocol import ship_protocols
from plans.actions.refusal import Refused
from plans.actions.standard import ship_standards
from plans.actions.trail import leave_trace


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstManager:
    """Who looks after the clinic. Without a password she chooses one by mail."""

    name: str
    email: str
    password: str | None


@transaction.atomic
def set_up_clinic(
    *, manager: FirstManager, location: Location, hours: Sequence[WeekSpan], now: dt.datetime
) -> User | Refused:
    """Make all of it or nothing. Refused, "manager_exists", in a clinic that somebody manages,
    and where the address or the location's name is taken."""
    if User.objects.filter(role=Role.MANAGER).exists():
        return Refused("manager_exists")
    if User.objects.filter(email=User.normalize_username(manager.email)).exists():
        return Refused("email_taken")
    if Location.objects.filter(name=location.name).exists():
        return Refused("location_taken")
    user = User.objects.create_user(
        manager.email, manager.password, role=Role.MANAGER, name=manager.name
    )
    location.save(force_insert=True)
    Hours.objects.bulk_create(
        Hours(location=location, weekday=span.weekday, start=span.start, end=span.end)
        for span in sorted(hours)
    )
    ship_protocols(now=now)
    ship_standards(now=now)
    ship_consent_texts(now=now)
    facts = {"user": user.pk, "location": location.pk}
    leave_trace(actor=None, verb="set_up_clinic", now=now, facts=facts)
    return user

"""How long somebody stays signed in: not at an unwatched desk, and not for ever."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from clinic.models import User

ENTERED = "entered_epoch"
SEEN = "seen_epoch"
# Each note is a row written, so a session is noted at most once a minute, not with each request.
NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """`idle` without a request, `whole` from signing in, whatever is done."""

    idle: dt.timedelta
    whole: dt.timedelta


STAFF = Stay(idle=dt.timedelta(minutes=30), whole=dt.timedelta(hours=12))
PATIENT = Stay(idle=dt.timedelta(minutes=30), whole=dt.timedelta(hours=2))


def begin_stay(session: SessionBase, now: dt.datetime) -> None:
    session[ENTERED] = session[SEEN] = int(now.timestamp())


def is_stay_over(session: SessionBase, user: User, now: dt.datetime) -> bool:
    stay = STAFF if user.is_staff_member else PATIENT
    seen, entered = _instant(session, SEEN, user, now), _instant(session, ENTERED, user, now)
    return now - seen > stay.idle or now - entered > stay.whole


def note_seen(session: SessionBase, user: User, now: dt.datetime) -> None:
    if now - _instant(session, SEEN, user, now) > NOTED_EVERY:
        session.setdefault(ENTERED, int(_instant(session, ENTERED, user, now).timestamp()))
        session[SEEN] = int(now.timestamp())


def _instant(session: SessionBase, key: str, user: User, now: dt.datetime) -> dt.datetime:
    """What the session notes; the user's last sign-in until it notes anything."""
    if key in session:
        return dt.datetime.fromtimestamp(session[key], dt.UTC)
    return user.last_login or now

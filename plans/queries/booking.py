"""Reservations that still hold their places, and bookings that can still be undone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from plans.models import Booking, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """One booking with its visits in the order of their times; a booking without is not listed."""

    booking: Booking
    visits: Sequence[Visit]

    @property
    def first(self) -> Visit:
        return self.visits[0]

    @property
    def last(self) -> Visit:
        return self.visits[-1]

    @property
    def zone(self) -> str:
        return self.first.location.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingList:
    """`reserved` by the time at which they lapse, `just_booked` the latest first."""

    reserved: Sequence[BookingRow]
    just_booked: Sequence[BookingRow]


def booking_list(*, now: dt.datetime) -> BookingList:
    """Two queries."""
    rows = [row for row in map(row_of, shown_bookings(now)) if row.visits]
    reserved = [row for row in rows if row.booking.state == Booking.State.RESERVED]
    return BookingList(
        reserved=sorted(reserved, key=lambda row: row.booking.reserved_until or now),
        just_booked=[row for row in rows if row.booking.state == Booking.State.FIRM],
    )


def shown_bookings(now: dt.datetime) -> Sequence[Booking]:
    """A reservation that has lapsed is not shown, whether or not it was tidied up yet."""
    visits = Visit.objects.select_related("location", "version__protocol").order_by("start")
    return list(
        Booking.objects.filter(
            Q(state=Booking.State.RESERVED, reserved_until__gt=now)
            | Q(state=Booking.State.FIRM, undo_until__gt=now)
        )
        .select_related("patient", "created_by")
        .prefetch_related(Prefetch("visits", visits))
    )


def row_of(booking: Booking) -> BookingRow:
    return BookingRow(booking=booking, visits=list(booking.visits.all()))


def is_kept(booking: Booking, now: dt.datetime) -> bool:
    """Whether it is a reservation whose time is not over."""
    until = booking.reserved_until
    return booking.state == Booking.State.RESERVED and until is not None and now < until


def may_undo(booking: Booking, now: dt.datetime) -> bool:
    """Whether a firm booking can still be undone."""
    return booking.state == Booking.State.FIRM and now <= booking.undo_until

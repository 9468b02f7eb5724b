"""What a series costs, as far as the clinic has said."""

from decimal import Decimal
from typing import Protocol


class Priced(Protocol):
    """A version of a protocol, or a plan that has copied its prices."""

    price_session: Decimal | None
    price_series: Decimal | None


def price_of(priced: Priced, *, count: int, usual: int) -> Decimal | None:
    """The price of so many sessions: the series' price is that of the usual number; any other
    number costs as many single sessions, where a session has a price."""
    if priced.price_series is not None and (count == usual or priced.price_session is None):
        return priced.price_series
    return priced.price_session * count if priced.price_session is not None else None

"""Amounts of money as people write them."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def money(amount: Decimal, currency: str) -> str:
    """€1,150 or €287.50; a currency without a sign of its own by its three letters."""
    places = 0 if amount == amount.to_integral_value() else 2
    number = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = SYMBOLS.get(currency, f"{currency} ")
    return pgettext("money", "%(sign)s%(number)s") % {"sign": sign, "number": number}

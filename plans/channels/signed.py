"""Whether a call really comes from the provider: without a secret on our side, none does."""

import base64
import datetime as dt
import hashlib
import hmac

from django.http import QueryDict

FRESH = dt.timedelta(minutes=5)
"""How far a gateway's time of signing may be from ours. What it tells may be older: a call that is
repeated days later is signed anew."""


def is_by_twilio(*, token: str, url: str, form: QueryDict, signature: str) -> bool:
    """Base64 of the SHA-1 HMAC, with the account's token, of the address as Twilio knows it and of
    each field with its value, by name. Twilio signs no time: a call that is played again finds
    its message changed already."""
    said = url + "".join(
        name + value for name in sorted(form) for value in sorted(set(form.getlist(name)))
    )
    ours = base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest())
    return bool(token) and hmac.compare_digest(ours, signature.encode())


def is_by_gateway(
    *, secret: str, body: bytes, timestamp: str, signature: str, now: dt.datetime
) -> bool:
    """The SHA-256 HMAC in hexadecimal of the time of signing, in seconds since 1970, a full stop
    and the body."""
    if not secret or not is_fresh(timestamp, now):
        return False
    ours = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(ours.encode(), signature.encode())


def is_fresh(timestamp: str, now: dt.datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()

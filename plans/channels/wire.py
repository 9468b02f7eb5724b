"""How we speak to a provider by HTTP: only to hosts that are listed, never by a redirect, with
certificates checked, and never for long."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

TIMEOUT = 10
"""Seconds for the connection, and as many for each part of the answer."""

MOST_BYTES = 1_000_000
"""More than any answer of a provider holds."""

OURS_TO_MEND = frozenset({401, 402, 403, 404, 405, 408, 425, 429})
"""Answers of the 4xx kind that are not about this message: our credentials, address or account,
or that we ask too often."""

LONGEST_REST = dt.timedelta(days=1)
"""A provider that asks for more is tried again all the same: the expiry decides, not a slip."""

HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the provider answered. `facts` is its JSON object; empty where it sent none."""

    status: int
    facts: Mapping[str, Any]
    rest: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer came. `was_asked`: the request may have reached the provider."""

    error: str
    was_asked: bool


def ask(method: str, url: str, *, hosts: frozenset[str], **asked: Any) -> Answered | Unanswered:
    """One request, once. Redirects are answers like any other; nothing of the machine's own
    (proxies' passwords, netrc) goes along."""
    if not is_listed(url, hosts):
        return Unanswered("host not listed", was_asked=False)
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, stream=True, **asked
            ) as response:
                body = response.raw.read(MOST_BYTES, decode_content=True)
                return Answered(response.status_code, facts_in(body), retry_after(response.headers))
        except requests.RequestException as error:
            return Unanswered(type(error).__name__, was_asked=may_have_arrived(error))
        except (OSError, HTTPError) as error:
            return Unanswered(type(error).__name__, was_asked=True)


def is_listed(url: str, hosts: frozenset[str]) -> bool:
    """Whether we may speak to this address: in the clear only to this machine."""
    address = urlsplit(url)
    is_safe = address.scheme == "https" or (address.scheme, address.hostname) == ("http", HERE)
    return is_safe and address.hostname in hosts


def may_have_arrived(error: requests.RequestException) -> bool:
    """False where no connection came about: refused, not found, no handshake."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return False
    cause = error.args[0] if error.args else None
    return not isinstance(getattr(cause, "reason", None), NewConnectionError)


def facts_in(body: bytes) -> Mapping[str, Any]:
    try:
        facts = json.loads(body)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def retry_after(headers: Mapping[str, str]) -> dt.timedelta | None:
    """The rest that the provider asks for, in seconds or as an instant of its own clock (RFC 9110,
    section 10.2.3); None where it asks for none or says something else."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(dt.timedelta(seconds=int(said[:9])), LONGEST_REST)
    try:
        rest = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return min(max(rest, dt.timedelta()), LONGEST_REST)

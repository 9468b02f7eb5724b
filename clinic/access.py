"""Who may open an address: every view declares it, `clinic.middleware` keeps it, deny by default.

The decorators only write the rule on the view, so that a test can read the whole surface from the
URL resolver. Views of other packages stand in `FOREIGN`, by route name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from clinic.models import Role
from clinic.models.user import STAFF_ROLES

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """`roles` may enter once signed in; `is_open` lets anybody in."""

    roles: frozenset[Role] = frozenset()
    is_open: bool = False


OPEN = Rule(is_open=True)
SIGNED_IN = Rule(frozenset(Role))


def staff(*roles: Role) -> Callable[[View], View]:
    """For these staff roles; without any, for all of them."""
    return declare(Rule(frozenset(roles) or STAFF_ROLES))


def portal(view: View) -> View:
    """For patients."""
    return declare(Rule(frozenset({Role.PATIENT})))(view)


def anybody(view: View) -> View:
    """Signed in or not."""
    return declare(OPEN)(view)


def signed_in(view: View) -> View:
    """For whoever is signed in."""
    return declare(SIGNED_IN)(view)


def unattended(view: View) -> View:
    """Asked by an open page on its own: it does not count as somebody being there, so it keeps
    nobody signed in."""
    view.is_unattended = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]  # read by the middleware and the table
        return view

    return mark


def rule_of(view: object, route: str | None) -> Rule | None:
    """The rule of a resolved view; None where nobody declared one."""
    found = getattr(view, "access", None)
    if isinstance(found, Rule):
        return found
    return FOREIGN.get(route or "")


# django-allauth's own pages. A second factor is for staff; patients have the code by e-mail.
FOREIGN: dict[str, Rule] = {
    "account_login": OPEN,
    "account_logout": OPEN,  # also leaves a sign-in that waits for its code
    "account_request_login_code": OPEN,
    "account_confirm_login_code": OPEN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_change_password": Rule(STAFF_ROLES),
    "account_set_password": Rule(STAFF_ROLES),
    "account_reauthenticate": Rule(STAFF_ROLES),
    "mfa_authenticate": OPEN,
    "mfa_login_webauthn": OPEN,
    "mfa_index": Rule(STAFF_ROLES),
    "mfa_activate_totp": Rule(STAFF_ROLES),
    "mfa_deactivate_totp": Rule(STAFF_ROLES),
    "mfa_view_recovery_codes": Rule(STAFF_ROLES),
    "mfa_generate_recovery_codes": Rule(STAFF_ROLES),
    "mfa_download_recovery_codes": Rule(STAFF_ROLES),
    "mfa_list_webauthn": Rule(STAFF_ROLES),
    "mfa_add_webauthn": Rule(STAFF_ROLES),
    "mfa_edit_webauthn": Rule(STAFF_ROLES),
    "mfa_remove_webauthn": Rule(STAFF_ROLES),
    "mfa_reauthenticate": Rule(STAFF_ROLES),
    "mfa_reauthenticate_webauthn": Rule(STAFF_ROLES),
}

"""Accounts of staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import HouseForm
from clinic.models import Role, User


class StaffForm(HouseForm):
    """A new account; with `is_active` it is one that stands."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in (Role.DESK, Role.PRACTITIONER, Role.MANAGER)],
        help_text=_(
            "The front desk plans and books. Practitioners also order plans and treat. "
            "Managers look after this part: people, rooms, hours, protocols, accounts."
        ),
    )


class ChangeStaffForm(StaffForm):
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Switched off, all sessions end at once and the password is dropped."),
    )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {
            "name": user.name,
            "email": user.email,
            "role": user.role,
            "is_active": user.is_active,
        }

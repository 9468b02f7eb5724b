"""What every page's frame needs."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from clinic.models import Location, User


def shell(request: HttpRequest) -> dict[str, Any]:
    """The clinic's name for the frame; one query, and none on pages that do not print it."""

    @cache
    def clinic_name() -> str:
        return Location.objects.values_list("display_name", flat=True).first() or "Clinic"

    return {"clinic_name": clinic_name, "is_staff_page": _is_staff(request)}


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.is_staff_member

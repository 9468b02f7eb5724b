"""Lists and small numbers in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


def and_list(items: Sequence[object]) -> str:
    """1; 1 and 2; 1, 2 and 3."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}

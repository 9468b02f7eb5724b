"""What templates of photographs may ask for: their addresses, sizes and words."""

from typing import Any

from django import template
from django.urls import reverse

from plans.access import photo_pass
from plans.models import Photo
from plans.queries.photo import height_of
from plans.wording.photo import alignment_words, alt_words, day_words, pose_words, visit_words

register = template.Library()
register.filter("pose_words", pose_words)
register.filter("day_words", day_words)
register.filter("visit_words", visit_words)
register.filter("alt_words", alt_words)
register.filter("alignment_words", alignment_words)
register.filter("height_of", height_of)


@register.simple_tag(takes_context=True)
def photo_address(context: dict[str, Any], photo: Photo, size: str) -> str:
    """Where the picture lies; with a pass where this page's look at it is on the trail."""
    address = reverse("photo_file", args=[photo.pk, size])
    if photo.pk not in context["seen"]:
        return address
    return f"{address}?pass={photo_pass(context['request'].user, photo.pk)}"


@register.filter
def middle(photo: Photo) -> int:
    """Half the height of its drawing."""
    return height_of(photo) // 2

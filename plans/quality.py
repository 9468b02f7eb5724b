"""Whether a photograph can be compared later: a word before it is kept. The camera page says the
same from the same numbers while one aims; the stored word is made here.

Dark and bright are judged by the lightest parts, never by the average: dark skin in good light is
no dark picture.
"""

import io
from typing import TYPE_CHECKING

from PIL import Image

from plans.engine.alignment import scale_of
from plans.models import Photo
from plans.registration import rough_between

if TYPE_CHECKING:
    import numpy as np

LONG_SIDE = 640
"""Pixels at which light and sharpness are measured, so that cameras are judged alike."""
LIGHT_FROM = 90
"""Of 255: too dark if not even a twentieth of the picture is as light as this."""
WHITE_FROM, MOST_WHITE = 250, 0.25
"""Too bright if more than this part of it is burnt out."""
LEAST_SHARP = 8.0
"""Variance of the Laplacian."""
MOST_NEARER = 1.15
"""Another distance: the face is so much larger or smaller than in the picture before."""


def quality_of(jpeg: bytes, before: bytes | None) -> Photo.Quality:
    """Of a picture of ours; `before` is the last one of the same view, where there is one. Where
    nothing can be said of the distance, nothing is."""
    import numpy as np  # noqa: PLC0415  # slow to load, and no other page asks for it

    light = light_of(jpeg)
    if np.percentile(light, 95) < LIGHT_FROM:
        return Photo.Quality.DARK
    if float((light >= WHITE_FROM).mean()) > MOST_WHITE:
        return Photo.Quality.BRIGHT
    if sharpness_of(light) < LEAST_SHARP:
        return Photo.Quality.BLURRED
    matrix = rough_between(jpeg, before) if before else None
    if matrix and not 1 / MOST_NEARER <= scale_of(matrix) <= MOST_NEARER:
        return Photo.Quality.DISTANCE
    return Photo.Quality.GOOD


def light_of(jpeg: bytes) -> "np.typing.NDArray[np.float64]":
    import numpy as np  # noqa: PLC0415  # as above

    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.draft("L", (LONG_SIDE, LONG_SIDE))
    grey = picture.convert("L")
    grey.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float64)


def sharpness_of(light: "np.typing.NDArray[np.float64]") -> float:
    """How much a point differs from its four neighbours."""
    if min(light.shape) < 3:
        return 0.0
    around = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:]
    return float((around - 4 * light[1:-1, 1:-1]).var())

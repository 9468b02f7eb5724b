"""How two photographs of one view lie to each other, found from the pictures alone: spots that look
the same in both, then the light as a whole. It knows nothing of faces and keeps nothing of them."""

from typing import Any

from plans.engine.alignment import Matrix, is_sane

LONG_SIDE = 800
SPOTS = 3_000
NEAREST = 0.8
"""A spot counts if its best likeness is that much nearer than the second best."""
LEAST_SIDE = 64
LEAST_ALIKE = 20
LEAST_LIKENESS = 0.6
"""Correlation of the two pictures where they lie upon each other, 1 is the same."""


def matrix_between(photo: bytes, onto: bytes) -> Matrix | None:
    """What takes the points of one picture to those of the other, finely; None where it cannot be
    said."""
    first, second = grey_of(photo), grey_of(onto)
    found = rough(first, second)
    if found is None:
        return None
    refined = fine(first, second, found)
    if refined is None:
        return None
    matrix = in_widths(refined, first.shape[1], second.shape[1])
    return matrix if is_sane(matrix) else None


def rough_between(photo: bytes, onto: bytes) -> Matrix | None:
    """The same by the spots alone: quicker, and good to about one part in a hundred."""
    first, second = grey_of(photo), grey_of(onto)
    found = rough(first, second)
    matrix = None if found is None else in_widths(found, first.shape[1], second.shape[1])
    return matrix if matrix and is_sane(matrix) else None


def grey_of(jpeg: bytes) -> Any:
    """The light of a picture of ours, small and evened out."""
    import cv2  # noqa: PLC0415  # large
    import numpy as np  # noqa: PLC0415  # comes with it

    grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("no picture")
    parts = max(grey.shape) / LONG_SIDE
    if parts > 1:
        size = (round(grey.shape[1] / parts), round(grey.shape[0] / parts))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return cv2.createCLAHE(clipLimit=2.0).apply(grey)


def rough(first: Any, second: Any) -> Any:
    """From spots alike: a 2x3 array in pixels, or None."""
    import cv2  # noqa: PLC0415  # large
    import numpy as np  # noqa: PLC0415  # comes with it

    if min(*first.shape, *second.shape) < LEAST_SIDE:
        return None
    cv2.setRNGSeed(1)  # the same two pictures always lie the same way
    finder = cv2.ORB.create(nfeatures=SPOTS, fastThreshold=8)
    here, told = finder.detectAndCompute(first, None)
    there, asked = finder.detectAndCompute(second, None)
    if min(len(here), len(there)) < LEAST_ALIKE:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(told, asked, k=2)
    alike = [pair[0] for pair in pairs if pair[0].distance < NEAREST * pair[1].distance]
    if len(alike) < LEAST_ALIKE:
        return None
    matrix, inside = cv2.estimateAffinePartial2D(
        np.array([here[match.queryIdx].pt for match in alike]),
        np.array([there[match.trainIdx].pt for match in alike]),
        ransacReprojThreshold=4.0,
    )
    return matrix if int(inside.sum()) >= LEAST_ALIKE else None


def fine(first: Any, second: Any, start: Any) -> Any:
    """The same array, improved by the light of the whole pictures; None where they are not alike
    when laid like this."""
    import cv2  # noqa: PLC0415  # large
    import numpy as np  # noqa: PLC0415  # comes with it

    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-6)
    back = cv2.invertAffineTransform(start).astype(np.float32)
    everywhere = np.full(first.shape, 255, np.uint8)
    try:
        likeness, back = cv2.findTransformECC(
            second, first, back, cv2.MOTION_AFFINE, enough, everywhere, 5
        )
    except cv2.error:
        return None  # it wandered off
    return cv2.invertAffineTransform(back) if likeness >= LEAST_LIKENESS else None


def in_widths(matrix: Any, width: int, onto_width: int) -> Matrix:
    """From pixels to widths of the pictures."""
    (a, c, e), (b, d, f) = matrix.tolist()
    scale = width / onto_width
    return (a * scale, b * scale, c * scale, d * scale, e / onto_width, f / onto_width)

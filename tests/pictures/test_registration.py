"""Two photographs of one face, found to lie upon each other."""

import io
import math

import pytest
from PIL import Image

from plans.demo.pictures import demo_face
from plans.engine.alignment import Matrix, applied, degrees_of, scale_of
from plans.registration import matrix_between, rough_between
from tests.pictures.corpus import saved

CORNERS = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.25), (1.0, 1.25)]


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def taken_again(jpeg: bytes, scale: float, degrees: float, x: float, y: float) -> bytes:
    """The face as another picture shows it: about its middle scaled, turned (clockwise), then
    moved by parts of the width."""
    picture = opened(jpeg)
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    middle_x, middle_y = picture.width / 2, picture.height / 2
    to_x, to_y = middle_x + x * picture.width, middle_y + y * picture.width
    a, b = cosine / scale, sine / scale
    return saved(
        picture.transform(
            picture.size,
            Image.Transform.AFFINE,
            (a, b, middle_x - a * to_x - b * to_y, -b, a, middle_y + b * to_x - a * to_y),
            Image.Resampling.BICUBIC,
            fillcolor=(226, 226, 220),
        ),
        "JPEG",
        quality=85,
    )


def expected(scale: float, degrees: float, x: float, y: float) -> Matrix:
    """What takes the face of `taken_again` back onto the first picture."""
    cosine, sine = math.cos(math.radians(degrees)) / scale, math.sin(math.radians(degrees)) / scale
    there_x, there_y = 0.5 + x, 0.625 + y
    return (
        *(cosine, -sine, sine, cosine),
        *(0.5 - cosine * there_x - sine * there_y, 0.625 + sine * there_x - cosine * there_y),
    )


def worst(matrix: Matrix, other: Matrix) -> float:
    """How far apart the corners come to lie, in widths of the picture."""
    return max(math.dist(applied(matrix, point), applied(other, point)) for point in CORNERS)


@pytest.mark.parametrize(
    "way",
    [
        (1.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 0.08, -0.05),
        (1.0, 12.0, 0.02, 0.03),
        (1.25, -8.0, -0.05, 0.02),
        (0.8, 20.0, 0.0, 0.04),
    ],
)
@pytest.mark.parametrize("view", ["front", "close"])
def test_a_known_way_is_found_to_a_pixel(view: str, way: tuple[float, float, float, float]) -> None:
    face = demo_face(view, 0, 1)
    again = taken_again(face, *way)
    found = matrix_between(again, face)
    assert found is not None
    assert worst(found, expected(*way)) < 0.002
    rough = rough_between(again, face)
    assert rough is not None
    assert worst(rough, expected(*way)) < 0.02


@pytest.mark.parametrize("view", ["front", "left45", "right45", "close"])
def test_a_face_is_found_again_after_four_sessions(view: str) -> None:
    """Fewer pores, less red, held a little differently."""
    found = matrix_between(demo_face(view, 4, 1), demo_face(view, 0, 1))
    assert found is not None
    assert scale_of(found) == pytest.approx(1, abs=0.005)
    assert abs(degrees_of(found)) < 5


def test_pictures_of_other_sizes_are_measured_in_widths() -> None:
    face = demo_face("front", 0, 1)
    half = saved(opened(face).resize((480, 600)), "JPEG")
    found = matrix_between(half, face)
    assert found is not None
    assert worst(found, expected(1, 0, 0, 0)) < 0.002


def test_what_cannot_be_laid_upon_each_other_stays_unsaid() -> None:
    face = demo_face("front", 0, 1)
    blank = saved(Image.new("RGB", (960, 1200), "tan"), "JPEG")
    upside_down = saved(opened(face).rotate(180), "JPEG")
    mirrored = saved(opened(face).transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG")
    tiny = saved(Image.new("RGB", (1, 1)), "JPEG")
    for other in (blank, upside_down, tiny):
        assert matrix_between(other, face) is None
        assert matrix_between(face, other) is None
    found = matrix_between(mirrored, face)
    assert found is None or found[0] * found[3] - found[1] * found[2] > 0

"""One picture over another: moved, turned, scaled."""

import math

import pytest

from plans.engine.alignment import (
    SAME,
    Matrix,
    applied,
    chained,
    degrees_of,
    from_points,
    is_sane,
    scale_of,
    undone,
)


def a_matrix(scale: float = 1.0, degrees: float = 0.0, x: float = 0.0, y: float = 0.0) -> Matrix:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (scale * cosine, scale * sine, -scale * sine, scale * cosine, x, y)


def test_two_points_come_to_lie_on_the_two_others() -> None:
    eyes, aim = ((0.3, 0.4), (0.6, 0.45)), ((0.35, 0.5), (0.7, 0.4))
    matrix = from_points(eyes, aim)
    assert matrix is not None
    assert applied(matrix, eyes[0]) == pytest.approx(aim[0])
    assert applied(matrix, eyes[1]) == pytest.approx(aim[1])


def test_nothing_is_bent_by_two_points() -> None:
    matrix = from_points(((0.2, 0.2), (0.8, 0.2)), ((0.2, 0.2), (0.5, 0.5)))
    assert matrix is not None
    assert scale_of(matrix) == pytest.approx(math.hypot(0.3, 0.3) / 0.6)
    assert degrees_of(matrix) == pytest.approx(45)
    corner = applied(matrix, (0.2, 0.8))
    assert math.dist(corner, (0.2, 0.2)) == pytest.approx(0.6 * scale_of(matrix))


@pytest.mark.parametrize("points", [((0.5, 0.5), (0.5, 0.5)), ((0.5, 0.5), (0.52, 0.5))])
def test_points_that_lie_too_near_say_nothing(
    points: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    apart = ((0.2, 0.2), (0.8, 0.2))
    assert from_points(points, apart) is None
    assert from_points(apart, points) is None


def test_one_after_the_other_is_the_same_as_both_at_once() -> None:
    first, then = a_matrix(1.2, 10, 0.1, -0.2), a_matrix(0.9, -25, 0.05, 0.3)
    point = (0.37, 0.81)
    both = applied(chained(first, then), point)
    assert both == pytest.approx(applied(then, applied(first, point)))


def test_the_way_back_undoes_the_way() -> None:
    matrix = a_matrix(1.3, 17, 0.2, -0.1)
    assert chained(matrix, undone(matrix)) == pytest.approx(SAME)
    assert chained(undone(matrix), matrix) == pytest.approx(SAME)


@pytest.mark.parametrize(
    "matrix",
    [SAME, a_matrix(0.51), a_matrix(1.99), a_matrix(1, 44), a_matrix(1, -44), a_matrix(1, 0, 0.5)],
)
def test_photographs_of_one_view_lie_about_alike(matrix: Matrix) -> None:
    assert is_sane(matrix)


@pytest.mark.parametrize(
    "matrix",
    [
        a_matrix(0.49),
        a_matrix(2.01),
        a_matrix(1, 46),
        a_matrix(1, 180),
        a_matrix(1, 0, 2.5),
        (-1.0, 0.0, 0.0, 1.0, 1.0, 0.0),  # mirrored
        (1.0, 0.0, 0.0, 1.2, 0.0, 0.0),  # stretched
        (1.0, 0.0, 0.3, 1.0, 0.0, 0.0),  # slanted
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (math.nan, 0.0, 0.0, 1.0, 0.0, 0.0),
        (1.0, 0.0, 0.0, 1.0, math.inf, 0.0),
    ],
)
def test_what_no_two_photographs_of_a_view_can_be_is_not_sane(matrix: Matrix) -> None:
    assert not is_sane(matrix)

"""Laying one picture over another: moved, turned and scaled, but never bent.

A matrix [a, b, c, d, e, f] takes the point (x, y) to (ax + cy + e, bx + dy + f), measured in
widths of the picture: (0, 0) is the upper left corner, (1, y) lies on the right edge.
"""

import math

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
LEAST_SCALE, MOST_SCALE = 0.5, 2.0
MOST_DEGREES = 45.0
MOST_BENT = 1.1
"""How much more one direction may be stretched than the other."""
LEAST_APART = 0.05


def from_points(points: tuple[Point, Point], onto: tuple[Point, Point]) -> Matrix | None:
    """What takes the two points exactly onto the two others without bending; None where two points
    of one picture lie too near to each other to say."""
    (first, second), (target, other) = points, onto
    if min(math.dist(first, second), math.dist(target, other)) < LEAST_APART:
        return None
    span = complex(second[0] - first[0], second[1] - first[1])
    wanted = complex(other[0] - target[0], other[1] - target[1])
    turn = wanted / span
    moved = complex(*target) - turn * complex(*first)
    return (turn.real, turn.imag, -turn.imag, turn.real, moved.real, moved.imag)


def applied(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def chained(first: Matrix, then: Matrix) -> Matrix:
    """One after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, _k, _l = then
    return (
        *(g * a + i * b, h * a + j * b),
        *(g * c + i * d, h * c + j * d),
        *applied(then, (e, f)),
    )


def undone(matrix: Matrix) -> Matrix:
    """The way back; the matrix must be sane."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    back = (d / area, -b / area, -c / area, a / area)
    x, y = applied((*back, 0.0, 0.0), (e, f))
    return (*back, -x, -y)


def scale_of(matrix: Matrix) -> float:
    """How much larger the picture becomes: 2 is twice as wide."""
    a, b, c, d, _e, _f = matrix
    return math.sqrt(abs(a * d - b * c))


def degrees_of(matrix: Matrix) -> float:
    """How far it is turned, clockwise as seen, from -180 to 180."""
    a, b, _c, _d, _e, _f = matrix
    return math.degrees(math.atan2(b, a))


def is_sane(matrix: Matrix) -> bool:
    """Whether two photographs of one view can lie like this: not mirrored, not bent, half to twice
    as large, turned by less than 45 degrees, and still upon each other."""
    a, b, c, d, e, f = matrix
    if not all(math.isfinite(value) for value in matrix) or a * d - b * c <= 0:
        return False
    long, short = stretches_of(matrix)
    return (
        short >= LEAST_SCALE
        and long <= MOST_SCALE
        and long <= MOST_BENT * short
        and abs(degrees_of(matrix)) < MOST_DEGREES
        and max(abs(e), abs(f)) <= MOST_SCALE
    )


def stretches_of(matrix: Matrix) -> tuple[float, float]:
    """The most and the least that any direction is stretched."""
    a, b, c, d, _e, _f = matrix
    whole, apart = math.hypot(a + d, b - c) / 2, math.hypot(a - d, b + c) / 2
    return whole + apart, abs(whole - apart)

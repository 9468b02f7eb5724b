"""A signature from a pad, drawn as a picture here: what a browser sends is numbers only."""

import io

from PIL import Image, ImageDraw

from plans.engine.consent import Strokes

WIDTH, HEIGHT = 900, 300
PEN = 5
INK = 24


def drawn(strokes: Strokes) -> bytes:
    """A PNG in shades of grey, three times as wide as high, as the pad is."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(picture)
    for line in strokes:
        points = [(x * (WIDTH - 1), y * (HEIGHT - 1)) for x, y, _at in line]
        pen.line(points, fill=INK, width=PEN, joint="curve")
        for x, y in points:
            pen.circle((x, y), PEN / 2, fill=INK)
    stored = io.BytesIO()
    picture.save(stored, "PNG", optimize=True)
    return stored.getvalue()

"""Drawn faces for the demo: nobody's, and plainly drawings. Pores grow fewer and redness fades from
session to session, and each picture is held a little differently, as by a hand."""

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 1200
SKIN, SHADE, LINE = (226, 188, 168), (205, 160, 138), (120, 82, 70)
HAIR, LIPS, CLOTH, WALL = (74, 56, 48), (190, 112, 104), (150, 170, 166), (226, 226, 220)
FACE = (205, 150, 755, 1060)
PORES = 900
TURNS = {"front": 0.0, "left45": -1.0, "right45": 1.0}


def demo_face(view: str, session: int, seed: int) -> bytes:
    """A JPEG of the face `seed` at this session (0 is before the first), seen from `view`. A
    close-up is a part of the face from the front."""
    picture = drawn(TURNS.get(view, 0.0), session, seed)
    if view == "close":
        picture = picture.crop((170, 560, 490, 960)).resize(
            (WIDTH, HEIGHT), Image.Resampling.LANCZOS
        )
    stored = io.BytesIO()
    chance = random.Random(f"{seed} {view} {session}")  # noqa: S311  # no secret
    held(picture, chance).save(stored, "JPEG", quality=90)
    return stored.getvalue()


def drawn(turn: float, session: int, seed: int) -> Image.Image:
    """`turn` is 0 from the front, -1 and 1 at 45 degrees."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    pen = ImageDraw.Draw(picture)
    shift = round(70 * turn)
    pen.rectangle((0, 1090, WIDTH, HEIGHT), fill=CLOTH)
    pen.rectangle((390, 960, 570, 1120), fill=SHADE)
    pen.ellipse((170, 90, 790, 900), fill=HAIR)
    pen.ellipse(FACE, fill=SKIN)
    face = reddened(picture, session, shift)
    features(ImageDraw.Draw(face), shift)
    spots(ImageDraw.Draw(face), session, seed, shift)
    inside = Image.new("L", picture.size)
    ImageDraw.Draw(inside).ellipse(FACE, fill=255)
    picture = Image.composite(face, picture, inside.filter(ImageFilter.GaussianBlur(1)))
    ImageDraw.Draw(picture).chord((190, 120, 770, 620), 200, 340, fill=HAIR)
    return picture.filter(ImageFilter.SMOOTH)


def reddened(picture: Image.Image, session: int, shift: int) -> Image.Image:
    """A soft flush on the cheeks."""
    flush = Image.new("L", picture.size)
    pen = ImageDraw.Draw(flush)
    for left in (270, 560):
        pen.ellipse((left + shift, 610, left + 140 + shift, 780), fill=max(90 - 14 * session, 20))
    flush = flush.filter(ImageFilter.GaussianBlur(40))
    return Image.composite(Image.new("RGB", picture.size, (214, 96, 88)), picture, flush)


def features(pen: ImageDraw.ImageDraw, shift: int) -> None:
    """Closed eyes, brows, nose and mouth."""
    for left in (300, 540):
        eye = (left + shift, 480, left + 120 + shift, 560)
        pen.arc(eye, 20, 160, fill=LINE, width=6)
        pen.arc((eye[0] - 10, 430, eye[2] + 10, 520), 200, 340, fill=HAIR, width=12)
        for part in range(5):
            x = eye[0] + 20 + part * 20
            pen.line((x, 556, x - 3, 570), fill=LINE, width=3)
    nose = 480 + round(1.6 * shift)
    pen.line((470 + shift, 540, nose - 30, 700), fill=SHADE, width=6)
    pen.arc((nose - 50, 660, nose + 50, 740), 20, 160, fill=LINE, width=5)
    pen.ellipse((405 + shift, 815, 555 + shift, 885), fill=LIPS)
    pen.arc((395 + shift, 800, 565 + shift, 858), 25, 155, fill=LINE, width=4)


def spots(pen: ImageDraw.ImageDraw, session: int, seed: int, shift: int) -> None:
    """Freckles stay; of the pores, most on nose and cheeks, fewer are left each time."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    for number in range(PORES):
        angle, far = chance.uniform(0, math.tau), chance.random() ** 0.7
        x, y = 480 + 250 * far * math.cos(angle), 660 + 330 * far * math.sin(angle)
        size, fades_at = chance.uniform(1.0, 2.6), chance.uniform(0.0, 9.0)
        is_freckle = number % 12 == 0
        if is_freckle or fades_at > session:
            colour = (150, 100, 78) if is_freckle else (198, 154, 134)
            pen.ellipse((x + shift - size, y - size, x + shift + size, y + size), fill=colour)


def held(picture: Image.Image, chance: random.Random) -> Image.Image:
    """As if taken by hand: shifted by up to 15 pixels, turned by up to 2 degrees, with a little
    more or less light."""
    shifted = picture.rotate(
        chance.uniform(-2, 2),
        resample=Image.Resampling.BICUBIC,
        translate=(chance.randint(-15, 15), chance.randint(-15, 15)),
        fillcolor=WALL,
    )
    light = chance.uniform(0.95, 1.05)
    return shifted.point(lambda value: min(255, round(value * light)))

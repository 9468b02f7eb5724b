"""What comes in as a picture: kept as our own upright JPEG without a word about its maker, or
refused with a reason; never anything in between."""

import hashlib
import io
import os
import random
import subprocess
import sys
from typing import Any

import pytest
from PIL import Image

from plans.pictures import MAX_BYTES, Picture, Unfit, reencode, smaller
from tests.pictures.corpus import (
    SECRET,
    a_face,
    a_heic,
    bombs,
    exif_of,
    good_files,
    other_files,
    saved,
    spoilt,
    tagged_files,
)

MUTATIONS = 5_000 if os.environ.get("SOAK") == "1" else 150
JPEG_PARTS = {0xDB, 0xC0, 0xC4, 0xDA}
"""Tables, frame, codes and scan: what a picture needs, and nothing that could tell something."""


def parts_of(jpeg: bytes) -> list[int]:
    """The marks of a JPEG's parts up to its scan, and what stands behind its end."""
    at, marks = 2, []
    while jpeg[at + 1] != 0xDA:
        marks.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return [*marks, 0xDA]


def assert_is_clean(picture: Picture) -> None:
    opened = assert_is_clean_jpeg(picture.jpeg)
    assert opened.size == (picture.width, picture.height)


def assert_is_clean_jpeg(jpeg: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(jpeg))
    assert (opened.format, opened.mode) == ("JPEG", "RGB")
    assert max(opened.size) <= 4096
    assert dict(opened.getexif()) == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & opened.info.keys()
    marks = parts_of(jpeg)
    assert marks[0] == 0xE0  # JFIF: a version and a scale without a unit
    assert set(marks[1:]) <= JPEG_PARTS
    assert jpeg.endswith(b"\xff\xd9")
    assert SECRET not in jpeg
    return opened


def kept(content: bytes) -> Picture:
    picture = reencode(content)
    assert isinstance(picture, Picture), picture
    assert_is_clean(picture)
    return picture


@pytest.mark.parametrize("name", good_files())
def test_each_kind_of_picture_is_kept_as_a_jpeg_of_ours(name: str) -> None:
    picture = kept(good_files()[name])
    assert (picture.width, picture.height) == (320, 240)


@pytest.mark.parametrize("name", tagged_files())
def test_nothing_is_kept_but_the_picture(name: str) -> None:
    content = tagged_files()[name]
    assert kept(content).sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", other_files())
def test_what_is_no_picture_is_refused_by_its_content(name: str) -> None:
    assert reencode(other_files()[name]) in (Unfit("not_a_picture"), Unfit("broken"))


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused_by_its_head(name: str) -> None:
    content = bombs()[name]
    assert len(content) < 120_000
    assert reencode(content) == Unfit("too_many_pixels")


def test_a_picture_that_comes_in_passes_may_have_fewer_pixels() -> None:
    content = saved(shades("L", 6_130), "JPEG", progressive=True)
    assert reencode(content) == Unfit("too_many_pixels")


def test_an_empty_and_a_huge_file_are_refused_unread() -> None:
    assert reencode(b"") == Unfit("empty")
    assert reencode(b"\xff\xd8" * (MAX_BYTES // 2) + b"\0") == Unfit("too_large")


@pytest.mark.parametrize("name", good_files())
def test_a_file_that_was_cut_off_is_refused(name: str) -> None:
    content = good_files()[name]
    if name in {"jpeg of two frames", "png, animated"}:
        content = saved(
            a_face(), name[:4].strip(" ,")
        )  # what follows their first frame is not needed
    assert isinstance(reencode(content[: len(content) // 2]), Unfit)


def test_a_file_that_was_cut_off_is_refused_after_a_pdf_was_made() -> None:
    import weasyprint  # noqa: F401, PLC0415  # loading it changes how the process reads pictures

    content = good_files()["jpeg"]
    assert reencode(content[: len(content) // 2]) == Unfit("broken")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    """The camera held it the other way round and wrote how; the red corner comes back up left."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = a_face().transpose(back[orientation]) if orientation > 1 else a_face()
    for content in (
        saved(held, "JPEG", exif=exif_of(orientation).tobytes()),
        saved(held, "PNG", exif=exif_of(orientation).tobytes()),
    ):
        picture = kept(content)
        assert (picture.width, picture.height) == (320, 240)
        assert is_red(picture.jpeg, (10, 10))


def test_a_phone_s_own_format_is_turned_once() -> None:
    held = a_face().transpose(Image.Transpose.ROTATE_90)
    picture = kept(a_heic(held, exif=exif_of(6).tobytes()))
    assert (picture.width, picture.height) == (320, 240)
    assert is_red(picture.jpeg, (10, 10))


def is_red(jpeg: bytes, at: tuple[int, int]) -> bool:
    colour = Image.open(io.BytesIO(jpeg)).getpixel(at)
    assert isinstance(colour, tuple)
    return colour[0] > 180 and colour[1] < 80 and colour[2] < 80


def test_what_is_clear_becomes_white_and_grey_stays_as_bright() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert colour_of(kept(saved(clear, "PNG")).jpeg) == (255, 255, 255)
    deep = Image.new("I;16", (40, 40), 0x8000)
    assert colour_of(kept(saved(deep, "PNG")).jpeg) == (128, 128, 128)


def colour_of(jpeg: bytes) -> object:
    return Image.open(io.BytesIO(jpeg)).getpixel((20, 20))


def test_a_large_picture_is_made_smaller() -> None:
    picture = kept(saved(Image.new("RGB", (5_000, 2_500), "tan"), "JPEG"))
    assert (picture.width, picture.height) == (4096, 2048)
    tall = kept(saved(a_face(5_000, 7_000), "PNG", compress_level=1))
    assert (tall.width, tall.height) == (2500, 3500)
    assert is_red(tall.jpeg, (100, 100))


def test_a_smaller_size_is_made_of_a_picture_and_never_a_larger_one() -> None:
    jpeg = kept(saved(a_face(), "JPEG")).jpeg
    assert Image.open(io.BytesIO(smaller(jpeg, 160))).size == (160, 120)
    assert Image.open(io.BytesIO(smaller(jpeg, 1280))).size == (320, 240)


def test_spoilt_pictures_never_break_anything() -> None:
    """Bits turned, pieces lost, doubled and swapped."""
    chance = random.Random(20)
    files = [*good_files().values(), *tagged_files().values()]
    files = [content for content in files if len(content) < 100_000]
    for _ in range(MUTATIONS):
        answer = reencode(spoilt(chance.choice(files), chance))
        if isinstance(answer, Picture):
            assert_is_clean(answer)


OF_A_WORKER, DJANGO = 512_000, 80_000
"""Memory in kB, and what of it the rest of the product takes."""
MEMORY = """
import pathlib, sys
from plans.pictures import reencode
reencode(sys.stdin.buffer.read())
print(pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def peak_of(content: bytes) -> int:
    """The most memory, in kB, of a process that reads this picture."""
    run = subprocess.run(
        [sys.executable, "-c", MEMORY],
        input=content,
        capture_output=True,
        check=True,
    )
    return int(run.stdout)


def shades(mode: str, side: int) -> Image.Image:
    grey = Image.linear_gradient("L").resize((side, side))
    return Image.merge(mode, [grey] * len(mode))


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_needs_hardly_any_memory(name: str) -> None:
    assert peak_of(bombs()[name]) < 200_000


@pytest.mark.parametrize(
    ("mode", "side", "kind", "options"),
    [
        ("RGB", 7_070, "JPEG", {"subsampling": 0}),
        ("RGB", 6_120, "JPEG", {"progressive": True, "subsampling": 0}),
        ("RGBA", 7_070, "PNG", {"compress_level": 1}),
        ("RGBA", 4_000, "WEBP", {"method": 0}),
    ],
)
def test_the_largest_pictures_need_less_than_half_a_gigabyte(
    mode: str, side: int, kind: str, options: dict[str, Any]
) -> None:
    content = saved(shades(mode, side), kind, **options)
    assert isinstance(reencode(content), Picture)
    assert peak_of(content) < OF_A_WORKER - DJANGO

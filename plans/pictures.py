"""Pictures from outside: what came in is decoded once, with limits, and only our own re-encoding is
kept. No byte of the upload is stored, so nothing that hides in it is."""

import hashlib
import io
import logging
import struct
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageCms, ImageFile

logger = logging.getLogger(__name__)

MAX_BYTES = 25_000_000
MAX_LONG_SIDE = 4096
SMALL_ENOUGH = 24_000_000
"""Pixels; above it a picture is made smaller while it is read, or 512 MB would not do."""

# What each decoder handles in less than 512 MB: those of HEIC and WebP hold a picture several times
# over. MPO is the JPEG of a phone that carries further frames.
MAX_PIXELS = {
    "JPEG": 50_000_000,
    "MPO": 50_000_000,
    "PNG": 50_000_000,
    "HEIF": SMALL_ENOUGH,
    "WEBP": 16_000_000,
}
MAX_PROFILE_BYTES = 1_000_000
DECODERS = ("JPEG", "PNG", "WEBP", "HEIF")
ROWS = 512


@dataclass(frozen=True, slots=True)
class Picture:
    """Our own JPEG: upright, sRGB, no metadata; `sha256` is of the bytes that came in."""

    jpeg: bytes
    width: int
    height: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why it is refused: empty, too_large, not_a_picture, too_many_pixels or broken."""

    what: str


def reencode(content: bytes) -> Picture | Unfit:
    """The picture in these bytes, at most 4096 pixels on its long side; of several frames the
    first. JPEG, PNG, WebP and HEIC are known, by their content; a name or a type says nothing."""
    if not content:
        return Unfit("empty")
    if len(content) > MAX_BYTES:
        return Unfit("too_large")
    try:
        opened = open_picture(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unfit("too_many_pixels")
    except Exception as fault:  # each decoder fails in ways of its own
        logger.info("a file is no picture: %s", type(fault).__name__)
        return Unfit("not_a_picture")
    if opened.width * opened.height > pixels_allowed(opened):
        return Unfit("too_many_pixels")
    try:
        jpeg, width, height = written(upright(small(opened)))
    except Exception as fault:  # as above
        logger.info("a picture is broken: %s", type(fault).__name__)
        return Unfit("broken")
    return Picture(jpeg, width, height, hashlib.sha256(content).hexdigest())


def open_picture(content: bytes) -> Image.Image:
    """Reads the header only."""
    from pillow_heif import register_heif_opener  # noqa: PLC0415  # slow to load

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
    # weasyprint, once loaded, has the whole process take pictures that were cut off.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return Image.open(io.BytesIO(content), formats=DECODERS)


def pixels_allowed(picture: Image.Image) -> int:
    """A JPEG with a fourth channel, as in print, or one that comes in passes, costs more."""
    allowed = MAX_PIXELS[picture.format or ""]
    is_costly = picture.mode == "CMYK" or "progressive" in picture.info
    return allowed * 3 // 4 if is_costly else allowed


def small(picture: Image.Image) -> Image.Image:
    """Decoded, flat, and within the size. What is large is halved (or more) while it is read, so
    that the whole never stands in memory twice."""
    orientation = orientation_of(picture)
    if picture.width * picture.height > SMALL_ENOUGH:
        parts = -(-max(picture.size) // MAX_LONG_SIDE)
        if picture.format == "PNG":
            picture = in_strips(picture, parts)
        else:
            picture.draft(None, (picture.width // parts, picture.height // parts))
    else:
        picture.draft(None, (MAX_LONG_SIDE, MAX_LONG_SIDE))
    result = flat(picture)
    result.thumbnail((MAX_LONG_SIDE, MAX_LONG_SIDE), Image.Resampling.LANCZOS)
    result.info = {"orientation": orientation}
    return result


def orientation_of(picture: Image.Image) -> int:
    """As EXIF says it, 1 to 8. The HEIC decoder has turned its pictures by itself."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, TypeError, ValueError, struct.error):
        return 1  # a tag that cannot be read turns nothing


def in_strips(picture: Image.Image, parts: int) -> Image.Image:
    """`parts` by `parts` pixels become one."""
    width, height = picture.size
    result = Image.new("RGB", (-(-width // parts), -(-height // parts)))
    for top in range(0, height, ROWS * parts):
        strip = picture.crop((0, top, width, min(top + ROWS * parts, height)))
        result.paste(flat(strip).reduce(parts), (0, top // parts))
    return result


def flat(picture: Image.Image) -> Image.Image:
    """Three channels of eight bits in sRGB; what is transparent becomes white."""
    if picture.mode.startswith("I"):  # sixteen bits of grey
        grey = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        return grey.convert("RGB")
    if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        result = Image.new("RGB", picture.size, "white")
        result.paste(clear, mask=clear.getchannel("A"))
        return result
    return in_srgb(picture)


def in_srgb(picture: Image.Image) -> Image.Image:
    """By its colour profile where it has one that can be read."""
    profile = picture.info.get("icc_profile") or b""
    if picture.mode in {"RGB", "CMYK", "L"} and 0 < len(profile) <= MAX_PROFILE_BYTES:
        try:
            changed = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None  # a profile that says nothing: the numbers are taken as they are
        if changed is not None:
            return changed
    return picture.convert("RGB")


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(picture: Image.Image) -> Image.Image:
    turn = TURNS.get(picture.info["orientation"])
    return picture if turn is None else picture.transpose(turn)


def written(picture: Image.Image) -> tuple[bytes, int, int]:
    picture.info = {}  # the encoder would write what it finds there
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=90)
    return stored.getvalue(), picture.width, picture.height


def smaller(jpeg: bytes, long_side: int) -> bytes:
    """The same picture of ours with at most so many pixels on its long side."""
    picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    picture.draft("RGB", (long_side, long_side))
    result = picture.convert("RGB")
    result.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    return written(result)[0]

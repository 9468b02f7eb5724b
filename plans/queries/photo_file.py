"""Where the picture of a photograph lies, in each of its sizes."""

from pathlib import PurePosixPath

from plans.files import content_of
from plans.models import Photo

THUMB, PAGE = 320, 1280
SIZES = (THUMB, PAGE)
"""Pixels of the long side; beside them the full picture is kept."""


def file_of(photo: Photo | str, size: int) -> str:
    """The name of its smaller size in the private files."""
    name = PurePosixPath(photo if isinstance(photo, str) else photo.file)
    return str(name.with_name(f"{name.stem}-{size}{name.suffix}"))


def picture_of(photo: Photo, size: str) -> bytes | None:
    """The JPEG in this size (`full`, `320`, `1280`); None for one that is not there yet."""
    sizes = {"full": photo.file} | {str(side): file_of(photo, side) for side in SIZES}
    try:
        return content_of(sizes[size])
    except (KeyError, FileNotFoundError):
        return None

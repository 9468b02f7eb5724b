"""The private files: photographs, signatures, scans. Names are ours and tell nothing; no address
leads to them, views read them for whoever may see them."""

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def keep(content: bytes, *, folder: str, ending: str) -> str:
    """Store this under a new name and return the name, such as `photos/5f….jpg`."""
    name = f"{folder}/{uuid.uuid4().hex}.{ending}"
    return storages["private"].save(name, ContentFile(content))


def keep_as(name: str, content: bytes) -> None:
    """Store this under a name made from another's; what was there before is replaced."""
    if storages["private"].exists(name):
        storages["private"].delete(name)
    storages["private"].save(name, ContentFile(content))


def content_of(name: str) -> bytes:
    with storages["private"].open(name) as stored:
        return bytes(stored.read())


def exists(name: str) -> bool:
    return storages["private"].exists(name)


def drop(name: str) -> None:
    """Remove what no row points to."""
    storages["private"].delete(name)


def names_in(folder: str) -> list[str]:
    """All that is stored there, each as `keep` named it."""
    if not storages["private"].exists(folder):
        return []
    _folders, names = storages["private"].listdir(folder)
    return [f"{folder}/{name}" for name in names]


def kept_at(name: str) -> dt.datetime:
    """When it was stored, by the clock of the store."""
    return storages["private"].get_modified_time(name)

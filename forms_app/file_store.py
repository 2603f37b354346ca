"""Where the bytes of uploads lie: sealed, under a private prefix of the default storage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from outbox.keys import sealer

PREFIX = "private/forms"
_CONTEXT = "upload.body"


def keep(body: bytes) -> str:
    """Seal and store `body`; return its path, which says nothing about it."""
    name = uuid4().hex
    sealed = sealer().seal_bytes(body, _CONTEXT)
    return default_storage.save(f"{PREFIX}/{name[:2]}/{name}", ContentFile(sealed))


def opened(path: str) -> bytes:
    """Return the bytes at `path`; raises `FileNotFoundError`, or `NotOpened` for touched ones."""
    with default_storage.open(path) as stored:
        return sealer().open_bytes(stored.read(), _CONTEXT)


def drop(path: str) -> None:
    """Delete what lies at `path`, if anything does."""
    if path:
        default_storage.delete(path)


def kept_before(moment: datetime) -> Iterator[list[str]]:
    """Yield the paths of what was stored before `moment`, folder by folder."""
    if not default_storage.exists(PREFIX):
        return
    folders, _files = default_storage.listdir(PREFIX)
    for folder in sorted(folders):
        paths = [
            f"{PREFIX}/{folder}/{name}" for name in default_storage.listdir(f"{PREFIX}/{folder}")[1]
        ]
        yield [path for path in sorted(paths) if default_storage.get_modified_time(path) < moment]

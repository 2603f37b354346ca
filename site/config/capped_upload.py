"""Stops a request that brings more than any form takes, before it fills the disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST = 120 * 1024 * 1024
"""Bytes of a whole request; the largest single file of a form has 50 MB."""


class CappedUploadHandler(FileUploadHandler):
    """Looks at the length alone; the handlers after it take the bytes."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 (as Django calls it)
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        """Raise `RequestDataTooBig`, which is answered with 400, for too long a request."""
        del input_data, META, boundary, encoding
        if content_length > MOST:
            message = f"a request of {content_length} bytes is more than {MOST}"
            raise RequestDataTooBig(message)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the handlers after this one."""
        del file_size
        return None

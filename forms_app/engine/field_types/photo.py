"""Photos, taken on the spot or chosen."""

from __future__ import annotations

from forms_app.engine.field_types.file import IMAGES
from forms_app.engine.uploading import Uploaded


class Photo(Uploaded):
    """Pictures; on a phone the camera opens."""

    key = "photo"
    names = {"zh": "照片", "en": "Photos"}
    help = {"zh": "现场拍一张，或从相册里选", "en": "Taken on the spot, or chosen"}
    icon = "image"
    widget = "photo"
    attributes = {"capture": "environment"}
    media_types = IMAGES

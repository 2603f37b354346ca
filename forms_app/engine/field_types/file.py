"""Files: documents, tables, pictures."""

from __future__ import annotations

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Option
from forms_app.engine.uploading import COUNT, SIZE, Uploaded

IMAGES = ("image/jpeg", "image/png", "image/webp")
DOCUMENTS = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/plain",
)
ACCEPTED = (
    ("any", {"zh": "文档和图片", "en": "documents and pictures"}),
    ("documents", {"zh": "只要文档", "en": "documents only"}),
)


class File(Uploaded):
    """Documents and pictures without anything that runs."""

    key = "file"
    names = {"zh": "文件", "en": "Files"}
    help = {"zh": "证明材料、表格、文档", "en": "Proofs, tables, documents"}
    icon = "upload"
    widget = "file"
    options = (
        COUNT,
        SIZE,
        Option("takes", "pick", {"zh": "收什么", "en": "What is taken"}, "any", ACCEPTED),
    )

    def media_of(self, field: Field) -> tuple[str, ...]:
        only_documents = field.options.get("takes") == "documents"
        return DOCUMENTS if only_documents else (*DOCUMENTS, *IMAGES)

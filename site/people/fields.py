"""Columns whose text is sealed on its way into the database, and the digests that find it again."""

from typing import Any

from django.db import models

from outbox.keys import blind_index, sealer


def digest_of(kind: str, text: str) -> str:
    """Return the keyed digest by which `text` of this `kind` (`phone`, `id_number`) is found."""
    return blind_index().digest(text, kind)


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only ever sees encrypted; empty text stays empty."""

    def __init__(self, *args: Any, seal_context: str = "", **kwargs: Any) -> None:
        self.seal_context = seal_context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["seal_context"] = self.seal_context
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return sealer().seal(text, self.seal_context) if text else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        del expression, connection
        return sealer().open(value, self.seal_context) if value else value

"""A published state of a form, compiled once and never changed: what people were asked."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.engine.definition import Definition, digest_of
from forms_app.engine.document import document_of
from forms_app.engine.keeping import spans
from forms_app.engine.reading import read
from forms_app.engine.schema import submission_schema
from forms_app.engine.translating import SOURCE, in_language, said_by_a_step, said_in
from forms_app.places import with_area_names
from foundation import clock

if TYPE_CHECKING:
    from forms_app.models.form import Form


MOST_KNOWN = 128
"""How many definitions a process keeps read, the ones asked for last."""


class KnownDefinitions:
    """Definitions that were read once, by the digest of their document and by language.

    A version never changes and its digest is that of its document, so nothing here grows old but
    the names of areas that rules name: they are those of when it was read.
    """

    def __init__(self, most: int = MOST_KNOWN) -> None:
        self.most = most
        self._found: OrderedDict[tuple[str, str], Definition] = OrderedDict()
        self._lock = Lock()

    def of(self, version: FormVersion, language: str) -> Definition:
        """Return what `version` asked in `language`; its document is read when it is not known."""
        language = language.lower()[:2]
        key = (version.digest, language)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        if language == SOURCE:
            found = with_area_names(read(version.document))
        else:
            found = in_language(self.of(version, SOURCE), language)
        with self._lock:
            self._found[key] = found
            while len(self._found) > self.most:
                self._found.popitem(last=False)
        return found


known = KnownDefinitions()


NEVER_CHANGED = "a published version is never changed"


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Versions to be read: rows are only ever added."""

    def update(self, **_changes: Any) -> int:
        """Raise TypeError."""
        raise TypeError(NEVER_CHANGED)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise TypeError."""
        raise TypeError(NEVER_CHANGED)


class FormVersionManager(models.Manager.from_queryset(FormVersionQuerySet)):  # type: ignore[misc]
    """Makes versions; nothing else does."""

    def compile(self, form: Form) -> FormVersion:
        """Return the version of what `form` asks now; a new one only when something changed."""
        definition = form.definition
        document = document_of(definition)
        digest = digest_of(document)
        newest = form.versions.order_by("-number").first()
        if newest is not None and newest.digest == digest:
            return newest
        return self.create(
            form=form,
            number=newest.number + 1 if newest else 1,
            document=document,
            schema=submission_schema(definition),
            digest=digest,
            published_at=clock.now(),
            has_spans=bool(spans(definition)),
        )


class FormVersion(models.Model):
    """What a form asked from its publication on; rows are only ever added."""

    form = models.ForeignKey(
        "forms_app.Form", models.PROTECT, related_name="versions", verbose_name=_("form")
    )
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    schema = models.JSONField(_("schema of the answers"))
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"))

    has_spans = models.BooleanField(_("some answers go before the rest"), default=False)

    objects = FormVersionManager()

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_once")]

    def __str__(self) -> str:
        return f"{self.document['title']} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises TypeError for one that is there already."""
        if self.pk is not None:
            raise TypeError(NEVER_CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise TypeError: what was sent stands on what was asked."""
        raise TypeError(NEVER_CHANGED)

    @property
    def definition(self) -> Definition:
        """What was asked; documents of earlier versions are read too."""
        return known.of(self, SOURCE)

    def spoken(self, language: str) -> Definition:
        """What was asked, in `language` where it is translated; the same keys in each."""
        return known.of(self, language)

    def next_words(self, language: str) -> str:
        """Return who answers and by when, in `language` where it is translated."""
        return said_in(self.definition, language, "next_words", self.form.next_words)

    def replied(self, reply: str, language: str) -> str:
        """Return a reply; one that a step of the course gave, in `language` if it is translated."""
        return said_by_a_step(self.definition, language, reply)

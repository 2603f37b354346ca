"""The editor's form of a page: the address may be left empty, it is made from the title."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from foundation import text


def spelled(words: str, otherwise: str) -> str:
    """Return `words` as an ASCII slug in pinyin, `otherwise` when nothing can be spelled."""
    return text.slug(words) or otherwise.replace("_", "-") or "page"


class BasePageForm(WagtailAdminPageForm):
    """Lets editors leave the slug to us, also while a draft saves itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title, in pinyin.")

    def clean(self) -> dict[str, Any]:
        """Fill an empty slug with the title in pinyin, numbered when a sibling has it already."""
        cleaned: dict[str, Any] = super().clean()
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = self._free_slug(spelled(cleaned.get("title", ""), self.instance.kind))
        if self.has_error("slug"):
            self._say_who_has_the_slug()
        return cleaned

    def _say_who_has_the_slug(self) -> None:
        taken = self.data.get(self.add_prefix("slug"), "")
        sibling = self.parent_page.get_children().not_page(self.instance).filter(slug=taken).first()
        if sibling:
            words = _(
                "“%(title)s”, beside this page, already has “%(slug)s” in its address. "
                "“%(free)s” is free; or leave it empty, then we make one from the title."
            )
            said = {"title": sibling.title, "slug": taken, "free": self._free_slug(taken)}
            self.errors["slug"] = self.error_class([words % said])

    def _free_slug(self, wanted: str) -> str:
        candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        return next(
            slug
            for slug in candidates
            if Page._slug_is_available(slug, self.parent_page, self.instance)
        )

"""The admin speaks Chinese completely, and every message of ours is translated."""

import ast
import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.translation.template import templatize

SAME_IN_BOTH = {"English"}
OURS = settings.ROOT / "site/config/admin_catalogue/locale/zh_Hans/LC_MESSAGES"


def translated(file: Path) -> set[tuple[str | None, str]]:
    if not file.exists():
        return set()
    return {(e.msgctxt, e.msgid) for e in polib.pofile(str(file)) if e.translated()}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_what_wagtail_leaves_untranslated_is_in_our_supplement(domain):
    supplement = translated(OURS / f"{domain}.po")
    missing = [
        (source.parts[-5], entry.msgid)
        for source in Path(wagtail.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(source))
        if not entry.obsolete
        and (entry.msgctxt, entry.msgid)
        not in supplement | translated(source.parents[2] / "zh_Hans/LC_MESSAGES" / source.name)
    ]

    assert missing == []


def test_the_supplement_is_in_force():
    call_command("compile_catalogues")

    with translation.override("zh-hans"):
        assert translation.gettext("Autosave is paused") == "自动保存已暂停"


def test_every_message_of_ours_has_its_translation():
    call_command("compile_catalogues", check=True)


CALLS = {
    "_": 1,
    "_l": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
SYNONYMS = {
    "(optional)",
    "Actions",
    "Add",
    "All",
    "Approve",
    "Change",
    "Next",
    "Note",
    "Origin",
    "Phone",
    "Show",
    "This field is required.",
    "Verified",
    "active",
    "comment",
    "created at",
    "finished at",
    "key",
    "name",
    "required",
}
"""Messages that Wagtail or allauth has too, and for which our words do as well or better."""


def own_catalogues() -> dict[Path, polib.POFile]:
    roots = [settings.ROOT / name for name in ("site", "volunteering", "forms_app")]
    return {
        path: polib.pofile(str(path))
        for root in roots
        for path in root.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
    }


def test_a_message_says_the_same_in_every_package():
    said: dict[tuple[str | None, str], set[str]] = {}
    for catalogue in own_catalogues().values():
        for entry in catalogue:
            text = entry.msgstr or str(entry.msgstr_plural)
            said.setdefault((entry.msgctxt, entry.msgid), set()).add(text)

    assert {message: texts for message, texts in said.items() if len(texts) > 1} == {}


def test_a_message_of_ours_does_not_change_what_a_library_says():
    own = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for path, catalogue in own_catalogues().items()
        if "admin_catalogue" not in path.parts
        for entry in catalogue
    }
    packages = Path(wagtail.__file__).parents[1]
    changed = {
        entry.msgid
        for library in ("wagtail", "allauth")
        for path in (packages / library).rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        if entry.msgstr and own.get((entry.msgctxt, entry.msgid), entry.msgstr) != entry.msgstr
    }

    assert changed - SYNONYMS == set()


def messages_of(program: str) -> set[tuple[str, ...]]:
    """Return what a Python program asks to be translated: one message, or one and its plural."""
    found = set()
    for node in ast.walk(ast.parse(program)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            part.value
            for part in node.args[: CALLS.get(name, 0)]
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if name in CALLS and len(texts) == CALLS[name]:
            found.add(tuple(texts))
    return found


def messages_of_template(source: str) -> set[tuple[str, ...]]:
    """Return what a template asks to be translated, as Django itself reads it."""
    calls = re.findall(
        r"""(?:^|\W)(n?gettext|_)\(u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
        r"""(?:,\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))?""",
        templatize(source),
    )
    return {tuple(ast.literal_eval(text) for text in texts if text) for _name, *texts in calls}


def test_no_message_is_left_in_english():
    roots = [settings.ROOT / name for name in ("site", "volunteering", "forms_app")]
    wanted: set[tuple[str, ...]] = set()
    for root in roots:
        for path in root.rglob("*.py"):
            if "migrations" not in path.parts:
                wanted |= messages_of(path.read_text(encoding="utf-8"))
        for path in root.rglob("templates/**/*.html"):
            wanted |= messages_of_template(path.read_text(encoding="utf-8"))

    assert len(wanted) > 500
    with translation.override("zh-hans"):
        english = sorted(
            texts[0]
            for texts in wanted
            if texts[0]
            and re.search("[A-Za-z]{3}", re.sub(r"%\(\w+\)[sd]|%[sd]", "", texts[0]))
            and texts[0] not in SAME_IN_BOTH
            and (
                translation.gettext(texts[0])
                if len(texts) == 1
                else translation.ngettext(*texts[:2], 2)
            )
            in texts
        )
    assert english == []

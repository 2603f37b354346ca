"""The admin speaks Chinese completely, and every message of ours is translated."""

from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

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

"""Bring in a form from a file, from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from forms_app.actions.bring_in_form import bring_in_form, usual_title
from forms_app.engine.checking import problems_of
from forms_app.exchange.pasted_reading import read_pasted
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Brought, Unreadable
from foundation.errors import Refused
from people.models import User
from territory.models import Area


class Command(BaseCommand):
    """`import_form FILE --area CODE --by NAME [--title TITLE] [--language NAME] [--dry-run]`."""

    help = "Read an XLSForm, a Form.io form, our own JSON or a .txt list, and make a draft of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", metavar="CODE", help="the area whose people it is for")
        parser.add_argument("--by", metavar="NAME", help="username or e-mail of its author")
        parser.add_argument("--title", default="", help="what it is called; else as in the file")
        parser.add_argument("--language", default="", help="the language to take, of several")
        parser.add_argument("--dry-run", action="store_true", help="report only, keep nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        """Report every note as one line of JSON; raises CommandError with the reason."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        try:
            found = _read(file, options["language"])
        except Unreadable as reason:
            raise CommandError(reason.say("en")) from reason
        for note in found.notes:
            self._say(turn=note.turn, about=note.about, words=note.say("zh"))
        for problem in problems_of(found.definition, in_community=True):
            self._say(turn="to_mend", about="", words=problem.say("zh"))
        if not dry_run:
            self._make(found, **options)

    def _make(self, found: Brought, *, area: str, by: str, title: str, **options: Any) -> None:
        del options
        place = Area.objects.filter(code=area or "").first()
        author = User.objects.filter(Q(username=by or "") | Q(email=by or "-")).first()
        if place is None or author is None:
            raise CommandError("--area and --by must name an area and an account")
        try:
            form = bring_in_form(
                by=author,
                definition=found.definition,
                settings=found.settings,
                pictures=found.pictures,
                area=place,
                title=title or usual_title(found.definition),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(turn="made", about=form.title, words=form.slug)

    def _say(self, **line: str) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def _read(file: Path, language: str) -> Brought:
    content = file.read_bytes()
    if file.suffix == ".txt":
        return read_pasted(content.decode("utf-8-sig", errors="replace"))
    return read_file(content, file.name, language)

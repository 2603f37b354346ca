"""A page to be typeset: what an author wrote becomes a program, answers go beside it as data.

Gaps like `{Q1}` and `{编号}` become calls that look an answer up; no answer is ever written into
the program. Whatever could load code, or make it out of text, is refused by its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from forms_app.engine.answering import answered, said
from forms_app.engine.context import Context
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value, type_of
from forms_app.engine.samples import run_sample, sample_context
from forms_app.engine.templating import GAP, gap_meant
from forms_app.engine.uploading import TakesFiles

LONGEST = 20_000
MOST_PICTURES = 6
LAYOUTS = {
    "registration": {"zh": "登记表", "en": "Registration form"},
    "receipt": {"zh": "受理回执", "en": "Receipt"},
    "visit": {"zh": "走访记录", "en": "Record of a visit"},
}
"""What comes with the software, by the name of its file."""

NEVER = ("import", "include", "eval", "plugin", "std", "dictionary", "sys")
"""Words that load code, or lead to what does; nothing of a page needs them."""
_NEVER = re.compile(rf"(?<![\w-])({'|'.join(NEVER)})(?![\w-])")
_GAP_LIKE = re.compile(r"Q\d[\w.]*|@\w+")
_FOLDER = Path(__file__).parent / "layouts"

FACES = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "SimSun",
    "Songti SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN",
)  # fmt: skip
"""Chinese faces that systems have, the first that is there counts."""

PREAMBLE = (
    "#set text(font: (" + ", ".join(json.dumps(face) for face in FACES) + "), "
    'lang: "zh", region: "cn", size: 11pt)\n'
    '#set page(paper: "a4", margin: (x: 22mm, y: 20mm))\n'
    "#set par(leading: 0.9em)\n"
    '#let content = json("content.json")\n'
    '#let lines(words) = words.split("\\n").join(linebreak())\n'
    '#let answer(key) = lines(content.words.at(key, default: ""))\n'
    '#let known(name) = content.known.at(name, default: "")\n'
    "#let page-title = content.title\n"
    "#let rows = content.rows\n"
    "#let sections = content.sections\n"
    "#let pictures = content.pictures\n"
    '#let signature(height: 14mm) = { for one in pictures.filter(one => one.type == "signature")'
    " { box(baseline: 30%, image(one.file, height: height)) } }\n"
    '#let photographs(height: 62mm) = { let found = pictures.filter(one => one.type != "signature")'
    "; if found.len() > 0 { v(10pt); grid(columns: (1fr, 1fr), gutter: 10pt, ..found.map("
    "one => image(one.file, height: height))) } }\n"
)
"""What every page begins with: Chinese faces, A4, and the names under which answers are found."""


@cache
def layout(name: str) -> str:
    """Return a layout that comes with the software."""
    return (_FOLDER / f"{name}.typ").read_text(encoding="utf-8")


def words_refused(template: str) -> list[str]:
    """Return the words in a template that no page may use, each once."""
    return list(dict.fromkeys(_NEVER.findall(template)))


def gaps_unknown(template: str, definition: Definition) -> list[str]:
    """Return the gaps that ask for a question that is not there; other braces are the author's."""
    found = (gap.strip() for gap in GAP.findall(template))
    return [one for one in found if _GAP_LIKE.fullmatch(one) and gap_meant(one, definition) is None]


def program(template: str, definition: Definition) -> str:
    """Return the program that typesets a page, gaps looked up while it runs."""

    def call(match: re.Match[str]) -> str:
        meant = gap_meant(match[1].strip(), definition)
        if meant is None:
            return match[0]
        name = meant.removeprefix("@")
        # The semicolon ends the call, whatever the author writes behind it.
        return f'#answer("{name}");' if meant.startswith("@") else f'#known("{name}");'

    return PREAMBLE + GAP.sub(call, template)


def line_of(line: int) -> int:
    """Return which line of the author's a line of the program is; 0 for one of ours."""
    return max(0, line - PREAMBLE.count("\n"))


def content_of(
    definition: Definition,
    values: Mapping[str, Value],
    context: Context,
    *,
    known: Mapping[str, str],
    revealed: bool,
) -> dict[str, Any]:
    """Return what a page is filled with; personal answers masked unless `revealed`."""
    words = {
        one.field.key: one.words for one in said(definition, values, context, revealed=revealed)
    }
    sections = [
        {"title": section.title or step.title, "rows": found}
        for step in definition.steps
        for section in step.sections
        if (
            found := [
                {"key": field.key, "label": field.label, "words": words[field.key]}
                for field in section.fields
                if field.key in words and field.type not in ("hidden", "consent", "photo")
            ]
        )
    ]
    return {
        "words": words,
        "known": dict(known),
        "sections": sections,
        "rows": [row for section in sections for row in section["rows"]],
        "pictures": [],
    }


def example_values(definition: Definition) -> dict[str, Value]:
    """Return answers to try a page with: the first sample's, else what the types give."""
    if definition.samples:
        return dict(run_sample(definition, definition.samples[0]).values)
    given = {
        f"{field.key}.{part}" if part else field.key: list(texts)
        for field in definition.fields
        if not field.fields
        for part, texts in type_of(field).example.items()
    }
    return dict(answered(definition, given, sample_context()).values)


def pictures_in(
    definition: Definition, values: Mapping[str, Value], *, revealed: bool
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield key, type and ids of the files of each question that a page may show pictures of."""
    for field in definition.fields:
        kind = type_of(field)
        if not isinstance(kind, TakesFiles) or field.key not in values:
            continue
        if revealed or not kind.is_personal(field):
            yield field.key, field.type, kind.ids_in(values[field.key])

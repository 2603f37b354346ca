"""Sample answers with the path that their author expects: a broken one stops publishing.

A sample is `{"name": …, "answers": {name: [texts]}, "expect": {…}}`, `today` a day if it matters.
`expect` may hold `path` (ids of steps), `shown`, `hidden`, `required` and `refused` (addresses) and
`computed` (address → value). Only what it holds is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forms_app.engine.answering import Answered, answered
from forms_app.engine.context import Context, Place, Upload
from forms_app.engine.definition import Definition
from forms_app.engine.logic.calendar import read_iso
from forms_app.engine.logic.wording import Voice
from forms_app.engine.sentences import Unfit

MOST_SAMPLES = 50
ANY_DAY = date(2026, 1, 5)
"""The day of a sample that names none."""

EXPECTED = {
    "path": {"zh": "走过的步骤", "en": "the steps that are asked"},
    "shown": {"zh": "显示的问题", "en": "what is shown"},
    "hidden": {"zh": "不显示的问题", "en": "what is hidden"},
    "required": {"zh": "必填的问题", "en": "what is required"},
    "refused": {"zh": "不通过的问题", "en": "what is refused"},
    "computed": {"zh": "算出来的值", "en": "what is computed"},
}
_SHAPES: Mapping[str, type[list[Any] | dict[str, Any]]] = {
    name: dict if name == "computed" else list for name in EXPECTED
}


def sample_context(today: date = ANY_DAY) -> Context:
    """Return a context in which every place and every file that a sample names is there."""

    def place(words: str) -> Sequence[Place]:
        return [Place(words, words)]

    def area(words: str, level: str) -> Sequence[Place]:
        return [Place(words, words, level=level)]

    def upload(upload_id: str) -> Upload:
        ending = upload_id.rpartition(".")[2]
        kinds = {"pdf": "application/pdf", "txt": "text/plain", "jpg": "image/jpeg"}
        return Upload(upload_id, upload_id, 1, kinds.get(ending, "image/png"))

    return Context(today=today, find_places=place, find_areas=area, find_upload=upload)


def run_sample(definition: Definition, sample: Mapping[str, Any]) -> Answered:
    """Return what comes of the answers of a sample that is written right."""
    given = {
        name: [texts] if isinstance(texts, str) else list(texts)
        for name, texts in sample.get("answers", {}).items()
    }
    today = read_iso(sample.get("today")) or ANY_DAY
    return answered(definition, given, sample_context(today))


def expectation(definition: Definition, sample: Mapping[str, Any]) -> dict[str, Any]:
    """Return what comes of a sample now, as it can be expected from then on."""
    run = run_sample(definition, sample)
    found = {
        "path": list(run.outcome.path),
        "shown": sorted(run.outcome.shown),
        "hidden": list(run.outcome.hidden),
        "refused": [problem.address for problem in run.problems],
    }
    return found | ({"computed": dict(run.outcome.computed)} if run.outcome.computed else {})


def broken_samples(definition: Definition) -> Iterator[Unfit]:
    """Yield every expectation of the samples of `definition` that is not met."""
    if len(definition.samples) > MOST_SAMPLES:
        yield Unfit("samples_too_many", most=MOST_SAMPLES)
        return
    for sample in definition.samples:
        wrong = [*_misshapen(sample), *_unknown(definition, sample)]
        yield from wrong or _unmet(definition, sample)


def _misshapen(sample: Mapping[str, Any]) -> Iterator[Unfit]:
    name = sample.get("name", "")
    for part in ("answers", "expect"):
        if not isinstance(sample.get(part, {}), dict):
            yield Unfit("sample_shape", sample=name, what=part)
            return
    for part, value in sample.get("expect", {}).items():
        if part not in _SHAPES or not _is_named(value, _SHAPES[part]):
            yield Unfit("sample_shape", sample=name, what=part)
    for key, texts in sample.get("answers", {}).items():
        words = [texts] if isinstance(texts, str) else texts
        if not isinstance(words, list) or not all(isinstance(text, str) for text in words):
            yield Unfit("sample_shape", sample=name, what=key)


def _is_named(value: Any, shape: type[list[Any] | dict[str, Any]]) -> bool:
    """Say whether an expectation speaks of steps and questions by their names."""
    return isinstance(value, shape) and all(isinstance(name, str) for name in value)


def _unknown(definition: Definition, sample: Mapping[str, Any]) -> Iterator[Unfit]:
    for name in sample.get("answers", {}) if isinstance(sample.get("answers"), dict) else ():
        if name.partition(".")[0] not in definition.by_key:
            yield Unfit("sample_unknown_answer", sample=sample.get("name", ""), name=name)


def _unmet(definition: Definition, sample: Mapping[str, Any]) -> Iterator[Unfit]:
    run = run_sample(definition, sample)
    for part, expected in sample.get("expect", {}).items():
        found = _FOUND[part](run)
        if part == "computed":
            unmet = {
                name: found.get(name) for name in expected if found.get(name) != expected[name]
            }
            if unmet:
                wanted = {name: expected[name] for name in unmet}
                yield _broken(definition, sample, part, wanted, unmet)
        elif part in ("path", "refused"):
            if list(found) != list(expected):
                yield _broken(definition, sample, part, expected, found)
        elif missing := [address for address in expected if address not in found]:
            yield _broken(definition, sample, part, missing, [])


_FOUND: Mapping[str, Callable[[Answered], Any]] = {
    "path": lambda run: run.outcome.path,
    "shown": lambda run: run.outcome.shown,
    "hidden": lambda run: run.outcome.hidden,
    "required": lambda run: run.outcome.required,
    "refused": lambda run: [problem.address for problem in run.problems],
    "computed": lambda run: run.outcome.computed,
}


def _broken(
    definition: Definition, sample: Mapping[str, Any], part: str, expected: Any, found: Any
) -> Unfit:
    return Unfit(
        "sample_broken",
        sample=sample.get("name", ""),
        what=EXPECTED[part],
        expected=_said(definition, expected),
        found=_said(definition, found),
    )


def _said(definition: Definition, found: Any) -> Mapping[str, str]:
    words = {}
    for language, nothing in (("zh", "没有"), ("en", "nothing")):
        voice = Voice(definition, language)
        names = [
            voice.name(address.rpartition(".")[2])
            + (f" {found[address]}" if isinstance(found, dict) else "")
            for address in found
        ]
        words[language] = "、".join(names) or nothing
    return words

"""A sentence in both languages, with its code and values kept beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Value = str | int | float


@dataclass(frozen=True)
class Sentence:
    """A fragment such as "周六上午有空": said in Chinese and English, storable as code + values."""

    code: str
    zh: str
    en: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, language: str) -> str:
        """The words in ``zh…`` or, for any other language, in English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Wording:
    """A template of a sentence: ``str.format`` patterns in both languages."""

    code: str
    zh: str
    en: str

    def fill(self, **values: Value) -> Sentence:
        """The sentence with its values put in."""
        zh, en = self.zh.format(**values), self.en.format(**values)
        return Sentence(self.code, zh, en, MappingProxyType(values))


def joined(sentences: list[Sentence]) -> Sentence:
    """Several fragments as one reason."""
    return Sentence(
        code="+".join(sentence.code for sentence in sentences),
        zh="；".join(sentence.zh for sentence in sentences),
        en="; ".join(sentence.en for sentence in sentences),
    )

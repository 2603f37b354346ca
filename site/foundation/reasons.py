"""Why a value was not accepted: a code for programs, values, and a sentence in two languages."""

from collections.abc import Mapping

Sentences = Mapping[str, Mapping[str, str]]


def sentence(table: Sentences, code: str, params: Mapping[str, object], language: str) -> str:
    """Return the sentence of `code` from `table` in `language` ("zh" or "en"), values filled in.

    Raises KeyError when the table knows no such code: a code without words is a mistake of ours.
    """
    words = table[code]
    short = "zh" if language.lower().startswith("zh") else "en"
    return words[short].format(**params)


class Unacceptable(ValueError):
    """A value that cannot be what it should be; `code` and `params` say why, `say` says it."""

    sentences: Sentences = {}

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def say(self, language: str = "zh") -> str:
        """Say what is wrong and what to do, in `language` ("zh…" is Chinese, else English)."""
        return sentence(self.sentences, self.code, self.params, language)

    def __str__(self) -> str:
        return self.say("zh")

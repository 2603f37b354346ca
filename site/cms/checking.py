"""What an editor should look at again before a page goes out. Data in, findings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

LONGEST_SENTENCE = 60
LONGEST_PARAGRAPH = 220

_SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+")
_PHONE_LIKE = re.compile(r"(?<![\d./:-])(?:\+?86[- ]?)?[\d][\d \-—－()（）]{5,16}\d(?![\d./:-])")
_GOOD_PHONES = (
    re.compile(r"1[3-9]\d{9}"),
    re.compile(r"0\d{2,3}-?[2-8]\d{6,7}"),
    re.compile(r"400-?\d{3}-?\d{4}"),
    re.compile(r"1(?:1[0249]|2[0-9])\d{0,3}|12[0-9]{3}|9\d{4}"),
    re.compile(r"[2-8]\d{6,7}"),
)
_DATE_LIKE = re.compile(r"(?:19|20)\d{2}[-—－ ]?\d{1,2}[-—－ ]?\d{1,2}|\d{1,2}[-—－]\d{1,2}")
_SHOUTING = re.compile(r"[！!]{2,}|[？?]{3,}")
_HERE = re.compile(r"^(?:点击)?(?:这里|此处|点击|链接|查看|详情)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a `code` that the panel explains, and the words that it is about."""

    code: str
    words: str = ""

    @property
    def mark(self) -> str:
        """The first words without signs: the checks panel shows them where it names an element."""
        return re.sub(r"\W", "", self.words)[:14]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without white space round them."""
    return [found.strip() for found in _SENTENCE_ENDS.split(text) if found.strip()]


def long_sentences(text: str) -> Iterator[Finding]:
    """Find the sentences that nobody reads to their end."""
    for sentence in sentences(text):
        if len(sentence) > LONGEST_SENTENCE:
            yield Finding("long-sentence", sentence)


def strange_phones(text: str) -> Iterator[Finding]:
    """Find what looks like a phone number and can be none."""
    for found in _PHONE_LIKE.findall(text):
        if not is_phone(found) and not _DATE_LIKE.fullmatch(found.strip()):
            yield Finding("strange-phone", found.strip())


def is_phone(text: str) -> bool:
    """Say whether a text is a mobile, landline, service or hotline number."""
    digits = re.sub(r"[ ()（）]", "", text).replace("—", "-").replace("－", "-")
    digits = re.sub(r"^(?:\+?86-?)(?=1\d{10}$)", "", digits)
    plain = digits if re.fullmatch(r"0\d{2,3}-\d{7,8}", digits) else digits.replace("-", "")
    return any(good.fullmatch(plain) for good in _GOOD_PHONES)


def shouting(text: str) -> Iterator[Finding]:
    """Find exclamation marks in a row."""
    for sentence in re.findall(r"[^。！？!?\n]*[！!？?]{2,}", text):
        if _SHOUTING.search(sentence):
            yield Finding("shouting", sentence.strip())


def empty_links(labels: Iterable[str]) -> Iterator[Finding]:
    """Find links whose words do not say where they lead."""
    for label in labels:
        if _HERE.fullmatch(label.strip()):
            yield Finding("empty-link", label.strip())


def gathering_times(starts_at: datetime | None, ends_at: datetime | None) -> Iterator[Finding]:
    """Find a missing time, and one that is longer than half a day."""
    if starts_at is None or ends_at is None:
        yield Finding("no-date")
    elif (ends_at - starts_at).total_seconds() > 12 * 3600:
        yield Finding("long-gathering")


def of_text(text: str) -> list[Finding]:
    """Return what there is to look at in running text."""
    return [*long_sentences(text), *strange_phones(text), *shouting(text)]

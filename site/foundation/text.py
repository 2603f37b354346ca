"""Chinese and Latin text: cleaned, spelled in pinyin, cut for search, shown in short."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD_OR_CJK_RUN = re.compile(f"[{CJK}]+|[^\\W_{CJK}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_STEERING = frozenset({"Cc", "Cf", "Cs"})
_SPACES = re.compile(r"\s+")
_BETWEEN_CJK = re.compile(f"(?<=[{CJK}]) +(?=[{CJK}])")
_MIDDLE_DOTS = re.compile(r" *[·•・‧∙⋅・･.．] *")
WALKING_METRES_PER_MINUTE = 75

# Surnames whose reading differs from that of the same character elsewhere.
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "盖": "ge", "朴": "piao",
    "区": "ou", "任": "ren", "华": "hua", "翟": "zhai", "召": "shao", "乐": "yue", "员": "yun",
    "折": "she", "种": "chong", "缪": "miao", "秘": "bi", "冼": "xian", "燕": "yan", "黑": "he",
    "隗": "wei", "葛": "ge", "逄": "pang", "尉": "wei", "纪": "ji", "宁": "ning", "应": "ying",
    "繁": "po", "牟": "mu", "覃": "qin", "佴": "nai", "祭": "zhai", "重": "chong", "车": "che",
}  # fmt: skip
COMPOUND_SURNAME_READINGS = {
    "欧阳": ("ou", "yang"), "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"), "单于": ("chan", "yu"),
    "诸葛": ("zhu", "ge"), "上官": ("shang", "guan"), "司马": ("si", "ma"),
    "令狐": ("ling", "hu"), "皇甫": ("huang", "fu"), "夏侯": ("xia", "hou"),
    "慕容": ("mu", "rong"), "宇文": ("yu", "wen"), "东方": ("dong", "fang"),
    "公孙": ("gong", "sun"), "轩辕": ("xuan", "yuan"), "端木": ("duan", "mu"),
    "呼延": ("hu", "yan"), "钟离": ("zhong", "li"), "濮阳": ("pu", "yang"),
}  # fmt: skip

_SHORTENINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村村民委员会", "村"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits and signs as half-width (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def visible(text: str) -> str:
    """Return `text` without signs that steer or hide it: control, bidirectional, zero width.

    Its lines stay as they are.
    """
    return "".join(
        sign for sign in text if sign in "\n\r\t" or unicodedata.category(sign) not in _STEERING
    )


def squeezed(text: str) -> str:
    """Return `text` without invisible marks, its white space (also line breaks) as one space."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def cleaned(text: str) -> str:
    """Return `text` half-width and squeezed."""
    return squeezed(half_width(text))


def cleaned_name(text: str) -> str:
    """Return a person's name as it is kept.

    Spaces between Chinese characters go (张 伟 is 张伟), those between Latin words stay, and every
    kind of dot inside a Chinese name becomes the middle dot (阿依古丽·买买提).
    """
    name = _BETWEEN_CJK.sub("", cleaned(text))
    return _MIDDLE_DOTS.sub("·", name) if _CJK_RUN.search(name) else name


def is_cjk(text: str) -> bool:
    """Say whether `text` is made of Chinese characters only."""
    return _CJK_RUN.fullmatch(text) is not None


def pinyin(text: str) -> str:
    """Return `text` in toneless pinyin, joined, lower case: 百花公园 is baihuagongyuan."""
    return "".join(lazy_pinyin(half_width(text))).lower()


@lru_cache(maxsize=65_536)
def _reading(character: str) -> str:
    return lazy_pinyin(character)[0]


def name_syllables(name: str) -> list[str]:
    """Return the syllables of a person's name, the surname read as a surname (单 is shan)."""
    clean = cleaned_name(name)
    surname = COMPOUND_SURNAME_READINGS.get(clean[:2]) if len(clean) > 2 else None
    if surname:
        return [*surname, *map(_reading, clean[2:])]
    if clean[:1] in SURNAME_READINGS:
        return [SURNAME_READINGS[clean[0]], *map(_reading, clean[1:])]
    if is_cjk(clean):
        return [_reading(character) for character in clean]
    return [part.lower() for part in lazy_pinyin(clean)]


def name_pinyin(name: str) -> str:
    """Return a person's name in pinyin, joined: 单一禾 is shanyihe."""
    return "".join(re.findall(r"[a-z0-9]+", "".join(name_syllables(name)).lower()))


def name_initials(name: str) -> str:
    """Return the initials of a person's name: 单一禾 is syh."""
    return "".join(found[0] for found in re.findall(r"[a-z0-9]+", " ".join(name_syllables(name))))


def initials(text: str) -> str:
    """Return the first letters of the pinyin of `text`: 历城区 is lcq."""
    parts = lazy_pinyin(half_width(text), style=Style.FIRST_LETTER)
    return "".join(re.findall(r"[a-z0-9]+", "".join(parts).lower()))


def slug(text: str, *, length: int = 80) -> str:
    """Return an ASCII slug of `text`, Chinese as pinyin: 志愿服务 2026 is zhi-yuan-fu-wu-2026.

    Never longer than `length`, cut at a word where one ends; empty when nothing can be spelled.
    """
    spelled = " ".join(lazy_pinyin(half_width(text)))
    folded = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    whole = "-".join(re.findall(r"[a-z0-9]+", folded))
    if len(whole) <= length:
        return whole
    cut = whole[: length + 1].rpartition("-")[0]
    return cut or whole[:length]


def bigrams(run: str) -> list[str]:
    """Return the search tokens of a run of Chinese: 志愿服务 is 志愿 愿服 服务 务.

    The last character stands alone so that a one-character query finds it by prefix.
    """
    return [*phrase_bigrams(run), run[-1]] if len(run) > 1 else list(run)


def phrase_bigrams(run: str) -> list[str]:
    """Return the bigrams of a queried run, without the last character alone: 志愿 愿服 服务."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or list(run)


def search_text(text: str) -> str:
    """Return `text` as it is indexed: Chinese runs as bigrams, other words as they are."""
    return " ".join(" ".join(bigrams(run)) if is_cjk(run) else run for run in _runs(text))


def search_phrases(query: str) -> list[list[str]]:
    """Return what a query asks for: each run a phrase of adjacent tokens, all of them wanted.

    A phrase of one single Chinese character is to be matched as a prefix.
    """
    return [phrase_bigrams(run) if is_cjk(run) else [run] for run in _runs(query)]


def _runs(text: str) -> Iterator[str]:
    for found in _WORD_OR_CJK_RUN.finditer(half_width(text).lower()):
        yield found.group()


def query_terms(query: str) -> list[str]:
    """Return the words and Chinese runs of a query, as they are to be highlighted."""
    return list(dict.fromkeys(_runs(query)))


def excerpt(text: str, terms: Sequence[str], *, length: int = 90) -> list[tuple[str, bool]]:
    """Return a part of `text` round the first hit, as pieces (text, whether it is a hit).

    Without a hit the beginning is shown. An ellipsis marks what was left out. Pieces hold plain
    text: whoever shows them escapes them.
    """
    flat = squeezed(text)
    wanted = [re.escape(term) for term in sorted(terms, key=len, reverse=True) if term]
    pattern = re.compile("|".join(wanted), re.IGNORECASE) if wanted else None
    first = pattern.search(flat) if pattern else None
    start = max(0, min(first.start() - length // 3, len(flat) - length)) if first else 0
    part = flat[start : start + length]
    pieces = list(_pieces(part, pattern))
    before = [("…", False)] if start else []
    after = [("…", False)] if start + length < len(flat) else []
    return before + pieces + after


def _pieces(part: str, pattern: re.Pattern[str] | None) -> Iterator[tuple[str, bool]]:
    place = 0
    for found in pattern.finditer(part) if pattern else ():
        if found.start() > place:
            yield part[place : found.start()], False
        yield found.group(), True
        place = found.end()
    if place < len(part):
        yield part[place:], False


def short_area_name(name: str) -> str:
    """Return an area's name as people say it: 百花公园社区居民委员会 is 百花公园社区."""
    for ending, short in _SHORTENINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + short
    return name


def walking_minutes(metres: float) -> int:
    """Return the minutes that an unhurried walk of `metres` takes, at least 1."""
    return max(1, round(metres / WALKING_METRES_PER_MINUTE))


def distance_in_words(metres: float, language: str = "zh") -> str:
    """Say a distance: 约 650 米 · 步行 9 分钟; above three kilometres without the walk."""
    chinese = language.lower().startswith("zh")
    if metres < 1000:
        rounded = max(10, round(metres / 10) * 10)
        length = f"约 {rounded} 米" if chinese else f"about {rounded} m"
    else:
        length = f"约 {metres / 1000:.1f} 公里" if chinese else f"about {metres / 1000:.1f} km"
    if metres > 3000:
        return length
    minutes = walking_minutes(metres)
    return f"{length} · 步行 {minutes} 分钟" if chinese else f"{length} · {minutes} min walk"


def first_words(text: str, most: int) -> str:
    """Return the first sentence of `text` without its stop, at most `most` characters of it."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    for stop in "。！？；!?;":
        first = first.partition(stop)[0]
    return first if len(first) <= most else f"{first[: most - 1]}…"

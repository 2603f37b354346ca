"""Writes rosters as dirty as those of real offices, the same ones for the same seed."""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from foundation.identifiers import id_check_digit

HEADER = [
    "序号",
    "姓 名",
    "性别",
    "出生\n年月",
    "身份证号码",
    "手机号（必填）",
    "部门",
    "家庭住址所在社区",
    "所属街道",
    "特长",
    "邮箱",
    "备注",
]
_SURNAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_GIVEN = "一二三四五六七八九十春夏秋冬东南西北梅兰竹菊山川云禾"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Place:
    """A community with the name of its street."""

    street: str
    name: str


def id_number(born: date, order: int, region: str = "370112") -> str:
    """Return a well-formed ID number of nobody in particular."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + id_check_digit(body)


def dirty_rows(
    count: int, places: Sequence[Place], skills: Sequence[str], seed: int
) -> Iterator[list[object]]:
    """Yield `count` rows, about one in six of them dirty in one of the usual ways."""
    chance = random.Random(seed)
    rows: list[list[object]] = []
    for number in range(1, count + 1):
        if rows and chance.random() < 0.01:
            row = [number, *chance.choice(rows[-200:])[1:]]
        else:
            row = _row(number, places, skills, chance)
            if chance.random() < 0.15:
                _spoil(row, chance)
        rows.append(row)
        yield row


def _row(
    number: int, places: Sequence[Place], skills: Sequence[str], chance: random.Random
) -> list[object]:
    born = date(1966, 1, 1) + timedelta(days=chance.randrange(365 * 38))
    order = chance.randrange(1000)
    place = chance.choice(places)
    return [
        number,
        "".join([chance.choice(_SURNAMES), *chance.choices(_GIVEN, k=chance.choice((1, 2, 2)))]),
        "男" if order % 2 else "女",
        born.strftime("%Y-%m-%d"),
        id_number(born, order),
        f"1{chance.choice('3578')}{number:09d}",
        f"第{chance.randrange(1, 20)}科室",
        place.name,
        place.street,
        "、".join(chance.sample(list(skills), k=chance.choice((0, 1, 1, 2)))),
        f"u{number}@example.cn" if chance.random() < 0.3 else None,
        None,
    ]


def _spoil(row: list[object], chance: random.Random) -> None:
    """Make one cell of the row as offices leave it."""
    born, name, mobile, community = str(row[3]), str(row[1]), str(row[5]), str(row[7])
    year, month, day = (int(part) for part in born.split("-"))
    spoilt: dict[int, object]
    spoilt = chance.choice(
        [
            {1: f"{name[0]}　{name[1:]}"},
            {5: f"+86 {mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"},
            {5: mobile.translate(_FULL_WIDTH)},
            {5: int(mobile)},
            {5: f"{mobile[:3]}****{mobile[-4:]}"},
            {5: "1.38E+10"},
            {5: mobile[:-1]},
            {5: None},
            {3: row[4], 4: None},
            {3: f"{year}.{month}.{day}"},
            {3: f"{year}年{month}月"},
            {3: date(year, month, day)},
            {3: (date(year, month, day) - date(1899, 12, 30)).days},
            {3: f"{year % 100:02d}/{month}/{day}"},
            {4: float(str(row[4])[:17] + "0")},
            {4: f" {str(row[4]).lower()} "},
            {4: None},
            {2: "女" if row[2] == "男" else "男"},
            {7: "远方的家园社区"},
            {7: f"{row[8]}{community}"},
            {7: community.replace("居民委员会", "居委会").replace("村民委员会", "村委会")},
            {8: None},
            {9: "打太极，会吆喝"},
            {10: "没有"},
            {1: f"{name}（书记）"},
        ]
    )
    for column, value in spoilt.items():
        row[column] = value


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], title: str) -> None:
    """Write an .xlsx with two title rows above the header and a note below the list."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append([title])
    sheet.append(["填报日期：2026年11月"])
    sheet.append(HEADER)
    for row in rows:
        sheet.append(list(row))
    sheet.append([f"合计：{len(rows)} 人"])
    book.save(path)


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "gb18030") -> None:
    """Write the same as .csv."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)

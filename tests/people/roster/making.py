"""Makes small rosters as files and plans them, so that a test only says what is odd."""

import io
from datetime import date

from openpyxl import Workbook

from foundation.identifiers import id_check_digit
from people.roster.areas import Area, AreaIndex
from people.roster.drafting import Setting, draft
from people.roster.headers import choose_sheet
from people.roster.planning import Known, Plan, plan
from people.roster.reading import read_sheets

TODAY = date(2026, 11, 21)
UNIT = "U1"
TITLES = ["姓名", "性别", "出生日期", "身份证号", "手机号", "街道", "居住社区", "特长", "邮箱"]
AREAS = [
    Area("3701", "city", "济南市", ""),
    Area("370112", "district", "历城区", "3701"),
    Area("370199", "district", "样例区", "3701"),
    Area("370112001", "street", "和风街道", "370112"),
    Area("370112002", "street", "细雨街道", "370112"),
    Area("370199001", "street", "远山镇", "370199"),
    Area("370112001001", "community", "百花园社区居民委员会", "370112001"),
    Area("370112001002", "community", "东关社区居民委员会", "370112001"),
    Area("370112002001", "community", "东关社区居民委员会", "370112002"),
    Area("370112002002", "community", "柳下居民委员会", "370112002"),
    Area("370199001001", "community", "小桥村村民委员会", "370199001"),
    Area("370199001002", "community", "流水村民委员会", "370199001"),
]
SKILLS = {"水电维修": "repair", "理发": "haircut", "急救": "first_aid"}


def id_number(born="19850302", order="001", region="370112"):
    body = f"{region}{born}{order}"
    return body + id_check_digit(body)


ANN = {
    "姓名": "甲一禾",
    "性别": "男",
    "出生日期": "1985-03-02",
    "身份证号": id_number(),
    "手机号": "13800000001",
    "街道": "和风街道",
    "居住社区": "百花园社区",
    "特长": "理发",
    "邮箱": "a@example.cn",
}


def xlsx(rows, *, merged=(), sheets=(), title="名单"):
    """Return the bytes of a workbook whose first sheet holds `rows`."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for name, more in sheets:
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def row_of(person, titles=TITLES):
    return [person.get(title) for title in titles]


def setting(**changes):
    values = {
        "unit_code": UNIT,
        "unit_name": "样例市样例局",
        "units": {"样例市样例局": UNIT, "样例市另一局": "U2"},
        "areas": AreaIndex(AREAS),
        "skills": SKILLS.get,
        "today": TODAY,
    }
    return Setting(**{**values, **changes})


def digest(kind, text):
    return f"{kind}:{text}"


def read(content):
    return choose_sheet(read_sheets(io.BytesIO(content)))


def planned(content, known=(), **more) -> Plan:
    """Read and plan a whole file against the known people."""
    sheet, header = read(content)
    register = Known(known, UNIT, digest, **more)
    return plan(draft(sheet, header, setting()), register, AreaIndex(AREAS).name)


def planned_people(*people, known=(), titles=TITLES, **more) -> Plan:
    """Plan a clean .xlsx with these people as rows 2, 3, …."""
    return planned(xlsx([titles, *[row_of(person, titles) for person in people]]), known, **more)


def codes(outcome):
    """Return the codes of the refusals and of the warnings of an outcome."""
    return [one.code for one in outcome.refusals], [one.code for one in outcome.warnings]

"""Dates, deadlines and periods.

A *deadline* says by when (``到2025年底``, ``2019年12月前``, ``“十四五”末``, ``三年内``); a *period* says from when to when (``2021—2023年``,
``“十四五”期间``); a *date* is a day on which something was issued.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from zhijiao_data.grammar.numerals import parse_numeral

YEAR = r"(?:19|20)\d\d"
_FIVE_YEAR = "十[一二三四五六七八九]五"
#: First year of the plan that carries the number: the 1st ran 1953–57; from the 6th on (1981) they follow each other every five years.
_SIXTH_FIVE_YEAR_PLAN = 1981

DATE = re.compile(
    rf"(?P<year>{YEAR}|二[〇零O]\w\w)年(?P<month>[\d一二三四五六七八九十]{{1,3}})月(?P<day>[\d一二三四五六七八九十]{{1,3}})[日号]"
)
PERIOD = re.compile(rf"(?P<start>{YEAR})年?[-—至到]{{1,2}}(?P<end>{YEAR})(?:年|学年|(?=\D|$))")

_PLAN_OF = re.compile(rf"[“\"]?({_FIVE_YEAR})[”\"]?(?!以来)")
_YEAR_OF = re.compile(rf"(?<!\d)({YEAR})年(?:度)?(?=[^，。]{{0,60}}(?:方案|要点|计划|安排|任务|清单|台账)$)")

_DEADLINE = re.compile(
    rf"""
    (?:到|至|在|于|截至|截止|自|从)?
    (?:
      (?P<from>{YEAR})年?[-—至到](?P<to>{YEAR})学?年度?(?:期间|间|内)?
    | (?P<year>{YEAR})年(?:度)?
      (?:(?:(?P<month2>\d{{1,2}})[-—至])?(?P<month>\d{{1,2}})月份?(?:(?P<day>\d{{1,2}})日)?)?
      (?P<half>上半年|下半年|年底|底|年末|末|初|[一二三四]季度)?
      (?P<before>之?以?前|以内|内)?
    | (?<![年\d月-])(?P<bare_month>1[0-2]|[1-9])月(?:(?P<bare_day>[12]\d|3[01]|[1-9])日|(?P<bare_end>[底末]|[上中下]旬))(?P<bare_before>之?前|以前)?
    | (?<![\d年度每])(?:今年|本年度?)?(?P<bare_half>上半年(?:之?前)?|(?:下半年|年底|年末|[一二三四]季度)(?:之?前|末|内))
    | [“"]?(?P<fyp>{_FIVE_YEAR})[”"]?(?:(?:规划)?(?P<fypend>期?末|收官|结束|中后期|末期)|(?P<fypspan>期间|时期|期内|规划期|以来))
    | (?:在|用|经过|通过|利用|力争用|今后|未来|近)?(?P<years>[一二三四五六七八九十]|\d{{1,2}})(?:[-—至到](?P<years2>\d{{1,2}}|[一二三四五六七八九十]))?年(?:左右|时间){{0,2}}(?P<within>之?内|的?努力|时间)
    | (?:经过|通过|利用|力争用|用|今后|未来)(?P<hyears>[一二三四五六七八九十]|\d{{1,2}})(?:[-—至到](?P<hyears2>\d{{1,2}}|[一二三四五六七八九十]))?年(?:左右)?(?:的?时间|(?=[，内间]))
    )""",
    re.VERBOSE,
)
#: What a text must hold for a deadline to be in it.
SIGNS = r"\d学?年|\d日|\d月[底末上中下]|上半年|年[底末]|季度|十[一二三四五六七八九]五|年[之]?[内时左]|(?:经过|通过|利用|今后|未来|用)[一二三四五六七八九十\d]"
_COMPARED = re.compile(r"(?:较|比|由|从|自|与|相较|超过|以)$")
_DEADLINE_GATE = re.compile(SIGNS)
_BEGINS = re.compile(r"以来|度报|之后|以后|起|开始|后[，]")
_QUARTER = {
    "一季度": 3,
    "二季度": 6,
    "三季度": 9,
    "四季度": 12,
    "上半年": 6,
    "下半年": 12,
    "底": 12,
    "年底": 12,
    "末": 12,
    "年末": 12,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: years and month, the words that say so and how (``stated``, ``five_year_plan``, ``relative``)."""

    start: int
    end: int
    start_year: int | None
    year: int | None
    month: int | None
    basis: str
    years_from_issue: int | None = None


def five_year_plan(name: str) -> tuple[int, int]:
    """First and last year of a five-year plan: ``十四五`` → ``(2021, 2025)``."""
    number = parse_numeral(name[:-1])
    if number is None or not name.endswith("五"):
        raise ValueError(f"{name!r} names no five-year plan; expected e.g. 十四五")
    first = _SIXTH_FIVE_YEAR_PLAN + 5 * (int(number) - 6)
    return first, first + 4


def find_deadlines(sentence: str) -> list[Deadline]:
    """All expressions of time by which (or within which) something is to be done, in order. Empty for dates of what has been."""
    if not _DEADLINE_GATE.search(sentence):
        return []
    found = []
    for match in _DEADLINE.finditer(sentence):
        deadline = _deadline(match)
        if deadline is not None:
            found.append(deadline)
    return found


def _deadline(match: re.Match[str]) -> Deadline | None:
    part = match.groupdict()
    words = match[0]
    if (
        words.startswith(("截至", "截止", "自", "从"))
        or _COMPARED.search(match.string, 0, match.start())
        or part["fypspan"] == "以来"
    ):
        return None
    if _BEGINS.match(match.string, match.end()):  # 2016年起, 2017年9月之后: a start, not a deadline
        return None
    if part["from"]:
        return Deadline(match.start(), match.end(), int(part["from"]), int(part["to"]), None, "stated")
    if part["year"]:
        month = int(part["month"]) if part["month"] else _QUARTER.get(part["half"] or "")
        if month is not None and not 1 <= month <= 12:
            month = None
        return Deadline(match.start(), match.end(), None, int(part["year"]), month, "stated")
    if part["fyp"]:
        first, last = five_year_plan(part["fyp"])
        return Deadline(match.start(), match.end(), first if part["fypspan"] else None, last, None, "five_year_plan")
    if part["bare_month"]:
        return (
            Deadline(match.start(), match.end(), None, None, int(part["bare_month"]), "relative", 0)
            if part["bare_before"]
            else None
        )
    if part["bare_half"]:
        month = next(_QUARTER[name] for name in _QUARTER if part["bare_half"].startswith(name))
        return Deadline(match.start(), match.end(), None, None, month, "relative", 0)
    years = part["years2"] or part["years"] or part["hyears2"] or part["hyears"]
    count = parse_numeral(years)
    return Deadline(match.start(), match.end(), None, None, None, "relative", None if count is None else int(count))


def find_period(title: str) -> tuple[int, int] | None:
    """The period that a title states, ``None`` if it states none.

    >>> [find_period(t) for t in ("某市行动计划(2023-2025年)", "某市“十四五”教育规划", "某市2024年工作要点", "某市实施方案")]
    [(2023, 2025), (2021, 2025), (2024, 2024), None]
    """
    last = None
    for match in PERIOD.finditer(title):
        start, end = int(match["start"]), int(match["end"])
        if start <= end <= start + 30:
            last = (start, end)
    if last is None and (plan := _PLAN_OF.search(title)):
        return five_year_plan(plan[1])
    if last is None and (single := _YEAR_OF.search(title)):
        return int(single[1]), int(single[1])
    return last


def parse_date(text: str) -> str | None:
    """The first day named in ``text`` as an ISO date, Arabic or Chinese; ``None`` if there is none or the day does not exist."""
    for match in DATE.finditer(text):
        year, month, day = (parse_numeral(match[name].replace("O", "〇")) for name in ("year", "month", "day"))
        if year and month and day and _exists(int(year), int(month), int(day)):
            return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    return None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]

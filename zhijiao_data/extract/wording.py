"""What a target counts: the noun, its grade, the whole of a share and whom it binds, read from the words around a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives

GRADE = re.compile(
    r"(?:世界级|国家级|省部级|部级|省市级|市区级|区县级|省级|自治区级|市级|州级|区级|县级|乡镇级|校级|院级|国家(?=双|高水平|优质|示范|骨干|重点|规划教材|技能|一流|“双))(?:[及或]?以上)?(?!财政|部门|层面|相关|有关|各部门|统筹|政府|推介|要求|单项|规定|各单项|教育行政)"
)
_TRIM_END = re.compile(r"(?:的|并|且|数量|总数|数|分别|各|共|新|约|为|达|：|、|\(|按|占|到|在|是|有|至|等)+$")
_REACH_END = re.compile(
    r"(?:(?:总体|基本|原则上|力争|争取|确保|要求|应|须|必须|逐步|稳定|每年|年均|同比|平均)*(?:达到|达|提高到|提升到|提高至|提升至|增加到|增加至|增长到|扩大到|扩大至|保持在|保持|维持在|维持|稳定在|控制在|实现|占|为|递增|增加|增长|提高|提升|超过|突破|不低于|不少于|减少|下降|降低)到?)$"
)
_LEADING = re.compile(r"^(?:其中|并|且|同时|此外|使|让|把|将|对|至|到|要|并且|以及|和|与|及|新|再|的|、|“(?=$)|[，：；])+")
_WHOLE = re.compile(r"(?P<part>[^占]{1,40})占(?P<whole>[^占]{2,24}?)(?:的)?(?:比例|比重|总数|总量|比)?$|(?P<whole2>[^，。中]{2,20})中的?[^，。]{2,30}(?:占比|比例|比重)$|在(?P<whole3>[^，。中]{2,20})中的?(?:占比|比例|比重)$")
_RATE_WHOLE = re.compile(r"(?P<whole>毕业生|在校生|学生|教师|适龄儿童|劳动者|从业人员|就业人员|学校|班级)[^，。]{0,24}(?:率|比例)$")
_SCOPE = re.compile(
    r"^(?P<scope>全[国省市区县州镇乡校](?![性(])|区域内[\u4e00-\u9fff]{0,6}(?:学校|院校)?|[区市县省]内(?:[\u4e00-\u9fff]{0,6}(?:学校|院校))?|在[\u4e00-\u9fff](?:高校|院校)|各[\u4e00-\u9fff]{1,8}?(?:学校|院校|单位|[县市区])|所有[\u4e00-\u9fff]{1,8}?(?:学校|院校)"
    r"|(?:公办|民办)?(?:中职|高职|中等职业|高等职业|职业|技工|普通)(?:学校|院校)(?:教师)?|[\u4e00-\u9fff]{2,12}(?:基地)?院校|中小学校?|[\u4e00-\u9fff]{2,10}(?:职业技术学校|学院))(?:应|要|须|必须)?"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The counted thing in the document's words and what qualifies it; all ``None`` where nothing is written."""

    text: str | None
    denominator: str | None
    scope: str | None
    grade: str | None


@cache
def lead_verbs() -> re.Pattern[str]:
    """Verbs, markers and adverbs at the front of a counted thing's name."""
    return re.compile(rf"^(?:{alternatives('verb.lead', 'modality.mandatory', 'modality.aspirational', 'modality.enabling')})(?=[\u4e00-\u9fff“\d(])")


def noun_after(words: str) -> str:
    """The counted thing that follows a number: ``3所国家级优质中职学校``."""
    noun = re.sub(r"^(?:的|以上|左右|具体)+(?=[\u4e00-\u9fff“])", "", words)
    return noun.strip("，。；：、 ").removesuffix("等") if len(noun) > 1 else noun


def noun_before(words: str, date_spans: str = "") -> str:
    """The counted thing that precedes a number: ``培育产教融合型企业3个``. Verbs in front of it and the verb that reaches the number are taken off."""
    noun = words.rstrip("，：； ")
    previous = None
    while noun != previous:
        previous = noun
        noun = _REACH_END.sub("", noun)
        noun = _TRIM_END.sub("", noun) if len(noun) > 3 else noun
    return strip_lead(noun)


def strip_lead(noun: str) -> str:
    """Take verbs, markers and connectives off the front of a noun phrase, as long as enough of it is left."""
    previous = None
    while noun != previous:
        previous = noun
        noun = _LEADING.sub("", noun)
        match = lead_verbs().match(noun)
        if match and len(noun) - match.end() >= 2:
            noun = noun[match.end() :]
    return noun.strip("，。；：、 ")


def denominator_of(noun: str, written: str | None) -> str | None:
    """The whole of which a share is taken: written before the number (总课时的20%), or named in the noun (占就业人员比例, 专业课教师中的…占比)."""
    if written:
        return written.removeprefix("占")
    match = _WHOLE.search(noun)
    if match:
        whole = match["whole"] or match["whole2"] or match["whole3"]
        return whole.split("，")[-1] if whole else None
    rate = _RATE_WHOLE.search(noun)
    return rate["whole"] if rate else None


def grade_of(words: str) -> str | None:
    """The grade of the counted thing as written: 国家级, 市级及以上 …"""
    found = None
    for found in GRADE.finditer(words):
        pass
    return None if found is None else ("国家级" if found[0] == "国家" else found[0])


def scope_of(subject: str) -> str | None:
    """Whom or where a target binds, if the clause opens with it."""
    match = _SCOPE.match(strip_lead(subject))
    return match["scope"].removeprefix("所有").removesuffix("各") if match else None

"""What a target counts: the noun, its grade, the whole of a share and whom it binds, read from the words around a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives, words
from zhijiao_data.grammar.patterns import last_match

_GRADE = re.compile(
    r"(?:世界级|国家级|省部级|部级|省市级|市区级|区县级|省级|自治区级|市级|州级|区级|县级|乡镇级|校级|院级|国家(?=双|高水平|优质|示范|骨干|重点|规划教材|技能|一流|“双))(?:[及或]?以上)?"
    r"(?!财政|部门|层面|相关|有关|各部门|统筹|政府|推介|要求|单项|规定|各单项|教育行政)"
)
_TRIM_END = re.compile(
    r"(?:的|有|并|且|分别|各|共|约|：|、|\(|按|占|到|在|是|至|等|基本|全面|总体|原则上|一般|应当|应该|应|须|确保|均|已|每年|每[一二两三四五六七八九十\d]+年|“两个|“)+$"
)
_REACH_END = re.compile(
    r"(?:(?:总体|基本|原则上|力争|争取|确保|要求|应|须|必须|逐步|稳定|每年|年均|同比|平均)*(?:达到|达|提高到|提升到|提高至|提升至|增加到|增加至|增长到|扩大到|扩大至|升至|保持在|保持|维持在|维持|稳定在|控制在|实现|占|为|递增|增加|增长|提高|提升|超过|突破|不低于|不少于|减少|下降|降低)[到至]?)$"
)
_LEADING = re.compile(
    r"^(?:其中|并|且|同时|此外|使|让|把|将|对|至|到|要(?![求素点领件])|以及|和|与|及|再|的|、|总体(?=保持)|每[一二三四五六七八九十\d]*个?(?:年|学年|学期|月|周)|每[个名位所]?(?:学生|教师|人|校|县)|[，：；])+"
)
_SHARE = re.compile(r"^(?P<part>[^占]{2,60}?)(?:原则上|力争)?占(?!地)(?P<whole>[^占]{2,24}?)的?$")
_OF_A_BASE = re.compile(r"^(?P<part>[^，]{2,40}?)达到?(?![标成])(?P<whole>[^达，]{2,20})$")
_WHOLE = re.compile(
    r"占(?P<whole>[^占]{2,24}?)的?(?:比例|比重)$|(?P<whole2>[^，。中]{2,20})中的?[^，。]{2,30}(?:占比|比例|比重)$|在(?P<whole3>[^，。中]{2,20})中的?(?:占比|比例|比重)$"
    r"|^(?P<whole4>[^，。]{2,16}?)(?:安排|支出|投入)?用于[^，。]{2,16}(?:比例|比重)$"
)
_RATE_WHOLE = re.compile(
    r"^(?P<whole>[^，。、的]{0,10}?(?:毕业生|在校生|学生|教师|适龄儿童|劳动者|从业人员|就业人员))[^，。]{0,24}(?:率|比例)$"
)
_PEOPLE = "教师|学生|老师|校长|教研员|企业|单位|部门"
_SCOPE = re.compile(
    r"^(?P<scope>全[国省市区县州镇乡校](?![性(民面体局])(?:各级各类|中小)?(?:学校)?|(?:区域|辖区|[区市县省州]|全[区市县省])内(?:各|所有|公办|民办)?(?:中等职业|高等职业|中职|高职|职业)?(?:学校|院校)?|在[\u4e00-\u9fff](?:高校|院校)"
    rf"|各[市州县区旗盟](?:\([^()]{{1,8}}\))?(?:[、和]?[市州县区](?![级内]))*|各[\u4e00-\u9fff]{{1,8}}?(?:学校|院校|单位|[县市区])|所有[\u4e00-\u9fff]{{1,8}}?(?:学校|院校)"
    rf"|(?:公办|民办)?(?:中职|高职|中等职业|高等职业|职业|技工|普通|义务教育|高等|中小)(?:学校|院校)(?:(?:{_PEOPLE})(?!培训|队伍|发展))?|中小学校?(?![生教])|[\u4e00-\u9fff]{{2,10}}?(?:基地)?院校|[\u4e00-\u9fff]{{2,12}}?(?:职业技术学校|职业学校|学院)"
    rf"|(?:职教|专业课|副高及以上|公办|专任|兼职)?(?:教师|学生|老师)(?=每|参加|积极|应|要|须|获|有))"
)
_PLACE = re.compile(r"全[国省市区县州镇乡]|(?:区域|辖区|[区市县省州])内|在[\u4e00-\u9fff](?=高校|院校)")
#: Units of time; a duration's noun may name whom it binds.
TIME_UNITS = frozenset({"月", "年", "小时", "分钟", "学时", "天", "工作日", "周"})
_HAVING = re.compile(r"^(?P<scope>[^，有]{2,20})有(?P<noun>[^，]{3,})$")


@dataclass(frozen=True, slots=True)
class Wording:
    """The counted thing in the document's words and what qualifies it; all ``None`` where nothing is written."""

    text: str | None
    denominator: str | None = None
    scope: str | None = None
    grade: str | None = None
    full: str | None = None  # the noun with the words of scope, by which an indicator is found


@cache
def _lead_verbs() -> re.Pattern[str]:
    """Verbs, markers and adverbs at the front of a counted thing's name; 试点 stays, it begins names (试点专业)."""
    leading = (
        f"{alternatives('verb.lead', 'modality.mandatory', 'modality.aspirational')}|鼓励|支持|引导|倡导|允许|探索"
    )
    return re.compile(rf"^(?:{leading})(?=[\u4e00-\u9fff“\d(])")


_BEHIND_UNIT = re.compile(r"^(?:的|以上|左右|具体)+(?=[\u4e00-\u9fff“])")
_NAMES_SHARE = re.compile(r"(?:比例|比重|占比|率)$")
_SERVES = re.compile(r"(?<=学校|基地|中心|教师)(?=招收|开展|实施|用于|参加|建有)")


def noun_after(words: str) -> str:
    """The counted thing that follows a number: ``3所国家级优质中职学校``."""
    noun = _SERVES.split(_BEHIND_UNIT.sub("", words), maxsplit=1)[0]
    return noun.strip("，。；：、 ").removesuffix("等") if len(noun) > 1 else noun


def noun_before(words: str) -> str:
    """The counted thing that precedes a number: ``培育产教融合型企业3个``. Verbs in front of it and the verb that reaches the number are taken off."""
    noun = words.rstrip("，：； ")
    previous = None
    while noun != previous:
        previous = noun
        noun = _REACH_END.sub("", noun)
        noun = _TRIM_END.sub("", noun) if len(noun) > 3 else noun
    noun = _balanced(strip_lead(noun))
    return "" if _is_verb(noun) else noun


@cache
def _all_verbs() -> frozenset[str]:
    return frozenset(verb for group in ("lead", "build", "reach", "accomplish") for verb in words(f"verb.{group}"))


def _is_verb(noun: str) -> bool:
    """Whether nothing but a verb is left: 完成80%的改造 names nothing in front of its number."""
    return noun in _all_verbs()


def strip_lead(noun: str) -> str:
    """Take verbs, markers and connectives off the front of a noun phrase, and a place in front of a verb, as long as enough of it is left."""
    noun = _strip_front(noun)
    placed = _SCOPE.match(noun)
    if placed and (verb := _lead_verbs().match(noun[placed.end() :])) and len(noun) - placed.end() - verb.end() >= 2:
        return strip_lead(noun[placed.end() :])  # 全市创建省级示范学校
    return noun


def _strip_front(noun: str) -> str:
    previous = None
    while noun != previous:
        previous = noun
        noun = _LEADING.sub("", noun)
        match = _lead_verbs().match(noun)
        if match and len(noun) - match.end() >= 2:
            noun = noun[match.end() :]
    return noun.strip("，。；：、 ")


def _balanced(noun: str) -> str:
    """``noun`` without a closing mark whose opening one was lost or left in front."""
    if noun.endswith("”") and noun.count("“") < noun.count("”"):
        return noun[:-1]
    return noun


def word(noun: str, subject: str, written_denominator: str | None = None, unit: str | None = None) -> Wording:
    """Read the noun of a target and the words in front of its number.

    ``subject`` is the clause up to the number, for the scope; ``written_denominator`` stands between comparator and number (不低于总课时的20%);
    with a ``unit`` of time 副高及以上老师有培训时间不少于1个月 names whom it binds in front of 有.
    """
    scope = scope_of(subject)
    denominator = written_denominator.removeprefix("占") if written_denominator else None
    if unit in TIME_UNITS and (having := _HAVING.match(noun)):
        noun, scope = having["noun"], having["scope"]
    share = _SHARE.match(noun) if unit == "%" and not _NAMES_SHARE.search(noun) else None
    if share and denominator is None:
        noun, denominator = share["part"], share["whole"]
    base = _OF_A_BASE.match(noun) if unit in ("%", "倍") else None
    if base and denominator is None:
        noun, denominator = base["part"], base["whole"]
    if denominator is None:
        denominator = _denominator_of(noun, scope)
    text = noun
    if scope and noun.startswith(scope) and len(noun) - len(scope) >= 2:
        text = noun.removeprefix(scope).removeprefix("的")
        if text.startswith("在校"):  # 区域内中职学校在校生: the schools belong to what is counted, the place does not
            place = _PLACE.match(noun)
            scope = place[0] if place else None
            text = noun[place.end() :] if place else noun
    return Wording(text or None, denominator, scope, grade_of(noun), noun)


def _denominator_of(noun: str, scope: str | None) -> str | None:
    """The whole of which a share is taken, as the noun names it: 占就业人员比例, 专业课教师中的…占比, 毕业生就业率."""
    match = _WHOLE.search(noun)
    if match:
        return next(whole for whole in match.groups() if whole)
    rate = _RATE_WHOLE.match(noun.removeprefix(scope or ""))
    return rate["whole"] if rate else None


def grade_of(words: str) -> str | None:
    """The grade of the counted thing as written: 国家级, 市级及以上 …; the last one named."""
    found = last_match(_GRADE, words)
    return None if found is None else ("国家级" if found[0] == "国家" else found[0])


def scope_of(subject: str) -> str | None:
    """Whom or where a target binds, if the words open with it."""
    match = _SCOPE.match(_strip_front(without_date(subject)))
    return match["scope"].removeprefix("所有") if match else None


_MARKERS_ONLY = re.compile(r"^(?:严格要求|要求|鼓励|支持|引导|确保|推动|[，、])+")


def subject_of(clause: str) -> str | None:
    """The party that a clause opens with as its subject (职业学校依据…, 要求中职学校优化…); verbs of building in front make it an object."""
    words_left = _MARKERS_ONLY.sub("", without_date(clause))
    match = None if words_left[:2] in _opening_verbs() else _SCOPE.match(words_left)
    return match["scope"].removeprefix("所有") if match else None


@cache
def _opening_verbs() -> frozenset[str]:
    """Verbs of two characters; a clause that opens with one has its party as object."""
    return frozenset(
        verb for verb in (*_all_verbs(), *words("modality.enabling"), *words("verb.open")) if len(verb) == 2
    )


_DATE_WORDS = re.compile(
    r"(?:到|至|在|力争)?(?:20\d\d年(?:\d{1,2}月)?(?:底|末)?(?:之?前)?|“?十[一二三四五六七八九]五”?(?:期?末|期间|时期))[，]?"
)


def without_date(words: str) -> str:
    """``words`` without the dates by which something is to be done."""
    if "年" not in words and "五" not in words:
        return words
    return _DATE_WORDS.sub("", words)

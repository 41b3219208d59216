"""Targets without a number of their own: universals, parity, frequencies, directions and dated milestones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from zhijiao_data.extract.clauses import Clause
from zhijiao_data.extract.target import Context, Target
from zhijiao_data.extract.wording import Wording, grade_of, noun_before, scope_of, strip_lead, without_date, word
from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.numerals import parse_numeral
from zhijiao_data.grammar.patterns import last_match

_UNIVERSAL = re.compile(
    r"(?P<all>全部|(?<![平人])均)(?=设立|设置|配齐|接入|清零|取消|达到|达标|完成|实现|建成|建有|纳入|配备|开设|建立|符合|通过|落实|实施)"
    r"|(?P<every>所有|全体)(?=[^，。；的]{2,40}?(?:达到|完成|配备|建立|制[定订]|实现|开设|开展|符合|纳入|建成|建有|设立|通过|参加|均|都))"
    r"|(?P<full>全面)达标|(?<!健)(?P<cover>全面?覆盖)(?!(?:[、和及][^，。；、]{1,10}全面?覆盖){0,4}(?:、[^全，。；]{0,20})?的)"
    r"|(?P<staff>全员)(?=[^，。；]{0,4}(?:培训|轮训|研修|参训|持证|考核)(?!课程|体系|计划|任务))"
)
#: The noun in front of a word of totality is looked for in this many characters.
LONGEST_NOUN = 80
_COVERED_ITEM = re.compile(r"(?:覆盖|达标)[、和及]")
_PROCESS = re.compile(r"(?:过程中?|时)$")
_NO_SUBJECT = re.compile(r"(?:并|做到|且|纳入.*|和|应|要)*")
_ADDRESSED = re.compile(r"(?:面向|针对|对)[^，]{0,10}$")
_REACHES = re.compile(r"达到|符合|(?<![生人年户平])均|都|纳入|通过")
_DOES = re.compile(r"完成|配备|建立|制[定订]|实现|开设|开展|建成|建有|设立|参加")
_DONE_BY_ALL = re.compile(
    r"应|要|须|达到|符合|均|都|纳入|通过|完成|配备|建立|制[定订]|实现|开设|开展|建成|建有|设立|参加"
)
_CYCLE = re.compile(r"(\d|[一二三四五六七八九十])年(?:一|为一?个?)周期")
_OF_TRACKS = re.compile(r"职普|普职|招生|中职|中等职业")
_ONLY_MORE = re.compile(r"(?P<only>只增不减)")
_PARITY = re.compile(r"(?P<value>大[体致]相当)")
_ANNUAL = re.compile(
    r"每(?P<count>[两二三四五\d])?(?P<unit>年|学年|学期|季度|月|周)(?:(?:的)?(?P<m1>\d{1,2})(?:[-—至](?P<m2>\d{1,2}))?月份?[底末]?(?:之?前)?|(?:的)?\d{1,2}[日号](?:之?前)?)?"
)
_HELD_BY_OTHERS = re.compile(r"[^，。]{0,12}(?:举办|召开|开展|举行)的")
_POLICY_OF = re.compile(r"[^，。]{0,20}的(?:政策|措施|机制|办法|制度)")
_VAGUE = re.compile(r"一大?批|若干|一定(?:比例|数量)|一系列|更多")
_NO_MILESTONE = re.compile(r"(?:基础上|以来|的要求|精神)$")
_STANDARD_REACHED = re.compile(r"(?:标准|要求|条件|规定|水平)$")
_LONG_OBJECT = re.compile(r"(?:相匹配|相适应|相衔接|相协调|相互(?:衔接|联系|促进|协调|支撑|结合)的?)$")
_SENTENCE_END = re.compile(r"[。；\n]")


@cache
def signs() -> str:
    """What a clause must hold for an aim without a number of its own to be in it, dates apart; as a regular expression."""
    return rf"{alternatives('universal', 'direction.manner')}|相当|每|只增不减"


@cache
def _annual_verb() -> re.Pattern[str]:
    verbs = alternatives("verb.accomplish", "verb.hold")
    return re.compile(rf"^[，]?(?:[^，。；的]{{0,14}}?)(?:定期|组织|联合|都|均|至少|应|要|须|统一)*(?:{verbs})")


@cache
def _movement() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<only>(?:“?两个)?只增不减)|(?:{alternatives('direction.manner')})(?:地|有所|有序)?(?:{alternatives('direction.up', 'direction.down')})"
    )


@cache
def _leading_movement() -> re.Pattern[str]:
    return re.compile(
        rf"(?:逐年|逐步|稳步|大幅度?|每年)(?:{alternatives('direction.up', 'direction.down')})(?P<what>[^，。；]{{2,40}})"
    )


@cache
def _measure() -> re.Pattern[str]:
    return re.compile(alternatives("direction.measure"))


@cache
def _accomplishment() -> re.Pattern[str]:
    return re.compile(
        rf"^[^，]{{0,28}}?(?P<verb>{alternatives('verb.accomplish')})(?:开齐|开足|上好|开好|配齐|配足|配强|补足|健全|完善)*(?P<object>[^，]{{2,}})|(?:将|把)(?P<sent>[^，]{{2,40}}?)(?:上报|报送|报|送)(?:至|到|给)?[^，]{{2,20}}$|(?P<tail>完成|建成|封顶|入驻|到岗|投用|转型升级|投入使用|竣工|达标|到位|落地|贯通|上报|报送|反馈|(?:基本|全面|初步)(?:建立|形成|落实|构建|清零))$"
    )


def read_universals(context: Context, clause: Clause, taken: list[tuple[int, int]]) -> list[Target]:
    """全部, 所有, 全面达标, 全员, 全覆盖: a share of 100 %. ``taken`` are the numbers already read in the clause."""
    found: list[Target] = []
    for match in _UNIVERSAL.finditer(clause.hidden):
        name = match.lastgroup or ""
        start, end = clause.start + match.start(name), clause.start + match.end(name)
        if _is_no_commitment(clause, match, bool(taken)):
            continue
        quote_start, quote_end = min(start, context.after_date(clause, clause.start)), clause.end
        noun = clause.text[max(0, match.start() - LONGEST_NOUN) : match.start()]
        if name == "cover":
            item = last_match(_COVERED_ITEM, noun)
            quote_end = end
            if item:
                quote_start, noun = start - len(noun) + item.end(), noun[item.end() :]
        elif name == "every":
            noun = _counted_of_all(clause.text[match.end() :])
        target = context.target(clause, quote_start, quote_end, "quantity", "universal")
        target.value_start, target.value_end = start, end
        target.low = target.high = 100
        target.comparator, target.unit = "eq", "%"
        cycle = _CYCLE.search(clause.text)
        target.per = f"{cycle[1]}年" if cycle else None
        wording = word(_CYCLE.sub("", noun_before(without_date(noun))), clause.text)
        context.describe(target, replace(wording, denominator=_all_of(name, wording, clause.text[match.end() :])))
        found.append(target)
    return found


def _all_of(name: str, wording: Wording, after: str) -> str | None:
    """The set that is quantified: 所有学校, 学校全部, 教师全员."""
    if name == "every":
        return scope_of(after) or _DONE_BY_ALL.split(after, maxsplit=1)[0] or None
    return wording.scope or (wording.text if name == "all" else None)


def _is_no_commitment(clause: Clause, match: re.Match[str], has_number: bool) -> bool:
    """Whether the word of totality names the addressee (面向所有学生), tells where things start from, or goes with a number."""
    name = match.lastgroup or ""
    if has_number and name != "cover":
        return True
    if name == "every" and _ADDRESSED.search(clause.text, 0, match.start()):
        return True
    return bool(_PROCESS.search(clause.text, match.end())) or "的基础上" in clause.text[match.end() :]


def _counted_of_all(words: str) -> str:
    """所有学校达到规定要求 counts 学校; 所有学校制订方案 counts 方案."""
    if _REACHES.search(words):
        return _REACHES.split(words, maxsplit=1)[0]
    return _DOES.split(words, maxsplit=1)[-1]


def read_parity(context: Context, clause: Clause) -> list[Target]:
    """职普比大体相当: a ratio without a number."""
    match = _PARITY.search(clause.hidden) if "相当" in clause.hidden else None
    if not match or not _OF_TRACKS.search(clause.text):
        return []
    target = context.target(clause, context.after_date(clause, clause.start), clause.end, "quantity", "ratio")
    target.value_start, target.value_end = clause.start + match.start("value"), clause.start + match.end("value")
    target.comparator = "approx"
    noun = noun_before(clause.text[: match.start("value")])
    context.describe(target, Wording(noun or None, grade=grade_of(noun)))
    return [target]


def read_frequency(context: Context, clause: Clause) -> list[Target]:
    """每年 with an activity of this document's own: at least once a year, though no number is written."""
    match = _ANNUAL.search(clause.hidden) if "每" in clause.hidden else None
    if not match or clause.hidden.startswith("的", match.end()) or clause.text[: match.start()].endswith(("的", "在")):
        return []
    rest, end = clause.text[match.end() :], clause.end
    if _movement().search(clause.hidden) or _HELD_BY_OTHERS.match(rest) or _VAGUE.search(clause.text):
        return []
    if len(rest) < 4:  # 每年5月前，上报…: the activity stands in the next clause
        if not context.text.startswith("，", clause.end):
            return []
        stop = re.search(r"[，。；\n]|$", context.text[clause.end + 1 : clause.end + 80])
        rest = context.text[clause.end + 1 : clause.end + 1 + (stop.start() if stop else 0)]
        end = clause.end + 1 + len(rest)
    verb = _annual_verb().match(rest)
    if not verb:
        return []
    start, subject = clause.start + match.start(), clause.text[: match.start()]
    target = context.target(clause, clause.start if subject else start, end, "quantity", "norm")
    target.value_start, target.value_end = start, start + len(f"每{match['count'] or ''}{match['unit']}")
    target.low, target.comparator, target.unit = 1, "ge", "次"
    target.per = f"{parse_numeral(match['count']) if match['count'] else ''}{match['unit']}"
    month = match["m2"] or match["m1"]
    target.deadline_month = int(month) if month and 1 <= int(month) <= 12 else None
    noun = strip_lead(rest[verb.end() :] if len(rest) - verb.end() >= 2 else rest)
    context.describe(target, Wording(noun or None, scope=scope_of(subject) or _doer(rest), grade=grade_of(noun)))
    target.note = "每年 read as at least once a year"
    return [target]


def _doer(rest: str) -> str | None:
    """Whom the duty binds, when the activity's clause names it in front of its verb: 每年6月，中职学校上报…"""
    scope = scope_of(rest)
    return scope if scope and rest.startswith(scope) else None


def read_direction(context: Context, clause: Clause) -> list[Target]:
    """逐年增加, 大幅提升, 只增不减 of something that can be measured."""
    match = _movement().search(clause.hidden) or _ONLY_MORE.search(clause.text)
    if not match:
        return []
    start, before = context.after_date(clause, clause.start), clause.text[: match.start()]
    leading = None if _measure().search(before) else _leading_movement().search(clause.hidden)
    measured = leading["what"] if leading else before
    if (
        not leading and _NO_SUBJECT.fullmatch(before) and (before or match.end() == len(clause.text))
    ):  # 设立专项经费，…，并逐年增加
        measured = next((c.text for c in _preceding(clause) if _measure().search(c.text)), before)
    if not match.groupdict().get("only") and not _measure().search(measured):
        return []
    if _POLICY_OF.match(clause.text, match.end()):
        return []
    target = context.target(
        clause, clause.start + leading.start() if leading else start, clause.end, "direction", "direction"
    )
    noun = measured.strip() if leading else noun_before(without_date(measured))
    context.describe(target, Wording(noun or None, scope=scope_of(clause.text), grade=grade_of(noun)))
    return [target]


def _preceding(clause: Clause) -> Iterator[Clause]:
    """The clauses of the sentence in front of this one, nearest first."""
    earlier = clause.previous
    while earlier is not None:
        yield earlier
        earlier = earlier.previous


def read_milestone(context: Context, clause: Clause) -> list[Target]:
    """A dated clause without a number that says what is to be accomplished."""
    if (
        clause.deadline is None
        or (clause.inherited_deadline and context.node.role != "goals" and context.node.kind != "table_row")
        or (clause.closes and not clause.text.endswith("达标"))  # its date is that of the numbers in front
        or _VAGUE.search(clause.text)
    ):
        return []
    start = context.after_date(clause, clause.start)
    body = context.text[start : clause.end].lstrip("，")
    date_closes = clause.deadline_inside and clause.hidden.endswith("□") and not re.match(r"[^，]{0,4}□", clause.hidden)
    if (
        len(body) < (2 if clause.previous and clause.deadline_inside else 4)
        or date_closes
        or _NO_MILESTONE.search(body)
    ):  # a date that closes a clause belongs to the next one
        return []
    start = clause.end - len(body)
    match = _accomplishment().search(body)
    if not match or not _is_accomplishment(match, body):
        return []
    if match["verb"] is None and len(body) < 8 and clause.previous is not None:
        start = clause.previous.start
    target = context.target(clause, start, _object_end(context, clause, match, body), "milestone", "milestone")
    noun = match["sent"] or (strip_lead(match["object"]) if match["verb"] else noun_before(body[: match.start("tail")]))
    if match["verb"] == "达到":  # 办学条件达到高标准要求 counts the conditions
        noun = noun_before(without_date(body[: match.start("verb")])) or noun
    if target.modality == "committed" and match["verb"]:
        target.modality_marker = match["verb"]
    context.describe(target, Wording(noun or None, scope=scope_of(clause.text), grade=grade_of(noun)))
    return [target]


def _is_accomplishment(match: re.Match[str], body: str) -> bool:
    verb = match["verb"]
    if not verb:
        return True
    before, after = body[: match.start("verb")], body[match.end("verb") :]
    if before.endswith(("的", "与", "和", "中", "机", "者", "继续", "持续")) or after.startswith(
        ("和", "为", "纳入", "者")
    ):
        return False
    if re.match(r"[以为]|按照|根据", body):
        return False
    return verb != "达到" or bool(_STANDARD_REACHED.search(body))


def _object_end(context: Context, clause: Clause, match: re.Match[str], body: str) -> int:
    """形成与…相匹配，…，具有…特色的格局: an object that goes on over commas ends with its head noun."""
    if not match["verb"] or not _LONG_OBJECT.search(body):
        return clause.end
    stop = _SENTENCE_END.search(context.text, clause.end)
    return stop.start() if stop else clause.end

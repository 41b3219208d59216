"""Targets that are a number: which quantities of a clause are aims, which part of a list each one owns, what it counts."""

from __future__ import annotations

import re
from functools import cache

from zhijiao_data.codebook.loader import load
from zhijiao_data.extract.clauses import Clause
from zhijiao_data.extract.target import Context, Target
from zhijiao_data.extract.wording import (
    TIME_UNITS,
    Wording,
    grade_of,
    noun_after,
    noun_before,
    strip_lead,
    without_date,
    word,
)
from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.numerals import parse_numeral
from zhijiao_data.grammar.quantities import Quantity

#: Units with which 一 can count one thing; 一支队伍, 一批 and 一套 are figures of speech.
_ONE_COUNTS = frozenset({"所", "家", "座", "处", "个", "门", "次", "项", "名", "学时", "节"})
_SUBJECT_FIRST = TIME_UNITS | {"%", "倍", "百分点"}
_NORM_UNITS = TIME_UNITS | {"学分", "次", "节"}
_ONE_BUILT = re.compile(
    r"(?:建成|打造|建设|创建|新建|建好|办好|新增|设立|设置|培育|举办|配备|建立|开展|组织|掌握|参加|安排|召开|进行|实现|培养|举行|增设|形成)$"
)
_FIGURE_NOUN = re.compile(r"(?:团队|队伍|氛围|格局|机制|体系|环境|模式|局面|目标|整体)$")
_NOT_A_NOUN = re.compile(r"(?:和|且|及|与|以及|的?(?:标准|比例|要求|幅度|速度)|配套|用于|并|在|以上)")
_SEPARATOR = re.compile(r"、|以及|及|和|与|并")
_COUNTS_PARTS = re.compile(r"(?:以下|下列|如下|上述|分为|分成|包括|召集人|组长|主任|委员|秘书长)$")
_OWN_PART = re.compile(r"(?:方面|部分|章|(?:重点|主要|具体|政策|工作)*(?:任务|举措|措施))(?![书单])")
_SETS_OUT = re.compile(r"(?:从|提出|部署|明确|包括|包含|共有|围绕)了?$")
_ALL_OF_THEM = re.compile(r"[^，。；]{2,24}?(?:全部|全面|均|都)(?=达标|达到|完成|实现|建成|通过|设立|纳入)")
_NO_VERB = re.compile(r"(?:推动|确保|保证|力争|实现|全[省市县区])*")
_COMPOSED = re.compile(r"(?:组成|构成)$")
_AIMS_AT_SHARE = re.compile(r"占|不低于|达到")
_RULE_OF_MONEY = re.compile(r"按|提取|计提|用于|权重|给予|抵免|补助|补贴|奖励|列支|报销|资助")
_GROWTH = re.compile(r"(?:增长|递增|增速|增幅)(?:率)?(?:达到|保持在)?$")
_AT_WORK = re.compile(r"[在到从事参开][\u4e00-\u9fff]{2}")
_NOUN_STARTS = re.compile(r"[\u4e00-\u9fffA-Za-z“(]")
_LIST_GOES_ON = re.compile(r"[和及与、]|以及")
_CONNECTIVES = re.compile(r"(?:[、，和及与并]|以及|同时|其中)+")
_TWO_LETTERS = re.compile(r"[\u4e00-\u9fff]{2}")
_OF_WHICH = re.compile(r"的[\u4e00-\u9fff]{2}")
_BY_SIZE = re.compile(r"(?:编制|量|能耗|产值|收入|面积|规模|人数|学生数?|床位数?|户数|投资额?|金额)(?:在|为|达到?)?$")
_ADDRESSED = re.compile(r"[^，。；]{2,24}?为(?:主要|重点|服务|培训|工作|帮扶)*(?:服务)?对象")
_TAKE_PART = re.compile(r"[\u4e00-\u9fff“”]{2,14}?(?:承担|参与|参加|开展|通过|建成|建立|实现|达到|完成|获得|成为|进入)")
_WHICH_ONES = re.compile(r"的(?:学校|地区|单位|企业|班级|村|家庭)")
_GAINED = re.compile(r"(?:达到|达|有|新增|培育|引进|选派|遴选)$")
_CHINESE_NUMERAL = re.compile(r"[一二两三四五六七八九十]+")
_HAVING_SERVED = re.compile(r"具有|具备|满$|从事")
_PER_HEADS = re.compile(r"[\d百千万]+[人户名]")
_RATE_SUBJECT = re.compile(r"(?:率|占比|比例|比重|占)(?:应|要|须|均)?$")
_HELD = re.compile(r"(?:保持|维持|稳定)在?$")
_AT_A_RATE = re.compile(r"按照?(?:[^，]{2,12}的)?$")
_PAYING = re.compile(r"^(?:聘请|配备|开设|安排|提取|计提|用于)")
_FROM = re.compile(r"(?:由|从)(?:(?P<year>20\d\d)年的?)?[^，。；]{0,16}?$")
_BARE = re.compile(
    r"(?<=[\u4e00-\u9fff”])(?<![第前每到至年月])(\d{1,3}(?:-\d{1,3})?)(?=(?:建成|力争|争创|创建|打造|国家|省级|市级|$))"
)
_LEVEL = re.compile(
    r"办好|达到$|达$|提高到$|提升到$|提升至$|提高至$|缩短至$|降至$|突破$|超过$|总量|规模(?:达到?)?$|在校生|增加[到至]$|扩大到$|(?:调整|优化|整合|压减)[到至]$|力争达到$"
)


@cache
def signs() -> str:
    """What a clause must hold for a number without a unit (三大专业课程群) to be in it."""
    return rf"大[^，。；]{{0,12}}(?:{alternatives('number.set')})"


@cache
def _set_of() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<value>[二两三四五六七八九十])大(?P<noun>[^，。；、]{{0,12}}?(?:{alternatives('number.set')}))"
    )


@cache
def _changes_to() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('direction.to')})[到至]")


@cache
def _before_baseline() -> re.Pattern[str]:
    return re.compile(
        rf"(?:由|从)(?:20\d\d年的?)?[\d.]{{1,9}}[^\d，。；]{{0,4}}?(?:{alternatives('direction.to')})[到至]$"
    )


@cache
def _increases() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('verb.increase')})|增加(?![到至值])$|增长(?![到至])$")


@cache
def _abstract() -> re.Pattern[str]:
    words = alternatives("number.abstract")
    return re.compile(rf"^(?:{words})|(?:{words})$")


@cache
def _build() -> re.Pattern[str]:
    return re.compile(alternatives("verb.build"))


@cache
def _eligible() -> re.Pattern[str]:
    return re.compile(alternatives("reading.eligibility"))


def read_numbers(context: Context, clause: Clause) -> list[Target]:
    """One target for each number of the clause that is an aim, in order."""
    found = _big_numbers(context, clause)
    quantities = [q for q in clause.quantities if not _is_figure(context, clause, q)]
    quantities = sorted([*quantities, *_bare_numbers(clause)], key=lambda q: q.value_start)
    baseline: Quantity | None = None
    grade: str | None = None
    for index, quantity in enumerate(quantities):
        if _is_baseline(context, clause, quantity, quantities[index + 1 :]):
            baseline = quantity
            continue
        item = _item(context, clause, quantities, index)
        if baseline is not None:  # the subject stands in front of 由: 健康素养水平由38%提高到42%
            item = (_item(context, clause, quantities, index - 1)[0], *item[1:])
        if "分别" in clause.text and len(clause.deadlines) == len(quantities) > 1:
            clause.deadline = clause.deadlines[index]  # 2023年、2024年、2025年分别新建5个、6个、7个
        target = _target(context, clause, quantity, item, grade)
        if target is None:
            continue
        if baseline is not None:
            _set_baseline(context, clause, target, baseline)
            baseline = None
        # in 市级A 2个、B 1个 the leading grade holds on; in 2所市级A、15个B it does not
        grade = target.grade if not item[2] else grade
        found.append(target)
    _share_nouns(context, found)
    return found


def _share_nouns(context: Context, targets: list[Target]) -> None:
    """In 2个国家级、5个省级、20个市级基地 one noun stands for all: give it to the rows that hold only a grade."""
    bare = [not (t.indicator_text or "").replace(t.grade or "\0", "") for t in targets]
    for position, target in enumerate(targets):
        if not bare[position] or not target.grade:
            continue
        full = next(
            (t for t, empty in zip(targets[position + 1 :], bare[position + 1 :], strict=True) if not empty), None
        )
        full = full or next(
            (t for t, empty in zip(reversed(targets[:position]), reversed(bare[:position]), strict=True) if not empty),
            None,
        )
        if full and full.indicator_text and full.unit == target.unit:
            own = target.grade + full.indicator_text.replace(full.grade or "\0", "", 1)
            context.describe(target, Wording(own, target.denominator, target.scope, target.grade))


def _target(
    context: Context, clause: Clause, quantity: Quantity, item: tuple[int, int, bool], leading_grade: str | None
) -> Target | None:
    start, end, value_first = item
    left = context.text[
        start : quantity.comparator_start if quantity.comparator_start is not None else quantity.value_start
    ]
    if context.text[quantity.end : quantity.end + 1] == ")" and left.endswith("("):
        left, end = left[:-1], min(end, quantity.end + 1)
    noun = _noun(context, clause, quantity, left, end, value_first)
    if (
        _is_slogan(context, quantity, noun)
        or _is_eligibility(clause, quantity)
        or _is_figure_of_speech(context, quantity, noun)
    ):
        return None
    target = context.target(
        clause, _quote_start(context, clause, start, quantity), end, "quantity", _form(quantity, left)
    )
    if (
        target.form == "count"
        and context.text.startswith(("突破", "超过"), quantity.comparator_start or 0)
        and "累计" not in left
    ):
        target.form = "level"  # 企业突破150家: the comparator is the verb that reaches
    target.value_start, target.value_end = quantity.value_start, quantity.value_end
    target.low, target.high, target.comparator = quantity.low, quantity.high, quantity.comparator
    target.unit, target.unit_text, target.per = quantity.unit, quantity.unit_text, quantity.per
    wording = word(noun, context.text[clause.start : quantity.value_start], quantity.denominator, quantity.unit)
    context.describe(target, wording, None if value_first else grade_of(left) or leading_grade)
    if (
        target.form == "level"
        and quantity.unit == "%"
        and target.indicator_id
        and load("indicators")[target.indicator_id]["default_form"] == "norm"
    ):
        target.form = "norm"
    if target.form == "level" and _is_standing_rule(context, quantity, target, left):
        target.form = "norm"
    if quantity.unit is None:
        target.note = "unit lost in source"
    return target


def _is_standing_rule(context: Context, quantity: Quantity, target: Target, left: str) -> bool:
    """拿出不低于20%的编制: a bound on a part of something, without a date and without a measured rate or share as its subject."""
    return (
        quantity.unit == "%"
        and quantity.comparator in ("ge", "le")
        and quantity.comparator_start is not None
        and target.deadline_basis in (None, "plan_period")
        and context.node.role == "tasks"
        and not _RATE_SUBJECT.search(left)
        and not context.text.startswith("控制在", quantity.comparator_start)
    )


def _noun(context: Context, clause: Clause, quantity: Quantity, left: str, end: int, value_first: bool) -> str:
    """What the number counts: the words after it, before it, or, where its clause has none, the clause in front."""
    after = context.text[quantity.end : end]
    if value_first:
        return noun_after(after)
    noun = noun_before(without_date(_before_baseline().sub("", left)))
    if quantity.denominator and _AT_A_RATE.search(left):  # 按不少于编制总数的25%聘请企业管理者
        return strip_lead(_PAYING.sub("", after)) or noun
    if quantity.unit in TIME_UNITS and quantity.comparator_start is not None and _AT_WORK.match(after):
        return after  # 教师每5年不少于6个月在企业实训
    if not noun and clause.previous and not clause.previous.quantities:
        return noun_before(without_date(clause.previous.text))
    return noun


# --- lists -------------------------------------------------------------------------------------------------------------------------------------------


def _item(context: Context, clause: Clause, quantities: list[Quantity], index: int) -> tuple[int, int, bool]:
    """The part of a list that belongs to one number (start, end), and whether the number stands before its noun."""
    quantity = quantities[index]
    start = _cut(context, quantities[index - 1], quantity) if index else clause.start
    last = index + 1 == len(quantities)
    end = clause.end if last else _cut(context, quantity, quantities[index + 1])
    after = context.text[quantity.end : end].strip()
    value_first = bool(_NOUN_STARTS.match(after)) and not _NOT_A_NOUN.match(after)
    if value_first and (quantity.unit in _SUBJECT_FIRST or (quantity.unit == "人次" and quantity.per is None)):
        value_first = len(noun_before(context.text[start : quantity.comparator_start or quantity.value_start])) < 2
    if not last:
        end = start + len(context.text[start:end].rstrip("、，和及与以 "))
    return start, end, value_first


def _cut(context: Context, left: Quantity, right: Quantity) -> int:
    """Where a list is cut between two numbers: at the last separator if nouns follow their numbers, else at the first."""
    between = context.text[left.end : right.value_start]
    separators = list(_SEPARATOR.finditer(between))
    if not separators:
        return left.end
    value_first = bool(_NOUN_STARTS.match(between)) and not _LIST_GOES_ON.match(between)
    return left.end + (separators[-1] if value_first else separators[0]).end()


def _quote_start(context: Context, clause: Clause, start: int, quantity: Quantity) -> int:
    """The quote begins behind a date and connectives in front of the clause."""
    if start == clause.start:
        behind = context.after_date(clause, start)
        start = behind if behind < quantity.value_start else start
    lead = _CONNECTIVES.match(context.text, start, quantity.value_start)
    return lead.end() if lead else start


# --- what is no aim ----------------------------------------------------------------------------------------------------------------------------------


def _is_figure(context: Context, clause: Clause, quantity: Quantity) -> bool:
    """Numbers that are no measure: 前10名, 24小时, 一支队伍, one of a thing that nothing builds or asks for."""
    before = context.text[clause.start : quantity.value_start]
    if (
        clause.hidden[: quantity.value_start - clause.start].endswith(
            ("前", "后", "每", "第", "这", "同一", "任何", "另", "围绕", "聚焦", "对接")
        )
        or _COUNTS_PARTS.search(before)
        or _COMPOSED.search(clause.text)
    ):
        return True
    if (
        quantity.comparator == "eq"
        and quantity.unit in ("个", "所", "家")
        and _ALL_OF_THEM.match(context.text, quantity.end, clause.end)
        and _NO_VERB.fullmatch(before)
    ):
        return True  # 推动18个县中职学校全部达标
    if before.startswith("以") and _ADDRESSED.match(context.text, quantity.end, clause.end):
        return True  # 以3000多名学员为主要对象
    if _OWN_PART.match(context.text, quantity.end) and _SETS_OUT.search(before):
        return True  # 《方案》从5个方面提出了16项重点任务
    if _is_condition(context, clause, quantity, before):
        return True
    numeral = context.text[quantity.value_start : quantity.value_end]
    if quantity.unit == "小时" and numeral == "24":
        return True
    if quantity.unit == "岁" and quantity.comparator_start is None and not _LEVEL.search(before):
        return True  # 12岁儿童, 40岁以上人群
    if numeral != "一" or quantity.unit in ("倍", "百分点") or quantity.comparator != "eq" or quantity.per is not None:
        return False
    return quantity.unit not in _ONE_COUNTS or not _ONE_BUILT.search(before)


def _is_condition(context: Context, clause: Clause, quantity: Quantity, before: str) -> bool:
    """学生数少于150人的学校, 实习满6个月的，…: the number says to whom a rule applies."""
    if (
        clause.text.endswith("的")
        and context.text.startswith("，", clause.end)
        and not _AIMS_AT_SHARE.search(clause.text)
    ):
        return True
    after = context.text[quantity.end : clause.end]
    if quantity.unit == "%" and quantity.comparator == "lt" and _OF_WHICH.match(after):
        return True  # 停招、撤销就业率低于70%的专业
    bounded = quantity.comparator in ("ge", "gt", "le", "lt") and quantity.unit != "%"
    if not bounded or _ONE_BUILT.search(before) or _build().search(before[-4:]):
        return False
    if quantity.comparator == "le" and quantity.unit in TIME_UNITS and not before:
        return False  # 5个工作日内完成审核: how long it may take
    if not before and quantity.comparator_start is None and _TWO_LETTERS.match(after):
        # 56人以上大班额全面清零, but 5所以上院校参与
        return quantity.unit not in ("所", "家", "个", "名") or not _TAKE_PART.match(after)
    if after.startswith("的") and _BY_SIZE.search(before) and not _build().search(before):
        return True  # 年用水量1万立方米及以上的企业实现计划管理
    if _WHICH_ONES.fullmatch(after):
        return True
    return (
        bool(_TWO_LETTERS.match(after.removeprefix("的")))
        and clause.quantities[-1].value_start > quantity.end
        and quantity.end > quantity.value_end + 1
        and (after.startswith("的") or not _GAINED.search(before))
    )


def _is_figure_of_speech(context: Context, quantity: Quantity, noun: str) -> bool:
    """打造一个…的团队: one of a thing that nobody counts."""
    return context.text[quantity.value_start : quantity.value_end] == "一" and bool(_FIGURE_NOUN.search(noun))


def _is_slogan(context: Context, quantity: Quantity, noun: str) -> bool:
    """四个意识, 三项原则: a Chinese numeral with an abstract noun."""
    numeral = context.text[quantity.value_start : quantity.value_end]
    if quantity.unit not in ("个", "项", "种", "名") or not _CHINESE_NUMERAL.fullmatch(numeral):
        return False
    return (
        not noun
        or bool(_abstract().search(noun))
        or bool(_abstract().search(context.text[quantity.end : quantity.end + 4]))
    )


def _is_eligibility(clause: Clause, quantity: Quantity) -> bool:
    """具有3年以上企业工作经历: who may apply, not what is to be done."""
    if quantity.unit not in ("年", "月"):
        return False
    before = clause.text[: quantity.value_start - clause.start]
    return bool(_eligible().search(clause.text)) or (quantity.unit == "年" and bool(_HAVING_SERVED.search(before)))


def _is_baseline(context: Context, clause: Clause, quantity: Quantity, following: list[Quantity]) -> bool:
    """由60%提高到80%: the first number is where the measure stands."""
    if not following or following[0].unit != quantity.unit:
        return False
    between = context.text[quantity.end : following[0].value_start]
    return bool(_changes_to().match(between)) and bool(_FROM.search(context.text[clause.start : quantity.value_start]))


def _set_baseline(context: Context, clause: Clause, target: Target, baseline: Quantity) -> None:
    target.baseline_value = baseline.low
    found = _FROM.search(context.text[clause.start : baseline.value_start])
    target.baseline_year = int(found["year"]) if found and found["year"] else None


# --- numbers without a unit --------------------------------------------------------------------------------------------------------------------------


def _big_numbers(context: Context, clause: Clause) -> list[Target]:
    """三大专业课程群 after a verb of building: a number of things, not the name of a list of work."""
    found = []
    for match in _set_of().finditer(clause.hidden):
        if not _build().search(clause.text[: match.start()]):
            continue
        target = context.target(
            clause, context.after_date(clause, clause.start), clause.start + match.end(), "quantity", "count"
        )
        target.value_start = clause.start + match.start("value")
        target.value_end = target.value_start + 1
        target.low = target.high = parse_numeral(match["value"])
        target.comparator = "eq"
        noun = context.text[clause.start + match.start("noun") : clause.start + match.end("noun")]
        context.describe(target, Wording(noun, scope=None, grade=grade_of(noun)))
        found.append(target)
    return found


def _bare_numbers(clause: Clause) -> list[Quantity]:
    """Numbers whose unit the source lost, in a list that aims: 国家双高计划”2-3建成市级双高计划”4-5."""
    if not clause.markers or not (clause.quantities or clause.deadline):
        return []
    found = []
    for match in _BARE.finditer(clause.hidden):
        low, _, high = match[1].partition("-")
        start, end = clause.start + match.start(), clause.start + match.end()
        found.append(
            Quantity(start, end, start, end, int(low), int(high or low), "range" if high else "eq", None, None)
        )
    return found


# --- form --------------------------------------------------------------------------------------------------------------------------------------------


def _form(quantity: Quantity, left: str) -> str:
    """The form (codes.yaml: target_form) by the unit, the verb and the basis; a share may still turn out to be a norm by its indicator."""
    unit = quantity.unit
    if unit in ("比", "倍"):
        return "ratio"
    if unit in ("年", "岁") and quantity.per is None and _LEVEL.search(left):
        return "level"  # 平均受教育年限达到14.2年
    if quantity.per and _PER_HEADS.match(quantity.per) and _LEVEL.search(left):
        return "level"  # 每千人口医师数达到3人
    if quantity.per not in (None, "年") or unit in _NORM_UNITS:
        return "norm"
    if unit == "百分点":
        return "rate" if quantity.per else "increment"
    if unit == "元" and quantity.per:
        return "rate"
    if _HELD.search(left):
        return "maintain"
    if unit in ("%", "元") and _RULE_OF_MONEY.search(left):
        return "norm"
    if unit == "%":
        return "rate" if _GROWTH.search(left) else "level"
    if _increases().search(left):
        return "increment"
    if unit == "元":
        return "level"
    return "level" if _LEVEL.search(left) else "count"

"""Targets: the aims of a document that are a number, a universal, a dated milestone or a stated direction.

A target is looked for where a document states aims (goals, tasks, safeguards, annexed rows), never in its preamble, its background, the letters
that transmit it or the furniture around it. One number gives one row. Every attribute is read from the clause that holds the number and from
what :mod:`zhijiao_data.extract.clauses` says carries over to it; nothing is guessed from the indicator's usual form except the form itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from zhijiao_data.codebook.indicator_rules import assign_indicator
from zhijiao_data.codebook.loader import load
from zhijiao_data.extract.clauses import Clause, read_sentence, sentence_spans
from zhijiao_data.extract.structure import Node
from zhijiao_data.extract.wording import denominator_of, grade_of, noun_after, noun_before, scope_of, strip_lead
from zhijiao_data.grammar.dates import Deadline
from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.modality import Marker
from zhijiao_data.grammar.quantities import Quantity, hide_names

#: Roles of sections that state aims (codes.yaml: section_role).
AIM_ROLES = frozenset({"goals", "tasks", "safeguards", "guiding", "annex", "qa", "other"})
#: Kinds of nodes without sentences.
_SILENT_KINDS = frozenset({"title", "letterhead", "doc_number", "recipients", "signature", "date", "attachment_note", "note", "furniture", "table"})
_ITEM_SEPARATOR = re.compile(r"[、]|以及|[和及与](?=[^，。]{0,12}\d)|[和及与](?=[^，。]{1,24}$)|[和及与]")
_ONE_IS_A_FIGURE = {"所", "家", "座", "处", "个", "门", "次", "项", "名"}


@dataclass(slots=True)
class Target:
    """One target in the reading text; ``value_start`` is ``None`` where no number or word of measure stands."""

    node: Node
    start: int
    end: int
    kind: str
    form: str
    value_start: int | None = None
    value_end: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    comparator: str | None = None
    unit: str | None = None
    unit_text: str | None = None
    per: str | None = None
    indicator_id: str | None = None
    indicator_text: str | None = None
    denominator: str | None = None
    scope: str | None = None
    grade: str | None = None
    baseline_value: int | float | None = None
    baseline_year: int | None = None
    start_year: int | None = None
    deadline_year: int | None = None
    deadline_month: int | None = None
    deadline_basis: str | None = None
    modality: str = "committed"
    modality_marker: str | None = None
    hedges: list[str] = field(default_factory=list)
    note: str | None = None
    group: Target | None = None
    is_canonical: bool = True
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Horizon:
    """What the document as a whole says about time: its own period and the year it was issued."""

    period: tuple[int, int] | None = None
    issued: int | None = None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    measure = alternatives("direction.measure")
    movement = alternatives("direction.up", "direction.down")
    abstract = alternatives("number.abstract")
    units = "|".join(re.escape(word) for word in sorted({w for e in load("units").values() for w in e["words"]}, key=len, reverse=True) if word != "比")
    return {
        "trigger": re.compile(
            rf"\d|[一二两三四五六七八九十](?:{units})|半|翻|分之|全部|所有|全员|全覆盖|全面达标|大[体致]相当|逐年|每|逐步|稳步|大幅|显著|明显|只增不减|十[一二三四五六七八九]五|年内|大[^，。]{{0,6}}群|年[左时]"
        ),
        "existing": re.compile(alternatives("reading.existing")),
        "eligible": re.compile(alternatives("reading.eligibility")),
        "abstract": re.compile(rf"^(?:{abstract})|(?:{abstract})$"),
        "build": re.compile(alternatives("verb.build")),
        "increase": re.compile(alternatives("verb.increase")),
        "accomplish": re.compile(
            rf"^[^，]{{0,28}}?(?P<verb>{alternatives('verb.accomplish')})(?P<object>[^，]{{2,}})|(?P<tail>完成|建成|转型升级|投入使用|竣工|达标|到位|落地|贯通)$"
        ),
        "direction": re.compile(
            rf"(?P<only>(?:“?两个)?只增不减)|(?:{alternatives('direction.manner')})(?P<adv>地|有所|有序)?(?:{movement})"
        ),
        "lead_direction": re.compile(rf"(?P<manner>逐年|逐步|稳步|大幅度?|每年)(?:{movement})(?P<what>[^，。；]{{2,40}})"),
        "measure": re.compile(measure),
        "universal": re.compile(
            r"(?P<all>全部|(?<!平)(?<!人)均)(?=达到|达标|完成|实现|建成|纳入|配备|开设|建立|符合|通过|落实)|(?<!面向)(?<!针对)(?<!对)(?P<every>所有|全体)(?=[^，。；的]{2,40}?(?:达到|完成|配备|建立|制[定订]|实现|开设|开展|符合|纳入|建成|建有|设立|通过|参加|均|都))"
            r"|(?P<full>全面)达标|(?P<cover>全覆盖)(?!的|、[^全，。；]*的)|(?<=[\u4e00-\u9fff])(?P<covers>全覆盖)(?=的)|(?P<staff>全员)(?=[^，。；]{0,4}(?:培训|轮训|研修|参训|持证|考核)(?!课程|体系|计划|任务))"
        ),
        "parity": re.compile(r"(?P<subject>[^，。；]{0,30}?)(?P<value>大[体致]相当)"),
        "annual": re.compile(r"每(?P<count>[两二三四五\d])?(?P<unit>年|学年|学期|季度|月|周)(?:(?:的)?(?P<m1>\d{1,2})(?:[-—至](?P<m2>\d{1,2}))?月份?(?P<before>底|末)?(?:前|之前)?)?"),
        "annual_verb": re.compile(rf"^[，]?(?:[^，。；的]{{0,14}}?)(?:定期|组织|联合|都|均|至少|应|要|须|统一)*(?:{alternatives('verb.accomplish')}|举办|举行|召开|组织|开展|进行|评选|主办|安排|编制|发布|深入|参加|表彰|遴选|选派|报告|公布|通报|研究|检查|督查|评估|考核)"),
        "big": re.compile(r"(?P<value>[二两三四五六七八九十])大(?P<noun>[^，。；、]{0,12}?(?:群|基地|中心|平台|集群|园区|学院|联盟))"),
        "governing": re.compile(rf"^(?:{alternatives('verb.build', 'verb.reach', 'verb.accomplish')}|递增|坚持)"),
        "inner_verb": re.compile(r"达到|保持|建成|新增|递增|增加|提升|提高|达(?=\d)|开展|上报|举办|制[定订]|完成|建立|转型升级|拟定|实施"),
        "bare": re.compile(r"(?<=[\u4e00-\u9fff”])(?<![第前每到至年月])(\d{1,3}(?:-\d{1,3})?)(?=(?:建成|力争|争创|创建|打造|国家|省级|市级|$))"),
        "vague": re.compile(r"一批|若干|一定(?:比例|数量)|一系列|更多"),
        "baseline": re.compile(r"(?:由|从)(?:(?P<year>20\d\d)年的?)?[^，。；]{0,16}?$"),
    }


def find_targets(text: str, regions: list[tuple[Node, int, int]], horizon: Horizon) -> list[Target]:
    """All targets in the given stretches of the reading text (node, start, end), in order.

    Deadlines not stated are inherited: from the paragraph, else from the plan's period (``horizon``), else they stay ``None``.
    """
    hidden = hide_names(text)
    found: list[Target] = []
    for node, start, end in regions:
        if node.role in AIM_ROLES and node.kind not in _SILENT_KINDS:
            found.extend(_Reader(text, hidden, node, horizon).region(start, end))
    return found


class _Reader:
    """Reads one stretch of text, paragraph by paragraph, keeping the deadline that a paragraph's opening sets."""

    def __init__(self, text: str, hidden: str, node: Node, horizon: Horizon) -> None:
        self.text = text
        self.hidden = hidden
        self.node = node
        self.horizon = horizon
        self.patterns = _patterns()
        self.found: list[Target] = []
        self.sentence = ""

    def region(self, start: int, end: int) -> list[Target]:
        position = start
        while position < end:
            stop = self.text.find("\n", position, end)
            stop = end if stop < 0 else stop
            self._paragraph(position, stop)
            position = stop + 1
        return sorted(self.found, key=lambda target: (target.start, target.value_start or 0))

    def _paragraph(self, start: int, end: int) -> None:
        inherited: Deadline | None = None
        for index, (first, last) in enumerate(sentence_spans(self.text, start, end)):
            if not self.patterns["trigger"].search(self.hidden, first, last):
                continue
            clauses = read_sentence(self.text, self.hidden, first, last, inherited)
            for clause in clauses:
                self._clause(clause, self.text[first:last])
            stated = next((clause.deadline for clause in clauses if clause.deadline_inside), None)
            if stated is not None and (self.node.role in ("goals", "guiding") or (index == 0 and clauses[0].deadline_inside)):
                inherited = next(clause.deadline for clause in reversed(clauses) if clause.deadline_inside)

    # one clause ------------------------------------------------------------------------------------------------------------------------------------

    def _clause(self, clause: Clause, sentence: str) -> None:
        if self._describes(clause):
            return
        self.sentence = sentence
        before = len(self.found)
        self._quantities(clause)
        taken = [(t.value_start, t.value_end) for t in self.found[before:] if t.value_start is not None]
        self._universals(clause, taken)
        self._parity(clause)
        if len(self.found) == before:
            self._frequency(clause)
        if len(self.found) == before:
            self._direction(clause)
        if len(self.found) == before:
            self._milestone(clause)

    def _describes(self, clause: Clause) -> bool:
        """Whether the clause tells what exists: its words say so, or its date lies before the document's."""
        existing = self.patterns["existing"].search(clause.text)
        if existing and not (clause.quantities and existing.start() + clause.start > clause.quantities[-1].value_start):
            return True
        year = clause.deadline.year if clause.deadline else None
        return bool(clause.deadline_inside and year and self.horizon.issued and year < self.horizon.issued)

    # quantities ------------------------------------------------------------------------------------------------------------------------------------

    def _quantities(self, clause: Clause) -> None:
        quantities = [q for q in clause.quantities if not self._is_figure(clause, q)]
        quantities = sorted([*quantities, *self._bare_numbers(clause)], key=lambda q: q.value_start)
        for value, noun_start, noun_end, word in self._big_numbers(clause):
            target = self._base(clause, noun_start, noun_end, "quantity", "count")
            target.value_start, target.value_end, target.low, target.high, target.comparator = value, value + 1, word, word, "eq"
            self._word(target, clause, self.text[value + 2 : noun_end], None)
            self.found.append(target)
        baseline: Quantity | None = None
        grade: str | None = None
        for index, quantity in enumerate(quantities):
            if self._is_baseline(clause, quantity, quantities[index + 1 :]):
                baseline = quantity
                continue
            start, end, value_first = self._item(clause, quantities, index)
            grade = self._quantity(clause, quantity, start, end, value_first, grade, baseline)
            baseline = None

    def _quantity(
        self, clause: Clause, quantity: Quantity, start: int, end: int, value_first: bool, leading_grade: str | None, baseline: Quantity | None
    ) -> str | None:
        """Add one row; return the grade that holds for the following items of the list."""
        left = self.text[start : quantity.comparator_start if quantity.comparator_start is not None else quantity.value_start]
        if self.text[quantity.end : quantity.end + 1] == ")" and left.endswith("("):
            left, end = left[:-1], min(end, quantity.end + 1)
        noun = noun_after(self.text[quantity.end : end]) if value_first else noun_before(_without_date(left))
        if quantity.denominator and re.search(r"按照?(?:[^，]{2,12}的)?$", left):
            noun = strip_lead(re.sub(r"^(?:聘请|配备|开设|安排|提取|计提|用于)", "", self.text[quantity.end : end])) or noun
        if not noun and not value_first and clause.previous and not clause.previous.quantities:
            noun = noun_before(_without_date(clause.previous.text))
        if self._is_slogan(quantity, noun) or self._is_eligibility(clause, quantity) or self._is_figure_of_speech(quantity, noun):
            return leading_grade
        target = self._base(clause, self._trim_start(clause, start, quantity), end, "quantity", "count")
        target.value_start, target.value_end = quantity.value_start, quantity.value_end
        target.low, target.high, target.comparator = quantity.low, quantity.high, quantity.comparator
        target.unit, target.unit_text, target.per = quantity.unit, quantity.unit_text, quantity.per
        if baseline is not None:
            target.baseline_value = baseline.low
            year = self.patterns["baseline"].search(self.text[clause.start : baseline.value_start])
            target.baseline_year = int(year["year"]) if year and year["year"] else None
        target.form = self._form(quantity, left)
        self._word(target, clause, noun, quantity.denominator, None if value_first else grade_of(left) or leading_grade)
        if target.form == "level" and quantity.unit == "%" and target.indicator_id and load("indicators")[target.indicator_id]["default_form"] == "norm":
            target.form = "norm"
        if quantity.unit is None:
            target.note = "unit lost in source"
        self.found.append(target)
        return target.grade if not value_first else leading_grade

    def _is_figure(self, clause: Clause, quantity: Quantity) -> bool:
        """Numbers that are no measure here: 一支队伍, 前10名, 24小时, a share named as a rule of another (按一定比例)."""
        numeral = self.text[quantity.value_start : quantity.value_end]
        before = self.text[max(clause.start, quantity.value_start - 8) : quantity.value_start]
        if before.endswith(("前", "每", "第", "这", "同一", "任何", "另")) or (quantity.unit == "小时" and numeral == "24"):
            return True
        if numeral == "一":
            if quantity.unit not in _ONE_IS_A_FIGURE:
                return True
            aimed = quantity.comparator != "eq" or quantity.per is not None or bool(
                re.search(r"(?:建成|打造|建设|创建|新建|建好|办好|新增|设立|设置|培育|举办|配备|建立|开展|组织|掌握|参加|安排|召开|进行)$", before)
            )
            return not aimed
        return False

    def _is_figure_of_speech(self, quantity: Quantity, noun: str) -> bool:
        """打造一个…的团队: one of a thing that nobody counts."""
        return self.text[quantity.value_start : quantity.value_end] == "一" and bool(re.search(r"(?:团队|队伍|氛围|格局|机制|体系|环境|模式|局面|目标|整体)$", noun))

    def _is_slogan(self, quantity: Quantity, noun: str) -> bool:
        numeral = self.text[quantity.value_start : quantity.value_end]
        if not re.fullmatch(r"[一二两三四五六七八九十]+", numeral) or quantity.unit not in ("个", "项", "种", "大", "条", "类"):
            return False
        return not noun or bool(self.patterns["abstract"].search(noun)) or bool(self.patterns["abstract"].search(self.text[quantity.end : quantity.end + 4]))

    def _is_eligibility(self, clause: Clause, quantity: Quantity) -> bool:
        if quantity.unit not in ("年", "月"):
            return False
        return bool(self.patterns["eligible"].search(clause.text)) or (quantity.unit == "年" and bool(re.search(r"具有|具备|满$|从事", clause.text[: quantity.value_start - clause.start])))

    def _is_baseline(self, clause: Clause, quantity: Quantity, following: list[Quantity]) -> bool:
        """由60%提高到80%: the first number is where the measure stands."""
        if not following or following[0].unit != quantity.unit:
            return False
        between = self.text[quantity.end : following[0].value_start]
        before = self.text[clause.start : quantity.value_start]
        return bool(re.match(r"(?:提高|提升|增加|增长|扩大|上升|降低|下降|减少|缩减|降|升|增)(?:到|至)", between)) and bool(self.patterns["baseline"].search(before))

    def _item(self, clause: Clause, quantities: list[Quantity], index: int) -> tuple[int, int, bool]:
        """The part of a list that belongs to one number, and whether the number stands before its noun."""
        quantity = quantities[index]
        start, end = clause.start, clause.end
        if index > 0:
            start = self._cut(quantities[index - 1], quantity)
        if index + 1 < len(quantities):
            end = self._cut(quantity, quantities[index + 1])
        after = self.text[quantity.end : end].strip()
        value_first = bool(re.match(r"[\u4e00-\u9fffA-Za-z“(]", after)) and not re.match(r"(?:和|及|与|以及|的?(?:标准|比例|要求|幅度|速度)|配套|用于|并|在|以上)", after)
        if quantity.unit in ("%", "倍", "百分点", "月", "年", "小时", "学时") or (quantity.unit == "人次" and quantity.per is None):
            subject = noun_before(self.text[start : quantity.comparator_start or quantity.value_start])
            value_first = value_first and len(subject) < 2
        if re.match(r"[、，和及与]", self.text[quantity.end : quantity.end + 1] or "，"):
            value_first = False
        if not value_first and index + 1 < len(quantities):
            end = min(end, max(quantity.end, end))
        return start, len(self.text[:end].rstrip("、，和及与以 ")) if end < clause.end else end, value_first

    def _cut(self, left: Quantity, right: Quantity) -> int:
        """Where a list is cut between two numbers: at the last separator if nouns follow their numbers, else at the first."""
        between = self.text[left.end : right.value_start]
        separators = list(re.finditer(r"[、]|以及|及|和|与|并", between))
        if not separators:
            return left.end
        value_first = bool(re.match(r"[\u4e00-\u9fff“(]", between)) and not re.match(r"[和及与、]|以及", between)
        chosen = separators[-1] if value_first else separators[0]
        return left.end + chosen.end()

    def _trim_start(self, clause: Clause, start: int, quantity: Quantity) -> int:
        """The quote begins after a date and connectives in front of the clause."""
        words = self.text[start : quantity.value_start]
        if clause.deadline_inside and clause.deadline and start == clause.start:
            date = re.match(r"(?:力争|争取|确保)?[^，。；]{0,4}?(?:20\d\d年?(?:[-—至]20\d\d年?)?(?:\d{1,2}月)?(?:底|末)?(?:之?前)?|[“\x22]?十[一二三四五六七八九]五[”\x22]?(?:期?末|期间|时期))", words)
            if date and date.end() < len(words):
                start += date.end()
                words = words[date.end() :]
        lead = re.match(r"(?:[、，和及与并]|以及|同时|其中)+", words)
        return start + (lead.end() if lead else 0)

    def _big_numbers(self, clause: Clause) -> list[tuple[int, int, int, int]]:
        """三大专业课程群 after a verb of building: a number of things, not the name of a list of work."""
        found = []
        for match in self.patterns["big"].finditer(clause.hidden):
            if self.patterns["build"].search(clause.text[: match.start()]):
                from zhijiao_data.grammar.numerals import parse_numeral

                value = clause.start + match.start("value")
                found.append((value, clause.start, clause.start + match.end(), int(parse_numeral(match["value"]) or 0)))
        return found

    def _bare_numbers(self, clause: Clause) -> list[Quantity]:
        """Numbers whose unit the source lost, in a list that aims: 国家双高计划”2-3建成市级双高计划”4-5."""
        if not clause.markers or not clause.quantities and not clause.deadline:
            return []
        found = []
        for match in self.patterns["bare"].finditer(clause.hidden):
            low, _, high = match[1].partition("-")
            start, end = clause.start + match.start(), clause.start + match.end()
            found.append(Quantity(start, end, start, end, int(low), int(high or low), "range" if high else "eq", None, None))
        return found

    # universals, parity, frequencies, directions, milestones ----------------------------------------------------------------------------------------

    def _universals(self, clause: Clause, taken: list[tuple[int, int]]) -> None:
        for match in self.patterns["universal"].finditer(clause.hidden):
            name = match.lastgroup or ""
            if name == "covers" and not (self.found and self.found[-1].form == "universal" and self.found[-1].start >= clause.start):
                continue
            start, end = clause.start + match.start(name), clause.start + match.end(name)
            if any(value[0] < end and start < value[1] for value in taken) or (taken and not name.startswith("cover")) or self._baseline_clause(clause, match.end()):
                continue
            quote_start, quote_end = clause.start, clause.end
            noun = clause.text[: match.start()]
            if name.startswith("cover"):
                quote_start, quote_end = self._cover_item(clause, start, end)
                noun = self.text[quote_start:start]
            target = self._base(clause, self._after_date(clause, quote_start), quote_end, "quantity", "universal")
            target.value_start, target.value_end = start, end
            target.low = target.high = 100
            target.comparator, target.unit = "eq", "%"
            cycle = re.search(r"(\d|[一二三四五六七八九十])年(?:一|为一?个?)周期", clause.text)
            target.per = f"{cycle[1]}年" if cycle else None
            if name == "every":
                noun = self._universal_noun(clause.text[match.end() :])
            self._word(target, clause, noun_before(_without_date(noun)), None)
            self.found.append(target)

    def _cover_item(self, clause: Clause, start: int, end: int) -> tuple[int, int]:
        left = self.text[clause.start : start]
        cut = max(left.rfind("、"), left.rfind("和"), left.rfind("及"))
        return clause.start + cut + 1, end

    @staticmethod
    def _universal_noun(words: str) -> str:
        """所有学校达到规定要求 counts 学校; 所有学校制订方案 counts 方案."""
        parts = re.split(r"达到|符合|均|都|(?:完成|配备|建立|制[定订]|实现|开设|开展|纳入|建成|建有|设立|通过|参加)", words, maxsplit=1)
        return parts[0] if re.search(r"达到|符合|均|都|纳入|通过", words) or len(parts) < 2 else parts[1]

    def _baseline_clause(self, clause: Clause, position: int) -> bool:
        return "的基础上" in clause.text[position:]

    def _parity(self, clause: Clause) -> None:
        match = self.patterns["parity"].search(clause.hidden)
        if not match or not re.search(r"职普|普职|招生|中职|中等职业", clause.text):
            return
        target = self._base(clause, self._after_date(clause, clause.start), clause.end, "quantity", "ratio")
        target.value_start, target.value_end = clause.start + match.start("value"), clause.start + match.end("value")
        target.comparator = "approx"
        self._word(target, clause, noun_before(clause.text[: match.start("value")]), None)
        self.found.append(target)

    def _frequency(self, clause: Clause) -> None:
        """每年 with an activity of this document's own: at least once a year, though no number is written."""
        match = self.patterns["annual"].search(clause.hidden)
        if not match or clause.hidden[match.end() : match.end() + 1] == "的" or re.search(r"的$", clause.text[: match.start()]):
            return
        if self.patterns["direction"].search(clause.hidden) or re.match(r"[^，。]{0,12}(?:举办|召开|开展|举行)的", clause.text[match.end() :]):
            return
        rest = clause.text[match.end() :]
        end = clause.end
        if len(rest) < 4:
            following = self.text[clause.end : clause.end + 60]
            stop = re.search(r"[。；]|(?<=.)，", following[1:])
            rest = following[1 : stop.start() + 1] if stop else following[1:]
            end = clause.end + 1 + len(rest)
            if self.text[clause.end : clause.end + 1] != "，":
                return
        if not self.patterns["annual_verb"].match(rest):
            return
        start = clause.start + match.start()
        subject = clause.text[: match.start()]
        target = self._base(clause, clause.start if subject else start, end, "quantity", "norm")
        target.value_start, target.value_end = start, start + len(f"每{match['count'] or ''}{match['unit']}")
        target.low, target.comparator, target.unit = 1, "ge", "次"
        target.per = (match["count"] or "") + match["unit"]
        month = match["m2"] or match["m1"]
        target.deadline_month = int(month) if month and 1 <= int(month) <= 12 else None
        verb = self.patterns["annual_verb"].match(rest)
        self._word(target, clause, strip_lead(rest[verb.end() :] if verb and len(rest) - verb.end() >= 2 else rest), None)
        target.scope = scope_of(subject) or scope_of(rest)
        target.note = "每年 read as at least once a year"
        self.found.append(target)

    def _direction(self, clause: Clause) -> None:
        match = self.patterns["direction"].search(clause.hidden) or re.search(r"(?P<only>只增不减)", clause.text)
        if not match:
            return
        lead = self.patterns["lead_direction"].search(clause.hidden)
        measured = clause.text[: match.start()] if not lead or self.patterns["measure"].search(clause.text[: match.start()]) else lead["what"]
        if not match.groupdict().get("only") and not self.patterns["measure"].search(measured):
            return
        if re.match(r"[^，。]{0,20}的(?:政策|措施|机制|办法|制度)", clause.text[match.end() :]):
            return
        target = self._base(clause, self._after_date(clause, clause.start), clause.end, "direction", "direction")
        self._word(target, clause, noun_before(measured) if measured is not lead or not lead else strip_lead(measured), None)
        if lead and measured == lead["what"]:
            target.start = clause.start + lead.start()
            target.indicator_text = measured.strip()
        self.found.append(target)

    def _milestone(self, clause: Clause) -> None:
        """A dated clause without a number that says what is to be accomplished."""
        if clause.deadline is None or clause.inherited_deadline and self.node.role != "goals":
            return
        if self.patterns["vague"].search(clause.text):
            return
        body_start = self._after_date(clause, clause.start)
        body = self.text[body_start : clause.end].lstrip("，")
        if len(body) < 4 or clause.hidden.endswith("□") and clause.deadline_inside and not re.match(r"[^，]{0,4}□", clause.hidden):
            return
        body_start = clause.end - len(body)
        match = self.patterns["accomplish"].search(body)
        if not match or re.search(r"(?:基础上|以来|的要求|精神)$", body):
            return
        if match["verb"] and re.search(r"(?:的|与|和|中)$", body[: match.start("verb")]):
            return
        if match["verb"] == "达到" and not re.search(r"(?:标准|要求|条件|规定|水平)$", body) or match["verb"] == "优化" and not match["object"].endswith("上报"):
            return
        if match["verb"] is None and len(body) < 8 and clause.previous is not None:
            body_start = clause.previous.start
        target = self._base(clause, body_start, self._milestone_end(clause, match, body), "milestone", "milestone")
        noun = match["object"] if match["verb"] else body[: match.start("tail")]
        self._word(target, clause, strip_lead(noun) if match["verb"] else noun_before(noun), None)
        self.found.append(target)

    def _milestone_end(self, clause: Clause, match: re.Match[str], body: str) -> int:
        """形成与…相匹配，…，具有…特色的格局: an object that goes on over commas ends with its head noun."""
        if not match["verb"] or not re.search(r"(?:相匹配|相适应|相衔接|相协调)$", body):
            return clause.end
        stop = re.search(r"[。；\n]", self.text[clause.end :])
        return clause.end + stop.start() if stop else clause.end

    # shared ------------------------------------------------------------------------------------------------------------------------------------------

    def _after_date(self, clause: Clause, start: int) -> int:
        if not clause.deadline_inside or clause.deadline is None:
            return start
        match = re.match(
            r"[^，。；]{0,6}?(?:20\d\d年?(?:[-—至]20\d\d年?)?(?:\d{1,2}(?:[-—至]\d{1,2})?月)?(?:\d{1,2}日)?(?:底|末|初)?(?:之?前)?|[“\x22]?十[一二三四五六七八九]五[”\x22]?(?:期?末|期间|时期))[，]?",
            self.text[start : clause.end],
        )
        return start + match.end() if match and match.end() < clause.end - start else start

    def _base(self, clause: Clause, start: int, end: int, kind: str, form: str) -> Target:
        """A target with what its clause says about time and commitment."""
        target = Target(self.node, start, end, kind, form)
        self._set_deadline(target, clause)
        marker, verb = self._governing(clause, start, end)
        if marker is not None:
            target.modality, target.modality_marker = marker.level, marker.word
        else:
            target.modality_marker = verb
        target.hedges = [hedge for hedge in clause.hedges if hedge in self.text[max(clause.start, start - 12) : end]]
        return target

    def _set_deadline(self, target: Target, clause: Clause) -> None:
        deadline = clause.deadline
        if deadline is not None:
            target.start_year, target.deadline_year, target.deadline_month = deadline.start_year, deadline.year, deadline.month
            target.deadline_basis = "section" if clause.inherited_deadline else deadline.basis
            if deadline.basis == "relative":
                known = self.horizon.issued and deadline.years_from_issue
                target.deadline_year = self.horizon.issued + deadline.years_from_issue if known else None
                target.deadline_basis = "relative" if known else None
        elif self.horizon.period:
            target.start_year, target.deadline_year = self.horizon.period
            target.deadline_basis = "plan_period"

    def _governing(self, clause: Clause, start: int, end: int) -> tuple[Marker | None, str | None]:
        """The marker that governs the stretch, else the plain verb of a committed clause."""
        words = strip_connectives(self.text[start:end])
        verb = self.patterns["governing"].match(words)
        first_item = self.text[clause.start : start].strip("、，和及与") == "" or not clause.quantities
        own = [m for m in clause.markers if clause.start + m.start < end and not (verb and not first_item and clause.start + m.start < start)]
        if own:
            strong = [m for m in own if m.word not in ("基本", "初步", "逐步", "推进", "积极")]
            return (strong or own)[-1], None
        if clause.carried is not None:
            return clause.carried, None
        if verb is None and not first_item:
            verb = self.patterns["governing"].match(strip_connectives(_without_date(clause.text)))
        if verb is None:
            verb = self.patterns["inner_verb"].search(words)
        return None, verb[0] if verb else None

    def _word(self, target: Target, clause: Clause, noun: str, denominator: str | None, inherited_grade: str | None = None) -> None:
        """Fill in what is counted, its grade, denominator, scope and indicator."""
        target.indicator_text = noun or None
        target.grade = (grade_of(noun) if noun else None) or inherited_grade
        if target.unit in ("%", "倍", "百分点") and target.form != "universal":
            target.denominator = denominator_of(noun, denominator)
        target.scope = scope_of(_without_date(clause.text)) or (scope_of(noun) if noun else None)
        target.indicator_id = assign_indicator(noun or "", target.unit, target.form, self.sentence, target.grade)

    @staticmethod
    def _form(quantity: Quantity, left: str) -> str:
        """The form by the unit, the verb and the basis."""
        unit = quantity.unit
        if unit == "比" or unit == "倍":
            return "ratio"
        if unit == "百分点" or (unit == "元" and quantity.per):
            return "rate"
        if re.search(r"(?:保持|维持|稳定)(?:在)?$", left.rstrip("在")):
            return "maintain"
        if unit in ("月", "年", "小时", "学时", "学分", "天", "周", "课时", "次", "节"):
            return "norm"
        if quantity.per not in (None, "年"):
            return "norm"
        if unit == "%":
            return "level"
        increase = re.search(r"(?:新增|新建立|新建设|新建|增设|新设|净增|新增加)|增加(?!到|至|值)(?=\d|$)|增长(?!到|至)$", left)
        if increase:
            return "increment"
        if re.search(r"办好|达到$|达$|突破$|超过$|总量|规模(?:达到?)?$|在校生|增加[到至]$|扩大到$|力争达到$", left) and unit in ("人", "所", "名", "亩", "平方米", "元"):
            return "level"
        if unit in ("亩", "平方米", "元") and quantity.per is None:
            return "level"
        return "count"


def strip_connectives(words: str) -> str:
    """``words`` without connectives and adverbs in front of the verb."""
    return re.sub(r"^(?:并|且|同时|再|联合|共同|重点|定期|其中|、|，|校企|努力|分批|每年|组织|积极)+(?=[\u4e00-\u9fff]{2})", "", words)


def _without_date(words: str) -> str:
    return re.sub(r"(?:到|至|在|力争)?(?:20\d\d年(?:\d{1,2}月)?(?:底|末)?(?:之?前)?|“?十[一二三四五六七八九]五”?(?:期?末|期间|时期))[，]?", "", words)

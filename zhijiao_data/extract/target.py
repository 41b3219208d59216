"""A target and what it takes from its clause: time, commitment, the words for what is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from zhijiao_data.codebook.indicator_rules import assign_indicator
from zhijiao_data.extract.clauses import Clause
from zhijiao_data.extract.structure import Node
from zhijiao_data.extract.wording import Wording, without_date
from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.modality import Marker

_DATE_IN_FRONT = re.compile(
    r"[^，。；]{0,6}?(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)(?:之?前)?|20\d\d年?(?:[-—至]20\d\d年?)?(?:\d{1,2}(?:[-—至]\d{1,2})?月)?(?:\d{1,2}日)?(?:底|末|初)?(?:之?前)?"
    r"|[“\x22]?十[一二三四五六七八九]五[”\x22]?(?:期?末|期间|时期))[，]?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
#: Words that govern a clause from its front; they live in the column modality_marker, not in the quote.
_MARKER_IN_FRONT = re.compile(
    r"(?:力争|争取|努力|推动|严格要求|要求|鼓励|支持|引导|确保|必须|应当|应|须)(?![，。；、的])"
)
_CONNECTIVES = re.compile(
    r"^(?:并|且|同时|再|联合|共同|重点|定期|其中|、|，|校企|努力|分批|每年|组织|积极)+(?=[\u4e00-\u9fff]{2})"
)
#: Markers that only shade another marker of the same clause (力争…基本建成 is 力争).
_SHADES = frozenset({"基本", "初步", "逐步", "推进", "积极"})


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

    def lasts(self, years: int) -> bool:
        """Whether the document's own period is that many years long."""
        return self.period is not None and self.period[1] - self.period[0] + 1 == years


@cache
def _governing() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('verb.build', 'verb.reach', 'verb.accomplish')}|递增|坚持)")


@cache
def _inner_verb() -> re.Pattern[str]:
    return re.compile(
        r"达到|保持|建成|新增|递增|增加|提升|提高|达(?=\d)|开展|上报|举办|制[定订]|完成|建立|转型升级|拟定|实施"
    )


@dataclass(slots=True)
class Context:
    """Where targets are being read: the text, the node, the document's horizon and the sentence at hand."""

    text: str
    node: Node
    horizon: Horizon
    sentence: str = ""
    subject: str | None = None

    def target(self, clause: Clause, start: int, end: int, kind: str, form: str) -> Target:
        """A target of this clause with what the clause says about time and commitment."""
        target = Target(self.node, start, end, kind, form)
        self._set_deadline(target, clause)
        marker, verb = self._governor(clause, start, end)
        if marker is not None:
            target.modality, target.modality_marker = marker.level, marker.word
        else:
            target.modality_marker = verb
        target.hedges = [hedge for hedge in clause.hedges if hedge in self.text[max(clause.start, start - 12) : end]]
        return target

    def describe(self, target: Target, wording: Wording, inherited_grade: str | None = None) -> None:
        """Fill in what is counted, its grade, denominator, scope and indicator. A clause without a subject goes on with the sentence's."""
        if wording.scope:
            self.subject = wording.scope
        target.indicator_text = wording.text
        target.grade = wording.grade or inherited_grade
        target.denominator = wording.denominator if target.unit in ("%", "倍", "百分点") else None
        target.scope = wording.scope or (
            self.subject if self.subject and self.subject not in (wording.text or "") else None
        )
        target.indicator_id = assign_indicator(
            wording.full or wording.text or "", target.unit, target.form, self.sentence, target.grade
        )

    def after_date(self, clause: Clause, start: int) -> int:
        """``start`` moved behind a date and a marker that open the clause, so that a quote begins with its verb or subject."""
        if clause.deadline_inside:
            match = _DATE_IN_FRONT.match(self.text, start, clause.end)
            start = match.end() if match and match.end() < clause.end else start
        marker = _MARKER_IN_FRONT.match(self.text, start, clause.end)
        return marker.end() if marker and clause.end - marker.end() >= 4 else start

    def _set_deadline(self, target: Target, clause: Clause) -> None:
        deadline = clause.deadline
        if deadline is not None and deadline.basis == "relative":
            of_heading = set(_YEAR.findall(self.node.title or "")) if deadline.month else set()
            if len(of_heading) == 1:  # （三）验收总结（2025年10月至12月）。10月底前完成自评
                target.deadline_year, target.deadline_month = int(of_heading.pop()), deadline.month
                target.deadline_basis = "section"
            elif deadline.month and self.horizon.period and self.horizon.period[0] == self.horizon.period[1]:
                target.deadline_year, target.deadline_month = self.horizon.period[1], deadline.month
                target.deadline_basis = "plan_period"
            elif self.horizon.issued and deadline.years_from_issue is not None:
                target.deadline_year = self.horizon.issued + deadline.years_from_issue
                target.deadline_month = deadline.month
                target.deadline_basis = "relative"
            elif deadline.years_from_issue and self.horizon.lasts(deadline.years_from_issue):
                target.start_year, target.deadline_year = self.horizon.period or (None, None)
                target.deadline_basis = "plan_period"  # 三年内 of a three-year plan
            elif deadline.month and self.horizon.period:  # 下半年 of a year that nothing names
                target.start_year, target.deadline_year = self.horizon.period
                target.deadline_basis = "plan_period"
        elif deadline is not None:
            target.start_year, target.deadline_year, target.deadline_month = (
                deadline.start_year,
                deadline.year,
                deadline.month,
            )
            target.deadline_basis = "section" if clause.inherited_deadline else deadline.basis
        elif self.horizon.period:
            target.start_year, target.deadline_year = self.horizon.period
            target.deadline_basis = "plan_period"

    def _governor(self, clause: Clause, start: int, end: int) -> tuple[Marker | None, str | None]:
        """The marker that governs the stretch, else the plain verb of a committed clause."""
        words = strip_connectives(self.text[start:end])
        verb = _governing().match(words)
        first_item = not any(quantity.value_start < start for quantity in clause.quantities)
        own = [
            m
            for m in clause.markers
            if clause.start + m.start < end and not (verb and not first_item and clause.start + m.start < start)
        ]
        if own:
            return ([m for m in own if m.word not in _SHADES] or own)[-1], None
        if clause.carried is not None:
            return clause.carried, None
        if verb is None and not first_item:
            verb = _governing().match(strip_connectives(without_date(clause.text)))
        if verb is None:
            verb = _inner_verb().search(words)
        return None, verb[0] if verb else None


def strip_connectives(words: str) -> str:
    """``words`` without connectives and adverbs in front of the verb."""
    return _CONNECTIVES.sub("", words)

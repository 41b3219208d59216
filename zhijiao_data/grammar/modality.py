"""How strongly a clause commits: the marker that governs it, and the hedges that loosen it.

The scale is the one of ``codes.yaml: modality`` (mandatory, committed, aspirational, enabling, hortatory). A comparator (不少于, 以上) is never
modality: 力争…以上 is a floor that is only aspired to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives, words

#: A marker is none when one of these characters stands in front of it (适应, 智力支持) or one of these strings follows it (基本功, 要求。).
_NOT_BEFORE = {"应": "适对相供反效顺响一回呼感不", "须": "必务", "基本": "最", "支持": "力术策金务撑点", "要求": "关按照新国展据任准合质的定本",
               "试点": "展行为合制校业地项革作点开"}  # fmt: skip
_NOT_AFTER = {
    "应": ("用", "对", "届", "急", "变", "缴", "纳", "付", "收", "税"),
    "不得": ("低于", "少于", "超过", "高于", "多于"),
    "基本": (
        "功",
        "公",
        "养",
        "医",
        "办",
        "条",
        "要求",
        "原",
        "思",
        "药",
        "信",
        "建设",
        "标准",
        "情况",
        "生",
        "技能",
        "知识",
    ),
    "试点": ("工", "校", "学", "规", "范", "期", "项", "地", "单", "专", "城", "示", "省", "院", "基"),
    "积极": ("性",),
    "努力": ("奋",),
    "要求": ("，", "。", "；", "、", "的", "：", "开", "和"),
    "支持": ("，", "。", "；", "、", "下", "力", "和", "计"),
    "探索": ("，", "。", "；", "、", "与", "和", "出"),
    "引导": ("，", "。", "；", "、", "下"),
    "推动": ("力",),
    "推进": ("会", "情", "力", "机", "工"),
    "保证": ("金",),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker of modality in a clause: where it stands, the word and the level it sets."""

    start: int
    end: int
    word: str
    level: str


@cache
def _levels() -> dict[str, str]:
    return {word: level for level in ("mandatory", "aspirational", "enabling") for word in words(f"modality.{level}")}


@cache
def _markers() -> re.Pattern[str]:
    return re.compile(alternatives(*(f"modality.{level}" for level in ("mandatory", "aspirational", "enabling"))))


@cache
def _hedges() -> re.Pattern[str]:
    return re.compile(alternatives("hedge"))


def find_markers(clause: str) -> list[Marker]:
    """The modality markers of a clause, in order; look-alikes (适应, 基本功, 智力支持) left out.

    >>> [(m.word, m.level) for m in find_markers("力争到2025年，全区中等职业学校应全部达到国家设置标准")]
    [('力争', 'aspirational'), ('应', 'mandatory')]
    """
    found = []
    for match in _markers().finditer(clause):
        word = match[0]
        before = clause[match.start() - 1 : match.start()] if match.start() else ""
        if before and before in _NOT_BEFORE.get(word, ""):
            continue
        if clause.startswith(_NOT_AFTER.get(word, ()), match.end()) or (word == "要求" and match.end() == len(clause)):
            continue
        found.append(Marker(match.start(), match.end(), word, _levels()[word]))
    return found


def find_hedges(clause: str) -> list[str]:
    """The hedges of a clause, in order, each once."""
    found: list[str] = []
    for match in _hedges().finditer(clause):
        word = match[0]
        if word not in found and not clause.startswith(_NOT_AFTER.get(word, ()), match.end()):
            found.append(word)
    return found

"""How strongly a clause commits: the marker that governs it, and the hedges that loosen it.

The scale is the one of ``codes.yaml: modality`` (mandatory, committed, aspirational, enabling, hortatory). A comparator (不少于, 以上) is never
modality: 力争…以上 is a floor that is only aspired to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives, words

# 应 in 适应, 对应 …; 须 in 必须 is listed; 基本 in 基本功; 支持 as a noun after 智力, 政策, 资金 …
_NOT_BEFORE = {"应": "适对相供反效顺响一回呼感", "须": "必务", "基本": "最", "支持": "力术策金务撑点", "要求": "关按照新国展据任准合质的", "试点": "展行为合制校业地项革作革点开", "严格": "", "保证": "", "推动": "", "推进": ""}
_NOT_AFTER = {
    "应": "用对届急变",
    "基本": "功公养医办条要原思药信建医",
    "试点": "工校项地单专城示省院",
    "积极": "性",
    "努力": "奋",
    "严格": "",
    "要求": "，。；、的：",
    "支持": "，。；、下力和计",
    "探索": "，。；、与和出实",
    "引导": "，。；、下",
    "推动": "力",
    "推进": "会情力机工",
    "保证": "金",
    "初步": "",
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
        before = clause[match.start() - 1 : match.start()]
        after = clause[match.end() : match.end() + 1]
        if before and before in _NOT_BEFORE.get(word, ""):
            continue
        if after and after in _NOT_AFTER.get(word, ""):
            continue
        found.append(Marker(match.start(), match.end(), word, _levels()[word]))
    return found


def find_hedges(clause: str) -> list[str]:
    """The hedges of a clause, in order, each once."""
    found: list[str] = []
    for match in _hedges().finditer(clause):
        word = match[0]
        if word not in found and clause[match.end() : match.end() + 1] not in tuple(_NOT_AFTER.get(word, "")):
            found.append(word)
    return found

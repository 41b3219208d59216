"""From what a target counts to the indicator it belongs to (``indicators.yaml``).

An indicator is assigned only when the rules of exactly one indicator hold: a wrong indicator is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from zhijiao_data.codebook.expressions import expand
from zhijiao_data.codebook.loader import codes, load, shared

# Quotation marks come and go in copies of a text, and brackets change their width: the rules see none of that.
_PLAIN = str.maketrans({mark: None for mark in "“”\"'‘’「」『』 \n\t\u3000"} | {"(": "（", ")": "）", "％": "%"})
# Where things are counted in pieces, a unit that the source lost is still clear from the noun.
_UNITLESS_KINDS = {"count", "person"}


@dataclass(frozen=True, slots=True)
class _Rule:
    indicator_id: str
    text: re.Pattern[str] | None
    not_text: re.Pattern[str] | None
    context: re.Pattern[str] | None
    not_context: re.Pattern[str] | None
    grade: str | None
    forms: frozenset[str | None]
    units: frozenset[str | None]


@dataclass(frozen=True, slots=True)
class _Rules:
    by_cue: tuple[tuple[str, tuple[_Rule, ...]], ...]
    grades: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _compiled() -> _Rules:
    kinds = {unit_id: unit["kind"] for unit_id, unit in load("units").items()}
    fragments = shared("indicators").get("fragments", {})
    # A milestone counts nothing; only a rule that names the form takes it (one named school that gains a grade).
    usual_forms = {None, *codes("target_form")} - {"milestone"}
    by_cue: dict[str, list[_Rule]] = {}
    for indicator_id, entry in load("indicators").items():
        own = kinds.get(entry["unit"])
        same_kind: set[str | None] = {unit for unit, kind in kinds.items() if kind == own}
        if own in _UNITLESS_KINDS:
            same_kind.add(None)
        for rule in entry["match"]:
            patterns = {
                key: re.compile(expand(rule[key], fragments)) if key in rule else None
                for key in ("text", "not_text", "context", "not_context")
            }
            compiled = _Rule(
                indicator_id,
                grade=rule.get("grade"),
                forms=frozenset(rule.get("forms", usual_forms)),
                units=frozenset(rule.get("units", same_kind)),
                **patterns,
            )
            for cue in rule["cues"]:
                by_cue.setdefault(cue, []).append(compiled)
    return _Rules(
        tuple((cue, tuple(rules)) for cue, rules in by_cue.items()),
        tuple((grade, re.compile(pattern)) for grade, pattern in shared("indicators").get("grades", {}).items()),
    )


def assign_indicator(
    indicator_text: str | None, unit: str | None, form: str | None, context: str = "", grade: str | None = None
) -> str | None:
    """The indicator of a target, or None when no rule holds or those of two indicators do.

    Args:
        indicator_text: what is counted, in the document's words.
        unit: the unit, canonical (``units.yaml``); None when none is written.
        form: the target's form (``codes.yaml``: target_form).
        context: the clause or sentence of the target; needed where the counted thing alone says too little (建筑面积).
        grade: the grade of the thing counted as written (市级), if it was read apart from ``indicator_text``.
    """
    if not indicator_text:
        return None
    text = indicator_text.translate(_PLAIN)
    around = f"{text}。{_plain(context)}"
    rules = _compiled()
    found: str | None = None
    for cue, candidates in rules.by_cue:
        if cue not in text:
            continue
        for rule in candidates:
            if rule.indicator_id != found and _holds(rule, text, around, unit, form, grade):
                if found is not None:
                    return None
                found = rule.indicator_id
    return found


@lru_cache(maxsize=64)
def _plain(context: str) -> str:
    """A context without marks that come and go; cached, since a sentence often holds several targets."""
    return context.translate(_PLAIN)


def _holds(rule: _Rule, text: str, around: str, unit: str | None, form: str | None, grade: str | None) -> bool:
    # A direction states no number, so it has no unit to check.
    if unit not in rule.units and not (unit is None and form == "direction"):
        return False
    if form not in rule.forms:
        return False
    return (
        (rule.text is None or rule.text.search(text) is not None)
        and (rule.not_text is None or rule.not_text.search(text) is None)
        and (rule.context is None or rule.context.search(around) is not None)
        and (rule.not_context is None or rule.not_context.search(around) is None)
        and (rule.grade is None or _grade(text, around, grade) == rule.grade)
    )


def _grade(text: str, around: str, written: str | None) -> str | None:
    """The class of the grade: as read, else in the counted thing, else in its clause if that names one class only."""
    for source in (written, text, around):
        classes = {name for name, pattern in _compiled().grades if source and pattern.search(source)}
        if classes:
            return classes.pop() if len(classes) == 1 else None
    return None

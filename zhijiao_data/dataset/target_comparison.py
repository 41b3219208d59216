"""One target against one upstream target of the same indicator: outcome, comparability and differences.

Both are rows with ``value_min``, ``value_max``, ``comparator``, ``form``, ``unit``, ``per``, ``grade``, ``scope``, ``denominator`` and
``deadline_year``. What is compared is the bound that commits: the floor, for indicators that are to fall the ceiling. A range and 左右 (± 5 %) are
intervals: they are above, below or equal only if they are so altogether. With v of the plan's target, u upstream, T_d and T_u the years:

=============  =====================  =====================  ====================
..             v above u              v equals u             v below u
=============  =====================  =====================  ====================
T_d < T_u      amplified              amplified              indeterminate [1]_
T_d = T_u      amplified              parity                 attenuated
T_d > T_u      indeterminate          attenuated             attenuated
=============  =====================  =====================  ====================

.. [1] Decided if the same policy also states a value for a year at or before T_d: by the straight line between its two points
   (``path_interpolated``).

* *Above* means more ambitious: for an indicator that is to fall, a smaller number.
* Standing rules (form ``norm``) hold whatever the year: only their values are compared, and only with other rules. An upstream target without a
  year holds at all times too, as if T_d = T_u (``upstream_open_ended``). A plan's target without a year is at parity when the values are
  equal, else indeterminate (``target_open_ended``).
* An indicator without a direction is at parity or indeterminate, never amplified or attenuated (``no_direction``).
* 大体相当 on both sides is parity without a number (``ordinal``).
* What is counted in things, persons, money or area, unless for each school or student, grows with the place, and can't be compared between a district and a whole: indeterminate, with
  reason ``allocation`` and the share v / V.
* A comparator that the source lost makes the outcome indeterminate (``comparator_unknown``).

Comparability says what may be done with a pair, not whether its figures are true: a pair with an unverified upstream value can be A. X: a value is
unknown. C: form, unit, grade or the basis of 每 differ, a ceiling meets a floor, or neither states a number; nothing is computed. B: one or more
of the reasons in ``_B``. A: none of these.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from zhijiao_data.codebook.loader import load
from zhijiao_data.grammar.lexicon import alternatives, words

Given = Mapping[str, Any]
Bounds = tuple[float, float]

_WITHOUT_NUMBER = frozenset({"direction", "milestone"})
#: Forms that are compared only with themselves.
_APART = _WITHOUT_NUMBER | {"increment", "rate", "norm"}
_FLOORS, _CEILINGS = frozenset({"ge", "gt"}), frozenset({"le", "lt"})
_EXCLUDED = frozenset({"gt", "lt"})
#: Kinds of units (codes.yaml: unit_kind) of measures that don't grow with the size of the place.
_INTENSIVE = frozenset({"share", "points", "multiple", "ratio", "frequency", "time", "study", "score"})
#: Kinds whose units stand for one another (所, 个 and 家 are one each).
_PIECES = frozenset({"count", "person"})
#: Half the width of 左右 and 约, as a part of the value.
_ABOUT = 0.05
#: 100 % has no logit; this stands for it (reason ``ceiling``).
_NEAR_ALL = 99.5
#: Reasons (codes.yaml: link_reason) for which a pair is at best C, and at best B.
_C = frozenset({"form_differs", "unit_differs", "per_differs", "grade_differs", "no_number", "bounds_opposed"})
_B = frozenset(
    {
        "year_earlier",
        "year_later",
        "upstream_open_ended",
        "target_open_ended",
        "denominator_unspecified",
        "denominator_differs",
        "scope_differs",
        "grade_unspecified",
        "bound_types_differ",
        "intervals_overlap",
        "comparator_unknown",
        "unit_unspecified",
        "ordinal",
        "allocation",
        "definition_break",
        "copy_capped",
        "interpretation_capped",
    }
)


@dataclass(slots=True)
class Comparison:
    """What a target has to do with an upstream one.

    ``relation`` (above, equal, below) and ``when`` (earlier, same, later) speak of the plan's target; ``None``: not decided, not stated.
    """

    outcome: str = "indeterminate"
    reasons: list[str] = field(default_factory=list)
    relation: str | None = None
    when: str | None = None
    gap: float | None = None
    log_ratio: float | None = None
    logit_gap: float | None = None
    share: float | None = None
    years_between: int | None = None

    @property
    def comparability(self) -> str:
        """The grade (codes.yaml: comparability); the gravest reason decides."""
        reasons = set(self.reasons)
        return "X" if "value_unknown" in reasons else "C" if reasons & _C else "B" if reasons & _B else "A"


def compare(target: Given, upstream: Given, indicator: Given, path: Sequence[Given] = ()) -> Comparison:
    """Compare two targets of ``indicator`` (its ``unit``, ``direction``, ``per``; ``grade`` if it has one of its own).

    ``path``: the upstream policy's targets for the same thing, the one compared included; in any order.
    """
    found = Comparison()
    _compare_years(found, target, upstream)
    for reason, holds in _differences(target, upstream, indicator):
        if holds:
            found.reasons.append(reason)
    if _C.intersection(found.reasons):
        return found
    if _is_ordinal(target) and _is_ordinal(upstream):
        found.reasons.append("ordinal")
        found.relation = "equal"
        found.outcome = "parity"
        return found
    lower = indicator["direction"] == "lower"
    v, u = _bounds(target, lower), _bounds(upstream, lower)
    if v is None or u is None:
        found.reasons.append("value_unknown" if _has_no_value(target) or _has_no_value(upstream) else "bounds_opposed")
        return found
    grows = _grows_with_the_place(target, indicator)
    _measure(found, _committed(target, lower), _committed(upstream, lower), _kind(target, indicator), grows)
    if not target["comparator"] or not upstream["comparator"]:
        found.reasons.append("comparator_unknown")
    elif grows:
        found.reasons.append("allocation")
    else:
        found.relation = "equal" if _same_point(target, upstream) else _relation(v, u, lower)
        if found.relation is None:
            found.reasons.append("intervals_overlap")
        _decide(found, target, indicator, v, lower, path)
    return found


# --- years -----------------------------------------------------------------------------------------------------------------------------------------


def _compare_years(found: Comparison, target: Given, upstream: Given) -> None:
    own, above = year_of(target), year_of(upstream)
    if own is not None and above is not None:
        found.years_between = own - above
        found.when = "earlier" if own < above else "later" if own > above else "same"
        if own != above:
            found.reasons.append(f"year_{found.when}")
    elif not _is_rule(upstream) and above is None:
        found.reasons.append("upstream_open_ended")
    elif not _is_rule(target) and own is None:
        found.reasons.append("target_open_ended")


def year_of(row: Given) -> int | None:
    """The year by which a target is to be reached; a standing rule has none, whatever the year of its document."""
    return None if _is_rule(row) else row.get("deadline_year")


def _is_rule(row: Given) -> bool:
    return bool(row["form"] == "norm")


# --- likeness --------------------------------------------------------------------------------------------------------------------------------------


def likeness(target: Given, upstream: Given, indicator: Given) -> tuple[bool, ...]:
    """What keeps two targets apart in kind, gravest first, to choose the upstream target that is most alike (the smallest)."""
    differ = {reason for reason, holds in _differences(target, upstream, indicator) if holds}
    return tuple(
        reason in differ
        for reason in (
            "form_differs",
            "no_number",
            "unit_differs",
            "per_differs",
            "grade_differs",
            "grade_unspecified",
            "scope_differs",
        )
    )


def kind_key(row: Given) -> tuple[str | None, ...]:
    """What a registered target of an indicator speaks of: form, basis of 每, grade and scope."""
    return (_family(row), row.get("per"), _grade(row), scope_key(row))


def aim(row: Given) -> tuple[Any, ...]:
    """What a registered target asks for; two with the same aim and kind state it twice."""
    return (row["value_min"], row["value_max"], row["comparator"], row["unit"], row.get("deadline_year"))


def _differences(target: Given, upstream: Given, indicator: Given) -> list[tuple[str, bool]]:
    share = _kind(target, indicator) == "share"
    own, above = whole_of(target.get("denominator")), whole_of(upstream.get("denominator"))
    unit, unit_above = target["unit"] or indicator["unit"], upstream["unit"] or indicator["unit"]
    grade, grade_above = _grade(target), _grade(upstream)
    numberless = {target["form"], upstream["form"]} & _WITHOUT_NUMBER
    return [
        ("form_differs", _family(target) != _family(upstream)),
        ("no_number", bool(numberless) and _family(target) == _family(upstream)),
        ("unit_differs", unit != unit_above and not _kind_of(unit) == _kind_of(unit_above) in _PIECES),
        ("unit_unspecified", bool(not target["unit"] and unit and not _has_no_value(target))),
        ("per_differs", (target.get("per") or indicator.get("per")) != (upstream.get("per") or indicator.get("per"))),
        ("grade_differs", bool(grade and grade_above and grade != grade_above)),
        ("grade_unspecified", (grade is None) != (grade_above is None) and not indicator.get("grade")),
        ("denominator_unspecified", share and not (own and above)),
        ("denominator_differs", bool(share and own and above and own != above)),
        ("scope_differs", scope_key(target) != scope_key(upstream)),
        ("bound_types_differ", _bound_type(target) != _bound_type(upstream)),
    ]


def _family(row: Given) -> str:
    """Forms that can be compared: a state (level, universal, ratio, count …), a standing rule, or one kind of change or of aim without number."""
    return row["form"] if row["form"] in _APART else "state"


def _kind(row: Given, indicator: Given) -> str | None:
    return _kind_of(row["unit"] or indicator["unit"])


def _kind_of(unit: str | None) -> str | None:
    return load("units")[unit]["kind"] if unit else None


def _grade(row: Given) -> str | None:
    """The class of the grade (国家级, 部级 and 全国性 are one), else the grade as written without 及以上."""
    grade = row.get("grade")
    if not grade:
        return None
    return next((group for group in _GRADES if grade.startswith(words(group))), re.sub("[及或]?以上$", "", grade))


def _bound_type(row: Given) -> str | None:
    """A floor, a ceiling, a point or a range, and whether the number itself is left out; ``None`` if unknown."""
    comparator = row["comparator"]
    if comparator in _FLOORS | _CEILINGS:
        return comparator
    return comparator and ("range" if comparator == "range" else "point")


def whole_of(denominator: str | None) -> str | None:
    """A denominator without marks and words of totality (专业课教师总数 → 专业课教师)."""
    if not denominator:
        return None
    bare = re.sub(r"[\s“”\"]", "", denominator)
    return _totals().sub("", bare) or bare


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('denominator.total')})$")


def scope_key(row: Given) -> str:
    """Whom a target binds, without the place: the name of a class of schools, the party as written, or nothing for the whole area."""
    party = _whole_area().sub("", re.sub(r"[\s“”\"]", "", row.get("scope") or ""))
    return next((group for group in _CLASSES if party in words(group)), party)


_GRADES = ("grade.national", "grade.province", "grade.city")
_CLASSES = ("scope.secondary", "scope.higher", "scope.vocational")


@cache
def _whole_area() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('scope.whole')}|在[\u4e00-\u9fff]{{1,2}}(?=$|学校|院校|高校))的?")


# --- values ----------------------------------------------------------------------------------------------------------------------------------------


def _has_no_value(row: Given) -> bool:
    return row["value_min"] is None and row["value_max"] is None


def _is_ordinal(row: Given) -> bool:
    return _has_no_value(row) and row["comparator"] == "approx"


def _bounds(row: Given, lower: bool) -> Bounds | None:
    """The interval of the bound that commits; ``None`` if there is no value or only the opposite bound."""
    low, high = row["value_min"], row["value_max"]
    if low is not None and high is not None:
        if row["comparator"] == "approx":
            return low - abs(low) * _ABOUT, high + abs(high) * _ABOUT
        return low, high
    value = high if lower else low
    return None if value is None else (value, value)


def _committed(row: Given, lower: bool) -> float:
    """The number that is committed to: the lower end, for indicators that are to fall the upper one."""
    value = row["value_max"] if lower else row["value_min"]
    assert value is not None  # _bounds found it
    return value


def _same_point(one: Given, other: Given) -> bool:
    """Whether both name one number and the same one: 6 and about 6 are no difference that a text commits to."""
    return _bound_type(one) == _bound_type(other) == "point" and math.isclose(one["value_min"], other["value_min"])


def _relation(v: Bounds, u: Bounds, lower: bool) -> str | None:
    if all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(v, u, strict=True)):
        return "equal"
    if v[0] > u[1]:
        return "below" if lower else "above"
    if v[1] < u[0]:
        return "above" if lower else "below"
    return None


def _grows_with_the_place(target: Given, indicator: Given) -> bool:
    """Whether a larger place has more of it: a count, a sum of money; no share, no rule, nothing for each school or student."""
    kind, per = _kind(target, indicator), target.get("per") or indicator.get("per")
    return kind is not None and kind not in _INTENSIVE and per not in words("number.basis") and not _is_rule(target)


def _measure(found: Comparison, v: float, u: float, kind: str | None, grows: bool) -> None:
    """Set the differences that make sense for this kind of unit."""
    if grows:
        # 市级 of a local plan against a national list without a grade: the one is no part of the other.
        found.share = v / u if u and "grade_unspecified" not in found.reasons else None
        return
    found.gap = round(v - u, 9)
    if kind == "share":
        if 100 in (v, u):
            found.reasons.append("ceiling")
        own, above = _logit(v), _logit(u)
        found.logit_gap = own - above if own is not None and above is not None else None
    elif v > 0 and u > 0:
        found.log_ratio = math.log(v / u)


def _logit(share: float) -> float | None:
    share = min(share, _NEAR_ALL)
    return math.log(share / (100 - share)) if share > 0 else None


# --- outcome ---------------------------------------------------------------------------------------------------------------------------------------

_OUTCOMES = {
    ("earlier", "above"): "amplified",
    ("earlier", "equal"): "amplified",
    ("same", "above"): "amplified",
    ("same", "equal"): "parity",
    ("same", "below"): "attenuated",
    ("later", "equal"): "attenuated",
    ("later", "below"): "attenuated",
}


def _decide(
    found: Comparison,
    target: Given,
    indicator: Given,
    v: Bounds,
    lower: bool,
    path: Sequence[Given],
) -> None:
    """Set the outcome from relation and years."""
    if indicator["direction"] == "none":
        found.outcome = "parity" if found.relation == "equal" else "indeterminate"
        if found.outcome == "indeterminate":
            found.reasons.append("no_direction")
        return
    if "target_open_ended" in found.reasons:
        found.outcome = "parity" if found.relation == "equal" else "indeterminate"
        return
    when = found.when or "same"
    if when == "earlier" and found.relation == "below":
        there = _on_path(path, target["deadline_year"], lower)
        if there is not None:
            found.reasons.append("path_interpolated")
            found.outcome = _OUTCOMES.get(("same", _relation(v, (there, there), lower) or ""), "indeterminate")
        return
    found.outcome = _OUTCOMES.get((when, found.relation or ""), "indeterminate")


def _on_path(path: Sequence[Given], year: int, lower: bool) -> float | None:
    """The value of the straight line between the points stated around ``year``; ``None`` outside of them."""
    points = sorted(
        (at, _committed(row, lower))
        for row in path
        if (at := year_of(row)) is not None and _bounds(row, lower) is not None
    )
    before = [point for point in points if point[0] <= year]
    behind = [point for point in points if point[0] > year]
    if not before or not behind:
        return before[-1][1] if before and before[-1][0] == year else None
    (first, start), (last, end) = before[-1], behind[0]
    return start + (end - start) * (year - first) / (last - first)

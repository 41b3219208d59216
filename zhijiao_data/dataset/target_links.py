"""The upstream target of each target: copied, raised, lowered, allotted, or new (table ``target_links``).

Pure functions on rows. Every canonical target with an indicator has one row of role ``nearest`` and at most one of role ``national``
(codes.yaml: link_role):

* ``nearest``: the target of the same indicator in force at the plan's date in the nearest administrative ancestor that has one. Without one, the row
  says so by its outcome: ``new``, ``not_at_risk`` (only because dates are uncertain), or ``indeterminate`` with ``upstream_lapsed``.
* ``national``: that of the State or its ministries, where the nearest is a province's or city's, or where there is none and a national one came
  later (``not_at_risk``). Where the nearest *is* national there is one row, with reason ``nearest_is_national``.

**Ancestors** of a plan are bodies above its own level (codes.yaml: issuer_level, in its order) in the same province or city, by the names in
the plan's row; State and ministries stand above every other body and count as one rank. A document of the plan's own level is no upstream.

**In force** is a target that was issued certainly not later than the plan (:mod:`zhijiao_data.dataset.issue_dates`), whose deadline is not past on
the plan's first possible day (a standing rule has none), whose policy is not superseded, and which no later policy of the *same level* changed for
the same form, grade and scope: 500万 takes the place of 450万, but a ministry's target does not take that of the State Council's.
A later policy that states the same aim again changes nothing: the link is the one that the plan cites, else one that was verified, else the first. Of several in force in one
rank the choice falls on the one that is most alike (form, unit, grade, scope), then on the nearest year, one that the plan cites, the higher level,
the later date. The others stay in the registry.

**Not in force.** A target whose deadline is past (``upstream_lapsed``) or that was replaced (``superseded``) is shown, ``indeterminate``, when there
is none in force in a form that can be compared: to call its follow-up ``new`` would overstate what is local. One that was
issued certainly later leaves the plan *not at risk*; so does one of which that can't be told (``date_uncertain``).
``new`` means that no upstream target *held* was issued before the plan; it is an upper bound of local innovation, and ``cited_unread`` says where a
document that the plan itself cites is known by name only: no target of it is registered, which does not mean that it has none.

How two targets are compared, and what A, B, C and X mean, is told in :mod:`zhijiao_data.dataset.target_comparison`. Certainty is kept apart from it:
``upstream_certainty`` and ``upstream_unverified`` speak of the value's evidence, and a pair of grade A may have an unverified upstream value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhijiao_data.codebook.loader import codes, load
from zhijiao_data.dataset import link_sentences
from zhijiao_data.dataset.issue_dates import issue_dates, lapsed
from zhijiao_data.dataset.target_comparison import Comparison, aim, compare, kind_key, likeness, year_of
from zhijiao_data.partial_dates import Interval

Row = dict[str, Any]
Given = Mapping[str, Any]

_CENTRAL = frozenset({"national", "ministry"})
#: Texts whose values are comparable at best with reserve, and why (codes.yaml: text_status → link_reason).
_CAPS = {
    "interpretation": "interpretation_capped",
    "third_party_copy": "copy_capped",
    "redacted": "copy_capped",
}
_PAST = ("upstream_lapsed", "superseded")
_NOT_BEFORE = ("date_uncertain", "issued_later")


@dataclass(frozen=True, slots=True)
class _Upstream:
    """A registered target seen from a plan: its policy, how near that stands (0 is the State), and why it is not in force (``None``: it is)."""

    row: Given
    policy: Given
    dates: Interval | None
    rank: int
    out: str | None
    is_cited: bool


def link_targets(
    targets: Iterable[Given],
    plans: Iterable[Given],
    policies: Iterable[Given],
    policy_targets: Iterable[Given],
    indicators: Iterable[Given],
    places: Iterable[Given],
    citations: Iterable[Given] = (),
) -> list[Row]:
    """The rows of ``target_links``, in the order of ``targets``, nearest before national.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD. ``definition_breaks`` of an indicator (policy ids, may be missing) name the documents that
    changed what it measures. ``lag_days`` is given where both dates are known to the day; values are in the unit of the target, ``gap`` of
    shares in percentage points.

    Raises:
        KeyError: a row names a plan, policy or indicator that is not among the rows.
    """
    linker = _Linker(plans, policies, policy_targets, indicators, places, citations)
    return [
        row for target in targets if target["is_canonical"] and target["indicator_id"] for row in linker.rows(target)
    ]


class _Linker:
    """The rows that links are looked up in, each by its key."""

    def __init__(
        self,
        plans: Iterable[Given],
        policies: Iterable[Given],
        policy_targets: Iterable[Given],
        indicators: Iterable[Given],
        places: Iterable[Given],
        citations: Iterable[Given],
    ) -> None:
        self.plans = {plan["plan_id"]: plan for plan in plans}
        self.plan_dates = {id: issue_dates(plan) for id, plan in self.plans.items()}
        self.policies = {policy["policy_id"]: policy for policy in policies}
        self.policy_dates = {id: issue_dates(policy) for id, policy in self.policies.items()}
        self.indicators = {row["id"]: {**row, "grade": _grade_of_indicator(row["id"])} for row in indicators}
        self.places = {place["id"]: place for place in places}
        self.successors: dict[str, list[str]] = defaultdict(list)
        for id, policy in self.policies.items():
            for older in policy.get("supersedes") or ():
                self.successors[older].append(id)
        self.cited = {(row["plan_id"], row["policy_id"]) for row in citations if row["policy_id"]}
        self.unread: set[str] = set(self.policies)
        self.upstream: dict[str, list[Given]] = defaultdict(list)
        for row in policy_targets:
            self.unread.discard(row["policy_id"])
            if row["indicator_id"]:
                self.upstream[row["indicator_id"]].append(row)

    def rows(self, target: Given) -> list[Row]:
        """The rows of one target."""
        plan = self.plans[target["plan_id"]]
        indicator = self.indicators[target["indicator_id"]]
        target = _with_grade_of_place(target, plan)
        found = self._candidates(target, plan)
        nearest = _nearest(target, indicator, found)
        national = [one for one in found if one.rank == 0]
        coming = _first_to_come(national)
        if nearest is not None:
            rows = [self._linked(target, plan, nearest, found, "nearest")]
            if nearest.rank == 0:
                return rows
            above = _nearest(target, indicator, [one for one in national if one.out is None])
            if above is not None:
                return [*rows, self._linked(target, plan, above, found, "national")]
            return [*rows, self._not_at_risk(target, plan, coming, "national")] if coming else rows
        if unsure := _first_to_come([one for one in found if one.out == "date_uncertain"]):
            return [self._not_at_risk(target, plan, unsure, "nearest")]
        rows = [self._new(target, plan, came_later=bool(found))]
        return [*rows, self._not_at_risk(target, plan, coming, "national")] if coming else rows

    # who stands above, and what is in force ----------------------------------------------------------------------------------------------------

    def _candidates(self, target: Given, plan: Given) -> list[_Upstream]:
        """The registered targets of the indicator in every ancestor of the plan, whenever issued."""
        at = self.plan_dates[plan["plan_id"]]
        found = []
        for row in self.upstream.get(target["indicator_id"], ()):
            policy = self.policies[row["policy_id"]]
            rank = self._rank(policy, plan)
            if rank is not None:
                dates = self.policy_dates[policy["policy_id"]]
                row = _with_grade_of_place(row, plan)
                is_cited = (plan["plan_id"], policy["policy_id"]) in self.cited
                found.append(_Upstream(row, policy, dates, rank, self._out(row, dates, at), is_cited))
        return found

    def _rank(self, policy: Given, plan: Given) -> int | None:
        """How near to the plan an ancestor stands: 0 for the State, more for what is nearer; ``None`` if it is none."""
        if policy["level"] in _CENTRAL:
            return None if plan.get("issuer_level") in _CENTRAL else 0
        place, levels = self.places.get(policy.get("place_id") or ""), codes("issuer_level")
        if place is None or levels.index(policy["level"]) >= levels.index(_level(plan)):
            return None
        return levels.index(place["level"]) if place["label_zh"] == plan.get(place["level"]) else None

    def _out(self, row: Given, dates: Interval | None, at: Interval | None) -> str | None:
        """Why a registered target is not in force at the plan's date (codes.yaml: link_reason); ``None`` if it is."""
        if at is None or dates is None:
            return "date_uncertain"
        if dates.surely_after(at):
            return "issued_later"
        if not dates.surely_not_after(at):
            return "date_uncertain"
        newer = (self.policy_dates[id] for id in self.successors.get(row["policy_id"], ()))
        if any(policy is not None and policy.surely_not_after(at) for policy in newer):
            return "superseded"
        return "upstream_lapsed" if lapsed(year_of(row), row.get("deadline_month"), at) else None

    # rows --------------------------------------------------------------------------------------------------------------------------------------

    def _linked(self, target: Given, plan: Given, one: _Upstream, found: Sequence[_Upstream], role: str) -> Row:
        indicator = self.indicators[target["indicator_id"]]
        beside = [
            other.row for other in found if other.policy is one.policy and kind_key(other.row) == kind_key(one.row)
        ]
        comparison = compare(target, one.row, indicator, beside)
        comparison.reasons += self._reasons(target, plan, one, role)
        if any(other.out == "date_uncertain" and other.rank >= one.rank for other in found):
            comparison.reasons.append("nearer_uncertain")
        if one.out is not None:
            comparison.outcome = "indeterminate"
        english, chinese = link_sentences.linked_sentences(
            target, one.row, one.policy, comparison, indicator["direction"]
        )
        return self._row(target, plan, one, role, comparison, english, chinese)

    def _reasons(self, target: Given, plan: Given, one: _Upstream, role: str) -> list[str]:
        """What the reader must know of a pair beyond its two targets."""
        reasons = [reason for status, reason in _CAPS.items() if status in (plan.get("text_status") or ())]
        if self._broken(target["indicator_id"], plan, one):
            reasons.append("definition_break")
        if one.out is not None:
            reasons.append(one.out)
        if one.is_cited:
            reasons.append("cited")
        if one.rank == 0 and self._cites_unread(plan, nearer=True):
            reasons.append("cited_unread")
        hedged, hedged_above = bool(target.get("hedges")), bool(one.row.get("hedges"))
        if hedged != hedged_above:
            reasons.append("hedge_dropped" if hedged_above else "hedge_added")
        if one.rank > 0 and plan.get("place_basis") == "inferred":
            reasons.append("place_inferred")
        if one.rank == 0 and role == "nearest":
            reasons.append("nearest_is_national")
        if not _is_verified(one):
            reasons.append("upstream_unverified")
        if target.get("addressee") == "upper_level":
            reasons.append("superior_award")
        return list(dict.fromkeys(reasons))

    def _cites_unread(self, plan: Given, nearer: bool = False) -> bool:
        """Whether the plan cites a document above it (``nearer``: of its own province or city) of which no target is registered."""
        ranks = (
            self._rank(self.policies[policy_id], plan)
            for plan_id, policy_id in self.cited
            if plan_id == plan["plan_id"] and policy_id in self.unread
        )
        return any(rank is not None and (rank > 0 or not nearer) for rank in ranks)

    def _broken(self, indicator_id: str, plan: Given, one: _Upstream) -> bool:
        """Whether a document that changed what the indicator measures may stand between the two."""
        at = self.plan_dates[plan["plan_id"]]
        for policy_id in self.indicators[indicator_id].get("definition_breaks") or ():
            changed = self.policy_dates[policy_id]
            if changed and at and one.dates and one.dates.first < changed.last and not changed.surely_after(at):
                return True
        return False

    def _not_at_risk(self, target: Given, plan: Given, one: _Upstream, role: str) -> Row:
        assert one.out is not None
        comparison = Comparison("not_at_risk", [one.out])
        if not _is_verified(one):
            comparison.reasons.append("upstream_unverified")
        sentences = link_sentences.not_at_risk_sentences(target, one.row, one.policy, one.out == "date_uncertain")
        return self._row(target, plan, one, role, comparison, *sentences)

    def _new(self, target: Given, plan: Given, came_later: bool) -> Row:
        comparison = Comparison("new", ["issued_later"] if came_later else [])
        if self._cites_unread(plan):
            comparison.reasons.append("cited_unread")
        return self._row(target, None, None, "nearest", comparison, *link_sentences.new_sentences(target, came_later))

    def _row(
        self,
        target: Given,
        plan: Given | None,
        one: _Upstream | None,
        role: str,
        comparison: Comparison,
        english: str,
        chinese: str,
    ) -> Row:
        upstream_id = one.row["policy_target_id"] if one else None
        compared = comparison.outcome not in ("new", "not_at_risk")
        at = self.plan_dates[plan["plan_id"]] if plan else None
        to_the_day = bool(one and one.dates and at and one.dates.is_day and at.is_day)
        return {
            "link_id": f"{target['target_id']}~{upstream_id or 'none'}",
            "target_id": target["target_id"],
            "plan_id": target["plan_id"],
            "indicator_id": target["indicator_id"],
            "policy_target_id": upstream_id,
            "policy_id": one.policy["policy_id"] if one else None,
            "role": role,
            "outcome": comparison.outcome,
            "comparability": comparison.comparability if compared else None,
            "reasons": comparison.reasons,
            "lag_days": (at.first - one.dates.first).days if to_the_day and one and one.dates and at else None,
            "gap": comparison.gap,
            "log_ratio": comparison.log_ratio,
            "logit_gap": comparison.logit_gap,
            "share_of_upstream": comparison.share,
            "years_between": comparison.years_between,
            "upstream_certainty": one.row["certainty"] if one else None,
            "explanation_en": english,
            "explanation_zh": chinese,
        }


def _grade_of_indicator(indicator_id: str) -> str | None:
    """The one grade that an indicator's own rules ask for (国家级优质中职学校): then a target need not repeat it."""
    rules = load("indicators").get(indicator_id, {}).get("match", ())
    grades = {rule.get("grade") for rule in rules}
    return grades.pop() if len(grades) == 1 else None


def _level(plan: Given) -> str:
    """The level of the issuer, else that of the lowest place that the plan's row names."""
    lowest = next((level for level in ("district", "city", "province") if plan.get(level)), "district")
    return plan.get("issuer_level") or lowest


def _with_grade_of_place(row: Given, plan: Given) -> Given:
    """In a municipality under the central government 市级 is the grade that other places call 省级."""
    grade = row.get("grade") or ""
    is_municipality = not plan.get("city") and str(plan.get("province") or "").endswith("市")
    return {**row, "grade": "省" + grade[1:]} if is_municipality and grade.startswith("市级") else row


def _nearest(target: Given, indicator: Given, found: Sequence[_Upstream]) -> _Upstream | None:
    """The upstream target to compare with: in force and of a comparable form, else past and comparable, else in force, else past."""
    for is_past, is_comparable in ((False, True), (True, True), (False, False), (True, False)):
        pool = [
            one
            for one in found
            if (one.out in _PAST if is_past else one.out is None)
            and (not likeness(target, one.row, indicator)[0]) == is_comparable
        ]
        if pool:
            nearest = max(one.rank for one in pool)
            return _most_alike(target, indicator, _standing([one for one in pool if one.rank == nearest]))
    return None


def _standing(pool: Sequence[_Upstream]) -> list[_Upstream]:
    """Without targets that a later policy of the same level changed, and each aim once: as cited by the plan, as verified, as first stated."""
    stated: dict[tuple[Any, ...], _Upstream] = {}
    for one in sorted(pool, key=lambda one: (not one.is_cited, not _is_verified(one), _issued(one))):
        if not any(_replaces(other, one) for other in pool):
            stated.setdefault((aim(one.row), kind_key(one.row)), one)
    return list(stated.values())


def _replaces(newer: _Upstream, older: _Upstream) -> bool:
    return bool(
        newer.policy["level"] == older.policy["level"]
        and newer.dates
        and older.dates
        and newer.dates.surely_after(older.dates)
        and kind_key(newer.row) == kind_key(older.row)
        and aim(newer.row) != aim(older.row)
    )


def _most_alike(target: Given, indicator: Given, pool: Sequence[_Upstream]) -> _Upstream:
    def distance(one: _Upstream) -> tuple[Any, ...]:
        own, above = year_of(target), year_of(one.row)
        years = abs(own - above) if own is not None and above is not None else 0
        level, last = _issued(one)[1], _issued(one)[0]
        return (
            likeness(target, one.row, indicator),
            (own is None) != (above is None),
            years,
            not one.is_cited,
            level,
            -last,
        )

    return min(pool, key=distance)


def _is_verified(one: _Upstream) -> bool:
    return str(one.row["certainty"]).startswith("verified")


def _issued(one: _Upstream) -> tuple[int, int]:
    """When a target was issued (the last possible day) and at what level, the highest first."""
    return (one.dates.last.toordinal() if one.dates else 0, codes("issuer_level").index(one.policy["level"]))


def _first_to_come(found: Sequence[_Upstream]) -> _Upstream | None:
    """Of the targets that did not certainly precede the plan, the nearest to it in rank, then the earliest."""
    return min(
        (one for one in found if one.out in _NOT_BEFORE), key=lambda one: (-one.rank, _issued(one)), default=None
    )

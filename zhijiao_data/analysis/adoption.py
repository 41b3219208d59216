"""Which policy concepts a plan uses, of those that existed when it was written.

For plan d and concept c with origin o_c:

* risk set  R_d = {c : o_c certainly not later than d};
* adopted   y_dc = 1 when the concept is named outside the name of a cited document;
* rate      a_d = Σ_{c ∈ R_d} y_dc / |R_d|, also by vintage of the concepts.

Both ends are intervals of days: when a concept may have come before or after the plan its state is ``unknown_date``, and it is in no rate. Two origins
can be asked: the first public use known (``first_mention``) and the launch of a programme of that name (``programme_date``); rates depend on the choice. A
use *before* the first mention is an alarm: the words are too wide, the date is wrong, or the concept came from below. Rates grow with the length of
a document: see ``per_1000_chars``. Not-yet-existing concepts as no failure: the risk set of event history analysis, F. Berry & W. Berry (1990), State Lottery
Adoptions as Policy Innovations, APSR 84: 395–415.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from zhijiao_data.analysis.documents import is_central, plan_dates
from zhijiao_data.analysis.frames import Row, records, tidy
from zhijiao_data.analysis.honesty import (
    STANDING_COLUMNS,
    Sample,
    n_issuers,
    require,
    select,
    unreadable,
    with_notices,
)
from zhijiao_data.analysis.task_matrix import QUANTIFIED, masked_chars
from zhijiao_data.codebook.label_text import Reading, plain
from zhijiao_data.dataset.schema import chosen as one_of
from zhijiao_data.partial_dates import Interval, days

if TYPE_CHECKING:
    import pandas as pd

Origin = Literal["first_mention", "programme_date"]
ORIGINS: tuple[Origin, ...] = ("first_mention", "programme_date")
#: The last year of each vintage; later ones are the last.
VINTAGES = ((2013, "≤2013"), (2018, "2014–18"), (2020, "2019–20"), (2022, "2021–22"), (9999, "2023+"))


def adoption(
    mentions: pd.DataFrame,
    concepts: pd.DataFrame,
    plans: pd.DataFrame,
    tasks: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    origin: Origin = "first_mention",
    sample: Sample = "all",
) -> pd.DataFrame:
    """The state of every concept in every plan.

    Args:
        mentions, concepts, plans, tasks, targets: the tables.
        origin: which date makes a concept exist.
        sample: which texts (`honesty.select`); what an interpretation leaves out says nothing of the plan.

    Returns:
        One row per plan and concept with a date of that kind: plan_id, concept_id, label_zh, label_en; state (``adopted``, ``at_risk``: existed and isn't seen,
        ``not_yet``, ``unknown_date``); n_mentions (outside names of documents), n_in_citations; use (of an adopted concept; null when none: 1 named, 2 in the title of a
        task or, when it has none, in its first sentence, 3 in the words of a canonical quantified target); alarm (named although it came certainly later; only
        a first mention can raise it); origin (the kind of date), first_mention, programme_date (YYYY, YYYY-MM or YYYY-MM-DD), vintage (of the origin), origin_level, is_central;
        lag_min, lag_max (days from origin to plan, of adopted ones); certainty (of the concept's facts); first_mention_id, quote (the first use); standing,
        standing_why.

    Raises:
        UsageError: there is no such origin.
    """
    one_of(origin, dict.fromkeys(ORIGINS), "origin")
    chosen = select(plans, sample)
    at = plan_dates(plans)
    uses = _Uses(tasks, targets)
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    cited: dict[tuple[str, str], int] = defaultdict(int)
    columns = ["mention_id", "plan_id", "task_id", "concept_id", "term", "in_citation", "char_start", "char_end"]
    for row in sorted(records(mentions, "mentions", columns), key=lambda row: row["char_start"]):
        key = (row["plan_id"], row["concept_id"])
        if row["in_citation"]:
            cited[key] += 1
        else:
            named[key].append(row)
    facts = ["id", "label_zh", "label_en", "origin_level", "first_mention", "programme_date", "certainty"]
    known = [row for row in records(concepts, "concepts", facts) if row[origin]]
    known.sort(key=lambda row: (days(row[origin]).first, row["id"]))
    rows = []
    for plan in chosen.plan_ids:
        for concept in known:
            began = days(concept[origin])
            found = named.get((plan, concept["id"]), [])
            when = at[plan]
            state = _state(began, when, bool(found))
            adopted = state == "adopted" and when is not None
            rows.append(
                {
                    **concept,
                    "plan_id": plan,
                    "concept_id": concept["id"],
                    "state": state,
                    "n_mentions": len(found),
                    "n_in_citations": cited.get((plan, concept["id"]), 0),
                    "use": max(map(uses.of, found)) if found else None,
                    "alarm": bool(found) and state == "not_yet" and origin == "first_mention",
                    "origin": origin,
                    "vintage": vintage(began),
                    "is_central": is_central(concept["origin_level"]),
                    "lag_min": (when.first - began.last).days if adopted and when else None,
                    "lag_max": (when.last - began.first).days if adopted and when else None,
                    "first_mention_id": found[0]["mention_id"] if found else None,
                    "quote": found[0]["term"] if found else None,
                    **chosen.columns(plan),
                }
            )
    kinds = {
        "plan_id": "str",
        "concept_id": "str",
        "label_zh": "str",
        "label_en": "str",
        "state": "str",
        "n_mentions": "int",
    }
    kinds |= {"n_in_citations": "int", "use": "int", "alarm": "bool"}
    kinds |= dict.fromkeys(["origin", "first_mention", "programme_date", "vintage", "origin_level"], "str")
    kinds |= {"is_central": "bool", "lag_min": "int", "lag_max": "int"}
    kinds |= dict.fromkeys(["certainty", "first_mention_id", "quote"], "str")
    refused = require(n_issuers(plans, chosen.plan_ids), "survival")
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [chosen.left_out, unreadable(chosen), refused])


def _state(began: Interval, at: Interval | None, is_named: bool) -> str:
    if at is None:
        return "unknown_date"
    if began.surely_not_after(at):
        return "adopted" if is_named else "at_risk"
    return "not_yet" if began.surely_after(at) else "unknown_date"


def vintage(began: Interval) -> str:
    """The vintage of a concept, by the first day on which it may have begun."""
    return next(name for last, name in VINTAGES if began.first.year <= last)


class _Uses:
    """What a mention is used for: 1 named, 2 what a task is about, 3 part of a target."""

    def __init__(self, tasks: pd.DataFrame, targets: pd.DataFrame) -> None:
        self.heads = {row["task_id"]: _head(row) for row in records(tasks, "tasks", ["task_id", "title", "text"])}
        self.targets: dict[str, list[tuple[int, int]]] = defaultdict(list)
        columns = ["plan_id", "kind", "is_canonical", "char_start", "char_end"]
        for row in records(targets, "targets", columns):
            if row["is_canonical"] and row["kind"] == QUANTIFIED:
                self.targets[row["plan_id"]].append((row["char_start"], row["char_end"]))

    def of(self, mention: Row) -> int:
        """The use of one mention."""
        if any(
            start < mention["char_end"] and mention["char_start"] < end
            for start, end in self.targets[mention["plan_id"]]
        ):
            return 3
        return 2 if plain(mention["term"]).text in self.heads.get(mention["task_id"], "") else 1


def _head(task: Row) -> str:
    """The title of a task, else its first sentence, without marks and blanks."""
    if task["title"]:
        return plain(task["title"]).text
    text = Reading(task["text"]).text
    return text.partition("。")[0]


def adoption_rates(
    adoption: pd.DataFrame,
    plans: pd.DataFrame,
    masked: pd.DataFrame | None = None,
    *,
    central_only: bool = True,
) -> pd.DataFrame:
    """The rate of adoption of each plan, in all and by vintage.

    Args:
        adoption: what `adoption` returns.
        plans: the table.
        masked: passages that don't count as text (plan_id, char_start, char_end).
        central_only: only concepts of the State and its ministries; local ones are at risk only where they come from.

    Returns:
        plan_id; vintage (``all`` for all); origin; n_at_risk (|R|), n_adopted, n_unknown_date (in no rate); rate (0 to 1; null for an interpretation and
        without a concept at risk); per_1000_chars (adopted concepts per 1,000 characters that are not masked); chars; excluded (why there is no rate: ``interpretation``;
        null); standing, standing_why.
    """
    chosen = select(plans, "all")
    out = masked_chars(masked)
    chars = {
        row["plan_id"]: row["text_chars"] - out.get(row["plan_id"], 0)
        for row in records(plans, "plans", ["plan_id", "text_chars"])
    }
    states: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in records(adoption, "adoption", ["plan_id", "vintage", "origin", "state", "is_central"]):
        if row["is_central"] or not central_only:
            for name in ("all", row["vintage"]):
                states[row["plan_id"], name, row["origin"]][row["state"]] += 1
    order = {name: i for i, name in enumerate(["all", *(name for _, name in VINTAGES)])}
    rows = []
    for (plan, name, origin), counts in sorted(
        states.items(), key=lambda item: (item[0][0], item[0][2], order[item[0][1]])
    ):
        at_risk = counts["adopted"] + counts["at_risk"]
        standing = chosen.columns(plan)
        excluded = "interpretation" if standing["standing"] == "excluded" else None
        rated = not excluded and at_risk > 0
        rows.append(
            {
                "plan_id": plan,
                "vintage": name,
                "origin": origin,
                "n_at_risk": at_risk,
                "n_adopted": counts["adopted"],
                "n_unknown_date": counts["unknown_date"],
                "rate": counts["adopted"] / at_risk if rated else None,
                "per_1000_chars": 1000 * counts["adopted"] / chars[plan] if rated and chars[plan] > 0 else None,
                "chars": chars[plan],
                "excluded": excluded,
                **standing,
            }
        )
    kinds = {
        "plan_id": "str",
        "vintage": "str",
        "origin": "str",
        "n_at_risk": "int",
        "n_adopted": "int",
        "n_unknown_date": "int",
    }
    kinds |= {"rate": "float", "per_1000_chars": "float", "chars": "int", "excluded": "str", **STANDING_COLUMNS}
    return with_notices(
        tidy(rows, kinds), [select(plans, "comparable").left_out, unreadable(select(plans, "comparable"))]
    )

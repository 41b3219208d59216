"""Rules about upstream documents: citations, the registry, links to its targets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from zhijiao_data.codebook.policy_rules import RESOLVED
from zhijiao_data.dataset.checks.core import Broken, Release, Row, rule
from zhijiao_data.dataset.issue_dates import issue_dates

_NUMBER_YEAR = re.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】]")


@rule("citation-later", "warning", "citations", "A cited document is not later than the plan (one to be made may be).",
      "所引文件不晚于本文件（拟制定者除外）。")  # fmt: skip
def _citation_later(release: Release) -> Broken:
    policies = release.by("policies", "policy_id")
    for row in release.rows("citations"):
        plan, policy = release.plans.get(row["plan_id"]), policies.get(row["policy_id"])
        if plan is None or row["relation"] == "output":
            continue
        issued, cited = issue_dates(plan), policy and issue_dates(policy)
        year = _NUMBER_YEAR.search(row["doc_number"] or "")
        known = _latest_year(plan)
        if year and known is not None and int(year[1]) > known:
            yield row, f"{row['doc_number']} is of {year[1]}, the plan of {known}"
        elif issued and cited and cited.surely_after(issued):
            yield row, f"{row['policy_id']} is of {cited.first}, the plan of {issued.last}"


def _latest_year(plan: Row) -> int | None:
    """The year of the latest date that the plan bears: a notice that forwards it may cite what came after it."""
    dates = [plan[column] for column in ("transmitted_on", "issued_on", "published_on") if plan[column] is not None]
    return max((int(str(day)[:4]) for day in dates), default=None)


@rule("citation-resolved", "error", "citations", "A citation leads to a registered document exactly if it was resolved, and only an unresolved one has a suggestion.",
      "引用已对应者载明上位文件，未对应者方可有可能的原文件。")  # fmt: skip
def _citation_resolved(release: Release) -> Broken:
    for row in release.rows("citations"):
        resolved = row["resolution"] in RESOLVED
        if resolved != (row["policy_id"] is not None):
            yield row, f"resolution is '{row['resolution']}', policy_id is {row['policy_id']}"
        elif resolved and row["suggestion"] is not None:
            yield row, f"leads to {row['policy_id']} and still suggests {row['suggestion']}"


@rule("links-complete", "error", "target_links", "Every canonical target with an indicator has one nearest link, and no other target has any.",
      "每个有指标的代表性目标恰有一条最近上位关联，其余目标没有。")  # fmt: skip
def _links_complete(release: Release) -> Iterator[tuple]:
    nearest = Counter(row["target_id"] for row in release.rows("target_links") if row["role"] == "nearest")
    linked = {row["target_id"] for row in release.rows("target_links")}
    for row in release.rows("targets"):
        wanted = int(bool(row["is_canonical"]) and row["indicator_id"] is not None)
        if nearest[row["target_id"]] != wanted or (row["target_id"] in linked) != bool(wanted):
            yield "targets", row, f"has {nearest[row['target_id']]} nearest links, expected {wanted}"


@rule("link-compared", "error", "target_links", "A target is compared, and graded, exactly if an upstream target was in force for it.",
      "仅在有效上位目标存在时方作比较并评定可比等级。")  # fmt: skip
def _link_compared(release: Release) -> Broken:
    for row in release.rows("target_links"):
        without = row["outcome"] == "new"
        if without != (row["policy_target_id"] is None):
            yield row, f"the outcome is '{row['outcome']}', policy_target_id is {row['policy_target_id']}"
        elif (row["comparability"] is None) != (row["outcome"] in ("new", "not_at_risk")):
            yield row, f"the outcome is '{row['outcome']}', comparability is {row['comparability']}"


@rule("link-not-doubtful", "error", "target_links", "A link to an unverified upstream value says so.",
      "与未核实的上位目标相关联者均予注明。")  # fmt: skip
def _link_not_doubtful(release: Release) -> Broken:
    for row in release.rows("target_links"):
        doubtful = (row["upstream_certainty"] or "").startswith("unverified")
        if doubtful != ("upstream_unverified" in row["reasons"]):
            yield row, f"upstream_certainty is {row['upstream_certainty']}, the reasons are {', '.join(row['reasons'])}"

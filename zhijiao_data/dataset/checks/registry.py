"""Rules about upstream documents: citations, the registry, links to its targets."""

from __future__ import annotations

import re

from zhijiao_data.dataset.checks.core import Broken, Release, rule


_NUMBER_YEAR = re.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】]")


@rule("citation-later", "warning", "citations", "A cited document is not later than the plan (one to be made may be).",
      "所引文件不晚于本文件（拟制定者除外）。")  # fmt: skip
def _citation_later(release: Release) -> Broken:
    for row in release.rows("citations"):
        year = _NUMBER_YEAR.search(row["doc_number"] or "")
        plan = release.plans.get(row["plan_id"])
        if not year or plan is None or row["relation"] == "output":
            continue
        dates = [plan[column] for column in ("transmitted_on", "issued_on", "published_on") if plan[column] is not None]
        known = max((int(str(day)[:4]) for day in dates), default=None)
        if known is not None and int(year[1]) > known:
            yield row, f"{row['doc_number']} is of {year[1]}, the plan of {known}"

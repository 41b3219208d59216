"""Rules about labels: themes and instruments of tasks, mentions of concepts, the codebook that they are taken from."""

from __future__ import annotations

from collections import defaultdict

from zhijiao_data.codebook import loader
from zhijiao_data.dataset.checks.core import Broken, Release, rule
from zhijiao_data.dataset.issue_dates import issue_dates
from zhijiao_data.dataset.label_curation import KINDS
from zhijiao_data.partial_dates import days


@rule("labels-ranked", "error", "task_themes, task_instruments", "Every task has a primary theme and instrument, and ranks run from 1 to at most 3.",
      "每项任务均有主要主题与政策工具，位次自 1 起连续，至多为 3。")  # fmt: skip
def _labels_ranked(release: Release) -> Broken:
    for kind in KINDS:
        ranks = defaultdict(list)
        for row in release.rows(kind.table):
            ranks[row["task_id"]].append(row["rank"])
        for task in release.rows("tasks"):
            found = sorted(ranks[task["task_id"]])
            if found not in ([1], [1, 2], [1, 2, 3]):
                yield "tasks", task, f"its {kind.key} have the ranks {found}"


@rule("label-in-task", "error", "task_themes, task_instruments", "The evidence of a label stands in its task, word for word unless a repair touches it.",
      "标签所据文字位于该任务之内，除非其中有修复，否则逐字相符。")  # fmt: skip
def _label_in_task(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for kind in KINDS:
        for row in release.rows(kind.table):
            task, start, end = tasks.get(row["task_id"]), row["char_start"], row["char_end"]
            if task is None or (start is None and end is None):
                continue
            inside = start is not None and end is not None and task["char_start"] <= start < end <= task["char_end"]
            if task["plan_id"] != row["plan_id"] or not inside:
                yield kind.table, row, f"its evidence is at [{start}, {end}), outside its task"
            elif release.passage(row) not in (None, row["evidence"]) and not release.repaired(
                row["plan_id"], start, end
            ):
                yield kind.table, row, f"evidence is {row['evidence']!r}, the text there is {release.passage(row)!r}"


@rule("strength-rank", "error", "targets", "Strength is the rank of the modality.", "约束力等级即约束力代码的序数。")
def _strength_rank(release: Release) -> Broken:
    ranks = {code: loader.entry("modality", code)["rank"] for code in loader.codes("modality")}
    for row in release.rows("targets"):
        rank = ranks.get(row["modality"])
        if row["strength"] != rank:
            yield row, f"strength is {row['strength']}, the rank of '{row['modality']}' is {rank}"


@rule("quantity-indicator", "warning", "targets", "Every quantity has an indicator.", "每个数量目标均有指标。")
def _quantity_indicator(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["kind"] == "quantity" and row["indicator_id"] is None:
            yield row, f"no indicator fits {row['indicator_text']!r}"


@rule("mentions-apart", "error", "mentions", "The mentions of a plan don't overlap.", "同一文件的各处提法互不重叠。")
def _mentions_apart(release: Release) -> Broken:
    last: dict[str, int] = {}
    for row in sorted(release.rows("mentions"), key=lambda row: (row["plan_id"], row["char_start"])):
        if row["char_start"] < last.get(row["plan_id"], 0):
            yield row, "overlaps the mention before it"
        last[row["plan_id"]] = max(last.get(row["plan_id"], 0), row["char_end"])


@rule("concept-origin", "warning", "mentions", "A concept is not used before its first known mention.",
      "提法的使用不早于其已知的最早出现。")  # fmt: skip
def _concept_origin(release: Release) -> Broken:
    concepts = release.by("concepts", "id")
    for row in release.rows("mentions"):
        concept, plan = concepts.get(row["concept_id"]), release.plans.get(row["plan_id"])
        if concept is None or concept["first_mention"] is None or plan is None:
            continue
        issued = issue_dates(plan)
        if issued is not None and days(concept["first_mention"]).surely_after(issued):
            yield (
                row,
                (
                    f"'{row['term']}' in a plan of {issued.last}, but {concept['id']} is first known of {concept['first_mention']}:"
                    " the term is too wide, its origin wrong, or the concept came from below"
                ),
            )


@rule("example-stands", "error", "codebook_examples", "An example of the codebook stands in the document that it is quoted from.",
      "代码本例句仍见于其所引文件。")  # fmt: skip
def _example_stands(release: Release) -> Broken:
    for row in release.rows("codebook_examples"):
        if row["quoted_from"] in release.texts and row["char_start"] is None:
            yield row, f"{row['quote']!r} is not in the text of {row['quoted_from']}"


#: Kinds of entries whose use is a finding of a study: one that nothing uses is either superfluous or says why it is kept.
_USED_KINDS = ("theme", "instrument", "indicator", "concept")


@rule("entry-used", "warning", "codebook", "An entry that the corpus never uses has a note that says why it is kept.",
      "语料从未使用的条目注明保留的缘由。")  # fmt: skip
def _entry_used(release: Release) -> Broken:
    # Asked of the corpus that the codebook is written from; another one need not use all of it.
    if not {row["quoted_from"] for row in release.rows("codebook_examples")} - {None} <= release.texts.keys():
        return
    for row in release.rows("codebook"):
        if row["kind"] in _USED_KINDS and row["uses"] == 0 and row["note"] is None:
            yield row, "is defined, never used, and has no note"

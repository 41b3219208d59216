"""Rules about targets: values, bounds, dates, groups."""

from __future__ import annotations

from zhijiao_data.codebook.bounds import BOUNDS
from zhijiao_data.dataset.annotation import names_in
from zhijiao_data.dataset.checks.core import Broken, Release, Row, rule
from zhijiao_data.extract.restatement import disagreements


@rule("value-in-quote", "error", "targets", "The value's span lies inside the quote's, and has both ends.",
      "数值的位置在引文之内，起止俱全。")  # fmt: skip
def _value_in_quote(release: Release) -> Broken:
    for row in release.rows("targets"):
        start, end = row["value_start"], row["value_end"]
        if start is None and end is None:
            continue
        if start is None or end is None or not row["char_start"] <= start < end <= row["char_end"]:
            yield row, f"the value's span is [{start}, {end}), the quote's [{row['char_start']}, {row['char_end']})"


@rule("value-text", "error", "targets", "The text in the value's span is value_text, unless a repair touches it.",
      "数值区间内的文字即 value_text，除非其中有修复。")  # fmt: skip
def _value_text(release: Release) -> Broken:
    for row in release.rows("targets"):
        found = release.passage(row, "value_start", "value_end")
        if found is None:
            if row["value_start"] is None and row["value_text"] is not None:
                yield row, f"value_text is {row['value_text']!r}, but the value has no span"
        elif found != row["value_text"] and not release.repaired(row["plan_id"], row["value_start"], row["value_end"]):
            yield row, f"value_text is {row['value_text']!r}, the text there is {found!r}"


@rule("min-max", "error", "targets", "The lower bound is not above the upper one.", "下限不大于上限。")
def _min_max(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["value_min"] is not None and row["value_max"] is not None and row["value_min"] > row["value_max"]:
            yield row, f"value_min is {row['value_min']:g}, value_max {row['value_max']:g}"


@rule("share-range", "warning", "targets", "A share is within 0 to 100 (changes and rates may exceed it).",
      "份额在 0 至 100 之间（增量、速率除外）。")  # fmt: skip
def _share_range(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["unit"] == "%" and row["form"] not in ("increment", "rate"):
            for column in ("value_min", "value_max", "baseline_value"):
                if row[column] is not None and not 0 <= row[column] <= 100:
                    yield row, f"{column} is {row[column]:g}%"


@rule("comparator-ends", "warning", "targets", "The comparator agrees with the bounds that are filled.",
      "比较词与所填的上下限相符。")  # fmt: skip
def _comparator_ends(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["comparator"] in BOUNDS:
            holds, wanted = BOUNDS[row["comparator"]]
            if not holds(row["value_min"], row["value_max"]):
                yield (
                    row,
                    f"'{row['comparator']}' wants {wanted}; the bounds are {row['value_min']}, {row['value_max']}",
                )


@rule("kind-form", "error", "targets", "Milestones and directions have that form and no number; quantities don't.",
      "里程碑与方向各有其形式而无数值；数量目标不取此二形式。")  # fmt: skip
def _kind_form(release: Release) -> Broken:
    for row in release.rows("targets"):
        kind, form = row["kind"], row["form"]
        if kind == "quantity" and form in ("milestone", "direction"):
            yield row, f"is a quantity of the form {form}"
        elif kind != "quantity" and form != kind:
            yield row, f"is a {kind} of the form {form}"
        elif kind != "quantity" and (row["value_min"] is not None or row["value_max"] is not None):
            yield row, f"is a {kind} with a number"


@rule("universal-all", "error", "targets", "A universal is 100 %.", "全体目标的值为 100%。")
def _universal_all(release: Release) -> Broken:
    for row in release.rows("targets"):
        said = (row["value_min"], row["value_max"], row["unit"])
        if row["form"] == "universal" and said != (100, 100, "%"):
            yield row, f"is a universal with the value {said[0]}–{said[1]} {said[2]}"


@rule("deadline-month", "error", "targets", "A month is 1 to 12.", "月份为 1 至 12。")
def _deadline_month(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["deadline_month"] is not None and not 1 <= row["deadline_month"] <= 12:
            yield row, f"deadline_month is {row['deadline_month']}"


@rule("deadline-basis", "error", "targets", "A deadline has a basis, and a basis has a deadline.",
      "有截止年即有依据，有依据即有截止年。")  # fmt: skip
def _deadline_basis(release: Release) -> Broken:
    for row in release.rows("targets"):
        dated = row["deadline_year"] is not None or row["deadline_month"] is not None
        if row["deadline_year"] is not None and row["deadline_basis"] is None:
            yield row, f"deadline_year is {row['deadline_year']} without deadline_basis"
        elif row["deadline_basis"] is not None and not dated:
            yield row, f"deadline_basis is {row['deadline_basis']} without a deadline"


@rule("deadline-window", "warning", "targets", "A deadline is near the plan's period or its date of issue.",
      "截止年在规划期或发文年的合理范围之内。")  # fmt: skip
def _deadline_window(release: Release) -> Broken:
    for row in release.rows("targets"):
        plan, year = release.plans.get(row["plan_id"]), row["deadline_year"]
        if plan is None or year is None:
            continue
        if plan["period_start"] is not None and plan["period_end"] is not None:
            first, last = plan["period_start"] - 1, plan["period_end"] + 10
        elif plan["issued_on"] is not None:
            issued = int(str(plan["issued_on"])[:4])
            first, last = issued - 1, issued + 15
        else:
            continue
        if not first <= year <= last:
            yield row, f"deadline_year is {year}, plausible is {first} to {last}"


@rule("start-deadline", "warning", "targets", "An aim, and its baseline, do not begin after the deadline.",
      "起始年、基期年不晚于截止年。")  # fmt: skip
def _start_deadline(release: Release) -> Broken:
    for row in release.rows("targets"):
        for column in ("start_year", "baseline_year"):
            if row[column] is not None and row["deadline_year"] is not None and row[column] > row["deadline_year"]:
                yield row, f"{column} is {row[column]}, deadline_year {row['deadline_year']}"


@rule("canonical-one", "error", "targets", "Each group has one canonical row; a row without a group is canonical.",
      "每组恰有一行为代表行；不成组者均为代表行。")  # fmt: skip
def _canonical_one(release: Release) -> Broken:
    for group, rows in release.groups.items():
        canonical = sum(bool(row["is_canonical"]) for row in rows)
        if canonical != 1:
            yield rows[0], f"the group {group} has {canonical} canonical rows"
    for row in release.rows("targets"):
        if row["group_id"] is None and not row["is_canonical"]:
            yield row, "is in no group and not canonical"


@rule(
    "group-size", "error", "targets", "A group has two rows or more, all of one plan.", "每组至少两行，同属一份文件。"
)
def _group_size(release: Release) -> Broken:
    for group, rows in release.groups.items():
        if len(rows) < 2:
            yield rows[0], f"is alone in the group {group}"
        elif len({row["plan_id"] for row in rows}) > 1:
            yield rows[0], f"the group {group} has rows of several plans"


# What a restatement may contradict; a conflict may name other things too, which a reader saw.
_NAMES = {"value", "comparator", "unit", "deadline_year", "deadline_month", "modality"}


@rule("conflict-named", "error", "targets", "The rows of a group name the attributes in which they disagree.",
      "同组各行不一致之处均注明，一致者不注。")  # fmt: skip
def _conflict_named(release: Release) -> Broken:
    for group, rows in release.groups.items():
        found = set(disagreements(rows))
        for row in rows:
            named = set(names_in(row["conflict"]))
            if named & _NAMES != found:
                said, there = (", ".join(sorted(x)) or "nothing" for x in (named, found))
                yield row, f"conflict names {said}; the rows of {group} disagree in {there}"
    for row in release.rows("targets"):
        if row["conflict"] is not None and row["group_id"] is None:
            yield row, f"conflict is '{row['conflict']}', but the row is in no group"


@rule("same-twice", "warning", "targets", "An aim that is stated twice is one group.", "同一目标两次出现应归为一组。")
def _same_twice(release: Release) -> Broken:
    columns = (
        "plan_id", "indicator_id", "indicator_text", "grade", "scope", "denominator", "per", "unit",
        "value_min", "value_max", "deadline_year",
    )  # fmt: skip
    seen: dict[tuple, Row] = {}
    for row in release.rows("targets"):
        if row["kind"] != "quantity" or row["indicator_text"] is None or not row["is_canonical"]:
            continue
        other = seen.setdefault(tuple(row[column] for column in columns), row)
        if other is not row:
            yield row, f"says the same as {other['target_id']} and both are canonical"

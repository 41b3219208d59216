"""Rules about documents, their tasks and the bodies named for them."""

from __future__ import annotations

from collections.abc import Iterator

from zhijiao_data.dataset.checks.core import Broken, Release, rule


@rule(
    "adcode-inferred", "error", "plans", "A place that is only inferred has no adcode.", "仅为推断的地域不填区划代码。"
)
def _adcode_inferred(release: Release) -> Broken:
    for row in release.rows("plans"):
        if row["adcode"] is not None and row["place_basis"] == "inferred":
            yield row, f"adcode is {row['adcode']}, but the place is inferred"


@rule("adcode-place", "error", "plans", "The adcode is that of the place named.", "区划代码与所载地名相符。")
def _adcode_place(release: Release) -> Broken:
    places = release.by("places", "id")
    for row in release.rows("plans"):
        place = places.get(row["adcode"])
        named = row["district"] or row["city"] or row["province"]
        if row["adcode"] is not None and place is not None and place["label_zh"] != named:
            yield row, f"adcode {row['adcode']} is {place['label_zh']}, the place is {named}"


@rule("source-hash", "error", "plans", "The source file is the one that was catalogued.", "源文件与编目时一致。")
def _source_hash(release: Release) -> Broken:
    if release.around.sources is None:
        return
    for row in release.rows("plans"):
        found = release.around.sources.get(f"raw/{row['source_file']}")
        if found != row["source_sha256"]:
            said = "is missing" if found is None else f"has the sha256 {found}"
            yield row, f"raw/{row['source_file']} {said}, catalogued was {row['source_sha256']}"


@rule("period-order", "warning", "plans", "A period does not end before it starts.", "规划期止不早于起。")
def _period_order(release: Release) -> Broken:
    for row in release.rows("plans"):
        if (
            row["period_start"] is not None
            and row["period_end"] is not None
            and row["period_start"] > row["period_end"]
        ):
            yield row, f"the period is {row['period_start']}–{row['period_end']}"


@rule("date-order", "warning", "plans", "A plan is not published or forwarded before it is issued.",
      "公布、转发不早于发文。")  # fmt: skip
def _date_order(release: Release) -> Broken:
    for row in release.rows("plans"):
        for column in ("published_on", "transmitted_on"):
            if row["issued_on"] and row[column] and str(row[column]) < str(row["issued_on"]):
                yield row, f"{column} is {row[column]}, issued_on is {row['issued_on']}"


@rule(
    "task-in-section",
    "error",
    "tasks, targets, citations, mentions",
    "A row begins in the section that it names.",
    "各行起于所载节点之内。",
)
def _task_in_section(release: Release) -> Iterator[tuple]:
    sections = release.by("sections", "section_id")
    for table in ("tasks", "targets", "citations", "mentions"):
        for row in release.rows(table):
            section = sections.get(row["section_id"])
            if section is None:
                continue
            inside = section["char_start"] <= row["char_start"] < section["char_end"]
            if section["plan_id"] != row["plan_id"] or not inside:
                yield table, row, f"begins at {row['char_start']}, outside its section {row['section_id']}"


@rule(
    "target-in-task",
    "error",
    "targets, mentions",
    "A target or mention begins in the task that it names.",
    "目标、提法起于所载任务之内。",
)
def _target_in_task(release: Release) -> Iterator[tuple]:
    tasks = release.by("tasks", "task_id")
    for table in ("targets", "mentions"):
        for row in release.rows(table):
            task = tasks.get(row["task_id"])
            if task is None:
                continue
            if task["plan_id"] != row["plan_id"] or not task["char_start"] <= row["char_start"] < task["char_end"]:
                yield table, row, f"begins at {row['char_start']}, outside its task {row['task_id']}"


@rule("body-of-task", "error", "responsibilities", "A body belongs to a task of the same plan.",
      "责任单位所属任务在同一文件之内。")  # fmt: skip
def _body_of_task(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for row in release.rows("responsibilities"):
        task = tasks.get(row["task_id"])
        if task is not None and task["plan_id"] != row["plan_id"]:
            yield row, f"is of {row['plan_id']}, its task of {task['plan_id']}"


@rule("restates-body", "error", "tasks", "Only a table's row restates, and what it restates is a task of the body.",
      "仅附表行可为重述，且所重述者为同一文件正文的任务。")  # fmt: skip
def _restates_body(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for row in release.rows("tasks"):
        other = tasks.get(row["restates"])
        if other is None:
            continue
        if row["origin"] != "table" or other["origin"] != "text" or other["plan_id"] != row["plan_id"]:
            yield row, f"restates {row['restates']}, but is not a table's row that restates a task of its own body"

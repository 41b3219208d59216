"""Work items: the smallest items with their own number, heading or responsible bodies, in the body and in annexed tables; and who is to do them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from zhijiao_data.codebook.agency_rules import agency_of
from zhijiao_data.extract.indicator_tables import is_indicator_header
from zhijiao_data.extract.structure import Node
from zhijiao_data.extract.tables import Row, read_cells, read_rows
from zhijiao_data.grammar.bodies import Body, find_bodies, split_names
from zhijiao_data.grammar.dates import Deadline, find_deadlines

_STATUTE = re.compile(r"(?:条例|办法|规定|规则|细则|章程)(?:\(|$)")
_COMMON_BODIES = re.compile(r"(?:以下|下列)(?:各项)?(?:任务的?)?责任单位均(?:包括|含有?)(?P<list>[^()。；]{2,120})")
_FORMAL_ARTICLE = re.compile(r"制定本|本(?:方案|办法|细则|意见|规定)(?:所称|适用于|自|由)|起施行|负责解释")
_NOT_LETTERS = re.compile(r"[^\u4e00-\u9fff0-9]")
#: Two titles are the same when they share this part of the shorter one's character pairs.
SAME_TITLE = 0.5
#: A character pair that more tasks than this hold does not tell them apart.
MOST_HOLDERS = 64
#: A table row restates the item of the body whose words it shares; below this share of common character pairs it is work of its own.
RESTATES = 0.34


@dataclass(slots=True)
class Task:
    """A work item in the reading text; ``cells`` are the spans of a table row's title and measure, ``deadline`` its cell of time."""

    node: Node
    start: int
    end: int
    label: str | None
    title: str | None
    role: str
    origin: str
    path: list[str]
    bodies: list[Body] = field(default_factory=list)
    restates: Task | None = None
    cells: list[tuple[int, int]] = field(default_factory=list)
    deadline: Deadline | None = None


def find_tasks(text: str, nodes: list[Node]) -> list[Task]:
    """All work items of a document, in reading order, with their bodies."""
    if any(_STATUTE.search(node.title) for node in nodes if node.kind == "title" and node.title and not node.annex):
        return _table_tasks(text, nodes)
    tasks = [_task(text, node) for node in nodes if _is_task(text, node)]
    _add_bodies(text, tasks)
    rows = _table_tasks(text, nodes)
    if rows:
        words = _Words(text, tasks)
        for row in rows:
            row.restates = words.restated(text[row.start : row.end], row.path[-1] if row.path else "")
    return sorted([*tasks, *rows], key=lambda task: task.start)


def _is_task(text: str, node: Node) -> bool:
    if node.kind != "heading" or node.role not in ("tasks", "safeguards") or node.label is None:
        return False
    if node.label.style == "article" and _FORMAL_ARTICLE.search(text, node.start, node.end):
        return False
    return not any(child.kind == "heading" for child in node.children) and not any(
        child.kind == "table" and child.rows for child in node.children
    )


def _task(text: str, node: Node) -> Task:
    last = node
    while last.children:
        last = last.children[-1]
    end = max(node.end, last.end)
    title = node.title.rstrip("。：") if node.title else None
    return Task(
        node,
        node.start,
        _end_of_text(text, node.start, end),
        node.label_text,
        title,
        "safeguard" if node.role == "safeguards" else "task",
        "text",
        _path(node),
    )


_TIME_FIELD = re.compile(r"(?:时限|时间|期限|时间节点)(?:要求)?：(?P<when>[^\n；。) ]{2,24})")


def _time_field(text: str, task: Task) -> Deadline | None:
    """The deadline that an item names in a field of its own: 完成时限：2024年12月."""
    match = _TIME_FIELD.search(text, task.start, task.end)
    deadlines = find_deadlines(match["when"]) if match else []
    return deadlines[-1] if deadlines else None


def _end_of_text(text: str, start: int, end: int) -> int:
    """``end`` moved back over white space."""
    return start + len(text[start:end].rstrip())


def _path(node: Node) -> list[str]:
    path: list[str] = []
    parent = node.parent
    while parent is not None:
        if parent.heading:
            path.insert(0, parent.heading.rstrip("。："))
        parent = parent.parent
    return path


def _add_bodies(text: str, tasks: list[Task]) -> None:
    """Give each task the bodies it names, and those that the document names once for all tasks behind that place (以下责任单位均包括…)."""
    notices = list(_COMMON_BODIES.finditer(text))
    starts = [notice.start() for notice in notices]
    own_text = _COMMON_BODIES.sub(lambda notice: "□" * len(notice[0]), text)
    for task in tasks:
        task.deadline = _time_field(text, task)
        found = find_bodies(own_text[task.start : task.end], lambda name: agency_of(name) is not None)
        task.bodies = [Body(task.start + body.start, task.start + body.end, body.name, body.role) for body in found]
        before = bisect_right(starts, task.end) - 1
        if task.bodies and before >= 0:
            named = {body.name for body in task.bodies}
            common = split_names(text, *notices[before].span("list"), "responsible")
            task.bodies += [body for body in common if body.name not in named]


def _table_tasks(text: str, nodes: list[Node]) -> list[Task]:
    tasks: list[Task] = []
    by_start = {node.start: node for node in nodes if node.kind == "table_row"}
    for table in nodes:
        if table.kind != "table":
            continue
        if table.rows and is_indicator_header(read_cells(text, *table.rows[0])):
            continue
        rows, _ = read_rows(text, table.rows)
        starts = [line[0] for line in table.rows]
        for row in rows:
            line = starts[bisect_right(starts, row.start) - 1]
            tasks.append(_row_task(row, by_start.get(line, table), table))
    return tasks


def _row_task(row: Row, node: Node, table: Node) -> Task:
    cell = row.cells.get("task") or row.cells["measure"]
    last = max(row.cells.values(), key=lambda found: found.end)
    bodies = []
    for role in ("responsible", "lead", "support", "implementing"):
        if role in row.cells:
            found = row.cells[role]
            names = split_names(found.text, 0, len(found.text), role)
            bodies += [Body(found.start + body.start, found.start + body.end, body.name, body.role) for body in names]
    role = "safeguard" if table.role == "safeguards" else "task"
    label = row.serial.text if row.serial else None
    cells = [(found.start, found.end) for found in (cell, row.cells.get("measure")) if found is not None]
    path = [*_path(table), *row.groups]
    limit = row.cells.get("deadline")
    deadlines = find_deadlines(limit.text) if limit else []
    return Task(
        node,
        row.start,
        last.end,
        label,
        cell.text,
        role,
        "table",
        path,
        sorted(bodies, key=lambda b: b.start),
        cells=sorted(set(cells)),
        deadline=deadlines[-1] if deadlines else None,
    )


class _Words:
    """An index of the character pairs of the body's tasks, so that a row is compared only with tasks that share its rarer pairs."""

    def __init__(self, text: str, tasks: list[Task]) -> None:
        self.tasks = tasks
        self.titles = [_pairs(task.title or "") for task in tasks]
        self.in_bodies = _postings(_pairs(text[task.start : task.end]) for task in tasks)
        self.in_titles = _postings(self.titles)

    def restated(self, row_text: str, heading: str) -> Task | None:
        """The task that a table row says again: one whose title is the row's sub-heading, else the one that shares most of the row's words."""
        pairs, heading_pairs = _pairs(row_text), _pairs(heading)
        shared = _shared(pairs, self.in_bodies)
        if not shared:
            return None
        titled = _shared(heading_pairs, self.in_titles)
        named = [
            i
            for i, common in titled.items()
            if common / max(1, min(len(heading_pairs), len(self.titles[i]))) >= SAME_TITLE
        ]
        best = max(shared, key=lambda i: (shared[i], -i))
        share = shared[best] / len(pairs)
        if best not in named and share < 2 * RESTATES and named:
            best = max(named, key=lambda i: (shared[i], -i))
        return self.tasks[best] if best in named or share >= RESTATES else None


def _postings(texts: Iterable[frozenset[str]]) -> dict[str, list[int]]:
    """Pair → the tasks that hold it; pairs that too many tasks hold tell nothing and are left out, which keeps the work linear."""
    postings: dict[str, list[int]] = {}
    for i, pairs in enumerate(texts):
        for pair in pairs:
            postings.setdefault(pair, []).append(i)
    return {pair: holders for pair, holders in postings.items() if len(holders) <= MOST_HOLDERS}


def _shared(pairs: frozenset[str], postings: dict[str, list[int]]) -> Counter[int]:
    return Counter(i for pair in pairs for i in postings.get(pair, ()))


def _pairs(text: str) -> frozenset[str]:
    letters = _NOT_LETTERS.sub("", text)
    return frozenset(map("".join, pairwise(letters)))

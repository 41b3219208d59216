"""Work items: the smallest items with their own number, heading or responsible bodies, in the body and in annexed tables; and who is to do them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhijiao_data.codebook.agency_rules import agency_of
from zhijiao_data.extract.structure import Node
from zhijiao_data.extract.tables import Row, read_rows
from zhijiao_data.grammar.bodies import Body, find_bodies, split_names

_STATUTE = re.compile(r"(?:条例|办法|规定|规则|细则|章程)(?:\(|$)")
_COMMON_BODIES = re.compile(r"(?:以下|下列)(?:各项)?(?:任务的?)?责任单位均(?:包括|含有?)(?P<list>[^()。；]{2,120})")
#: A table row restates the item of the body whose words it shares; below this share of common character pairs it is work of its own.
RESTATES = 0.34


@dataclass(slots=True)
class Task:
    """A work item in the reading text."""

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
    measure: tuple[int, int] | None = None


def find_tasks(text: str, nodes: list[Node]) -> list[Task]:
    """All work items of a document, in reading order, with their bodies."""
    if any(_STATUTE.search(node.title) for node in nodes if node.kind == "title" and node.title and not node.annex):
        return _table_tasks(text, nodes)
    tasks = [_task(text, node) for node in nodes if _is_task(node)]
    _add_bodies(text, tasks)
    rows = _table_tasks(text, nodes)
    for row in rows:
        row.restates = _restated(text, row, tasks)
    return sorted([*tasks, *rows], key=lambda task: task.start)


def _is_task(node: Node) -> bool:
    if node.kind != "heading" or node.role not in ("tasks", "safeguards") or node.label is None:
        return False
    return not any(child.kind == "heading" for child in node.children) and not any(child.kind == "table" and child.rows for child in node.children)


def _task(text: str, node: Node) -> Task:
    last = node
    while last.children:
        last = last.children[-1]
    end = max(node.end, last.end)
    title = node.title.rstrip("。：") if node.title else None
    return Task(node, node.start, _end_of_text(text, node.start, end), node.label_text, title, "safeguard" if node.role == "safeguards" else "task", "text", _path(node))


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
    common: list[str] = []
    for task in tasks:
        own = text[task.start : task.end]
        notice = _COMMON_BODIES.search(own)
        if notice:
            common = [body.name for body in split_names(own, notice.start("list"), notice.end("list"), "responsible")]
            own = own[: notice.start()] + "□" * len(notice[0]) + own[notice.end() :]
        task.bodies = [
            Body(task.start + body.start, task.start + body.end, body.name, body.role) for body in find_bodies(own, lambda name: agency_of(name) is not None)
        ]
        named = {body.name for body in task.bodies}
        if task.bodies:
            # a body that the document names once for all tasks has no place of its own here: it stands at the end of the list
            task.bodies += [Body(task.bodies[-1].end, task.bodies[-1].end, name, "responsible") for name in common if name not in named]


def _table_tasks(text: str, nodes: list[Node]) -> list[Task]:
    tasks: list[Task] = []
    by_start = {node.start: node for node in nodes if node.kind == "table_row"}
    for table in nodes:
        if table.kind != "table":
            continue
        rows, _ = read_rows(text, table.rows)
        starts = [line[0] for line in table.rows]
        for row in rows:
            line = max(start for start in starts if start <= row.start)
            tasks.append(_row_task(row, by_start.get(line, table), table))
    return tasks


def _row_task(row: Row, node: Node, table: Node) -> Task:
    cell = row.cells.get("task") or row.cells["measure"]
    measure = row.cells.get("measure")
    last = max(row.cells.values(), key=lambda found: found.end)
    bodies = []
    for role in ("responsible", "lead", "support", "implementing"):
        if role in row.cells:
            found = row.cells[role]
            names = split_names(found.text, 0, len(found.text), role)
            bodies += [Body(found.start + body.start, found.start + body.end, body.name, body.role) for body in names]
    role = "safeguard" if table.role == "safeguards" else "task"
    label = row.serial.text if row.serial else None
    return Task(node, row.start, last.end, label, cell.text, role, "table", [*_path(table), *row.groups], sorted(bodies, key=lambda b: b.start),
                measure=(measure.start, measure.end) if measure else None)  # fmt: skip


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"[^\u4e00-\u9fff0-9]", "", text)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def _restated(text: str, row: Task, tasks: list[Task]) -> Task | None:
    """The body's task that a table row says again: same sub-heading, else the one that shares most of the row's words."""
    heading = re.sub(r"\W", "", row.path[-1]) if row.path else ""
    named = [task for task in tasks if task.title and _pairs(task.title) and heading and _overlap(_pairs(heading), _pairs(task.title)) >= 0.5]
    pairs = _pairs(text[row.start : row.end])
    scored = sorted(((len(pairs & _pairs(text[task.start : task.end])) / max(1, len(pairs)), -task.start, task) for task in tasks), key=lambda s: s[:2])
    if not scored:
        return None
    score, _, best = scored[-1]
    if best in named or score >= 2 * RESTATES:
        return best if score >= RESTATES else None
    if named:
        return max(named, key=lambda task: len(pairs & _pairs(text[task.start : task.end])))
    return best if score >= RESTATES else None


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / max(1, min(len(first), len(second)))

"""A comparison as text: the summary, what each table counts, then the cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset.diff import excerpts
from zhijiao_data.dataset.diff.columns import plain
from zhijiao_data.dataset.diff.result import counts, numbers
from zhijiao_data.dataset.diff.table import PLAN, ChangedRow, TableDiff
from zhijiao_data.dataset.rendering import columns, counted, listed, one_line, table

if TYPE_CHECKING:
    from zhijiao_data.dataset.diff.result import Diff

LIMIT = 20
#: From this width on, two texts are shown where they differ only.
_SHORT = 40
_WIDTH = 150


def text(diff: Diff, limit: int = LIMIT, plans: bool = False) -> str:
    """The whole comparison.

    Args:
        limit: rows listed of each table and kind.
        plans: list the rows of added and removed documents too, which are otherwise told by their number.
    """
    lines = [f"{fact.label_en} / {fact.label_zh}: {_both(fact.value_en, fact.value_zh)}" for fact in diff.summary()]
    steps = [f"{step.name:5}  {one_line(', '.join(names))}: {_both(*what)}" for step, *what, names in diff.steps()]
    lines += ["", *steps] if steps else []
    differing = {name: found for name, found in diff.tables.items() if found.differs}
    if not differing:
        return "\n".join([*lines, "", "No difference. / 无差异。"])
    head = ["table", "表", "rows 行", "added 新增", "removed 删去", "moved 移位", "changed 更改", ""]
    rows = [[name, found.label_zh, counts(found), *numbers(found), remarks(found)] for name, found in differing.items()]
    lines += ["", table(head, rows, [24, 20, 24, 12, 12, 12, 12, 60])]
    if same := [name for name in diff.tables if name not in differing]:
        lines.append(f"the same / 相同: {', '.join(same)}")
    documents = [] if plans else [*diff.documents_added, *diff.documents_removed]
    for found in differing.values():
        lines += _table(found, limit, documents)
    return "\n".join(lines)


def _both(english: str, chinese: str) -> str:
    return one_line(english if english == chinese else f"{english} / {chinese}")


def remarks(found: TableDiff) -> str:
    """What the numbers of a table don't tell, in both languages; empty if there is nothing."""
    by_status = {
        "added": "new table / 新表",
        "removed": "table removed / 删去的表",
        "incomparable": "no key serves both: rows not compared / 无共同主键，未逐行比较",
    }
    told = [by_status[found.status]] if found.status in by_status else []
    if found.schema_differs:
        told.append("columns / 列")
    if found.reordered:
        told.append("order of rows / 行序")
    return ", ".join(told)


def _table(found: TableDiff, limit: int, documents: list[str]) -> Iterator[str]:
    if found.status in ("added", "removed"):
        return
    yield f"\n== {found.name} / {found.label_zh}: " + f"{counts(found)} rows / 行"
    yield from _schema(found)
    if found.reordered:
        yield "  the rows of both releases stand in another order / 两版共有的行次序不同"
    for row in found.rows("changed", limit):
        yield f"  ~ {_ids(row)}"
        for cell in row.cells:
            if cell.kind == "changed":
                label = found.labels.get(cell.column, ("", ""))[0]
                yield f"      {one_line(cell.column)} {one_line(label)}: {change(cell.before, cell.after)}"
        if places := _places(row):
            yield one_line(places, _WIDTH).join(("      ", ""))
    yield from _more(found.changed, limit, "changed", "更改")
    for row in found.rows("moved", limit):
        yield one_line(f"> {row.id_after}: {_places(row)}", _WIDTH).join(("  ", ""))
    yield from _more(found.moved, limit, "moved", "移位")
    for which, which_zh, mark in (("removed", "删去", "-"), ("added", "新增", "+")):
        of_documents = found.of_documents(which, documents)
        for plan in sorted(of_documents)[:limit]:
            yield f"  {mark} {one_line(plan)}: {counted(of_documents[plan], 'row', 'rows')} / {of_documents[plan]} 行"
        if of_documents:
            yield from _more(len(of_documents), limit, f"documents {which}", f"{which_zh}的文件")
        rest = found.without(documents) if of_documents else found
        for id, row in rest.listed(which, limit):
            yield one_line(f"{mark} {id}  {_content(row, found)}", _WIDTH).join(("  ", ""))
        yield from _more(getattr(rest, f"{which}_count"), limit, which, which_zh)


def _schema(found: TableDiff) -> Iterator[str]:
    for label, names in (
        ("columns added / 新增列", found.columns_added),
        ("columns removed / 删去列", found.columns_removed),
    ):
        if names:
            named = (f"{name} {found.labels.get(name, ('', ''))[0]}".rstrip() for name in names)
            yield one_line(f"{label}: {listed(named, len(names))}").join(("  ", ""))
    for name, (old, new) in found.columns_retyped.items():
        yield f"  type of {one_line(name)} / 列类型: {old} → {new}"
    if found.columns_reordered:
        yield "  the columns of both releases stand in another order / 两版共有的列次序不同"
    if found.keys[0] != found.keys[1]:
        old, new = (", ".join(key) for key in found.keys)
        how = f"matched by / 按此对应: {', '.join(found.matched_by)}" if found.matched_by else remarks(found)
        yield f"  primary key / 主键: {one_line(old)} → {one_line(new)}; {how}"


def _ids(row: ChangedRow) -> str:
    return one_line(row.id_after if row.id_before == row.id_after else f"{row.id_before} → {row.id_after}")


def _places(row: ChangedRow) -> str:
    """The cells that say no more than where the row stands."""
    moved = (cell for cell in row.cells if cell.kind == "moved")
    return ", ".join(f"{cell.column} {shown(cell.before)} → {shown(cell.after)}" for cell in moved)


def _more(number: int, limit: int, what: str, what_zh: str) -> Iterator[str]:
    if number > limit:
        yield f"  … {number - limit} more {what} / 另有 {number - limit} 行{what_zh}"


def shown(value: Any) -> str:
    """A cell as a reader takes it: a missing value as ``null``, items of a list parted by semicolons."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{'; '.join(map(shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(plain(value))


def change(before: Any, after: Any) -> str:
    """``60 → 65``; of long texts where they differ, as ``…不低于[-60-]{+65+}%…``."""
    old, new = shown(before), shown(after)
    if before is None or after is None or max(columns(old), columns(new)) <= _SHORT:
        return f"{one_line(old, _WIDTH)} → {one_line(new, _WIDTH)}"
    marked = (
        part.removed if part.same
        else (f"[-{part.removed}-]" if part.removed else "") + (f"{{+{part.added}+}}" if part.added else "")
        for part in excerpts.parts(old, new)
    )  # fmt: skip
    return one_line("".join(marked), 4 * _WIDTH)


def _content(row: dict[str, Any], found: TableDiff) -> str:
    left_out = {*found.keys[0], *found.keys[1], PLAN}
    return "; ".join(
        f"{name}={shown(value)}" for name, value in row.items() if name not in left_out and value not in (None, [])
    )

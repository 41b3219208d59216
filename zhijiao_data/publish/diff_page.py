"""A comparison of two releases as one HTML file: no script, nothing from elsewhere, readable on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from zhijiao_data.dataset.diff import excerpts
from zhijiao_data.dataset.diff.result import counts, numbers
from zhijiao_data.dataset.diff.table import ChangedRow, TableDiff
from zhijiao_data.dataset.diff.text import remarks, shown
from zhijiao_data.dataset.rendering import escaped

if TYPE_CHECKING:
    from zhijiao_data.dataset.diff.result import Diff

LIMIT = 200
STYLE = Path(__file__).with_name("diff_page.css")
_AROUND, _PIECE = 40, 600
_KINDS = {
    "added": ("新增", "added"),
    "removed": ("删去", "removed"),
    "moved": ("移位", "moved"),
    "changed": ("更改", "changed"),
}


def page(diff: Diff, limit: int = LIMIT, plans: bool = False) -> str:
    """The page.

    Args:
        limit: rows listed of each table and kind.
        plans: list the rows of added and removed documents too, which are otherwise told by their number.
    """
    title = f"{escaped(diff.a.version)} → {escaped(diff.b.version)}"
    documents = [] if plans else [*diff.documents_added, *diff.documents_removed]
    differing = [table for table in diff.tables.values() if table.differs]
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # Whatever a cell holds, the page can load and run nothing.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title} · zhijiao diff</title>",
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>",
        f"<h1>{title} <small>数据变更 · Changes of the data</small></h1>",
        *_summary(diff),
        *_overview(diff, differing),
    ]
    for table in differing:
        parts += _table(table, limit, documents)
    return "\n".join([*parts, "</body>\n</html>\n"])


def _two(chinese: str, english: str) -> str:
    """Both languages, the English one set back."""
    return f'{escaped(chinese)} <span class="en" lang="en">{escaped(english)}</span>'


def _summary(diff: Diff) -> Iterator[str]:
    yield '<dl class="summary">'
    for fact in diff.summary():
        said = escaped(fact.value_zh)
        if fact.value_en != fact.value_zh:
            said += f'<br><span class="en" lang="en">{escaped(fact.value_en)}</span>'
        mark = ' class="alarm"' if fact.alarming else ""
        yield f"<dt>{_two(fact.label_zh, fact.label_en)}</dt><dd{mark}>{said}</dd>"
    yield "</dl>"
    steps = diff.steps()
    if steps:
        yield f"<h2>{_two('须升版本的差异', 'What asks for the step')}</h2>\n<ul>"
        for step, english, chinese, names in steps:
            yield f"<li><b>{step.name}</b> {escaped(', '.join(names))}: {_two(chinese, english)}</li>"
        yield "</ul>"


def _overview(diff: Diff, differing: Iterable[TableDiff]) -> Iterator[str]:
    if not differing:
        yield f"<p>{_two('无差异。', 'No difference.')}</p>"
        return
    yield f'<h2>{_two("各表", "Tables")}</h2>\n<div class="wide"><table class="counts">'
    heads = "".join(f'<th class="number">{_two(*head)}</th>' for head in (("行", "rows"), *_KINDS.values()))
    yield f"<tr><th>{_two('表', 'table')}</th>{heads}<th></th></tr>"
    for table in differing:
        cells = "".join(f'<td class="number">{"–" if n is None else n}</td>' for n in numbers(table))
        yield (
            f'<tr><td><a href="#{quote(table.name)}">{escaped(table.label_zh)} <code>{escaped(table.name)}</code></a></td>'
            f'<td class="number">{counts(table)}</td>{cells}<td class="remark">{escaped(remarks(table))}</td></tr>'
        )
    yield "</table></div>"
    same = [name for name, table in diff.tables.items() if not table.differs]
    if same:
        yield f"<p>{_two('无差异', 'the same')}: {escaped(', '.join(same))}</p>"


def _table(table: TableDiff, limit: int, documents: list[str]) -> Iterator[str]:
    yield f'<section id="{escaped(table.name)}">'
    yield f"<h2>{_two(table.label_zh, table.label_en)} <code>{escaped(table.name)}</code></h2>"
    yield f"<p>{counts(table)} {_two('行', 'rows')}{'; ' + escaped(told) if (told := remarks(table)) else ''}</p>"
    if facts := list(_schema(table)):
        yield f"<ul>{''.join(f'<li>{fact}</li>' for fact in facts)}</ul>"
    if table.changed:
        yield f"<h3>{_two(*_KINDS['changed'])}: {table.changed}</h3>"
        for row in table.rows("changed", limit):
            yield from _changed(table, row)
        yield from _more(table.changed, limit)
    if table.moved:
        yield f"<details><summary>{_two(*_KINDS['moved'])}: {table.moved}</summary>"
        for row in table.rows("moved", limit):
            yield from _changed(table, row)
        yield from _more(table.moved, limit)
        yield "</details>"
    for which in ("removed", "added"):
        yield from _alone(table, which, limit, documents)
    yield "</section>"


def _schema(table: TableDiff) -> Iterator[str]:
    for label, names in (
        (("新增列", "columns added"), table.columns_added),
        (("删去列", "columns removed"), table.columns_removed),
    ):
        if names:
            yield f"{_two(*label)}: " + "; ".join(_column(table, name) for name in names)
    for name, (old, new) in table.columns_retyped.items():
        yield f"{_two('列类型', 'type')}: {_column(table, name)}: {escaped(old)} → {escaped(new)}"
    if table.columns_reordered:
        yield _two("共有各列的次序不同", "the columns of both releases stand in another order")
    if table.keys[0] != table.keys[1]:
        old, new = (escaped(", ".join(key)) for key in table.keys)
        by = f"; {_two('按此对应', 'matched by')}: {escaped(', '.join(table.matched_by))}" if table.matched_by else ""
        yield f"{_two('主键', 'primary key')}: {old} → {new}{by}"
    if table.reordered:
        yield _two("两版共有的行次序不同", "the rows of both releases stand in another order")


def _column(table: TableDiff, name: str) -> str:
    chinese, english = table.labels.get(name, ("", ""))
    return f"{_two(chinese, english)} <code>{escaped(name)}</code>"


def _changed(table: TableDiff, row: ChangedRow) -> Iterator[str]:
    ids = row.id_after if row.id_before == row.id_after else f"{row.id_before} → {row.id_after}"
    yield f'<article><h4><code>{escaped(ids)}</code></h4><div class="cells">'
    for cell in sorted(row.cells, key=lambda cell: cell.kind):  # changed before moved
        before, after = _both(cell.before, cell.after)
        yield (
            f'<div class="cell {cell.kind}"><div class="name">{_column(table, cell.column)}</div>'
            f'<div class="before">{before}</div><div class="after">{after}</div></div>'
        )
    yield "</div></article>"


def _both(before: Any, after: Any) -> tuple[str, str]:
    """Both values, what differs marked; a long one shown around its differences."""
    if before is None or after is None:
        return _one(before, "del"), _one(after, "ins")
    left, right = [], []
    for part in excerpts.parts(shown(before), shown(after), _AROUND, _PIECE):
        left.append(escaped(part.removed) if part.same else f"<del>{escaped(part.removed)}</del>")
        right.append(escaped(part.added) if part.same else f"<ins>{escaped(part.added)}</ins>")
    return "".join(left).replace("<del></del>", ""), "".join(right).replace("<ins></ins>", "")


def _one(value: Any, mark: str) -> str:
    return "<i>null</i>" if value is None else f"<{mark}>{escaped(excerpts.middle(shown(value), _PIECE))}</{mark}>"


def _alone(table: TableDiff, which: str, limit: int, documents: list[str]) -> Iterator[str]:
    number = getattr(table, f"{which}_count")
    if not number:
        return
    yield f"<details{' open' if number <= 3 else ''}><summary>{_two(*_KINDS[which])}: {number}</summary>"
    of_documents = table.of_documents(which, documents)
    if of_documents:
        told = "".join(
            f"<li><code>{escaped(plan)}</code>: {of_documents[plan]}</li>" for plan in sorted(of_documents)[:limit]
        )
        yield f"<p>{_two('整份文件的行数', 'rows of whole documents')}:</p><ul>{told}</ul>"
        yield from _more(len(of_documents), limit)
    rest = table.without(documents) if of_documents else table
    for id, row in rest.listed(which, limit):
        yield f'<article><h4><code>{escaped(id)}</code></h4><dl class="row {which}">'
        for name, value in row.items():
            if value is not None and value != []:
                yield f"<dt>{_column(table, name)}</dt><dd>{escaped(excerpts.middle(shown(value), _PIECE))}</dd>"
        yield "</dl></article>"
    yield from _more(getattr(rest, f"{which}_count"), limit)
    yield "</details>"


def _more(number: int, limit: int) -> Iterator[str]:
    if number > limit:
        yield f'<p class="more">… {_two(f"另有 {number - limit}", f"{number - limit} more")} <code>--limit</code></p>'

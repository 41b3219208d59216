"""A page for each table, with what every column is, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from docs.reference import markup
from docs.reference.addresses import Addresses
from docs.reference.rows import Read
from docs.reference.words import both, description, label, listed, other, word
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.schema import Field, Table


def pages(read: Read, lang: str) -> Iterator[tuple[str, str]]:
    """The list of the tables, and the page of each."""
    tables = schema.tables()
    yield "tables/index.md", listing(tables, {name: len(read(name)) for name in tables}, lang)
    for table in tables.values():
        yield f"tables/{table.name}.md", of_table(table, tables, len(read(table.name)), lang)


def listing(tables: dict[str, Table], rows: dict[str, int], lang: str) -> str:
    """All tables by where they come from, with their number of rows."""
    parts = [markup.heading(1, word("tables.title", lang)), word("tables.intro", lang)]
    for source in get_args(schema.Source):
        lines = [
            (
                markup.link(f"{table.name}.html", markup.code(table.name)),
                markup.escaped(label(table, lang)),
                f"{rows[table.name]:,}",
                markup.prose(description(table, lang)),
            )
            for table in tables.values()
            if table.source == source
        ]
        head = (word("table", lang), "", word("rows", lang), word("what", lang))
        parts += [markup.heading(2, word(f"source.{source}", lang), source), markup.table(head, lines)]
    return markup.page(parts)


def of_table(table: Table, tables: dict[str, Table], rows: int, lang: str) -> str:
    """What a row is, the keys, every column, and which other columns refer to it."""
    first, second = both(table, lang)
    about = [
        (word("rows", lang), f"{rows:,}"),
        (word("key", lang), " + ".join(map(markup.code, table.primary_key))),
        (word("load", lang), markup.code(f'zj.load("{table.name}")')),
    ]
    if referring := list(_referring(table, tables)):
        about.append((word("referred", lang), listed(referring, lang)))
    return markup.page(
        [
            markup.heading(1, f"{table.name} · {first}"),
            f'<p class="zj-other">{markup.escaped(second)}</p>',
            f"<p>{markup.prose(description(table, lang))}</p>",
            f'<p class="zj-other">{markup.prose(description(table, other(lang)))}</p>',
            markup.facts(about),
            markup.heading(2, word("columns", lang), "columns"),
            f'<div class="zj-columns">{_columns(table, lang)}</div>',
        ]
    )


def _referring(table: Table, tables: dict[str, Table]) -> Iterator[str]:
    for source in tables.values():
        for column, target, _ in source.foreign_keys():
            if target == table.name:
                place = f"{Addresses.table(source.name)}#{markup.anchor(column)}"
                yield markup.link(place, markup.code(f"{source.name}.{column}"))


def _columns(table: Table, lang: str) -> str:
    head = (word("column", lang), word("type", lang), word("meaning", lang))
    return markup.table(head, [_column(table, field, lang) for field in table.fields.values()])


def _column(table: Table, field: Field, lang: str) -> tuple[str, str, str]:
    first, second = both(field, lang)
    kind = [markup.code(field.type)]
    if field.name in table.primary_key:
        kind.append(word("key", lang))
    kind.append(word("never_null" if field.required else "may_be_null", lang))
    kind += [f"{word('unit', lang)}: {markup.escaped(field.unit)}"] * bool(field.unit)
    said = [markup.prose(description(field, lang)), _codes(table, field, lang)]
    said.append(f'<span class="zj-other">{markup.prose(description(field, other(lang)))}</span>')
    said += [f"{word('example', lang)}: {markup.code(field.example)}"] * bool(field.example)
    name = f'<span id="{markup.anchor(field.name)}">{markup.code(field.name)}</span>'
    return (
        f'{name}<br>{markup.escaped(first)}<br><span class="zj-other">{markup.escaped(second)}</span>',
        "<br>".join(kind),
        "<br>".join(filter(None, said)),
    )


def _codes(table: Table, field: Field, lang: str) -> str:
    """The codes of a column with their labels, or the column that it refers to."""
    if not field.codes or field.codes == f"{table.name}.{field.name}":
        return ""
    if "." in field.codes:
        target, _, key = field.codes.partition(".")
        place = f"{Addresses.table(target)}#{markup.anchor(key)}"
        return f"{word('refers', lang)} {markup.link(place, markup.code(field.codes))}"
    entries = loader.load("codes")[field.codes]["codes"]
    shown = [
        markup.link(Addresses.codes(field.codes, id), f"{markup.code(id)} {markup.escaped(entry[f'label_{lang}'])}")
        for id, entry in entries.items()
    ]
    name = markup.link(Addresses.codes(field.codes), markup.code(field.codes))
    return f"{word('codes', lang)} {name}: " + " · ".join(shown)

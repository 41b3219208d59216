"""The data model as one picture: every table a line of text, every reference a dot on the lane of the table referred to.

Lanes cannot cross into a tangle, whatever the number of tables, and the picture is narrow enough for a phone. Colours are
those of the stylesheet, so that it follows the light and the dark scheme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from docs.reference.addresses import Addresses
from docs.reference.words import label, word
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.rendering import escaped
from zhijiao_data.dataset.schema import Table

# Measures in units of the drawing, which are pixels at its natural width.
ROW, HEAD, LEFT, LANE, RADIUS = 34, 30, 168, 13.5, 4.2


def svg(tables: Mapping[str, Table], lang: str) -> str:
    """The picture as one line of SVG, each table linked to its page."""
    order = [table for source in get_args(schema.Source) for table in tables.values() if table.source == source]
    middle = _middles(order)
    referring = _referring(tables)
    lanes = {name: LEFT + LANE * (0.8 + number) for number, name in enumerate(n for n in middle if referring.get(n))}
    width = LEFT + LANE * (len(lanes) + 0.6)
    height = max(middle.values()) + ROW / 2 + 4
    parts = [*_texts(order, middle, width, lang)]
    for name, x in lanes.items():
        parts += _lane(tables[name], x, middle, referring[name], lang)
    return (
        f'<svg class="zj-model" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
        f'aria-label="{escaped(word("diagram.title", lang))}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _middles(order: list[Table]) -> dict[str, float]:
    """The height of the middle of each table's line; a heading stands above the first of each source."""
    y, source, found = 0.0, None, {}
    for table in order:
        if table.source != source:
            y, source = y + HEAD, table.source
        found[table.name] = y + ROW / 2
        y += ROW
    return found


def _referring(tables: Mapping[str, Table]) -> dict[str, dict[str, list[str]]]:
    """For each table that is referred to: the tables that do, with their columns."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in tables.values():
        for column, target, _ in table.foreign_keys():
            found.setdefault(target, {}).setdefault(table.name, []).append(column)
    return found


def _texts(order: list[Table], middle: Mapping[str, float], width: float, lang: str) -> Iterator[str]:
    source = None
    for table in order:
        y = middle[table.name]
        if table.source != source:
            source = table.source
            told = escaped(word(f"source.{source}", lang))
            yield f'<text class="head {source}" x="0" y="{y - ROW / 2 - 8:g}">{told}</text>'
        yield f'<line class="rule" x1="0" x2="{width:g}" y1="{y + ROW / 2:g}" y2="{y + ROW / 2:g}"/>'
        yield (
            f'<a href="{escaped(Addresses.table(table.name))}"><text class="name {source}" x="0" y="{y - 1:g}">'
            f'{escaped(table.name)}</text><text class="label" x="0" y="{y + 12:g}">{escaped(label(table, lang))}</text></a>'
        )


def _lane(
    hub: Table, x: float, middle: Mapping[str, float], referring: Mapping[str, list[str]], lang: str
) -> Iterator[str]:
    """The ring of a table that is referred to, its line, and a dot for each table that refers to it."""
    own = middle[hub.name]
    ends = [middle[name] for name in referring] + [own]
    yield f'<g class="lane {hub.source}">'
    yield f'<line x1="{x:g}" x2="{x:g}" y1="{min(ends):g}" y2="{max(ends):g}"/>'
    for name, columns in referring.items():
        told = escaped(f"{', '.join(f'{name}.{column}' for column in columns)} → {hub.name}")
        if name != hub.name:
            yield f'<circle class="dot" cx="{x:g}" cy="{middle[name]:g}" r="{RADIUS:g}"><title>{told}</title></circle>'
    about = escaped(f"{hub.name} {label(hub, lang)}")
    yield f'<circle class="ring" cx="{x:g}" cy="{own:g}" r="{RADIUS + 1:g}"><title>{about}</title></circle>'
    if hub.name in referring:
        yield f'<circle class="self" cx="{x:g}" cy="{own:g}" r="1.8"/>'
    yield "</g>"

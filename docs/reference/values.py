"""A value of a table as HTML: codes with their labels, ids as links, missing ones as a dash."""

from __future__ import annotations

from typing import Any

from docs.reference import markup
from docs.reference.addresses import Addresses
from docs.reference.words import listed
from zhijiao_data.codebook import loader
from zhijiao_data.dataset.schema import Field

MISSING = "–"
#: Items of a list up to this length stand in a row.
_SHORT = 40


def value(field: Field, said: Any, addresses: Addresses, lang: str) -> str:
    """The value of one column as HTML."""
    if said is None or said == []:
        return MISSING
    if isinstance(said, list):
        parts = [value(field, item, addresses, lang) for item in said]
        if len(said) > 1 and max(map(len, map(str, said))) > _SHORT:
            return f"<ul>{''.join(f'<li>{part}</li>' for part in parts)}</ul>"
        return listed(parts, lang)
    if isinstance(said, bool):
        return markup.code(str(said).lower())
    if isinstance(said, float):
        return f"{said:g}"
    table, _, key = (field.codes or "").partition(".")
    if key:
        address = addresses.row(table, said)
        return markup.link(address, markup.code(said)) if address else markup.code(said)
    if table:
        return code(table, said, addresses, lang)
    return markup.web(said) if "://" in str(said) else markup.lines(said)


def code(list_name: str, said: str, addresses: Addresses, lang: str) -> str:
    """A code of a closed list with its label, linked to its entry."""
    entry = loader.load("codes")[list_name]["codes"].get(said)
    if entry is None:
        return markup.code(said)
    shown = f"{markup.escaped(entry[f'label_{lang}'])} {markup.code(said)}"
    return markup.link(addresses.codes(list_name, said), shown)

"""The codebook as tables: its entries in the columns of the schema, all of them in one table, and their examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zhijiao_data.codebook import loader, policy_rules
from zhijiao_data.corpus.spans import locate
from zhijiao_data.dataset import schema
from zhijiao_data.grammar.modality import find_hedges

Row = dict[str, Any]
# Where the codebook's key and the column's name differ.
_KEY_OF = {"parent_id": "parent", "place_id": "place"}


def tables() -> dict[str, list[Row]]:
    """The rows of every table whose source is the codebook."""
    return {name: rows(name) for name, table in schema.tables().items() if table.source == "codebook"}


def rows(name: str) -> list[Row]:
    """The rows of one table whose source is the codebook."""
    if name == "codes":
        return [
            _row(name, {"list_name": of, "position": position, **entry})
            for of in loader.load("codes")
            for position, entry in enumerate(_entries(of), 1)
        ]
    if name == "policies":
        return [_policy(entry) for entry in _entries(name)]
    if name == "policy_facts":
        facts = ((entry["id"], *fact) for entry in _entries("policies") for fact in entry["facts"].items())
        return [_fact(*fact) for fact in facts]
    if name == "policy_targets":
        return [_policy_target(entry) for entry in _entries(name)]
    return [_row(name, entry) for entry in _entries(name)]


def _entries(kind: str) -> Iterator[Mapping[str, Any]]:
    yield from (loader.entry(kind, code) for code in loader.codes(kind))


def _row(table: str, entry: Mapping[str, Any]) -> Row:
    row = {}
    for field in schema.table(table).fields.values():
        value = entry.get(_KEY_OF.get(field.name, field.name))
        if field.type == "list<string>":
            value = [phrase(item) for item in value or ()]
        row[field.name] = float(value) if field.type == "float" and value is not None else value
    return row


def phrase(item: Any) -> str:
    """An example as one string: a bad one with its reason, first in Chinese, then in English."""
    if isinstance(item, str):
        return item
    return f"{item['quote']}（{item['reason_zh']} / {item['reason']}）" if "reason" in item else item["quote"]


# --- the registry: facts with certainty and source ------------------------------------------------------------------


def _policy(entry: Mapping[str, Any]) -> Row:
    facts = entry["facts"]
    about = {
        "policy_id": entry["id"],
        "certainty": policy_rules.overall_certainty(entry),
        "unverified": [name for name, said in facts.items() if policy_rules.is_unverified(said)],
        "sources": list(dict.fromkeys(said["source"] for said in facts.values() if said.get("source"))),
        "title_en": entry["label_en"],
    }
    values = {name: said["value"] for name, said in facts.items()}
    # A programme without a document of its own has a name, but no title.
    values["title"] = values["title"] or entry["label_zh"]
    return _row("policies", {**entry, **values, **about})


def _policy_target(entry: Mapping[str, Any]) -> Row:
    told = {"policy_target_id": entry["id"], "policy_id": entry["policy"], "mirror": entry.get("mirror", False)}
    return _row("policy_targets", {**entry, **told, "hedges": find_hedges(entry["quote"])})


def _fact(policy_id: str, name: str, said: Mapping[str, Any]) -> Row:
    value = said["value"]
    if isinstance(value, (list, tuple)):
        value = "；".join(value) or None
    return {
        "policy_id": policy_id,
        "fact": name,
        "value": None if value is None else str(value),
        "missing_reason": said.get("reason"),
        "certainty": said.get("certainty"),
        "source": said.get("source"),
        "mirror": said.get("mirror", False),
    }


# --- all entries, and their examples --------------------------------------------------------------------------------


def whole(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The rows of the table ``codebook``: every entry of every kind, and how many rows of ``tables`` use it.

    A use of an entry counts for the entry above it too (T05.4 for T05).
    """
    uses = _uses(tables)
    rows = []
    for kind, entry in described():
        counted = uses.get(kind)
        rows.append(
            {
                **_row("codebook", entry),
                "kind": kind,
                "uses": None if counted is None else counted[entry["id"]],
            }
        )
    return rows


def described() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(kind, entry) for every entry of the codebook that has a definition and examples."""
    for kind in (*loader.KINDS, *loader.load("codes")):
        for entry in _entries(loader.KINDS.get(kind, kind)):
            yield kind, entry


def _uses(tables: Mapping[str, Sequence[Row]]) -> dict[str, Counter[str]]:
    """For each kind that a column of a document table refers to: how many rows use each code."""
    kind_of = {f"{name}.id": kind for kind, name in loader.KINDS.items()}
    found: dict[str, Counter[str]] = {}
    for table in schema.tables().values():
        if table.source != "document":
            continue
        for field in table.fields.values():
            kind = kind_of.get(field.codes or "", field.codes)
            if kind is None or "." in kind:
                continue
            counted = found.setdefault(kind, Counter())
            parents = {entry["id"]: entry.get("parent") for entry in _entries(loader.KINDS.get(kind, kind))}
            for row in tables.get(table.name, ()):
                value = row[field.name]
                for code in {value} if isinstance(value, str) else set(value or ()):
                    while code is not None:
                        counted[code] += 1
                        code = parents.get(code)
    return found


def examples(texts: Mapping[str, str]) -> list[Row]:
    """The rows of ``codebook_examples``; one quoted from a document of ``texts`` (canonical, by plan) has its place there."""
    rows = []
    for kind, entry in described():
        good = [(True, item) for item in entry["examples"]]
        for position, (is_good, item) in enumerate([*good, *((False, item) for item in entry["bad_examples"])], 1):
            plan_id = item.get("plan_id")
            span = locate(texts[plan_id], item["quote"]) if plan_id in texts else None
            rows.append(
                {
                    "kind": kind,
                    "entry_id": entry["id"],
                    "position": position,
                    "is_good": is_good,
                    "quote": item["quote"],
                    "quoted_from": plan_id,
                    "char_start": span and span[0],
                    "char_end": span and span[1],
                    "reason": item.get("reason"),
                    "reason_zh": item.get("reason_zh"),
                }
            )
    return rows

"""What a table, column or code means, in both languages, with passages that are one and passages that only look so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.codebook.policy_rules import resolve
from zhijiao_data.corpus.spans import locate
from zhijiao_data.dataset import arguments, load, schema
from zhijiao_data.dataset.codebook_rows import described, phrase
from zhijiao_data.dataset.rendering import escaped, plain
from zhijiao_data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the codebook: a title and (label, text) lines; a label that begins with a blank is one step in."""

    title: str
    lines: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return plain("\n".join([self.title, *(f"  {label}: {text}" for label, text in self.lines)]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th style="text-align:left;padding-left:{1 if label.startswith(" ") else 0}em">{escaped(label)}</th>'
            f'<td style="text-align:left">{escaped(text)}</td></tr>'
            for label, text in self.lines
        )
        return f'<div class="zhijiao-entry"><p><b>{escaped(self.title)}</b></p><table>{rows}</table></div>'


def describe(name: str) -> Entry:
    """The entry of a table (``"targets"``), a column (``"targets.comparator"``) or a code (``"theme:T05"``).

    Codes of a closed list are named by the list: ``"comparator:ge"``. Any other word is looked up in the codebook: the
    entries whose code, label, definition or other wording holds it are listed.

    Raises:
        UsageError: there is no such table, column, list or code; the message names those that there are.
    """
    arguments.string(name, "name", "targets.unit")
    if ":" in name:
        return _code(*name.split(":", 1))
    if exact := _by_id(name):
        return exact
    if "." in name:
        return _column(*name.split(".", 1))
    if name in schema.tables():
        return _table(name)
    holders = [table for table in schema.tables() if name in schema.tables()[table].fields]
    if holders:
        return _column(holders[0], name)
    if name in loader.load("codes"):
        return _list(name)
    if hits := _holding(name):
        return Entry(f"'{plain(name)}' in the codebook / 代码本", tuple(hits))
    known = [*schema.tables(), *(f"{t}.{c}" for t in schema.tables() for c in schema.columns(t))]
    near = schema.nearest(name, known)
    remedy = (f"Did you mean '{near}'? " if near else "") + (
        f"Tables: {', '.join(schema.tables())}; columns are named 'targets.unit',"
        " codes 'comparator:ge' or 'agency:education'"
    )
    raise UsageError(f"nothing is called '{plain(name)}'", "", remedy)


def _by_id(name: str) -> Entry | None:
    """The entry whose id, or the policy whose id, number, title or short name, is ``name``; None if there is no such one."""
    if name in schema.tables() or name in loader.load("codes"):
        return None
    for kind, file in (*loader.KINDS.items(), ("lexicon", "lexicon")):
        if name in loader.load(file):
            return _code(kind, name)
    policy = loader.load("policy_targets").get(name, {}).get("policy", name)
    if policy not in loader.load("policies"):
        policy = resolve(None, name, None).policy_id or resolve(name, None, None).policy_id
    return _policy(policy) if policy else None


def _holding(word: str) -> list[tuple[str, str]]:
    """(``kind:id``, labels) of every entry of the codebook whose words hold ``word``."""
    wanted = word.casefold()
    words = (("lexicon", entry) for entry in loader.load("lexicon").values())
    return [
        (f"{kind}:{entry['id']}", f"{entry['label_zh']} / {entry['label_en']}")
        for kind, entry in (*described(), *words)
        if wanted and any(wanted in text.casefold() for text in _wording(entry))
    ]


def _wording(entry: Mapping[str, Any]) -> list[str]:
    """The words by which a reader would look for an entry; its examples are not among them."""
    keys = ("id", "label_zh", "label_en", *(key for _, key in _SAID))
    return [entry[key] for key in keys if entry.get(key)] + [
        word for key in ("names", "terms", "words", "short_names") for word in entry.get(key, ())
    ]


def _table(name: str) -> Entry:
    table = schema.table(name)
    lines = [
        ("说明", table.description_zh),
        ("description", table.description_en),
        ("primary key", ", ".join(table.primary_key)),
        ("columns", ""),
        *((f"  {f.name}", f"{f.label_zh} / {f.label_en} ({f.type})") for f in table.fields.values()),
    ]
    return Entry(f"{name} — {table.label_zh} / {table.label_en}", tuple(lines))


def _column(table: str, name: str) -> Entry:
    field = schema.chosen(name, schema.table(table).fields, f"column of {table}")
    lines = [
        ("说明", field.description_zh),
        ("description", field.description_en),
        ("type", field.type + (", never null" if field.required else ", null when missing")),
    ]
    lines += [("unit", field.unit)] * bool(field.unit) + [("example", field.example or "")] * bool(field.example)
    if field.codes and "." in field.codes:
        lines.append(("refers to", field.codes))
    elif field.codes:
        lines += _codes(field.codes)
    return Entry(f"{table}.{name} — {field.label_zh} / {field.label_en}", tuple(lines))


def _list(name: str) -> Entry:
    entry = loader.load("codes")[name]
    return Entry(f"{name} — {entry['label_zh']} / {entry['label_en']}", tuple(_codes(name)))


def _codes(list_name: str) -> list[tuple[str, str]]:
    lines = [("codes", "")]
    for code, entry in loader.load("codes")[list_name]["codes"].items():
        lines.append((f"  {code}", f"{entry['label_zh']} / {entry['label_en']}"))
        lines += [(f"    {label}", text) for label, text in _meaning(entry)]
    return lines


def _code(prefix: str, code: str) -> Entry:
    if prefix == "policy":
        return _policy(code)
    kinds = [*loader.KINDS, "policy", "lexicon", *loader.load("codes")]
    if prefix not in kinds and prefix not in loader.KINDS.values():
        raise UsageError(f"no list '{plain(prefix)}'", "", schema.suggestion(prefix, kinds))
    name = loader.KINDS.get(prefix, prefix)
    entries = loader.load("codes")[name]["codes"] if name in loader.load("codes") else loader.load(name)
    if code not in entries:
        raise UsageError(f"no {prefix} '{plain(code)}'", "", schema.suggestion(code, entries))
    entry = entries[code]
    facts = [
        (key, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value))
        for key, value in entry.items()
        if key in _FACTS and value not in (None, ())
    ]
    if f"{prefix}.{code}" in loader.load("lexicon"):
        facts.append(("标记 / markers", "、".join(loader.entry("lexicon", f"{prefix}.{code}")["words"])))
    below = [
        ("below", f"{id} {other['label_zh']} / {other['label_en']}")
        for id, other in entries.items()
        if other.get("parent") == code
    ]
    return Entry(f"{prefix}:{code} — {entry['label_zh']} / {entry['label_en']}", tuple(_meaning(entry) + facts + below))


def _policy(id: str) -> Entry:
    """An upstream policy: each fact with its certainty and source, and its numeric targets."""
    entry = schema.chosen(id, loader.load("policies"), "policy")
    lines = []
    for name, said in entry["facts"].items():
        value = said["value"]
        if value in (None, ()):
            lines.append((name, f"– ({said['reason']})"))
            continue
        words = "；".join(value) if isinstance(value, tuple) else str(value)
        told = ", ".join([said["certainty"], *([said["source"]] if said.get("source") else [])])
        lines.append((name, f"{words} ({told})"))
    lines += [("别称 / alias", alias) for alias in entry["aliases"]]
    lines += [("note", entry["note"])] * bool(entry.get("note"))
    for target in loader.load("policy_targets").values():
        if target["policy"] == id:
            lines.append(("目标 / target", f"{target['id']}: {target['quote']} ({target['certainty']})"))
    return Entry(f"policy:{id} — {entry['label_zh']} / {entry['label_en']}", tuple(lines))


_FACTS = ("dimension", "unit", "per", "denominator", "default_form", "direction", "names", "kind", "words", "level",
          "parent", "place", "short_names", "rothwell_zegveld", "mechanism", "terms", "blocked", "origin_policy",
          "origin_level", "first_mention", "programme_date", "certainty", "sources", "rank", "note", "note_zh", "example",
          "bad_example")  # fmt: skip


# What says what an entry means and where it ends: the label to show, and the key.
_SAID = (
    ("定义", "definition_zh"),
    ("definition", "definition"),
    ("包括", "include_zh"),
    ("include", "include"),
    ("不包括", "exclude_zh"),
    ("exclude", "exclude"),
)


def _meaning(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Definition, borders and examples of an entry, as far as it has them."""
    lines = [(label, entry[key]) for label, key in _SAID if entry.get(key)]
    for label, key in (("例 / example", "examples"), ("反例 / not", "bad_examples")):
        lines += [(label, _quoted(item)) for item in entry.get(key) or ()]
    return lines


def _quoted(item: Mapping[str, Any]) -> str:
    """An example with the place in the corpus from which it is quoted, as far as its document is held."""
    words = phrase(item)
    plan_id = item.get("plan_id")
    if plan_id is None:
        return words
    held = load.rows("texts", plan_id) if plan_id in load.plan_ids() else []
    span = locate(held[0]["text"], item["quote"]) if held else None
    return f"{words} [{plan_id}:{span[0]}-{span[1]}]" if span else f"{words} [{plan_id}]"

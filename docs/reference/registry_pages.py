"""The registry of upstream policies: a list, and a page for each level of government with every fact and its certainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from docs.reference import markup
from docs.reference.addresses import Addresses
from docs.reference.rows import Read, Row
from docs.reference.values import MISSING, value
from docs.reference.words import label, listed, word
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema

#: Columns of a policy that are no fact of their own: they sum facts up, or name it.
_SUMS = {"policy_id", "title", "title_en", "certainty", "unverified", "sources"}


def pages(read: Read, lang: str) -> Iterator[tuple[str, str]]:
    """The list of the policies by date, and a page for each level."""
    policies, targets = read("policies"), read("policy_targets")
    addresses = Addresses(policies, targets)
    facts, numbers = defaultdict(list), defaultdict(list)
    for row in read("policy_facts"):
        facts[row["policy_id"]].append(row)
    for row in targets:
        numbers[row["policy_id"]].append(row)
    yield "registry/index.md", _list(policies, _held(read("policy_facts"), lang), addresses, lang)
    levels = schema.table("policies").fields["level"].codes
    for level in loader.codes(levels):
        held = [row for row in policies if row["level"] == level]
        if not held:
            continue
        name = loader.entry(levels, level)[f"label_{lang}"]
        parts = [markup.heading(1, name[:1].upper() + name[1:]), word("registry.intro", lang)]
        for row in held:
            parts += policy(row, facts[row["policy_id"]], numbers[row["policy_id"]], addresses, lang)
        yield f"registry/{level}.md", markup.page(parts)


def counted(facts: Sequence[Row]) -> dict[str, int]:
    """How many facts are known, verified, verified on a copy, on an official host (gov.cn, edu.cn), elsewhere.

    The last three add up to the verified ones.
    """
    known = [fact for fact in facts if fact["value"] is not None]
    verified = [fact for fact in known if fact["certainty"].startswith("verified")]
    copies = sum(fact["mirror"] for fact in verified)
    official = sum(not fact["mirror"] and markup.is_official(fact["source"]) for fact in verified)
    return {
        "known": len(known),
        "verified": len(verified),
        "copies": copies,
        "official": official,
        "elsewhere": len(verified) - copies - official,
    }


def _held(facts: Sequence[Row], lang: str) -> str:
    return word("registry.sources", lang, **counted(facts))


def _list(policies: Sequence[Row], held: str, addresses: Addresses, lang: str) -> str:
    fields = schema.table("policies").fields
    columns = ("issued_on", "doc_number", "level", "certainty")
    ordered = sorted(policies, key=lambda row: (row["issued_on"] is None, str(row["issued_on"]), row["policy_id"]))
    lines = [
        [
            markup.link(addresses.row("policies", row["policy_id"]), markup.escaped(_title(row, lang))),
            *(value(fields[name], row[name], addresses, lang) for name in columns),
        ]
        for row in ordered
    ]
    head = [word("registry.document", lang), *(label(fields[name], lang) for name in columns[:-1])]
    return markup.page(
        [
            markup.heading(1, word("registry.title", lang)),
            word("registry.intro", lang),
            held,
            markup.table([*head, word("registry.lowest", lang)], lines),
        ]
    )


def policy(row: Row, facts: Sequence[Row], targets: Sequence[Row], addresses: Addresses, lang: str) -> list[str]:
    """One policy: every fact with its certainty and source, what else is known of it, its numeric targets."""
    other = row["title_en"] if lang == "zh" else row["title"]
    return [
        markup.heading(2, _title(row, lang), markup.anchor(row["policy_id"])),
        f'<p class="zj-other">{markup.escaped(other or "")} · {markup.code(row["policy_id"])}</p>',
        markup.table(
            [word(f"registry.{name}", lang) for name in ("fact", "value", "certainty", "source")],
            [_fact(fact, addresses, lang) for fact in facts if fact["value"] is not None],
        ),
        _unknown([fact for fact in facts if fact["value"] is None], addresses, lang),
        markup.facts(_beside(row, {fact["fact"] for fact in facts}, addresses, lang)),
        _targets(targets, addresses, lang),
    ]


def _title(row: Row, lang: str) -> str:
    return row["title"] if lang == "zh" else row["title_en"] or row["title"]


def _name(fact: Row, lang: str) -> str:
    of = schema.table("policies").fields
    return markup.escaped(label(of[fact["fact"]], lang)) if fact["fact"] in of else markup.code(fact["fact"])


def _unknown(facts: Sequence[Row], addresses: Addresses, lang: str) -> str:
    """The facts that have no value, with the reason of each."""
    if not facts:
        return ""
    field = schema.table("policy_facts").fields["missing_reason"]
    told = [f"{_name(fact, lang)} ({value(field, fact['missing_reason'], addresses, lang)})" for fact in facts]
    return markup.facts([(word("registry.missing", lang), listed(told, lang))])


def _fact(fact: Row, addresses: Addresses, lang: str) -> list[str]:
    of, about = schema.table("policies").fields, schema.table("policy_facts").fields
    field = of.get(fact["fact"], about["value"])
    parts = fact["value"].split("；") if field.type == "list<string>" else [fact["value"]]
    said = "<br>".join(value(field, part, addresses, lang) for part in parts)
    source = MISSING if fact["source"] is None else markup.web(fact["source"])
    if fact["mirror"]:
        source = f"{markup.escaped(fact['source'])} ({word('registry.copy', lang)})"
    certainty = value(about["certainty"], fact["certainty"], addresses, lang)
    return [_name(fact, lang), said, certainty, f'<span class="zj-source">{source}</span>']


def _beside(row: Row, told: set[str], addresses: Addresses, lang: str) -> Iterator[tuple[str, str]]:
    fields = schema.table("policies").fields
    for name, field in fields.items():
        base = name.removesuffix("_zh")
        if name in _SUMS or name in told or base != name:
            continue
        said = markup.said(row, name, lang)
        if said not in (None, []):
            yield markup.escaped(label(field, lang)), value(field, said, addresses, lang)


def _targets(targets: Sequence[Row], addresses: Addresses, lang: str) -> str:
    if not targets:
        return ""
    fields = schema.table("policy_targets").fields
    columns = ("indicator_id", "comparator", "value_min", "value_max", "unit", "deadline_year", "certainty")
    lines = [
        [
            f'<span id="{markup.anchor(row["policy_target_id"])}">{markup.code(row["policy_target_id"])}</span>'
            f"<br><q>{markup.escaped(row['quote'])}</q>",
            *(value(fields[name], row[name], addresses, lang) for name in columns),
        ]
        for row in targets
    ]
    head = [word("registry.targets", lang), *(label(fields[name], lang) for name in columns)]
    return markup.table(head, lines)

"""A page for each list of the codebook, with every entry, its borders and its examples; and one for the documents held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docs.reference import markup
from docs.reference.addresses import ENTRIES, Addresses
from docs.reference.rows import Read, Row
from docs.reference.values import value
from docs.reference.words import label, listed, word
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema

#: What an entry's heading says, and what is shown apart from its other columns.
_APART = {"label", "title", "examples", "bad_examples", "definition", "list_name"}


def pages(read: Read, lang: str) -> Iterator[tuple[str, str]]:
    """The documents, the lists of the codebook, the closed lists, the words of the grammar."""
    addresses = Addresses(read("policies"), read("policy_targets"))
    uses = {(row["kind"], row["id"]): row["uses"] for row in read("codebook")}
    examples = defaultdict(list)
    for row in read("codebook_examples"):
        examples[row["kind"], row["entry_id"]].append(row)
    yield "data/documents.md", _documents(read("plans"), addresses, lang)
    for kind, table in loader.KINDS.items():
        parts = [_title(table, lang), word("entries.intro", lang)]
        for row in read(table):
            about = (kind, row["id"])
            level = 3 if row.get("parent_id") and table == "themes" else 2
            parts += entry(table, row, uses.get(about), examples[about], addresses, lang, level=level)
        yield f"{ENTRIES[table]}.md", markup.page(parts)
    yield "codebook/codes.md", _closed_lists(read("codes"), uses, examples, addresses, lang)
    yield "codebook/lexicon.md", lexicon(loader.load("lexicon").values(), lang)


def _title(table: str, lang: str) -> str:
    return markup.heading(1, label(schema.table(table), lang))


def entry(
    table: str,
    row: Row,
    uses: int | None,
    examples: Sequence[Row],
    addresses: Addresses,
    lang: str,
    name: str = "",
    level: int = 2,
) -> list[str]:
    """One entry: labels, id, number of uses, definition, every other column that says something, examples."""
    ids = name or markup.anchor(row["id"])
    title, *rest = [row[f"label_{code}"] for code in (lang, "en" if lang == "zh" else "zh")]
    about = [markup.escaped(rest[0]), markup.code(row["id"])]
    if uses is not None:
        about.append(word("used", lang, n=f"{uses:,}"))
    return [
        markup.heading(level, title, ids),
        f'<p class="zj-other">{" · ".join(about)}</p>',
        f"<p>{markup.prose(markup.said(row, 'definition', lang) or '')}</p>",
        markup.facts(_columns(table, row, addresses, lang)),
        _examples([item for item in examples if item["is_good"]], "good", addresses, lang),
        _examples([item for item in examples if not item["is_good"]], "bad", addresses, lang),
    ]


def _columns(table: str, row: Row, addresses: Addresses, lang: str) -> Iterator[tuple[str, str]]:
    """Label and value of the columns of an entry; of a pair such as ``note`` and ``note_zh`` the one of the language."""
    fields = schema.table(table).fields
    for field in fields.values():
        base = field.name.removesuffix("_zh").removesuffix("_en")
        if base in _APART or field.name in schema.primary_key(table) or (base != field.name and base in fields):
            continue
        # The column of the page's language has the label without a word on its language.
        own = fields.get(f"{base}_{lang}", field)
        shown = own if row.get(own.name) is not None else field
        if row[shown.name] not in (None, []):
            yield markup.escaped(label(shown, lang)), value(shown, row[shown.name], addresses, lang)


def _examples(items: Sequence[Row], kind: str, addresses: Addresses, lang: str) -> str:
    if not items:
        return ""
    told = "".join(f"<li>{_example(item, addresses, lang)}</li>" for item in items)
    return f'<p class="zj-head">{word(kind, lang)}</p><ul class="zj-{kind}">{told}</ul>'


def _example(item: Row, addresses: Addresses, lang: str) -> str:
    quote = f"<q>{markup.lines(item['quote'])}</q>"
    if item["quoted_from"]:
        place = addresses.row("plans", item["quoted_from"])
        span = "" if item["char_start"] is None else f" {item['char_start']}–{item['char_end']}"
        quote += f" <small>{markup.link(place, markup.escaped(item['quoted_from']) + span)}</small>"
    else:
        quote += f" <small>{word('made_up', lang)}</small>"
    reason = markup.said(item, "reason", lang)
    return f"{quote} — {markup.prose(reason)}" if reason else quote


def _closed_lists(
    rows: Iterable[Row],
    uses: Mapping[tuple[str, str], int | None],
    examples: Mapping[tuple[str, str], list[dict[str, Any]]],
    addresses: Addresses,
    lang: str,
) -> str:
    parts = [_title("codes", lang), word("codes.intro", lang), word("entries.intro", lang)]
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row["list_name"]].append(row)
    for name, members in of.items():
        about = loader.load("codes")[name]
        columns = [tuple(column.split(".", 1)) for column in about["column"]]
        used = [
            markup.link(f"{Addresses.table(table)}#{markup.anchor(column)}", markup.code(f"{table}.{column}"))
            if column in schema.tables()[table].fields
            else markup.code(f"{table}.{column}")
            for table, column in columns
            if table in schema.tables()
        ]
        parts += [
            markup.heading(2, about[f"label_{lang}"], markup.anchor(name)),
            f'<p class="zj-other">{markup.code(name)} · {word("for_columns", lang)} {", ".join(used)}</p>',
        ]
        for row in members:
            key = (name, row["id"])
            parts += entry(
                "codes", row, uses.get(key), examples[key], addresses, lang, markup.anchor(name, row["id"]), 3
            )
    return markup.page(parts)


def _documents(rows: Iterable[Row], addresses: Addresses, lang: str) -> str:
    parts = [_title("plans", lang), word("plans.intro", lang)]
    for row in rows:
        first = row["title"] if lang == "zh" else row["title_en"] or row["title"]
        parts += [
            markup.heading(2, first, markup.anchor(row["plan_id"])),
            f'<p class="zj-other">{markup.escaped(row["title"])} · {markup.code(row["plan_id"])}</p>',
            markup.facts(_columns("plans", row, addresses, lang)),
        ]
    return markup.page(parts)


def lexicon(entries: Iterable[Row], lang: str) -> str:
    """The words of the grammar: each list with its example and what only looks like it."""
    parts = [markup.heading(1, word("lexicon.title", lang)), word("lexicon.intro", lang)]
    for row in entries:
        told = [(word("words", lang), listed(map(markup.escaped, row.get("words", ())), lang))]
        told += [(word("patterns", lang), "<br>".join(map(markup.code, row.get("patterns", ()))))]
        told += [(word("good", lang), f"<q>{markup.escaped(row['example'])}</q>")] * bool(row.get("example"))
        told += [(word("bad", lang), f"<q>{markup.escaped(row['bad_example'])}</q>")] * bool(row.get("bad_example"))
        first, second = (row["label_zh"], row["label_en"]) if lang == "zh" else (row["label_en"], row["label_zh"])
        parts += [
            markup.heading(2, first, markup.anchor(row["id"])),
            f'<p class="zj-other">{markup.escaped(second)} · {markup.code(row["id"])}</p>',
            f"<p>{markup.prose(markup.said(row, 'definition', lang) or '')}</p>",
            markup.facts((name, said) for name, said in told if said),
        ]
    return markup.page(parts)

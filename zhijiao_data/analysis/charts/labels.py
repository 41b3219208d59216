"""Names and order of what the charts show, from the tables of the dataset.

A chart draws a tidy frame that holds ids; what an id is called in either language stands in the tables of the codebook.
``Labels`` holds those names. Without it a chart prints ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.messages import Language
from zhijiao_data.dataset.issue_dates import issue_dates

if TYPE_CHECKING:
    import pandas as pd

#: Tables whose rows have an id and a label in both languages.
NAMED = ("themes", "instruments", "indicators", "concepts", "places", "units")
_ADMINISTRATIVE = re.compile(r"(?<=..)(?:自治县|自治州|新区|地区|区|县|市|省|盟)$")
_ENGLISH_ADMINISTRATIVE = re.compile(r" (?:District|County|City|Prefecture|Autonomous .{1,40})$")


@dataclass(frozen=True, slots=True)
class Document:
    """What a chart must know of a plan: its short name, the bounds of its date of issue, the state of its text."""

    plan_id: str
    name: Mapping[Language, str]
    issuer: str
    first: date | None
    last: date | None
    year: int | None
    status: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the text is the issued one, in full."""
        return self.status == ("full",)

    @property
    def sure(self) -> bool:
        """Whether the day of issue is known."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of ids by table, and the documents in order of their date.

    Args:
        names: table → id → language → name.
        rows: table → id → the row, for what else a chart needs of it (unit, family, dates).
        documents: plan_id → document, oldest first.
    """

    names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    @classmethod
    def of(cls, **tables: pd.DataFrame) -> Labels:
        """From data frames as ``zhijiao_data.load`` gives them: any of ``plans``, ``places``, ``themes``,
        ``instruments``, ``indicators``, ``concepts``, ``policies``, ``codes``."""
        rows = {name: list(_rows(table)) for name, table in tables.items()}
        names = {
            name: {row["id"]: {"zh": row["label_zh"], "en": row["label_en"]} for row in rows[name]}
            for name in NAMED
            if name in rows
        }
        for row in rows.get("codes", ()):
            names.setdefault(row["list_name"], {})[row["id"]] = {"zh": row["label_zh"], "en": row["label_en"]}
        if "policies" in rows:
            names["policies"] = {
                row["policy_id"]: {
                    "zh": row["doc_number"] or f"《{row['title']}》",
                    "en": row["title_en"] or row["doc_number"] or row["title"],
                }
                for row in rows["policies"]
            }
        documents = _documents(rows.get("plans", ()), names.get("places", {}))
        keyed = {name: {row[_key(name)]: row for row in rows[name]} for name in rows if name not in ("codes", "plans")}
        return cls(names, keyed, documents)

    @classmethod
    def read(cls, load: Callable[[str], pd.DataFrame]) -> Labels:
        """Of all tables with names; ``load`` is ``zhijiao_data.load`` or alike."""
        return cls.of(**{name: load(name) for name in (*NAMED, "plans", "policies", "codes")})

    def name(self, table: str, identifier: str, lang: Language) -> str:
        """What ``identifier`` is called; the id itself when the table is not held."""
        return self.names.get(table, {}).get(identifier, {}).get(lang, identifier)

    def value(self, table: str, identifier: str, column: str) -> Any:
        """A further column of the row ``identifier``; None when it is not held."""
        return self.rows.get(table, {}).get(identifier, {}).get(column)

    def order(self, plan_ids: Iterable[str]) -> list[str]:
        """The documents among ``plan_ids``, oldest first; those not held behind, by id."""
        wanted = set(plan_ids)
        held = [plan_id for plan_id in self.documents if plan_id in wanted]
        return [*held, *sorted(wanted - set(held))]

    def document(self, plan_id: str, lang: Language, mark: bool = True) -> str:
        """Short name of a document: place (? when it is inferred) and year, with † when its text is not the issued one in full."""
        known = self.documents.get(plan_id)
        if known is None:
            return plan_id
        return known.name[lang] + ("†" if mark and not known.complete else "")

    def place(self, plan_id: str, lang: Language) -> str:
        """The name of a document without its year."""
        return re.sub(r" \d{4}( \(\d+\))?$", "", self.document(plan_id, lang, mark=False))


def _key(table: str) -> str:
    return "policy_id" if table == "policies" else "id"


def _rows(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    from zhijiao_data.analysis.charts.page import records

    return records(table)


def _documents(plans: Iterable[Mapping[str, Any]], places: Mapping[str, Mapping[str, str]]) -> dict[str, Document]:
    # An inferred place has no code in the table; its name is known all the same.
    english: dict[str | None, str] = {name["zh"]: name["en"] for name in places.values()}
    found = [_document(row, places, english) for row in plans]
    found.sort(key=lambda one: (one.last or date(one.year or 9999, 12, 31), one.plan_id))
    seen: dict[str, int] = {}
    unique = {}
    for one in found:
        # Two plans of one place and year: the second gets a number, in both languages.
        n = seen[one.name["zh"]] = seen.get(one.name["zh"], 0) + 1
        name = one.name if n == 1 else {lang: f"{text} ({n})" for lang, text in one.name.items()}
        unique[one.plan_id] = Document(one.plan_id, name, one.issuer, one.first, one.last, one.year, one.status)
    return unique


def _document(
    row: Mapping[str, Any], places: Mapping[str, Mapping[str, str]], english: Mapping[str | None, str]
) -> Document:
    issued = issue_dates(row)
    first, last = issued or (None, None)
    # A year that is only an upper bound gives way to the first year of the plan's own period.
    surely = first is not None and last is not None and first.year == last.year
    year = last.year if last and (surely or not row["period_start"]) else row["period_start"]
    # A place that the text does not state is never shown as if it did.
    suffix = ("?" if row.get("place_basis") == "inferred" else "") + (f" {year}" if year else "")
    zh = row["district"] or row["city"] or row["province"]
    en = places.get(row["adcode"] or "", {}).get("en") or english.get(zh)
    name: dict[Language, str] = {
        "zh": _ADMINISTRATIVE.sub("", zh) + suffix if zh else row["plan_id"],
        "en": _ENGLISH_ADMINISTRATIVE.sub("", en) + suffix if en else row["plan_id"],
    }
    issuer = row["issuer"] or zh or row["plan_id"]
    return Document(row["plan_id"], name, issuer, first, last, year, tuple(row["text_status"] or ()))

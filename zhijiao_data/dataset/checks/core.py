"""What a rule is, what it may look up, and how all rules are run.

An error is what the program must guarantee, whatever a document says; what a document may say, however odd (a share of
120 %, a law cited before it was passed), is a warning, so that one document can't stop the others.

A rule's function yields ``(row, message)`` for every row that breaks it, or ``(table, row, message)`` when it speaks of
several tables; `run` collects all findings of all rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.rendering import counted

if TYPE_CHECKING:
    from zhijiao_data.dataset.releases import Register

Row = Mapping[str, Any]
Broken = Iterator[tuple[Row | None, str]]
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks one rule. ``place`` is ``table:row id``, or a file."""

    rule: str
    level: Level
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.level}: {self.rule}]"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the tables: canonical texts by plan, SHA-256 of the input files by path, the manifest, the change
    log, and the register of releases of the corpus.

    A rule that needs what is None here says nothing.
    """

    texts: Mapping[str, str] | None = None
    sources: Mapping[str, str] | None = None
    manifest: Mapping[str, Any] | None = None
    change_log: str | None = None
    register: Register | None = None


@dataclass
class Release:
    """The tables under check and what the rules look up in them again and again."""

    tables: Mapping[str, Sequence[Row]]
    around: Surroundings = field(default_factory=Surroundings)

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table; none when it is not there."""
        return self.tables.get(table, ())

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Canonical texts by plan: those given, else the table ``texts``."""
        if self.around.texts is not None:
            return self.around.texts
        return {row["plan_id"]: row["text"] for row in self.rows("texts")}

    @cached_property
    def plans(self) -> Mapping[str, Row]:
        """Rows of ``plans`` by id."""
        return self.by("plans", "plan_id")

    def by(self, table: str, column: str) -> Mapping[Any, Row]:
        """Rows of a table by a column that identifies them."""
        return {row.get(column): row for row in self.rows(table)}

    @cached_property
    def _repairs(self) -> Mapping[str, tuple[list[int], list[int]]]:
        """Of the repairs of each plan: their starts in order, and for each the furthest end up to it."""
        spans = defaultdict(list)
        for row in self.rows("repairs"):
            spans[row["plan_id"]].append((row["char_start"], row["char_end"]))
        for known in spans.values():
            known.sort()
        return {
            plan_id: ([start for start, _ in known], list(accumulate((end for _, end in known), max)))
            for plan_id, known in spans.items()
        }

    def repaired(self, plan_id: str, start: int, end: int) -> bool:
        """Whether a repair touches the passage. Of the repairs that begin before its end one must end after its start."""
        starts, ends = self._repairs.get(plan_id, ((), ()))
        before = bisect_left(starts, end)
        return before > 0 and ends[before - 1] > start

    def passage(self, row: Row, start: str = "char_start", end: str = "char_end") -> str | None:
        """The characters of the canonical text in a row's span; None without text or with a span outside it."""
        text = self.texts.get(row["plan_id"])
        a, b = row.get(start), row.get(end)
        return None if text is None or a is None or b is None or not 0 <= a < b <= len(text) else text[a:b]

    @cached_property
    def groups(self) -> Mapping[str, list[Row]]:
        """Targets by group."""
        groups = defaultdict(list)
        for row in self.rows("targets"):
            if row.get("group_id") is not None:
                groups[row["group_id"]].append(row)
        return groups


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``table`` is the table it speaks of, ``*`` for all."""

    id: str
    level: Level
    table: str
    description_en: str
    description_zh: str
    find: Callable[[Release], Iterable[tuple]]


RULES: dict[str, Rule] = {}
#: Rules about the form of rows: where one is broken, rules about meaning can't be asked.
FORM_RULES = ("columns", "types", "required")


def rule(id: str, level: Level, table: str, en: str, zh: str) -> Callable[[Callable], Callable]:
    """Enter a function into the table of rules."""

    def enter(find: Callable[[Release], Iterable[tuple]]) -> Callable:
        assert id not in RULES
        RULES[id] = Rule(id, level, table, en, zh, find)
        return find

    return enter


def run(tables: Mapping[str, Sequence[Row]], around: Surroundings | None = None) -> list[Finding]:
    """Every finding of every rule, in the order of the rules.

    Rules about meaning are left out when columns or types are wrong, because they read the columns.
    """
    release = Release(tables, around or Surroundings())
    findings: list[Finding] = []
    for entry in RULES.values():
        if entry.table != "*" and any(finding.rule in FORM_RULES for finding in findings):
            break
        for found in entry.find(release):
            table, row, message = found if len(found) == 3 else (entry.table, *found)
            findings.append(Finding(entry.id, entry.level, _place(table, row), message))
    return findings


def _place(table: str, row: Row | None) -> str:
    if row is None:
        return table
    key = [str(row.get(column)) for column in schema.primary_key(table)] if table in schema.tables() else []
    return f"{table}:{'|'.join(key)}"


def summary(findings: Sequence[Finding], limit: int = 20) -> str:
    """The findings as lines, and how many more there are."""
    lines = [str(finding) for finding in findings[:limit]]
    more = [f"… and {len(findings) - limit} more"] if len(findings) > limit else []
    return "\n  ".join([f"{counted(len(findings), 'row breaks a rule', 'rows break rules')}:", *lines, *more])


def of_release(folder: Path, raw_dir: Path | None = None) -> list[Finding]:
    """Check a release: its tables, against its manifest and, when ``raw_dir`` is given, against its sources.

    Raises:
        InputError: a table or the manifest is missing or can't be read.
    """
    from zhijiao_data.dataset import change_log, manifest, releases

    about = manifest.read(folder)
    tables = {name: parquet.rows(folder, name) for name in schema.tables()}
    if raw_dir is None or not raw_dir.is_dir():
        return run(tables, Surroundings(manifest=about))
    log = folder / change_log.FILE_NAME
    around = Surroundings(
        sources=manifest.inputs(raw_dir),
        manifest=about,
        change_log=log.read_text(encoding="utf-8") if log.exists() else "",
        register=releases.read(raw_dir),
    )
    return run(tables, around)

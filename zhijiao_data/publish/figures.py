"""The figures of the data card, counted in the tables of a release, as lines of Markdown in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import parquet
from zhijiao_data.publish.release import Release

Row = dict[str, Any]
#: The reason in ``plans.missing`` and ``policy_facts`` for what a copy lost.
_LOST = "lost_in_source"


class Figures:
    """The tables of a release, each read once."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._read: dict[str, list[Row]] = {}

    def rows(self, table: str) -> list[Row]:
        """The rows of a table."""
        if table not in self._read:
            self._read[table] = parquet.rows(self._release.folder, table)
        return self._read[table]

    def table_list(self) -> str:
        """What tables there are: rows, and what one of them is."""
        lines = ["| table | rows | 表 | what a row is |", "|---|--:|---|---|"]
        for name, table in self._release.tables.items():
            count = self._release.manifest["tables"][name]["rows"]
            lines.append(f"| `{name}` | {count} | {_cell(table.label_zh)} | {_cell(table.description_en)} |")
        return "\n".join(lines)

    def columns(self) -> str:
        """Every column of every table, with type, codes and description in both languages."""
        parts = []
        for name, table in self._release.tables.items():
            lines = [f"**{name}** {table.label_zh}: {_cell(table.description_zh)}", ""]
            lines += ["| column | type | description | 说明 |", "|---|---|---|---|"]
            for field in table.fields.values():
                kind = field.type + (f" of `{field.codes}`" if field.codes else "")
                kind += f", {field.unit}" if field.unit else ""
                kind += "" if field.required else ", may be null"
                label = (
                    f"{field.label_zh}。" if field.label_zh.rstrip("。") != field.description_zh.rstrip("。") else ""
                )
                told = f"{_cell(field.description_en)} | {_cell(label + field.description_zh)}"
                lines.append(f"| `{field.name}` | {_cell(kind)} | {told} |")
            parts.append("\n".join(lines))
        return "\n\n".join(parts)

    def document_list(self) -> str:
        """One line per document: what it is, where it belongs, when it was issued, in which state the text is."""
        lines = []
        for plan in self.rows("plans"):
            title = _cell(plan["title"]) + (f"<br>{_cell(plan['title_en'])}" if plan["title_en"] else "")
            place = "".join(plan[part] or "" for part in ("province", "city", "district"))
            place += f" ({_label('place_basis', plan['place_basis'])})"
            issued = plan["issued_on"] or _between(plan) or "–"
            status = ", ".join(_label("text_status", code) for code in plan["text_status"])
            kind = _label("document_type", plan["document_type"])
            cells = (f"`{plan['plan_id']}`", title, kind, place, issued, status, str(plan["text_chars"]))
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def status_meanings(self) -> str:
        """What the states of texts mean that occur here."""
        there = {code for plan in self.rows("plans") for code in plan["text_status"]}
        told = []
        for code in loader.codes("text_status"):
            if code in there:
                entry = loader.entry("text_status", code)
                told.append(f"**{code}** {_plain_end(entry['definition'])} / {_plain_end(entry['definition_zh'])}")
        return "; ".join(told) + "."

    def scope(self, language: str) -> str:
        """Where the documents are from and from which years."""
        plans = self.rows("plans")
        places = Counter(plan["province"] for plan in plans if plan["province"])
        years = sorted({str(day)[:4] for plan in plans for day in _days(plan)})
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
        if language == "zh":
            told = [f"{place} {count} 份" for place, count in places.items()] + ([f"{span} 年"] if span else [])
            return f"{len(plans)} 份文件：" + "，".join(told)
        english = {entry["label_zh"]: entry["label_en"] for entry in loader.load("places").values()}
        told = [f"{english.get(place, place)} {count}" for place, count in places.items()] + ([span] if span else [])
        return ", ".join(told)

    def confirmed(self) -> str:
        """How many labels of tasks a reader confirmed, and how many corrections there are."""
        labels = [*self.rows("task_themes"), *self.rows("task_instruments")]
        sure = sum(bool(row["confirmed"]) for row in labels)
        actions = _counts("curation_action", (row["action"] for row in self.rows("decisions")))
        total = len(self.rows("decisions"))
        return (
            f"{sure} of {len(labels)} theme and instrument labels were confirmed or given by a reader;"
            f" {total} decisions of a reader are applied{f' ({actions})' if total else ''}, each a row of `decisions` with its reason.\n"
            f"{len(labels)} 个主题与工具标签中，{sure} 个经人工确认或给出；人工决定共 {total} 项，逐项见 `decisions`。"
        )

    def known_issues(self) -> str:
        """What is damaged, missing, in conflict or not verified, counted."""
        return "\n".join(f"* {line}" for line in self._issues())

    def _issues(self) -> Iterator[str]:
        targets, plans, citations = self.rows("targets"), self.rows("plans"), self.rows("citations")
        odd = Counter(row["plan_id"] for row in targets if row["conflict"])
        where = f" ({_numbers(odd)})" if odd else ""
        yield (
            f"`targets.conflict`: {odd.total()} of {len(targets)} targets are restated with another value, date or verb in the same document{where}."
            f" {len(targets)} 个目标中有 {odd.total()} 个在同一文件内前后不一致。"
        )
        bare = sum(row["indicator_id"] is None for row in targets)
        base = sum(row["baseline_value"] is not None for row in targets)
        dated = sum(row["deadline_year"] is None for row in targets)
        yield (
            f"{bare} targets have no indicator, {dated} no deadline; {base} state a baseline."
            f" 无指标者 {bare} 个，无期限者 {dated} 个，写明基期值者 {base} 个。"
        )
        lost = [
            f"{plan['plan_id']}: {', '.join(names)}"
            for plan in plans
            if (names := [fact.split("=")[0] for fact in plan["missing"] if fact.endswith(f"={_LOST}")])
        ]
        told = "; ".join(lost) if lost else "none / 无"
        yield f"Facts of documents that the copies lost (`plans.missing`) / 编目事实因源文本丢失而缺者: {told}."
        repairs = self.rows("repairs")
        kinds = _counts("repair_kind", (row["kind"] for row in repairs))
        yield (
            f"{len(repairs)} places of the texts are damaged and read as `repairs` says{f': {kinds}' if repairs else ''}."
            f" 文本损坏 {len(repairs)} 处，读法见 `repairs`。"
        )
        loose = [row["resolution"] for row in citations if row["policy_id"] is None]
        kinds = _counts("citation_resolution", loose)
        yield (
            f"{len(loose)} of {len(citations)} citations lead to no registered policy{f': {kinds}' if loose else ''}."
            f" {len(citations)} 处引用中 {len(loose)} 处未对应到登记的政策。"
        )
        for table, english, chinese in (
            ("policy_facts", "facts about upstream policies", "上位文件的事实"),
            ("policy_targets", "upstream targets", "上位目标"),
        ):
            sure = [row["certainty"] for row in self.rows(table) if row["certainty"]]
            yield (
                f"`{table}.certainty`, {english} / {chinese}: {_counts('fact_certainty', sure)}."
                " Don't print an unverified one as a fact. 未经核实者不可当作事实。"
            )


def _counts(codes: str, values: Iterable[str]) -> str:
    """How often each code occurs, in the order of the list."""
    counts = Counter(values)
    return ", ".join(f"{_label(codes, code)} {counts[code]}" for code in loader.codes(codes) if counts[code])


def _numbers(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _label(codes: str, code: str) -> str:
    entry = loader.entry(codes, code)
    return _cell(f"{entry['label_en']} {entry['label_zh']}")


def _between(plan: Row) -> str:
    if plan["issued_not_before"] or plan["issued_not_after"]:
        return f"{plan['issued_not_before'] or '…'} – {plan['issued_not_after'] or '…'}"
    return ""


def _days(plan: Row) -> list[str]:
    """The day of issue, or those between which it lies, or the day of publication."""
    if plan["issued_on"]:
        return [plan["issued_on"]]
    near = [plan[part] for part in ("issued_not_before", "issued_not_after") if plan[part]]
    return near or [plan["published_on"]] * bool(plan["published_on"])


def _plain_end(sentence: str) -> str:
    return sentence.rstrip(".。")


def _cell(text: str) -> str:
    """A text as the cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")

"""The figures of the data card, counted in the tables of a release, as lines of Markdown in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import parquet
from zhijiao_data.dataset.rendering import markdown
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.statements import Sentence

Row = dict[str, Any]
#: The reason in ``plans.missing`` and ``policy_facts`` for what a copy lost.
_LOST = "lost_in_source"
#: The codes of certainty of what was read somewhere.
_READ = {"verified_text", "verified"}
_STATE_HOSTS = (".gov.cn",)


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
        """The columns of every table with their labels, a line per table."""
        lines = []
        for name, table in self._release.tables.items():
            columns = ", ".join(
                f"`{field.name}` {_cell(field.label_en)} {_cell(field.label_zh)}" for field in table.fields.values()
            )
            lines.append(f"* **{name}**: {columns}")
        return "\n".join(lines)

    def document_list(self) -> str:
        """One line per document: what it is, where it belongs, when it was issued, in which state the text is."""
        lines = []
        for plan in self.rows("plans"):
            title = markdown(plan["title"]) + (f"<br>{markdown(plan['title_en'])}" if plan["title_en"] else "")
            place = markdown("".join(plan[part] or "" for part in ("province", "city", "district")))
            basis = _label("place_basis", plan["place_basis"])
            place += f" (**{basis}**)" if plan["place_basis"] == "inferred" else f" ({basis})"
            issued = plan["issued_on"] or _between(plan) or _published(plan) or "–"
            status = ", ".join(_label("text_status", code) for code in plan["text_status"])
            kind = _label("document_type", plan["document_type"])
            cells = (_code(plan["plan_id"]), title, kind, place, issued, status, str(plan["text_chars"]))
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
        """Where the documents are from, how many of these places are inferred, and from which years the documents are."""
        plans = self.rows("plans")
        places = Counter(plan["province"] for plan in plans if plan["province"])
        guessed = Counter(plan["province"] for plan in self._inferred())
        years = sorted({str(day)[:4] for plan in plans for day in _days(plan)})
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
        if language == "zh":
            told = [
                f"{markdown(place)} {count} 份"
                + (f"（其中 {guessed[place]} 份的地域系推断）" if guessed[place] else "")
                for place, count in places.items()
            ]
            return f"{len(plans)} 份文件：" + "，".join(told + ([f"成文或公布于 {span} 年"] if span else []))
        english = {entry["label_zh"]: entry["label_en"] for entry in loader.load("places").values()}
        told = [
            f"{markdown(english.get(place, place))} {count}"
            + (f" ({_number_word(guessed[place])} inferred)" if guessed[place] else "")
            for place, count in places.items()
        ]
        return ", ".join(told + ([f"issued or published in {span}"] if span else []))

    def _inferred(self) -> list[Row]:
        """The documents whose place is only inferred."""
        return [plan for plan in self.rows("plans") if plan["place_basis"] == "inferred"]

    def inferred_places(self) -> list[Sentence]:
        """What it means that the place of a document was inferred; nothing when none was."""
        return [
            Sentence(
                en=f"The place of {named} is inferred, not stated: its copy lacks or hides the names that would say it."
                " To name it identifies an administrative district again, no person; the inference may be wrong."
                f" The reasons stand in {reasons}, and `plans.adcode` stays null.",
                zh=f"{named} 的地域系推断，并非原文写明：所持文本缺少或隐去了有关名称。"
                "推断等于重新指认一个行政区，不涉及个人；推断可能有误。"
                f"理由见 {reasons}，`plans.adcode` 为空值。",
            )
            for named, reasons in (
                (_code(plan["plan_id"]), _code(f"raw/{plan['plan_id']}/plan.yaml")) for plan in self._inferred()
            )
        ]

    def source_addresses(self) -> Sentence:
        """Of how many documents the address of the source is known."""
        plans = self.rows("plans")
        known = sum(plan["source_url"] is not None for plan in plans)
        return Sentence(
            en=f"The address from which a text was taken (`plans.source_url`) is known for {known} of {len(plans)} documents"
            f" and null for {len(plans) - known}.",
            zh=f"{len(plans)} 份文件中，{known} 份的文本来源地址（`plans.source_url`）已知，{len(plans) - known} 份为空值。",
        )

    def decisions(self) -> Sentence:
        """What the decisions of the coders do: most of them may not change a value."""
        rows = self.rows("decisions")
        kinds = Counter(_kind_of(row) for row in rows)
        coders = [markdown(coder) for coder in sorted({row["coder"] for row in rows})]
        of = f" (coder {', '.join(coders)})" if coders else ""
        of_zh = f"（编码者 {'、'.join(coders)}）" if coders else ""
        return Sentence(
            en=f"`decisions` has {len(rows)} rows{of}, each with its reason: {kinds['changed']} change a value,"
            f" {kinds['noted']} write a note only, {kinds['confirm']} confirm what the rules gave,"
            f" {kinds['add']} add a row and {kinds['drop']} drop one.",
            zh=f"`decisions` 共 {len(rows)} 行{of_zh}，逐行附理由：改动值 {kinds['changed']} 项，仅写备注 {kinds['noted']} 项，"
            f"确认规则所得 {kinds['confirm']} 项，增行 {kinds['add']} 项，删行 {kinds['drop']} 项。",
        )

    def confirmed(self) -> Sentence:
        """How many labels of tasks a coder confirmed or gave."""
        labels = [*self.rows("task_themes"), *self.rows("task_instruments")]
        sure = sum(bool(row["confirmed"]) for row in labels)
        return Sentence(
            en=f"{sure} of {len(labels)} theme and instrument labels were confirmed or given by a coder (`confirmed`).",
            zh=f"{len(labels)} 个主题与工具标签中，{sure} 个经编码者确认或给出（`confirmed`）。",
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
            f"{_code(plan['plan_id'])}: {', '.join(names)}"
            for plan in plans
            if (names := [_code(fact.split("=")[0]) for fact in plan["missing"] if fact.endswith(f"={_LOST}")])
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
            yield from self._registered(table, english, chinese)
        yield (
            "The registry has neither dates of access nor archived copies of its pages: a page may have changed or gone since."
            " 登记表未记访问日期，也未存网页副本，网页此后可能已改动或消失。"
        )

    def _registered(self, table: str, english: str, chinese: str) -> Iterator[str]:
        """How certain the entries of the registry are, and where those that were read in a source were read."""
        rows = self.rows(table)
        sure = [row["certainty"] for row in rows if row["certainty"]]
        none = len(rows) - len(sure)
        without = f"; {none} have none, as they have no value / {none} 项无值，故无核实程度" if none else ""
        yield (
            f"`{table}.certainty`, {len(rows)} {english} / {chinese} {len(rows)} 项: {_counts('fact_certainty', sure)}{without}."
            " Don't print an unverified one as a fact. 未经核实者不可当作事实。"
        )
        read = [row for row in rows if row["certainty"] in _READ]
        copied = sum(row["mirror"] for row in read)
        own = [row["source"] for row in read if not row["mirror"] and urlsplit(row["source"] or "").hostname]
        state = sum((urlsplit(url).hostname or "").endswith(_STATE_HOSTS) for url in own)
        rest = len(read) - copied - len(own)
        yield (
            f"`{table}.mirror`: of the {len(read)} that were read in a text or source, {copied} were read on third-party copies,"
            f" {len(own)} on a page of the issuer, another public body, a school or a press medium ({state} on hosts of the"
            f" government, `.gov.cn`), {rest} in a source named without an address."
            f" 已核的 {len(read)} 项中，{copied} 项读自第三方转载，{len(own)} 项读自制发机关、其他公共机构、学校或报刊的网页"
            f"（其中政府网站 `.gov.cn` {state} 项），{rest} 项的来源未附网址。"
        )


def _kind_of(decision: Row) -> str:
    """What a decision does: ``changed`` or ``noted`` for one that sets columns, else its action."""
    if decision["action"] != "set":
        return decision["action"]
    return "noted" if set(decision["column_names"]) <= {"note"} else "changed"


def _number_word(number: int) -> str:
    return "one" if number == 1 else str(number)


def _counts(codes: str, values: Iterable[str]) -> str:
    """How often each code occurs, in the order of the list."""
    counts = Counter(values)
    return ", ".join(f"{_label(codes, code)} {counts[code]}" for code in loader.codes(codes) if counts[code])


def _numbers(counts: Counter[str]) -> str:
    return ", ".join(f"{_code(name)} {count}" for name, count in sorted(counts.items()))


def _label(codes: str, code: str) -> str:
    entry = loader.entry(codes, code)
    return _cell(f"{entry['label_en']} {entry['label_zh']}")


def _between(plan: Row) -> str:
    if plan["issued_not_before"] or plan["issued_not_after"]:
        return f"{plan['issued_not_before'] or '…'} – {plan['issued_not_after'] or '…'}"
    return ""


def _published(plan: Row) -> str:
    return f"published 公布 {plan['published_on']}" if plan["published_on"] else ""


def _days(plan: Row) -> list[str]:
    """The day of issue, or those between which it lies, or the day of publication."""
    if plan["issued_on"]:
        return [plan["issued_on"]]
    near = [plan[part] for part in ("issued_not_before", "issued_not_after") if plan[part]]
    return near or [plan["published_on"]] * bool(plan["published_on"])


def _plain_end(sentence: str) -> str:
    return sentence.rstrip(".。")


def _code(name: str) -> str:
    """An id or a path in the type of code; one that holds other signs than those of ids, which might end it, as plain text."""
    return f"`{name}`" if re.fullmatch(r"[\w./-]+", name) else markdown(name)


def _cell(text: str) -> str:
    """A text of ours, from the codebook or the schema, as the cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")

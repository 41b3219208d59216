"""From a document to the rows of every table, in one pass over its text.

Everything below works on the reading text (:mod:`zhijiao_data.corpus.repair`); here offsets are mapped back to the canonical text, ids are
made from them, and rows take the columns of the schema.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from itertools import chain, count
from string import ascii_lowercase
from typing import Any

from zhijiao_data.codebook.agency_rules import agency_of
from zhijiao_data.codebook.loader import entry
from zhijiao_data.codebook.policy_rules import Resolution, resolve
from zhijiao_data.codebook.school_rules import school_of
from zhijiao_data.corpus.document import Document
from zhijiao_data.corpus.repair import ReadingText, read
from zhijiao_data.extract.addressee import addressee_of, words_before
from zhijiao_data.extract.facts import Facts, read_facts
from zhijiao_data.extract.mentions import Mention, find_mentions
from zhijiao_data.extract.place import place_of
from zhijiao_data.extract.restatement import group_restatements
from zhijiao_data.extract.structure import Node, read_structure
from zhijiao_data.extract.target import Horizon, Target
from zhijiao_data.extract.targets import Region, find_targets
from zhijiao_data.extract.tasks import Task, find_tasks
from zhijiao_data.grammar.citations import Citation, find_citations
from zhijiao_data.grammar.span import Span

Row = dict[str, Any]
_PERIOD_BEHIND = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]$")
_MARKED = re.compile("[《〈]")


def extract(document: Document) -> dict[str, list[Row]]:
    """The rows of the document tables, keyed by table; values are plain Python, offsets refer to ``document.text``.

    The document's own ``plan.yaml`` (``document.record``) overrides what the text says of period and date.
    """
    return _Extraction(document).tables()


class _Extraction:
    """One document on its way into rows."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.full_width = (
            "（" in document.text
        )  # looked for once: a search per row would grow with the square of the text
        self.plan_id = document.plan_id
        self.reading: ReadingText = read(document.text)
        self.text = self.reading.text
        self.nodes = read_structure(self.text)
        self.node_starts = [node.start for node in self.nodes]
        self.facts = read_facts(self.text, self.nodes)
        self.record = document.record.row() if document.record else None
        self.adcode = self.record["adcode"] if self.record else place_of(self.facts.issuer).adcode
        self.cited_on = self._cited_on()
        self.issuer_level = self.record["issuer_level"] if self.record else place_of(self.facts.issuer).level
        self.starts = self._section_starts()
        self.section_ids = {
            id(node): f"{self.plan_id}.s{start:06d}" for node, start in zip(self.nodes, self.starts, strict=True)
        }
        self.tasks = find_tasks(self.text, self.nodes)
        self.task_starts = [task.start for task in self.tasks]
        # Each name once, and once for a task: a table pasted into one line is one task with thousands of bodies and targets.
        self.implementing = {
            id(task): list(dict.fromkeys(body.name for body in task.bodies if body.role == "implementing"))
            for task in self.tasks
        }
        self.citations = [*find_citations(self.text), *self._unmarked_names()]
        self.task_ids = {id(task): f"{self.plan_id}.k{self.reading.start_of(task.start):06d}" for task in self.tasks}

    def tables(self) -> dict[str, list[Row]]:
        return {
            "plans": [self._plan()],
            "sections": self._sections(),
            "tasks": [self._task(position, task) for position, task in enumerate(self.tasks, 1)],
            "targets": self._targets(),
            "responsibilities": self._responsibilities(),
            "citations": self._citations(),
            "mentions": [self._mention(mention) for mention in self._mentions()],
            "repairs": self._repairs(),
        }

    # plan ------------------------------------------------------------------------------------------------------------------------------------------

    def _plan(self) -> Row:
        if self.record is not None:
            return {**self.record, "text_chars": len(self.document.text)}
        facts: Facts = self.facts
        period = facts.period or (None, None)
        place = place_of(facts.issuer)
        return {
            "plan_id": self.plan_id,
            "title": self._own_title(),
            "title_en": None,
            "document_type": facts.document_type,
            "text_status": [],
            "doc_number": facts.doc_number,
            "issuer": facts.issuer,
            "issuer_level": place.level,
            "province": place.province,
            "city": place.city,
            "district": place.district,
            "adcode": place.adcode,
            "place_basis": "stated" if place.province or place.city or place.district else None,
            "issued_on": facts.issued_on,
            "issued_not_before": None,
            "issued_not_after": None,
            "published_on": None,
            "date_precision": "day" if facts.issued_on else None,
            "period_start": period[0],
            "period_end": period[1],
            "period_basis": "title" if facts.period else None,
            "transmitted_by": facts.transmitted_by,
            "transmitted_on": facts.transmitted_on,
            "source_url": None,
            "source_file": None,
            "source_sha256": None,
            "text_file": None,
            "text_chars": len(self.document.text),
            "missing": [],
            "notes": None,
        }

    def _own_title(self) -> str | None:
        """The title with the document's own brackets and dashes, where it stands in one piece."""
        title = self.facts.title
        at = self.text.find(title) if title else -1
        if title is None or at < 0:
            return title
        return "".join(self.reading.readable(self.reading.span(at, at + len(title))).split())

    def _horizon(self) -> Horizon:
        if self.record is not None:
            start, end = self.record.get("period_start"), self.record.get("period_end")
            issued = self.record.get("issued_on") or self.record.get("published_on")
            return Horizon((start, end) if start and end else None, int(issued[:4]) if issued else None)
        return Horizon(self.facts.period, self.facts.issue_year)

    def _cited_on(self) -> str | None:
        """The day by which a document that is cited must have been there."""
        if self.record is None:
            return self.facts.issued_on
        return self.record["issued_on"] or self.record["issued_not_after"] or self.record["published_on"]

    # sections --------------------------------------------------------------------------------------------------------------------------------------

    def _section_starts(self) -> list[int]:
        """Where each section begins in the canonical text; the first begins at 0, so that the sections tile the document."""
        if not self.text:
            return [0]
        return [0, *(self.reading.start_of(node.start) for node in self.nodes[1:])]

    def _sections(self) -> list[Row]:
        ends = [*self.starts[1:], len(self.document.text)]
        rows = []
        for position, (node, start, end) in enumerate(zip(self.nodes, self.starts, ends, strict=True), 1):
            rows.append(
                {
                    "section_id": self.section_ids[id(node)],
                    "plan_id": self.plan_id,
                    "parent_id": self.section_ids[id(node.parent)] if node.parent else None,
                    "position": position,
                    "depth": node.depth,
                    "label": self._as_written(node.label_text),
                    "heading": self._heading(node),
                    "role": node.role or "other",
                    "kind": node.kind,
                    "reason": node.reason,
                    "text": self.reading.readable(Span(start, end)),
                    "char_start": start,
                    "char_end": end,
                }
            )
        return rows

    def _heading(self, node: Node) -> str | None:
        if not node.title:
            return None
        if node.kind == "title":
            return self.reading.readable(
                self.reading.span(node.start, node.start + len(self.text[node.start : node.end].rstrip()))
            ).replace("\n", "")
        start = node.text_start - len(node.title)
        return self.reading.readable(self.reading.span(start, node.text_start)).replace("\n", "").strip("。 ")

    # tasks and bodies ------------------------------------------------------------------------------------------------------------------------------

    def _readable(self, start: int, end: int) -> tuple[str, Span]:
        span = self.reading.span(start, end)
        return self.reading.readable(span), span

    def _task(self, position: int, task: Task) -> Row:
        text, span = self._readable(task.start, task.end)
        return {
            "task_id": self.task_ids[id(task)],
            "plan_id": self.plan_id,
            "section_id": self.section_ids[id(task.node)],
            "position": position,
            "label": self._as_written(task.label),
            "title": self._title(task),
            "text": text,
            "role": task.role,
            "origin": task.origin,
            "path": [self._as_written(heading) for heading in task.path],
            "restates": self.task_ids[id(task.restates)] if task.restates else None,
            "label_note": None,
            "char_start": span.start,
            "char_end": span.end,
        }

    def _title(self, task: Task) -> str | None:
        return self._heading(task.node) if task.origin == "text" else self._readable(*task.cells[0])[0]

    def _as_written(self, words: str | None) -> str | None:
        """A heading with the document's own brackets: the reading text knows only half-width ones."""
        if words is None or not self.full_width:
            return words
        return words.replace("(", "（").replace(")", "）")

    def _responsibilities(self) -> list[Row]:
        rows = []
        issuer = agency_of((self.record or {}).get("issuer") or self.facts.issuer or "")
        for task in self.tasks:
            for position, body in enumerate(task.bodies, 1):
                span = self.reading.span(body.start, body.end)
                name = self.reading.readable(span).replace("\n", "") or body.name
                rows.append(
                    {
                        "task_id": self.task_ids[id(task)],
                        "plan_id": self.plan_id,
                        "position": position,
                        "name": name,
                        "agency_id": agency_of(body.name, issuer),
                        "school_id": school_of(name, self.adcode),
                        "role": body.role,
                        "char_start": span.start,
                        "char_end": span.end,
                    }
                )
        return rows

    # targets ---------------------------------------------------------------------------------------------------------------------------------------

    def _regions(self) -> list[Region]:
        """Where targets are looked for: the text of each node after its label; of a work table only the cells of task and measure."""
        rows = {id(task.node): task for task in self.tasks if task.origin == "table"}
        fields = {id(task.node): task.deadline for task in self.tasks if task.origin == "text"}
        regions = []
        for node in self.nodes:
            task = rows.get(id(node))
            if task is not None:
                regions.extend(Region(node, start, end, task.deadline) for start, end in task.cells)
            elif node.kind != "table_row":
                label = node.label.end if node.label and node.kind in ("heading", "item") else 0
                regions.append(Region(node, min(node.start + label, node.end), node.end, fields.get(id(node))))
        return regions

    def _targets(self) -> list[Row]:
        targets = find_targets(self.text, self._regions(), self._horizon())
        group_restatements(targets)
        ids: dict[int, str] = {}
        used: set[str] = set()
        for target in targets:
            anchor = target.value_start if target.value_start is not None else target.start
            base = f"{self.plan_id}.g{self.reading.start_of(anchor):06d}"
            name = unused_id(base, used)
            used.add(name)
            ids[id(target)] = name
        groups = {id(t.group): ids[id(t)] for t in targets if t.group is not None and t.is_canonical}
        return sorted(
            (self._target(t, ids[id(t)], groups.get(id(t.group)) if t.group else None) for t in targets),
            key=lambda r: (r["char_start"], r["value_start"] or 0),
        )

    def _target(self, target: Target, target_id: str, group_id: str | None) -> Row:
        task = self._task_at(target.start)
        quote, span = self._readable(target.start, target.end)
        value_text, value = (
            self._readable(target.value_start, target.value_end)
            if target.value_start is not None
            else (None, Span(0, 0))
        )
        return {
            "target_id": target_id,
            "plan_id": self.plan_id,
            "task_id": self.task_ids[id(task)] if task else None,
            "section_id": self.section_ids[id(target.node)],
            "quote": quote,
            "char_start": span.start,
            "char_end": span.end,
            "kind": target.kind,
            "form": target.form,
            "value_start": value.start if value_text is not None else None,
            "value_end": value.end if value_text is not None else None,
            "value_text": value_text,
            "value_min": None if target.low is None else float(target.low),
            "value_max": None if target.high is None else float(target.high),
            "comparator": target.comparator,
            "unit": target.unit,
            "unit_text": target.unit_text,
            "per": target.per,
            "indicator_id": target.indicator_id,
            "indicator_text": self._as_written(target.indicator_text),
            "denominator": self._as_written(target.denominator),
            "scope": self._as_written(target.scope),
            "grade": target.grade,
            "baseline_value": None if target.baseline_value is None else float(target.baseline_value),
            "baseline_year": target.baseline_year,
            "start_year": target.start_year,
            "deadline_year": target.deadline_year,
            "deadline_month": target.deadline_month,
            "deadline_basis": target.deadline_basis,
            "modality": target.modality,
            "modality_marker": target.modality_marker,
            "strength": entry("modality", target.modality)["rank"],
            "hedges": target.hedges,
            "addressee": self._addressee(target, task),
            "group_id": group_id,
            "is_canonical": target.is_canonical,
            "conflict": target.conflict,
            "note": target.note,
        }

    def _task_at(self, position: int) -> Task | None:
        index = bisect_right(self.task_starts, position) - 1
        return self.tasks[index] if index >= 0 and position < self.tasks[index].end else None

    def _addressee(self, target: Target, task: Task | None) -> str:
        return addressee_of(
            self.text[target.start : target.end],
            words_before(self.text, target.start),
            scope=target.scope,
            form=target.form,
            modality=target.modality,
            modality_marker=target.modality_marker,
            grade=target.grade,
            issuer_level=self.issuer_level,
            bodies=self.implementing[id(task)] if task else (),
        )

    # citations and repairs -------------------------------------------------------------------------------------------------------------------------

    def _citations(self) -> list[Row]:
        rows = []
        for citation in self.citations:
            node = self._node_at(citation.start)
            if node.role == "furniture" or node.kind == "doc_number":
                continue  # the number in the letterhead is the document's own: metadata, not a citation
            if node.role == "front_matter" and not _MARKED.search(self.text, citation.start, citation.end):
                continue  # so is its title
            rows.append(self._citation(citation, node))
        return sorted(rows, key=lambda row: (row["char_start"], -row["char_end"]))

    def _node_at(self, position: int) -> Node:
        return self.nodes[max(0, bisect_right(self.node_starts, position) - 1)]

    def _unmarked_names(self) -> list[Citation]:
        """The plan's own name without marks: all over an interpretation that lost them, and behind 附件： in the notice that carries the plan."""
        title = self.facts.title or ""
        if self.facts.document_type == "interpretation" and (own := re.search(r"《([^《》]{6,80})》", title)):
            places = re.finditer(re.escape(own[1].rstrip(")")), self.text)
            return [
                Citation(m.start(), m.end(), own[1], None, None, "interpreted")
                for m in places
                if self.text[m.start() - 1 : m.start()] not in ("《", "〈")
            ]
        notes = [node for node in self.nodes if node.kind == "attachment_note" and node.role == "closing"]
        places = ((node, self.text.find(title, node.start, node.end)) for node in notes if title)
        return [
            Citation(at, at + len(title), title, None, None, "forwarded", at, at + len(title))
            for _, at in places
            if at > 0 and self.text[at - 1] not in "《〈"
        ]

    def _citation(self, citation: Citation, node: Node) -> Row:
        quote, span = self._readable(citation.start, citation.end)
        relation = citation.relation
        own = self.facts.title
        if (
            citation.title
            and own
            and _letters(_PERIOD_BEHIND.sub("", citation.title)) in _letters(own)
            and (
                relation in ("mention", "output", "standard")
                or (relation == "basis" and not self._another(citation))
                or self.facts.document_type == "interpretation"
            )
        ):
            relation = (
                "interpreted"
                if self.facts.document_type == "interpretation"
                else "forwarded"
                if node.role in ("transmission", "closing")
                else "self"
            )
        known = self._resolved(citation, relation)
        return {
            "citation_id": f"{self.plan_id}.c{span.start:06d}",
            "plan_id": self.plan_id,
            "section_id": self.section_ids[id(node)],
            "quote": quote,
            "title": self._cited_title(citation),
            "doc_number": citation.doc_number,
            "issuer": citation.issuer,
            "relation": relation,
            "policy_id": known.policy_id,
            "resolution": known.how,
            "suggestion": known.suggestion,
            "resolution_reason": known.reason,
            "char_start": span.start,
            "char_end": span.end,
        }

    def _resolved(self, citation: Citation, relation: str) -> Resolution:
        """Which registered document is named; the document's own name leads to none, a document to be made need not be known."""
        if relation in ("self", "interpreted") or (relation == "forwarded" and self._carries(citation)):
            return Resolution(None, "own", None, "the document itself, or the one that it carries or explains")
        found = resolve(self._cited_title(citation), citation.doc_number, citation.issuer, self.cited_on)
        if relation == "output" and found.how == "unknown":
            return Resolution(None, "to_be_made", found.suggestion, "a document that the plan will produce")
        return found

    def _carries(self, citation: Citation) -> bool:
        """Whether a forwarded document is the plan itself, or the notice with which it was issued."""
        one, other = (_letters(_PERIOD_BEHIND.sub("", title or "")) for title in (citation.title, self.facts.title))
        return bool(one and other) and (one in other or other in one)

    def _another(self, citation: Citation) -> bool:
        """Whether a name like this document's own is that of a higher one: it has a number or an issuer of its own (落实教育部《…实施方案》)."""
        own = self.facts.doc_number
        return bool(citation.doc_number and citation.doc_number != own) or (
            citation.doc_number is None and bool(citation.issuer) and citation.issuer != self.facts.issuer
        )

    def _cited_title(self, citation: Citation) -> str | None:
        if citation.title is None or citation.title_end == 0:
            return citation.title
        return self._readable(citation.title_start, citation.title_end)[0].replace("\n", "")

    def _mentions(self) -> list[Mention]:
        """The mentions of concepts that are the document's own words, those in names of documents among them."""
        names = [(citation.start, citation.end) for citation in self.citations]
        return [m for m in find_mentions(self.text, names) if self._node_at(m.start).role != "furniture"]

    def _mention(self, mention: Mention) -> Row:
        term, span = self._readable(mention.start, mention.end)
        task = self._task_at(mention.start)
        return {
            "mention_id": f"{self.plan_id}.m{span.start:06d}",
            "plan_id": self.plan_id,
            "section_id": self.section_ids[id(self._node_at(mention.start))],
            "task_id": self.task_ids[id(task)] if task else None,
            "concept_id": mention.concept_id,
            "term": term,
            "in_citation": mention.in_citation,
            "char_start": span.start,
            "char_end": span.end,
        }

    def _repairs(self) -> list[Row]:
        return [
            {
                "repair_id": f"{self.plan_id}.r{repair.start:06d}",
                "plan_id": self.plan_id,
                "char_start": repair.start,
                "char_end": repair.end,
                "original": repair.original,
                "repaired": repair.repaired,
                "kind": repair.kind,
                "reason": repair.reason,
            }
            for repair in self.reading.repairs
        ]


def _letters(words: str) -> str:
    return "".join(char for char in words if char.isalnum())


def unused_id(base: str, used: Container[str]) -> str:
    """``base``, or with a letter (from the 27th on a number) behind it where several rows stand at one place."""
    suffixes = chain(("",), ascii_lowercase, (f"-{number}" for number in count(27)))
    return next(base + suffix for suffix in suffixes if base + suffix not in used)

"""What hand-written pages leave to be computed: ``{{ rows.targets }}``, ``{{ quality.targets.f1 }}``, ``{{ diagram }}``.

No number of the data is typed into a page. `Figures` computes those that are asked for, from the released tables, the
annotations, the codebook and the texts of the studies; a name that it does not know stops the build.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from docs.reference import diagram, registry_pages
from docs.reference.rows import Read
from zhijiao_data._version import __version__
from zhijiao_data.analysis import messages
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import checks, evaluate, load, passages, schema
from zhijiao_data.dataset.citing import cite
from zhijiao_data.dataset.rendering import plain

ROOT = Path(__file__).parents[1]
#: Columns in which a reader says something beside what is coded.
NOTES = {"note", "label_note"}
PLACEHOLDER = re.compile(r"(?P<indent>^[ ]+)?\{\{ (?P<name>[\w./ -]+) \}\}", re.MULTILINE)


class Figures:
    """The figures of one language.

    Args:
        read: gives the rows of a table by its name.
        lang: ``zh`` or ``en``.
        root: the checkout, whose ``raw/`` and ``notebooks/texts/`` are read.
    """

    def __init__(self, read: Read, lang: str, root: Path = ROOT) -> None:
        self._read, self._lang, self._root = read, lang, root

    def fill(self, markdown: str) -> str:
        """A page with every placeholder replaced.

        Raises:
            UsageError: a name is unknown; the message names those that there are.
        """

        def filled(match: re.Match[str]) -> str:
            # A block that stands in another (a note to be unfolded) is indented as a whole.
            return textwrap.indent(self.get(match["name"]), match["indent"] or "")

        return PLACEHOLDER.sub(filled, markdown)

    def get(self, name: str) -> str:
        """One figure, as it is printed.

        Raises:
            UsageError: there is no such figure.
        """
        family, _, rest = name.partition(".")
        kinds: dict[str, Callable[[str], str]] = {
            "rows": lambda table: _number(len(self._read(schema.chosen(table, schema.tables(), "table").name))),
            "count": lambda of: _number(schema.chosen(of, self._counts, "count")),
            "outcome": lambda code: _number(
                self._outcomes[schema.chosen(code, loader.codes("link_outcome"), "outcome")]
            ),
            "quality": self._quality,
            "version": lambda of: schema.chosen(of, self._versions, "version"),
            "label": self._label,
            "study": self._study,
            "block": self._block,
        }
        return schema.chosen(family, kinds, "figure")(rest)

    # --- numbers ----------------------------------------------------------------------------------------------------

    @cached_property
    def _counts(self) -> dict[str, int]:
        targets, plans = self._read("targets"), self._read("plans")
        facts = registry_pages.counted(self._read("policy_facts"))
        labels = self._read("task_themes") + self._read("task_instruments")
        return {
            "plans.full": sum(plan["text_status"] == ["full"] for plan in plans),
            "plans.with_address": sum(plan["source_url"] is not None for plan in plans),
            "plans.without_address": sum(plan["source_url"] is None for plan in plans),
            "plans.inferred": sum(plan["place_basis"] == "inferred" for plan in plans),
            "targets.canonical": sum(target["is_canonical"] for target in targets),
            "targets.year_stated": sum(target["deadline_basis"] == "stated" for target in targets),
            "targets.no_year": sum(target["deadline_year"] is None for target in targets),
            "targets.baseline": sum(target["baseline_value"] is not None for target in targets),
            "links.unread": sum("cited_unread" in (link["reasons"] or ()) for link in self._nearest),
            "links.grade_a": sum(link["comparability"] == "A" for link in self._read("target_links")),
            **{f"facts.{kind}": number for kind, number in facts.items()},
            **{f"decisions.{kind}": number for kind, number in self._decided().items()},
            "labels": len(labels),
            "labels.confirmed": sum(bool(label["confirmed"]) for label in labels),
            "themes.top": sum(theme["parent_id"] is None for theme in self._read("themes")),
            "themes.sub": sum(theme["parent_id"] is not None for theme in self._read("themes")),
            "rules": len(checks.RULES),
            "tables": len(schema.tables()),
        }

    def _decided(self) -> dict[str, int]:
        """How many decisions there are of each kind; the kinds add up to all."""
        decisions = self._read("decisions")
        named = {"confirm": "confirmed", "add": "added", "drop": "dropped"}
        kinds = Counter(
            named.get(one["action"]) or ("noted" if {*one["column_names"]} <= NOTES else "changed") for one in decisions
        )
        return {kind: kinds[kind] for kind in ("changed", "noted", *named.values())}

    @cached_property
    def _nearest(self) -> list[dict[str, Any]]:
        """Of each target the comparison with the nearest superior."""
        return [link for link in self._read("target_links") if link["role"] == "nearest"]

    @cached_property
    def _outcomes(self) -> Counter[str]:
        return Counter(link["outcome"] for link in self._nearest)

    @cached_property
    def _evaluation(self) -> evaluate.Report:
        return evaluate.evaluate(self._root / "raw", None, None)

    @cached_property
    def _measured(self) -> list[str]:
        """Two tables: the rows found, and every attribute of the rows that match; ids of documents in the type of code."""
        told = self._evaluation.markdown()
        for comparison in self._evaluation.comparisons:
            told = told.replace(f"| {comparison.plan_id} |", f"| `{comparison.plan_id}` |")
        return told.strip().split("\n\n")

    def _quality(self, rest: str) -> str:
        """``KIND.precision|recall|f1`` of the rows found, or ``KIND.ATTRIBUTE`` of the rows matched, over all documents."""
        kind, _, what = rest.partition(".")
        total = self._evaluation.total()
        if what in ("precision", "recall", "f1"):
            score = getattr(schema.chosen(kind, total.tallies, "kind of row"), what)
        else:
            accuracy = schema.chosen((kind, what), total.attributes, "attribute")
            score = accuracy.right / accuracy.rows
        return f"{score:.3f}"

    @cached_property
    def _versions(self) -> dict[str, str]:
        return {"code": __version__, "data": load.data_version(), "codebook": loader.version()}

    # --- words and blocks ---------------------------------------------------------------------------------------------

    def _label(self, rest: str) -> str:
        """``LIST/CODE``: the label of a code in the page's language."""
        kind, _, code = rest.partition("/")
        return loader.entry(kind, code)[f"label_{self._lang}"]

    def _study(self, rest: str) -> str:
        """``NOTEBOOK.KEY``: a text of a study, without the heading that it has there."""
        notebook, _, key = rest.partition(".")
        texts = messages.read(self._root / "notebooks" / "texts" / f"{notebook}.yaml")
        return _body(schema.chosen(key, texts, "text")[self._lang])

    def _block(self, rest: str) -> str:
        """A block of its own: the picture of the tables, what a command prints, a file of the repository."""
        name, _, rest = rest.partition(" ")
        blocks: dict[str, Callable[[], str]] = {
            "diagram": lambda: f'<div class="zj-diagram">{diagram.svg(schema.tables(), self._lang)}</div>',
            "detection": lambda: self._measured[0],
            "attributes": lambda: self._measured[1],
            "categories": lambda: self._evaluation.categories(rest.split()),
            "show": lambda: _text(str(passages.show(rest, 60))),
            "cite": lambda: _text(cite(rest)),
            "checks": self._checks,
            "file": lambda: _body((self._root / rest).read_text(encoding="utf-8")),
        }
        return schema.chosen(name, blocks, "block")()

    def _checks(self) -> str:
        lines = [
            f"* `{rule.id}` {plain(rule.description_zh if self._lang == 'zh' else rule.description_en)}"
            for rule in checks.RULES.values()
        ]
        return "\n".join(lines)


def _number(value: int) -> str:
    return f"{value:,}"


def _text(printed: str) -> str:
    return f"```text\n{printed}\n```"


def _body(markdown: str) -> str:
    """Markdown without the heading that it begins with: the page has one of its own."""
    return re.sub(r"\A#+ .*\n", "", markdown).strip()

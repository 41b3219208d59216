"""What a notebook prints with: sentences from a file of texts, with the numbers that its code computed, and tables.

A notebook holds the steps; its sentences stand in ``texts/<name>.yaml`` beside it, Chinese and English side by side, and those that all notebooks
share in ``texts/common.yaml``. So one line, ``LANG``, turns the whole paper into the other language, and no number is typed into a sentence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis import honesty, messages
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import plain
from zhijiao_data.analysis.charts.texts import checked
from zhijiao_data.dataset import load, schema
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

TEXTS = Path("texts")
COMMON = "common"
_CELL = "text-align:left;vertical-align:top"
_NUMBER = "text-align:right;vertical-align:top"
_NAME = f"{_CELL};white-space:nowrap"
#: Columns that hold the id of a document, shown as its name.
_DOCUMENTS = ("plan_id", "plan_a", "plan_b")
#: A line of a paragraph may end between two Chinese characters, where a blank would show.
_SOFT_BREAK = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”’])\n(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“‘])"
)
#: Columns whose values are ids: in the type of code, and broken after a full stop or hyphen only.
_ID = re.compile(r"(?:^|_)(?:id|a|b)$")


class Study:
    """The sheet that one notebook writes on.

    Args:
        name: of the notebook, and so of its file of texts.
        lang: ``zh`` or ``en``.
        corpus: a folder of tables, as ``zhijiao build --out`` writes it; None: the released tables. It holds for all that this
            session loads afterwards.
        texts: the folder of the texts; beside the notebook unless given.

    Raises:
        UsageError: there is no such language.
        InputError: a file of texts is missing or lacks a language; the folder holds no tables.
    """

    def __init__(
        self, name: str, lang: str = "zh", corpus: str | Path | None = None, texts: str | Path = TEXTS
    ) -> None:
        self.lang: messages.Language = checked(lang)
        if corpus is not None:
            os.environ["ZHIJIAO_DATA"] = str(corpus)
        load.folder()
        self._own = messages.read(Path(texts) / f"{name}.yaml")
        self._common = messages.read(Path(texts) / f"{COMMON}.yaml")
        self.labels = Labels.read(load.load)

    # --- words ------------------------------------------------------------------------------------------------------

    def text(self, key: str, **values: Any) -> str:
        """The text of a key in the study's language, with its fields filled in.

        Raises:
            UsageError: there is no such text, or a field has no value.
        """
        known = {**messages.messages(), **self._common, **self._own}
        found = schema.chosen(key, known, "text")[self.lang]
        try:
            return _SOFT_BREAK.sub("", found.format(**values)).strip()
        except KeyError as error:
            raise UsageError(f"the text '{key}' needs a value for {error}", "", "Pass it by name") from None

    def say(self, *keys: str, **values: Any) -> None:
        """Print texts as paragraphs of Markdown; all keys get the same values."""
        from IPython.display import Markdown, display

        display(Markdown("\n\n".join(self.text(key, **values) for key in keys)))

    def say_each(self, key: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Print a text once for each row of values, as a list."""
        from IPython.display import Markdown, display

        display(Markdown("\n".join(f"* {self.text(key, **row)}" for row in rows)))

    def document(self, plan_id: str) -> str:
        """The short name of a document: place and year, † when the text is not the issued one in full."""
        return self.labels.document(plan_id, self.lang)

    def label(self, table: str, id: str) -> str:
        """The label of an entry of the codebook: ``label("themes", "T08")``, ``label("document_type", "action_plan")``."""
        return self.labels.name(table, id, self.lang)

    def joined(self, words: Iterable[str]) -> str:
        """Words in one sentence."""
        return ("、" if self.lang == "zh" else ", ").join(words)

    def notices(self, *frames: pd.DataFrame) -> None:
        """Print what the frames say of what was not done, each sentence once."""
        from IPython.display import Markdown, display

        told = dict.fromkeys(one.text(self.lang) for frame in frames for one in honesty.notices(frame))
        if told:
            display(Markdown("\n".join(f"> {self.text('notice', told=self._named(one))}\n>" for one in told)))

    def _named(self, text: str) -> str:
        for plan_id in sorted(self.labels.documents, key=len, reverse=True):
            text = text.replace(plan_id, self.labels.document(plan_id, self.lang, mark=False))
        return text

    # --- the corpus -------------------------------------------------------------------------------------------------

    def corpus(self, card: pd.DataFrame) -> None:
        """Print the card of the corpus (`corpus_card`), its totals, and what its number of issuers doesn't allow."""
        shown = card.assign(
            issued=[self._issued(*pair) for pair in zip(card.issued_first, card.issued_last, strict=True)]
        )
        columns = [
            "plan_id",
            "issuer",
            "document_type",
            "text_status",
            "issued",
            "text_chars",
            "masked_share",
            "n_tasks",
            "n_targets",
        ]
        self.table(shown, columns, caption="corpus.card", formats={"masked_share": "{:.0%}", "text_chars": "{:,}"})
        n = card.issuer.nunique()
        refused = self.joined(self.text(f"claim.{claim}") for claim in honesty.limits(n).refused)
        full = int((card.standing == "full").sum())
        counts = {"tasks": int(card.n_tasks.sum()), "targets": int(card.n_targets.sum()), "full": full}
        self.say(
            "result.corpus", "result.limits", "corpus.dagger", documents=len(card), issuers=n, refused=refused, **counts
        )

    def _issued(self, first: Any, last: Any) -> str | None:
        first, last = plain(first), plain(last)
        return last if first == last else self.text("corpus.between", first=first, last=last)

    # --- tables -----------------------------------------------------------------------------------------------------

    def table(
        self,
        frame: pd.DataFrame,
        columns: Iterable[str] | None = None,
        *,
        caption: str | None = None,
        formats: Mapping[str, str | Callable[[Any], str]] | None = None,
        **values: Any,
    ) -> None:
        """Print rows as a table, every value whole: quotes are not cut.

        Args:
            frame: the rows.
            columns: these columns in this order; all by default. A column is headed by the text ``col.<column>``, else by the label that
                fields.yaml gives it, else by its name. ``plan_id`` (and ``plan_a``, ``plan_b``) is shown as the document's name.
            caption: the key of the text above the table; ``values`` fill it in.
            formats: column → format (``"{:.1%}"``), or function of the value.
        """
        from IPython.display import HTML, display

        display(HTML(self.html(frame, columns, caption=caption, formats=formats, **values)))

    def html(
        self,
        frame: pd.DataFrame,
        columns: Iterable[str] | None = None,
        *,
        caption: str | None = None,
        formats: Mapping[str, str | Callable[[Any], str]] | None = None,
        **values: Any,
    ) -> str:
        """What `table` prints."""
        names = list(frame.columns if columns is None else columns)
        if absent := [name for name in names if name not in frame.columns]:
            raise UsageError(f"the frame has no column {', '.join(absent)}", "", f"It has {', '.join(frame.columns)}")
        cells = {name: [plain(value) for value in frame[name].tolist()] for name in names}
        shown = [[self._cell(name, value, (formats or {}).get(name)) for value in cells[name]] for name in names]
        rows = zip(*shown, strict=True)
        numeric = {name for name in names if _all_numbers(cells[name])}
        styles = [_NUMBER if name in numeric else _NAME if name in _DOCUMENTS else _CELL for name in names]
        head = "".join(
            f'<th style="{style}">{escape(self._head(name))}</th>' for name, style in zip(names, styles, strict=True)
        )
        body = "".join(
            "<tr>" + "".join(f'<td style="{s}">{cell}</td>' for s, cell in zip(styles, row, strict=True)) + "</tr>\n"
            for row in rows
        )
        above = f"<caption>{escape(self.text(caption, **values))}</caption>" if caption else ""
        return f"<table>{above}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"

    def _head(self, column: str) -> str:
        if f"col.{column}" in self._own or f"col.{column}" in self._common:
            return self.text(f"col.{column}")
        field = _field(column)
        return column if field is None else field.label_zh if self.lang == "zh" else field.label_en

    def _cell(self, column: str, value: Any, form: str | Callable[[Any], str] | None) -> str:
        if value is None:
            return "–"
        if callable(form):
            return escape(form(value))
        if form is not None:
            return escape(form.format(value))
        if column in _DOCUMENTS:
            return escape(self.document(value))
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        field = _field(column)
        codes = field.codes if field is not None and field.codes and "." not in field.codes else None
        if isinstance(value, list):
            return escape(self.joined(self.label(codes, one) if codes else str(one) for one in value))
        if codes:
            return escape(self.label(codes, str(value)))
        if _ID.search(column):
            return f"<code>{escape(str(value))}</code>"
        return escape(f"{value:,.10g}" if isinstance(value, float) else str(value))


@cache
def _field(column: str) -> schema.Field | None:
    """What fields.yaml says of a column, in the first table that has it."""
    return next((table.fields[column] for table in schema.tables().values() if column in table.fields), None)


def _all_numbers(values: list[Any]) -> bool:
    held = [value for value in values if value is not None]
    return bool(held) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in held)

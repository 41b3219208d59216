"""What every chart is made of: plain records, wrapped text, places for labels, and the sheet around the marks."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.texts import checked, say
from zhijiao_data.analysis.honesty import Notice
from zhijiao_data.analysis.honesty import notices as notices_of
from zhijiao_data.analysis.messages import Language
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

#: Above this number of documents a chart shows distributions instead of one column or panel for each.
MOST_DOCUMENTS = 12
#: Ids named in one tooltip; the rest is counted.
MOST_IDS = 4


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain Python values: missing is None, lists are lists, dates are ISO strings."""
    columns = {str(name): [plain(value) for value in frame[name].tolist()] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain(value: Any) -> Any:
    """One cell as a plain Python value."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, datetime):
        return None if value != value else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple | set):
        return [plain(one) for one in value]
    if isinstance(value, float):
        # The last digits depend on how a machine adds; a chart is the same file on all of them.
        return float(f"{value:.10g}") if math.isfinite(value) else None
    return value if isinstance(value, str | bool | int) else None


def data(rows: Iterable[Mapping[str, Any]]) -> alt.Data:
    """Rows as the inline data of a chart.

    As a tuple: Altair copies lists, row by row, each time that a chart is put into another.
    """
    return alt.Data(values=tuple(dict(row) for row in rows))


def evidence(row: Mapping[str, Any], *columns: str) -> str:
    """The ids in ``columns`` of a row (strings or lists) in one line, four of them and the number of the others."""
    found: list[str] = []
    for column in columns:
        value = row.get(column)
        found += [value] if isinstance(value, str) else list(value or ())
    found = list(dict.fromkeys(found))
    rest = len(found) - MOST_IDS
    return ", ".join(found[:MOST_IDS]) + (f" +{rest}" if rest > 0 else "")


def width_of(text: str, size: float) -> float:
    """Width of a line in pixels at ``size``, to about 5 %: Chinese characters are square, others about half as wide."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" or char in "—…“”‘’" for char in text)
    return size * (wide + 0.55 * (len(text) - wide))


#: The number of an official document is not broken.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}〔\d{4}〕\d{1,5}号")
#: Marks that may not begin a line of Chinese.
_NOT_FIRST = frozenset("，。、；：？！）》」』】”’％%,.;:)")
#: Marks that may not end one.
_NOT_LAST = frozenset("（《「『【“‘(")


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``: broken between Chinese characters and at spaces, no line beginning with a stop."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of((line + piece).rstrip(), size) > width and piece[0] not in _NOT_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """What a line may be broken between: numbers of documents, words with the space behind them, Chinese characters."""
    at = 0
    for found in _NUMBER.finditer(text):
        yield from _characters(text[at : found.start()])
        yield found.group()
        at = found.end()
    yield from _characters(text[at:])


def _characters(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        if wide and word and word[-1] not in _NOT_LAST:
            yield word
            word = ""
        word += char
        if (wide and char not in _NOT_LAST) or char == " ":
            yield word
            word = ""
    if word:
        yield word


def shortened(text: str, width: float, size: float) -> str:
    """The beginning of a text that fits, with … when something is left out."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip("、, ") + "…"


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least ``gap`` apart, in the same order, each as near to its own as the others let it, within bounds.

    Labels of a slope or of a line's end would otherwise print over one another. When they don't fit at all they stand
    evenly spaced.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    if not order:
        return []
    if gap * (len(order) - 1) > high - low:
        gap = (high - low) / max(1, len(order) - 1)
    # Pool neighbours that touch, each pool centred on the mean of its members (isotonic regression of shifted places).
    pools: list[list[float]] = []
    for rank, i in enumerate(order):
        pools.append([places[i] - rank * gap, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, n = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + value * n) / (pools[-1][1] + n), pools[-1][1] + n]
    shifted = [value for value, n in pools for _ in range(int(n))]
    limit = high - gap * (len(order) - 1)
    moved = [0.0] * len(places)
    for rank, i in enumerate(order):
        moved[i] = min(max(shifted[rank], low), max(low, limit)) + rank * gap
    return moved


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; ``y`` grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Area in common."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


#: Where a label may stand to its mark: side, and lines up or down. The first that is free is taken.
_SEATS = tuple(
    (side, dy)
    for dy in (0.0, -10.0, 10.0, -20.0, 20.0, -30.0, 30.0, -40.0, 40.0, -50.0, 50.0)
    for side in ("left", "right")
    if side == "left" or dy
)


def seat(x: float, y: float, text: str, size: float, taken: list[Box], within: Box) -> tuple[float, float, str]:
    """Where the label of a mark at (x, y) stands: its anchor in pixels and ``left`` or ``right`` alignment.

    The seat with the least overlap with what is taken and the least outside ``within``, the nearest first; it is added
    to ``taken``.
    """
    best: tuple[float, float, float, str, Box] | None = None
    wide = width_of(text, size)
    for side, dy in _SEATS:
        left = x + 6 if side == "left" else x - 3 - wide
        box = Box(left, y + dy - size * 0.6, left + wide, y + dy + size * 0.6)
        outside = max(0.0, within.left - box.left) + max(0.0, box.right - within.right)
        outside += 4 * (max(0.0, within.top - box.top) + max(0.0, box.bottom - within.bottom))
        cost = sum(box.overlap(one) for one in taken) + 8 * outside + abs(dy) / 100
        if best is None or cost < best[0]:
            best = (cost, x + 6 if side == "left" else x - 3, y + dy, side, box)
    assert best is not None
    taken.append(best[4])
    return best[1], best[2], best[3]


def quantile(values: Sequence[float], share: float) -> float:
    """Linear quantile of at least one value."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def require(frame: pd.DataFrame, chart: str, *columns: str) -> list[dict[str, Any]]:
    """The rows of a frame that must have ``columns``.

    Raises:
        UsageError: a column is missing.
    """
    if missing := [name for name in columns if name not in frame.columns]:
        raise UsageError(
            f"the frame lacks {', '.join(missing)}", chart, f"{chart} draws the columns {', '.join(columns)}"
        )
    return records(frame)


def carried(frame: pd.DataFrame, further: Sequence[Notice]) -> tuple[Notice, ...]:
    """The notices that the frame brings, and further ones, each once."""
    return tuple(dict.fromkeys([*notices_of(frame), *further]))


def verified(certainty: str | None) -> bool:
    """Whether an upstream fact was read in a source (codes.yaml: fact_certainty)."""
    return str(certainty).startswith("verified")


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet of one chart: language, names, notices, and what is printed around the marks."""

    key: str
    lang: Language
    labels: Labels
    notices: Sequence[Notice] = ()
    plan_ids: Sequence[str] = ()
    documents: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(
        cls, key: str, lang: str, labels: Labels | None, notices: Sequence[Notice], plan_ids: Iterable[str | None] = ()
    ) -> Page:
        """A page for the documents ``plan_ids``, in the order of their dates."""
        labels = labels or Labels()
        language = checked(lang)
        ordered = labels.order(one for one in plan_ids if one)
        return cls(key, language, labels, notices, ordered, {one: labels.document(one, language) for one in ordered})

    @property
    def many(self) -> bool:
        """Whether there are too many documents for one column or panel each."""
        return len(self.plan_ids) > MOST_DOCUMENTS

    @property
    def sort(self) -> list[str]:
        """Names of the documents, oldest first."""
        return list(self.documents.values())

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def code(self, name: str, identifier: str | None) -> str:
        """The label of a code of the list ``name``; an empty string for none."""
        return self.labels.name(name, identifier, self.lang) if identifier else ""

    def policy(self, policy_id: str) -> str:
        """The shortest unmistakable name of an upstream document: its number, else its title."""
        number = self.labels.value("policies", policy_id, "doc_number")
        return number or self.labels.name("policies", policy_id, self.lang)

    def named(self, row: Mapping[str, Any], table: str, column: str) -> str:
        """The label that the row itself has, or the table's."""
        stem = column.removesuffix("_id")
        own = row.get(f"label_{self.lang}") or row.get(f"{stem}_{self.lang}")
        return own or self.labels.name(table, row[column], self.lang)

    def tips(self, **fields: str) -> list[alt.Tooltip]:
        """Tooltips: field → key of the text that names it. A field with a colon has a format behind it."""
        return [alt.Tooltip(name, type="nominal", title=self.say(f"tip.{key}")) for name, key in fields.items()]

    def headed(self, name: str, unit: str | None) -> str:
        """A name with its unit in brackets."""
        if unit and unit != "%" and self.lang == "en":
            unit = self.labels.name("units", unit, self.lang)
        return name if not unit else f"{name}（{unit}）" if self.lang == "zh" else f"{name} ({unit})"

    def number(self, value: float) -> str:
        """A number as it is written in the language: 4,500,000 is 450万."""
        if self.lang == "zh" and abs(value) >= 1e8:
            return f"{value / 1e8:,.10g}亿"
        if self.lang == "zh" and abs(value) >= 1e4:
            return f"{value / 1e4:,.10g}万"
        return f"{value:,.10g}"

    def legend(self, names: Sequence[str], width: float, symbol: str = "square", **options: Any) -> alt.Legend:
        """A legend above the chart, in as many columns as fit."""
        widest = max(width_of(name, theme.LABEL_SIZE) for name in names) + 30
        return alt.Legend(
            title=None,
            orient="top",
            direction="horizontal",
            columns=max(1, min(len(names), int(width / widest))),
            symbolType=symbol,
            **({"symbolStrokeColor": theme.FAINT} if symbol == "square" else {}),
            **options,
        )

    def empty(self) -> alt.TopLevelMixin:
        """In place of a chart of nothing: the title, and that there is nothing to draw."""
        blank = alt.Chart(data([{"text": self.say("nothing")}])).mark_text(
            align="left", fontSize=theme.LABEL_SIZE, color=theme.MUTED
        )
        blank = blank.encode(x=alt.value(0), y=alt.value(12), text="text:N").properties(width=420, height=24)
        return self.finish(blank, 420)

    def finish(
        self,
        chart: Any,
        width: float,
        *,
        reading: str | None = None,
        intervals: int = 0,
        notes: Sequence[str] = (),
    ) -> alt.TopLevelMixin:
        """``chart`` with title, how to read it, notices, and notes below it; ``width`` in pixels sets the lines; ``intervals`` the
        draws of the bootstrap that the intervals are of, if there are any."""
        width = max(width, 420)
        subtitle = [reading if reading is not None else self.say(f"{self.key}.reading")]
        subtitle += [self.say("notice", told=self._told(notice)) for notice in self.notices]
        meaning = self.say("uncertainty.tasks", draws=f"{intervals:,}") if intervals else self.say("no_intervals")
        foot = [*notes, *self._damage(), meaning]
        below = alt.TitleParams(
            [line for note in foot for line in wrap(note, width, theme.SMALL_SIZE)],
            orient="bottom",
            anchor="start",
            frame="bounds",
            fontSize=theme.SMALL_SIZE,
            color=theme.MUTED,
            lineHeight=13,
            offset=12,
        )
        above = alt.TitleParams(
            wrap(self.say(f"{self.key}.title", **self._count()), width, theme.TITLE_SIZE),
            subtitle=[line for text in subtitle for line in wrap(text, width, theme.SUBTITLE_SIZE)],
        )
        sheet = alt.vconcat(chart.properties(title=below)).properties(title=above, padding=12)
        return sheet.configure(**theme.config())

    def _told(self, notice: Notice) -> str:
        """The words of a notice, with the documents' names in place of their ids."""
        text = notice.text(self.lang)
        for plan_id in sorted(self.labels.documents, key=len, reverse=True):
            text = text.replace(plan_id, self.labels.document(plan_id, self.lang, mark=False))
        return text

    def _count(self) -> dict[str, int]:
        return {"n": len(self.plan_ids)}

    def _damage(self) -> Iterator[str]:
        """The documents marked † and why, in words while they are few."""
        damaged = [
            one for one in self.plan_ids if one in self.labels.documents and not self.labels.documents[one].complete
        ]
        if not damaged:
            return
        if len(damaged) > 4:
            yield self.say("damaged.many", n=len(damaged))
            return
        comma, between = ("、", "；") if self.lang == "zh" else (", ", "; ")
        told = [
            self.say(
                "damaged.one",
                document=self.labels.document(one, self.lang, mark=False),
                status=comma.join(self.code("text_status", code) for code in self.labels.documents[one].status),
            )
            for one in damaged
        ]
        yield self.say("damaged", documents=between.join(told))

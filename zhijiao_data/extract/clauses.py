"""Sentences and clauses, and what carries over from one to the next: the deadline, the governing marker, the subject.

Scopes, as official prose uses them:

* a **deadline** holds from where it stands to the end of its sentence; one that opens a paragraph (or stands in a section of goals) holds for the
  paragraph until the next one (basis ``section``);
* a **marker** of modality holds for its clause; 力争, 争取, 推动 and 要求 in front of a list also hold for the following clauses up to 。 or ；
  unless such a clause brings its own verb of building or reaching;
* a **subject** (中职学校, 在校生) holds until the next clause that names its own.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cache

from zhijiao_data.grammar.dates import Deadline, find_deadlines
from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.modality import Marker, find_hedges, find_markers
from zhijiao_data.grammar.quantities import Quantity, find_quantities, hide_names

#: No sentence of official prose is longer; a text without full stops is read in pieces of this many characters, so that time stays linear.
LONGEST_SENTENCE = 1000
_SENTENCE_END = re.compile(r"[。！？\n]")
_CLAUSE_END = re.compile(r"[，；]|(?<!\d)：|：(?!\d)")
_DAY = re.compile(r"\d{1,2}月(?:\d{1,2}[-—至])?\d{1,2}日")
#: A clause that only says by when all that stands in front of it is to be done: ，2024年8月底前全部完工并投入使用.
_CLOSES = re.compile(
    r"于?□+(?:全部|全面|基本|均)?(?:完成|完工|竣工|建成|达标|到位|投入使用|投用|交付使用|建成投用|落实到位)(?:并(?:投入使用|通过验收|交付使用))?"
)
_CARRIES = {"力争", "争取", "力求", "推动", "要求", "严格要求", "努力"}


@dataclass(slots=True)
class Clause:
    """One clause with what governs it. Offsets are of the reading text; ``hidden`` is its text with names blanked."""

    start: int
    end: int
    text: str
    hidden: str
    segment: int
    quantities: list[Quantity] = field(default_factory=list)
    deadline: Deadline | None = None
    deadlines: list[Deadline] = field(default_factory=list)
    deadline_inside: bool = False
    closes: bool = False
    inherited_deadline: bool = False
    markers: list[Marker] = field(default_factory=list)
    carried: Marker | None = None
    hedges: list[str] = field(default_factory=list)
    previous: Clause | None = None


@cache
def _own_verb() -> re.Pattern[str]:
    """A clause that opens with a verb of building, or reaches a value itself, is not governed by a marker in front of it."""
    return re.compile(rf"^(?:{alternatives('verb.lead')})(?<!每年)(?<!并)(?<!同时)|达到|建成|递增|不低于|不少于|保持在")


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]``, without their final mark; what is longer than any sentence is cut at a comma, else anywhere."""
    spans, position = [], start
    for match in [*_SENTENCE_END.finditer(text, start, end), None]:
        stop = match.start() if match else end
        while stop - position > LONGEST_SENTENCE:
            comma = text.rfind("，", position, position + LONGEST_SENTENCE)
            cut = comma if comma > position else position + LONGEST_SENTENCE
            spans.append((position, cut))
            position = cut
        if stop > position:
            spans.append((position, stop))
        position = match.end() if match else end
    return spans


def read_sentence(text: str, start: int, end: int, inherited: Deadline | None) -> list[Clause]:
    """The clauses of one sentence, each with its quantities, deadline and markers; ``inherited`` is the paragraph's deadline."""
    named = hide_names(text[start:end])
    deadlines = find_deadlines(named)
    masked = _DAY.sub(_blank, named) if "日" in named else named
    for deadline in deadlines:  # the figures of a date are not quantities
        masked = masked[: deadline.start] + "□" * (deadline.end - deadline.start) + masked[deadline.end :]
    quantities = deque(find_quantities(text[start:end], masked, start))
    dates = deque(deadlines)
    clauses: list[Clause] = []
    position, segment = start, 0
    current: Deadline | None = None
    for cut in [*_CLAUSE_END.finditer(masked), None]:
        stop = start + cut.start() if cut else end
        if stop > position:
            clause = Clause(position, stop, text[position:stop], masked[position - start : stop - start], segment)
            while dates and start + dates[0].start < stop:
                clause.deadlines.append(dates.popleft())
            while quantities and quantities[0].value_start < stop:
                clause.quantities.append(quantities.popleft())
            current = clause.deadlines[-1] if clause.deadlines else current
            clause.deadline = current or inherited
            clause.deadline_inside = bool(clause.deadlines)
            clause.inherited_deadline = current is None and inherited is not None
            clause.previous = clauses[-1] if clauses else None
            clauses.append(clause)
        position = stop + 1
        if cut and cut[0] == "；":
            segment += 1
    _close(clauses, inherited)
    _carry_markers(clauses)
    return clauses


def _close(clauses: list[Clause], inherited: Deadline | None) -> None:
    """Give the deadline of a closing clause to the numbers in front of it, back to the last clause with a date of its own or to ；.

    What stands behind the next ； is not governed by it.
    """
    for index, clause in enumerate(clauses):
        if not (clause.deadline_inside and _CLOSES.fullmatch(clause.hidden)):
            continue
        for earlier in reversed(clauses[:index]):
            if earlier.segment != clause.segment or earlier.deadline_inside:
                break
            earlier.deadline, earlier.inherited_deadline = clause.deadline, False
            clause.closes = clause.closes or bool(earlier.quantities)
        for later in clauses[index + 1 :]:
            if later.deadline_inside:
                break
            if later.segment != clause.segment:
                later.deadline, later.inherited_deadline = inherited, inherited is not None


def _blank(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def _carry_markers(clauses: list[Clause]) -> None:
    carried: Marker | None = None
    segment = -1
    for clause in clauses:
        if clause.segment != segment:
            carried, segment = None, clause.segment
        clause.markers, clause.hedges = find_markers(clause.text), find_hedges(clause.text)
        if carried and carried.level != "mandatory" and not clause.markers and not _only_date_before(clause):
            carried = None if _own_verb().search(clause.text) else carried
        clause.carried = carried
        if clause.markers:
            carried = next((marker for marker in reversed(clause.markers) if marker.word in _CARRIES), None)


def _only_date_before(clause: Clause) -> bool:
    """力争2027年，建成…: the marker's clause held nothing but the date."""
    before = clause.previous
    if before is None or not before.deadline_inside:
        return False
    return len(before.hidden.replace("□", "").strip()) <= 3

"""From the words of a work item to its themes (``themes.yaml``) and policy instruments (``instruments.yaml``).

Both lists hold the words by which an entry is recognised. A word is ``decisive`` or ``weak`` (it counts only in a clause
without a decisive one); ``headings`` count in a title or heading only. Of two words of which one holds the other, the
longer one counts: 教师培训基地 is no 培训, 1+X党建 no 1+X. What a word weighs depends on where it stands: own title,
first sentence, object of a clause of its own, item of a list, means or reason. Frequency inside a clause counts nothing.

Every label says on what it rests (``codes.yaml``: label_ground), so that a guess is never taken for a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zhijiao_data.codebook.label_text import Plain, Reading, plain
from zhijiao_data.codebook.label_words import Match, Table, table
from zhijiao_data.codebook.loader import load, shared

#: A task has at most so many labels of one kind.
MOST = 3
#: A further label needs a measure of its own: one decisive word as the object of a clause.
OWN_MEASURE = 1.0
#: A sub-theme is preferred to its theme if the text speaks of it at all.
MENTION = 0.5

_WEAK = 0.5
_FIRST_SENTENCE = 1.5
_COUNTED = 0.5
_SAME_SENTENCE = 0.25
_IN_TITLE = 1.5
_TITLE_DECIDES = 3.0
_UNDER_HEADING = 1.0
# What takes weight from a word: it names a ground, an effect, a document, one item of many, or qualifies another noun.
_GROUND, _EFFECT, _NAME, _LISTED, _QUALIFIER = 0.25, 0.6, 0.5, 0.3, 0.5
_COORDINATORS = re.compile(r"[、和与及并]")
_CLAUSE_END = re.compile(r"[,;。:\n]")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: ``rank`` 1 is the primary one.

    The evidence is a stretch of the title (``in_title``) or of the text; it is empty (0, 0) when the label comes from a
    heading above or from nothing (``ground`` says which).
    """

    id: str
    rank: int
    evidence_start: int
    evidence_end: int
    in_title: bool
    ground: str


@dataclass(slots=True)
class _Score:
    """What speaks for one id in the text: the sum of its weights, and its best place."""

    total: float
    best: float
    match: Match


def themes_of(title: str | None, text: str, path: Sequence[str] = (), role: str = "task") -> list[Label]:
    """The themes of a work item: one primary and up to two further ones.

    Args:
        title: the item's own heading, if it has one.
        text: its full text, with or without the title at the front.
        path: the headings above it, outermost first.
        role: ``task`` or ``safeguard``.
    """
    words = table("themes")
    reading, head = _read(text, title), plain(title or "")
    entries = load("themes")
    known = _in_field(head.text, reading.text, *path)
    scores = {id: score for id, score in _scores(words, reading).items() if known or entries[id].get("general", False)}
    in_title = [
        match for match in words.matches(head.text, is_heading=True) if known or entries[match.id].get("general", False)
    ]
    above = next((id for heading in reversed(path) if (id := _of_heading(heading, known))), None)
    primary = _primary(in_title, head, scores, reading, above)
    if primary is None:
        if above:
            return [Label(above, 1, 0, 0, False, "heading")]
        last = shared("themes")["last_resort"]
        return [Label(last["safeguard" if role == "safeguard" else "task"], 1, 0, 0, False, "last_resort")]
    for match in in_title:
        # A heading's general word (体系, 质量) lends weight to what the text speaks of, but is no measure by itself.
        spoken_of = head.text[match.start : match.end] not in words.general or _best_child(match.id, scores) in scores
        if spoken_of and not match.weak and not match.qualifies:
            _add(scores, match.id, _IN_TITLE, match)
    _fold(scores)
    found = [primary]
    for id, score in _ranked(scores):
        if len(found) == MOST:
            break
        taken = {label.id for label in found}
        if not _is_further(score) or id in taken or not _is_child(id):
            continue
        found.append(_label(id, len(found) + 1, _best_of(in_title, id), head, score, reading))
    return found


def instruments_of(title: str | None, text: str, path: Sequence[str] = (), role: str = "task") -> list[Label]:
    """The policy instruments of a work item: what government does, the most prominent first; one to three.

    The arguments are those of ``themes_of``; ``path`` and ``role`` decide only where the item's own words say nothing.
    """
    words = table("instruments")
    reading, head = _read(text, title), plain(title or "")
    scores = _scores(words, reading)
    in_title = words.matches(head.text, is_heading=True)
    for id in {match.id: None for match in in_title}:
        match = _best_of(in_title, id)
        is_general = head.text[match.start : match.end] in words.general
        _add(scores, id, _WEAK if match.weak else _IN_TITLE if is_general else _TITLE_DECIDES, match)
    found: list[Label] = []
    for id, score in _ranked(scores):
        if len(found) == MOST:
            break
        if found and not _is_further(score):
            continue
        found.append(_label(id, len(found) + 1, _best_of(in_title, id), head, score, reading))
    return found or [_by_verb(head, reading, path, role)]


@lru_cache(maxsize=1)
def _read(text: str, title: str | None) -> Reading:
    """The reading of a work item, kept since both questions are asked of one item in turn."""
    return Reading(text, title)


def _scores(words: Table, reading: Reading) -> dict[str, _Score]:
    matches = words.matches(reading.text)
    decisive = {reading.clause_at(match.start).start for match in matches if not match.weak}
    # id → sentence → clause → (weight, match): within a clause the best place counts, further clauses of a sentence little.
    best: dict[str, dict[int, dict[int, tuple[float, Match]]]] = {}
    for match in matches:
        clause = reading.clause_at(match.start)
        if match.weak and clause.start in decisive:
            continue
        weight = _weight(match, reading)
        clauses = best.setdefault(match.id, {}).setdefault(clause.sentence, {})
        if weight > clauses.get(clause.start, (0.0, match))[0]:
            clauses[clause.start] = (weight, match)
    scores = {}
    for id, sentences in best.items():
        total, top = 0.0, (0.0, None)
        for clauses in sentences.values():
            weights = sorted((weight for weight, _ in clauses.values()), reverse=True)
            total += weights[0] + _SAME_SENTENCE * sum(weights[1:])
            top = max(top, *clauses.values(), key=lambda pair: pair[0])
        scores[id] = _Score(total, *top)
    return scores


def _weight(match: Match, reading: Reading) -> float:
    weight = _WEAK if match.weak else 1.0
    if reading.is_ground(match.start):
        return weight * _GROUND
    if reading.is_listed(match.start, match.end):
        return weight * _LISTED
    if reading.is_counted(match.end):
        weight += _COUNTED
    if reading.in_first_sentence(match.start):
        weight *= _FIRST_SENTENCE
    if match.qualifies or reading.text.startswith("的", match.end):
        weight *= _QUALIFIER
    if reading.in_name(match.start):
        weight *= _NAME
    if reading.clause_at(match.start).is_effect:
        weight *= _EFFECT
    return weight


def _primary(
    in_title: Sequence[Match], head: Plain, scores: dict[str, _Score], reading: Reading, above: str | None
) -> Label | None:
    """The primary theme: the object of the title; else of the text, where a theme of the heading above has an advantage."""
    match = _object(head.text, _decisive(in_title, head.text))
    if match:
        id = _best_child(match.id, scores)
        return _label(id, 1, match if id == match.id else None, head, scores.get(id), reading)
    candidates = dict(scores)
    for weak in in_title:
        candidates[weak.id] = _raised(candidates.get(weak.id), _IN_TITLE, weak)
    if not candidates:
        return None
    totals: dict[str, float] = {}
    for id, score in candidates.items():
        totals[_top(id)] = totals.get(_top(id), 0.0) + score.total
    if above and _top(above) in totals:
        totals[_top(above)] += _UNDER_HEADING
    first = {top: min(s.match.start for id, s in candidates.items() if _top(id) == top) for top in totals}
    top = min(totals, key=lambda top: (-totals[top], first[top]))
    id = max((id for id in candidates if _top(id) == top), key=lambda id: (_is_child(id), candidates[id].total))
    return _label(id, 1, _best_of(in_title, id), head, candidates[id], reading)


def _object(title: str, matches: Sequence[Match]) -> Match | None:
    """The match that names the object of a title: the head noun of its first clause, the first of coordinated ones."""
    if not matches:
        return None
    end = _CLAUSE_END.search(title, matches[0].end)
    clause = [match for match in matches if end is None or match.start < end.start()]
    chosen = clause[-1]
    for match in reversed(clause[:-1]):
        if not _COORDINATORS.search(title, match.end, max(chosen.start, match.end)):
            break
        chosen = match
    return chosen


def _decisive(in_title: Sequence[Match], title: str) -> list[Match]:
    """The matches that can name the object of a title: general words (体系, 质量) only where it holds no other."""
    general = table("themes").general
    strong = [match for match in in_title if not match.weak]
    specific = [match for match in strong if title[match.start : match.end] not in general]
    return specific or strong


@lru_cache(maxsize=1024)
def _of_heading(heading: str, known: bool) -> str | None:
    """The theme that a heading above names, if it names one; cached, since many items stand under one heading."""
    text = plain(heading).text
    match = _object(text, _decisive(table("themes").matches(text, is_heading=True), text))
    return match.id if match and (known or load("themes")[match.id].get("general", False)) else None


def _best_of(in_title: Sequence[Match], id: str) -> Match | None:
    """The title's match for ``id``: the first decisive one, else the first."""
    return min((match for match in in_title if match.id == id), key=lambda match: match.weak, default=None)


def _label(id: str, rank: int, title_match: Match | None, head: Plain, score: _Score | None, reading: Reading) -> Label:
    if title_match is not None and title_match.weak and score is not None and not score.match.weak:
        title_match = None
    if title_match is not None:
        span = head.source_span(title_match.start, title_match.end)
        return Label(id, rank, *span, True, "weak_word" if title_match.weak else "title")
    assert score is not None, "a label rests on a match in the title or in the text"
    span = reading.source.source_span(score.match.start, score.match.end)
    return Label(id, rank, *span, False, "text" if score.best >= MENTION and not score.match.weak else "weak_word")


def _by_verb(head: Plain, reading: Reading, path: Sequence[str], role: str) -> Label:
    """The instrument that the first governing verb suggests, where no word names one."""
    verb, instrument_by = _verbs()
    for text, source, in_title in ((head.text, head, True), (reading.text, reading.source, False)):
        if found := verb.search(text):
            return Label(instrument_by[found[0]], 1, *source.source_span(*found.span()), in_title, "verb")
    for heading in reversed(path):
        matches = table("instruments").matches(plain(heading).text, is_heading=True)
        if matches:
            return Label(matches[0].id, 1, 0, 0, False, "heading")
    last = shared("instruments")["last_resort"]
    return Label(last["safeguard" if role == "safeguard" else "task"], 1, 0, 0, False, "last_resort")


@cache
def _verbs() -> tuple[re.Pattern[str], Mapping[str, str]]:
    instrument_by = {verb: rule["instrument"] for rule in shared("instruments")["verbs"] for verb in rule["verbs"]}
    return re.compile("|".join(instrument_by)), instrument_by


def _in_field(*texts: str) -> bool:
    """Whether anything speaks of education or skills: elsewhere only themes of general government are assigned."""
    return any(word in text for text in texts for word in shared("themes")["field"])


def _ranked(scores: Mapping[str, _Score]) -> Iterable[tuple[str, _Score]]:
    """The best first; what rests on weak words only stands behind everything else."""
    return sorted(scores.items(), key=lambda pair: (pair[1].match.weak, -pair[1].total, pair[1].match.start, pair[0]))


def _is_further(score: _Score) -> bool:
    """Whether an id that is not the first has a measure of its own."""
    return score.total >= OWN_MEASURE and not score.match.weak


def _add(scores: dict[str, _Score], id: str, weight: float, match: Match) -> None:
    scores[id] = _raised(scores.get(id), weight, match)


def _raised(score: _Score | None, weight: float, match: Match) -> _Score:
    return _Score(score.total + weight, score.best, score.match) if score else _Score(weight, weight, match)


def _fold(scores: dict[str, _Score]) -> None:
    """What speaks for a theme as a whole speaks for the sub-theme that the text names."""
    for id in [id for id in scores if not _is_child(id)]:
        child = _best_child(id, scores)
        if child != id:
            scores[child].total += scores.pop(id).total


def _best_child(id: str, scores: Mapping[str, _Score]) -> str:
    """The sub-theme of ``id`` that the text speaks of most; ``id`` itself if of none, or if it is a sub-theme."""
    children = [
        child for child, score in scores.items() if child != id and _parent(child) == id and score.total >= MENTION
    ]
    return min(children, key=lambda child: (-scores[child].total, scores[child].match.start)) if children else id


def _parent(id: str) -> str | None:
    return load("themes")[id]["parent"]


def _is_child(id: str) -> bool:
    return _parent(id) is not None


def _top(id: str) -> str:
    return _parent(id) or id

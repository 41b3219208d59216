"""From the words of a work item to its themes (``themes.yaml``) and policy instruments (``instruments.yaml``).

Both lists hold the words by which an entry is recognised. A word is ``decisive`` or ``weak`` (it counts only in a clause
without a decisive one); ``headings`` count in a title or heading only. Of two words of which one holds the other, the
longer one counts: 教师培训基地 is no 培训, 1+X党建 no 1+X. What a word weighs depends on where it stands: own title,
first sentence, object of a clause of its own, item of a list, means or reason. Frequency inside a clause counts nothing.
The order follows ``raw/CODING.md``: what the heading names, else what is first the object of a measure, else what the text
speaks of most.

Every label says on what it rests (``codes.yaml``: label_ground), so that a guess is never taken for a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zhijiao_data.codebook.label_text import Clause, Plain, Reading, plain
from zhijiao_data.codebook.label_words import Match, general, matches
from zhijiao_data.codebook.loader import load, shared

#: A task has at most so many labels of one kind.
MOST = 3
#: A further label needs a measure of its own: one decisive word as the object of a clause.
OWN_MEASURE = 1.0
#: A sub-theme is preferred to its theme if the text speaks of it at all.
MENTION = 0.5
#: The place of what is never the object of a measure.
NOWHERE = 10**9

_WEAK = 0.5
_FIRST_SENTENCE = 1.5
_COUNTED = 0.5
_SAME_SENTENCE = 0.25
_IN_TITLE = 1.5
_TITLE_DECIDES = 3.0
_UNDER_HEADING = 1.0
# The advantage of what is first the object of a measure.
_LEADS = 1.5
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
    object: int
    """Where it is first the object of a measure; ``NOWHERE`` if it never is."""


def themes_of(title: str | None, text: str, path: Sequence[str] = (), role: str = "task") -> list[Label]:
    """The themes of a work item: one primary and up to two further ones.

    Args:
        title: the item's own heading, if it has one.
        text: its full text, with or without the title at the front.
        path: the headings above it, outermost first.
        role: ``task`` or ``safeguard``.
    """
    reading, head = _read(text, title), plain(title or "")
    entries = load("themes")
    known = _in_field(reading.text, head.text, *path)
    scores = {
        id: score for id, score in _scores("themes", reading).items() if known or entries[id].get("general", False)
    }
    in_title = [
        match
        for match in matches("themes", head.text, is_heading=True)
        if known or entries[match.id].get("general", False)
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
        spoken_of = (
            head.text[match.start : match.end] not in general("themes") or _best_child(match.id, scores) in scores
        )
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
    reading, head = _read(text, title), plain(title or "")
    scores = _scores("instruments", reading)
    in_title = matches("instruments", head.text, is_heading=True)
    chosen = _object(head.text, _decisive("instruments", in_title, head.text))
    decided = chosen is not None and head.text[chosen.start : chosen.end] not in general("instruments")
    if not decided and (leader := _leader(scores)):
        scores[leader].total += _LEADS
    for id in {match.id: None for match in in_title}:
        match = _best_of(in_title, id)
        is_general = head.text[match.start : match.end] in general("instruments")
        if chosen is not None and id == chosen.id:
            _add(scores, id, _TITLE_DECIDES if decided else _IN_TITLE, chosen)
        elif not is_general or id in scores:
            _add(scores, id, _WEAK if match.weak or match.qualifies else _IN_TITLE, match)
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


def _scores(name: str, reading: Reading) -> dict[str, _Score]:
    places = [(match, reading.clause_at(match.start)) for match in matches(name, reading.text)]
    decisive = {clause.start for match, clause in places if not match.weak}
    # id → sentence → clause → (weight, match): in a clause the best place counts, further clauses of a sentence little.
    best: dict[str, dict[int, dict[int, tuple[float, Match]]]] = {}
    for match, clause in places:
        if match.weak and clause.start in decisive:
            continue
        weight = _weight(match, clause, reading)
        clauses = best.setdefault(match.id, {}).setdefault(clause.sentence, {})
        if clause.start not in clauses or weight > clauses[clause.start][0]:
            clauses[clause.start] = (weight, match)
    return {id: _score(sentences.values()) for id, sentences in best.items()}


def _score(sentences: Iterable[Mapping[int, tuple[float, Match]]]) -> _Score:
    """What speaks for an id, from the weights in each clause of each sentence."""
    total, top, first = 0.0, 0.0, NOWHERE
    best: Match | None = None
    for clauses in sentences:
        highest = sum_ = 0.0
        for weight, match in clauses.values():
            sum_ += weight
            highest = max(highest, weight)
            if weight > top:
                top, best = weight, match
            if weight >= OWN_MEASURE:
                first = min(first, match.start)
        total += highest + _SAME_SENTENCE * (sum_ - highest)
    assert best is not None, "every weight is above 0"
    return _Score(total, top, best, first)


def _weight(match: Match, clause: Clause, reading: Reading) -> float:
    weight = _WEAK if match.weak else 1.0
    if clause.is_ground(match.start):
        return weight * _GROUND
    if clause.is_listed(match.start, match.end):
        return weight * _LISTED
    if clause.last_digit >= match.end:
        weight += _COUNTED
    if clause.sentence == reading.first_sentence:
        weight *= _FIRST_SENTENCE
    if match.qualifies or reading.text.startswith("的", match.end):
        weight *= _QUALIFIER
    if reading.in_name(match.start):
        weight *= _NAME
    if clause.is_effect:
        weight *= _EFFECT
    return weight


def _primary(
    in_title: Sequence[Match], head: Plain, scores: dict[str, _Score], reading: Reading, above: str | None
) -> Label | None:
    """The primary theme: the object of the title; else of the text.

    Of the text's themes the one that is first the object of a measure and the one of the heading above have an advantage.
    """
    match = _object(head.text, _decisive("themes", in_title, head.text))
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
    if leader := _leader(candidates):
        totals[_top(leader)] += _LEADS
    if above and _top(above) in totals:
        totals[_top(above)] += _UNDER_HEADING
    first = {top: min(s.match.start for id, s in candidates.items() if _top(id) == top) for top in totals}
    top = min(totals, key=lambda top: (-totals[top], first[top]))
    within = [id for id in candidates if _top(id) == top]
    id = _foremost([id for id in within if _is_child(id)] or within, candidates)
    return _label(id, 1, _best_of(in_title, id), head, candidates[id], reading)


def _leader(scores: Mapping[str, _Score]) -> str | None:
    """The id that is first the object of a measure, if any is."""
    first = min(scores, key=lambda id: scores[id].object, default=None)
    return first if first is not None and scores[first].object < NOWHERE else None


def _object(title: str, named: Sequence[Match]) -> Match | None:
    """The match that names the object of a title: the head noun of its first clause, the first of coordinated ones."""
    if not named:
        return None
    end = _CLAUSE_END.search(title, named[0].end)
    clause = [match for match in named if end is None or match.start < end.start()]
    chosen = clause[-1]
    for match in reversed(clause[:-1]):
        if not _COORDINATORS.search(title, match.end, max(chosen.start, match.end)):
            break
        chosen = match
    return chosen


def _decisive(name: str, in_title: Sequence[Match], title: str) -> list[Match]:
    """The matches that can name the object of a title: general words (体系, 质量) only where it holds no other."""
    strong = [match for match in in_title if not match.weak]
    specific = [match for match in strong if title[match.start : match.end] not in general(name)]
    return specific or strong


@lru_cache(maxsize=1024)
def _of_heading(heading: str, known: bool) -> str | None:
    """The theme that a heading above names, if it names one; cached, since many items stand under one heading."""
    text = plain(heading).text
    match = _object(text, _decisive("themes", matches("themes", text, is_heading=True), text))
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
        named = matches("instruments", plain(heading).text, is_heading=True)
        if named:
            return Label(named[0].id, 1, 0, 0, False, "heading")
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
    return score.total >= OWN_MEASURE and score.object < NOWHERE and not score.match.weak


def _add(scores: dict[str, _Score], id: str, weight: float, match: Match) -> None:
    scores[id] = _raised(scores.get(id), weight, match)


def _raised(score: _Score | None, weight: float, match: Match) -> _Score:
    """What speaks for an id with what a match in the title adds: a strong one is the object of a measure."""
    if score is None:
        return _Score(weight, weight, match, 0 if weight >= OWN_MEASURE and not match.weak else NOWHERE)
    return _Score(score.total + weight, score.best, score.match, score.object)


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
    return _foremost(children, scores) if children else id


def _foremost(ids: Sequence[str], scores: Mapping[str, _Score]) -> str:
    """The one of ``ids`` for which most speaks; what is first the object of a measure has an advantage."""
    leader = _leader({id: scores[id] for id in ids})
    lead = {leader: _LEADS}
    return max(ids, key=lambda id: (scores[id].total + lead.get(id, 0.0), -scores[id].match.start))


def _parent(id: str) -> str | None:
    return load("themes")[id]["parent"]


def _is_child(id: str) -> bool:
    return _parent(id) is not None


def _top(id: str) -> str:
    return _parent(id) or id

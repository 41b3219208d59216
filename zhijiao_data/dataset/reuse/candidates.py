"""Exact runs of characters that two texts share: where a passage can be.

A passage of at least 16 matching characters, of whose columns at most one in five is no match, holds a run of four matching characters: its ``M``
matches are cut into at most ``M // 4 + 1`` runs by what is no match, and 16 / 5, 20 / 6, … never fall to 3. An index of all shingles of four characters therefore
misses no passage (`EXACT`). In a large collection such short shingles stand everywhere, and longer ones are taken, of these only the least
of every few by its hash (S. Schleimer, D. S. Wilkerson & A. Aiken 2003, Winnowing, SIGMOD: 76–85): every run of ``shingle + window - 1`` characters
still holds one (`LARGE`).

A sentence that stands in every document would join each with each. Every occurrence is therefore joined with at most ``partners`` earlier ones: half of them
the first in the order of the texts (the sources, when that is the order of dates), half the nearest before it; and with as many of the same region,
so that a document meets those of its own province however many there are elsewhere. Work and memory then grow with the length of all texts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhijiao_data.dataset.reuse import alignment

if TYPE_CHECKING:
    import numpy as np

_FACTOR = 0x9E3779B97F4A7C15
#: How far to either side of a run, and how many diagonals around it, are looked at before a passage is searched for.
_REACH, _DRIFT = 24, 6
#: So many characters are looked up at once: enough to make the calls cheap, few enough to keep memory flat.
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Search:
    """How runs are searched for: length of shingles, of how many in a row one is taken, with how many earlier occurrences each is joined."""

    shingle: int
    window: int
    partners: int


EXACT = Search(shingle=4, window=1, partners=10**9)
LARGE = Search(shingle=8, window=5, partners=32)
#: From so many characters on the index is that of `LARGE`.
EXACT_UP_TO = 300_000


def search_for(characters: int) -> Search:
    """The way to search a collection of so many characters."""
    return EXACT if characters <= EXACT_UP_TO else LARGE


def passages(
    texts: Sequence[str], search: Search | None = None, regions: Sequence[Hashable] | None = None
) -> Iterator[tuple[int, int, alignment.Passage]]:
    """Every kept passage that two texts share: (index of the earlier text, of the later, passage), by the later text.

    Args:
        texts: compared characters (:mod:`~zhijiao_data.dataset.reuse.masking`), in the order of their dates.
        search: how to look; `search_for` chooses by size.
        regions: of each text the province, say; a text is joined with as many of its own region as of all.
    """
    search = search or search_for(sum(map(len, texts)))
    for later, runs in _runs(texts, search, regions):
        for earlier, of_pair in _by_pair(runs):
            yield from ((earlier, later, found) for found in _aligned(texts[earlier], texts[later], of_pair))


def _aligned(a: str, b: str, runs: list[tuple[int, int, int]]) -> list[alignment.Passage]:
    """The kept passages of two texts through runs, longest first; a run on the path of an earlier passage needs no search."""
    found: list[alignment.Passage] = []
    covered: dict[int, list[tuple[int, int]]] = {}
    for i, j, n in sorted(runs, key=lambda run: (-run[2], run)):
        if any(start <= i < end for start, end in covered.get(j - i, ())):
            continue
        one = alignment.through(a, b, i, j, n)
        if one.is_kept:
            found.append(one)
            for x, y, m in one.blocks:
                covered.setdefault(y - x, []).append((x, x + m))
    return alignment.apart(found)


def _by_pair(runs: np.ndarray) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Rows (earlier text, i, j, n), sorted by the first, as (earlier text, its runs)."""
    import numpy as np

    if len(runs):
        for rows in np.split(runs, np.flatnonzero(np.diff(runs[:, 0])) + 1):
            yield int(rows[0, 0]), [tuple(row) for row in rows[:, 1:].tolist()]


class _Index:
    """The places of every shingle, grouped by shingle (and region), in the order of the texts."""

    def __init__(self, keys: np.ndarray, places: np.ndarray, texts: np.ndarray) -> None:
        import numpy as np

        order = np.argsort(keys, kind="stable")
        self.places = places[order]
        ranks = np.arange(len(order), dtype=np.int64)
        new_key = np.ones(len(order), bool)
        new_key[1:] = keys[order][1:] != keys[order][:-1]
        new_text = new_key.copy()
        new_text[1:] |= texts[order][1:] != texts[order][:-1]
        begins = np.maximum.accumulate(np.where(new_key, ranks, 0))
        ends = np.maximum.accumulate(np.where(new_text, ranks, 0))
        # For the n-th shingle taken: its earlier occurrences in other texts are places[begins[n]:ends[n]].
        self.begins, self.ends = np.empty_like(begins), np.empty_like(ends)
        self.begins[order], self.ends[order] = begins, ends

    def earlier(self, first: int, last: int, partners: int) -> tuple[np.ndarray, np.ndarray]:
        """(which shingle, place of an earlier occurrence) for the shingles ``first`` to ``last``, at most ``partners`` for each."""
        import numpy as np

        begins, ends = self.begins[first:last], self.ends[first:last]
        half = partners // 2
        sources = np.minimum(ends, begins + half)
        nearest = np.maximum(ends - (partners - half), sources)
        which, ranks = [], []
        for low, high in ((begins, sources), (nearest, ends)):
            counts = high - low
            repeated = np.repeat(np.arange(first, last), counts)
            within = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
            which.append(repeated)
            ranks.append(np.repeat(low, counts) + within)
        return np.concatenate(which), self.places[np.concatenate(ranks)]


def _runs(texts: Sequence[str], search: Search, regions: Sequence[Hashable] | None) -> Iterator[tuple[int, np.ndarray]]:
    """For each text the runs that it shares with earlier ones: rows (earlier text, i, j, n), sorted."""
    import numpy as np

    lengths = np.array([len(text) for text in texts], np.int64)
    begins = np.cumsum(lengths) - lengths
    chars = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    of_text = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    places, keys = _shingles(chars, of_text, search)
    indexes = [_Index(keys, places, of_text[places])]
    numbers: dict[Hashable, int] = {}
    region = np.array([numbers.setdefault(one, len(numbers)) for one in regions or ()], np.uint64)
    if len(numbers) > 1 and len(texts) > search.partners:
        with np.errstate(over="ignore"):
            keyed = (keys ^ region[of_text[places]]) * np.uint64(_FACTOR)
        indexes.append(_Index(keyed, places, of_text[places]))
    bounds = np.searchsorted(places, np.append(begins, len(chars)))
    for low, high in _blocks(lengths.tolist()):
        first, last = int(bounds[low]), int(bounds[high])
        hits = [index.earlier(first, last, search.partners) for index in indexes]
        b = places[np.concatenate([which for which, _ in hits])]
        a = np.concatenate([places for _, places in hits])
        if not len(a):
            continue
        a, b, n = _joined(a, b, of_text, search.shingle)
        hopeful = _hopeful(chars, of_text, a, b, n)
        a, b, n = a[hopeful], b[hopeful], n[hopeful]
        earlier, later = of_text[a], of_text[b]
        rows = np.stack([later, earlier, a - begins[earlier], b - begins[later], n], axis=1)
        rows = rows[np.lexsort(rows.T[::-1])]
        if len(rows):
            for own in np.split(rows, np.flatnonzero(np.diff(rows[:, 0])) + 1):
                yield int(own[0, 0]), own[:, 1:]


def _blocks(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Texts in a row that have `_BLOCK` characters together: they are looked up at once."""
    low = together = 0
    for at, length in enumerate(lengths):
        together += length
        if together >= _BLOCK or at == len(lengths) - 1:
            yield low, at + 1
            low, together = at + 1, 0


def _shingles(chars: np.ndarray, of_text: np.ndarray, search: Search) -> tuple[np.ndarray, np.ndarray]:
    """Place and key of every shingle taken: those that lie in one text, and of ``window`` in a row the one with the least key."""
    import numpy as np

    size = search.shingle
    count = max(0, len(chars) - size + 1)
    keys = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(size):
            keys = (keys ^ chars[offset : offset + count].astype(np.uint64)) * np.uint64(_FACTOR)
            keys ^= keys >> np.uint64(29)
    inside = of_text[:count] == of_text[size - 1 : size - 1 + count]
    if search.window > 1 and count >= search.window:
        keys[~inside] = np.iinfo(np.uint64).max
        views = np.lib.stride_tricks.sliding_window_view(keys, search.window)
        least = np.arange(len(views)) + views.argmin(axis=1)
        taken = np.zeros(count, bool)
        taken[least] = True
        inside &= taken
    places = np.flatnonzero(inside)
    return places, keys[places]


def _joined(
    a: np.ndarray, b: np.ndarray, of_text: np.ndarray, shingle: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shared shingles as runs: those that overlap or touch on one diagonal, between the same two texts, are one."""
    import numpy as np

    order = np.lexsort((a, b - a))
    a, b = a[order], b[order]
    new = np.ones(len(a), bool)
    new[1:] = (np.diff(b - a) != 0) | (np.diff(a) > shingle) | (of_text[a][1:] != of_text[a][:-1])
    new[1:] |= of_text[b][1:] != of_text[b][:-1]
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(a)) - 1
    return a[firsts], b[firsts], a[lasts] + shingle - a[firsts]


def _hopeful(chars: np.ndarray, of_text: np.ndarray, a: np.ndarray, b: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Which runs can lie in a kept passage, by a bound: what would match if every column could choose its diagonal without cost.

    Most short runs stand alone (职业教育 is in every sentence), and the bound tells it for all of a text at once.
    """
    import numpy as np

    reached = n.copy()
    alive = np.zeros(len(n), bool)
    for end_a, end_b, way in ((a + n, b + n, 1), (a - 1, b - 1, -1)):
        score = np.zeros(len(n), np.int32)
        best = np.zeros(len(n), np.int32)
        going = np.ones(len(n), bool)
        for step in range(_REACH):
            at_b = end_b + way * step
            inside = (at_b >= 0) & (at_b < len(chars))
            inside[inside] = of_text[at_b[inside]] == of_text[b[inside]]
            char = chars[np.clip(at_b, 0, len(chars) - 1)]
            same = np.zeros(len(n), bool)
            for drift in range(-_DRIFT, _DRIFT + 1):
                same |= chars[np.clip(end_a + way * step + drift, 0, len(chars) - 1)] == char
            same &= inside & going
            score += np.where(same, alignment.MATCH, alignment.MISMATCH)
            reached += same
            best = np.maximum(best, score)
            going &= inside & (score >= best - alignment.DROP)
        alive |= going
    return alive | (reached >= alignment.MIN_HAN)

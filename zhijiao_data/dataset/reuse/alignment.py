"""Local alignment of two texts, character by character: a match counts +2, a mismatch −2, a character without counterpart −3.

T. F. Smith & M. S. Waterman (1981), Identification of common molecular subsequences, Journal of Molecular Biology 147: 195–197.

One optimal path may lead through a long stretch of unlike text when enough likeness stands on its other side, and would present two
passages and what lies between them as one (Z. Zhang, P. Berman & W. Miller 1998, Alignments without low-scoring regions, Journal of Computational
Biology 5: 197–210). A passage therefore ends where the score has fallen more than `DROP` below its highest value: more than
seven mismatches, or five characters without counterpart, that nothing in between makes up for.

`through` gives the best such passage through a given exact run, in time that grows with the passage; `exhaustive` fills the whole matrix of two texts, in
time and memory that grow with its area, and is what the quick way is tested against.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from zhijiao_data.dataset.reuse.masking import is_han

MATCH, MISMATCH, GAP = 2, -2, -3
#: How far the score of a passage may fall before the passage has ended.
DROP = 15
#: What a passage needs: identical Chinese characters, and their and other identical characters' share of all columns.
MIN_HAN, MIN_IDENTITY = 16, 0.80
#: So many matching characters in a row behind the best cell settle the path up to there.
_SETTLED = 10
_NUMBER = re.compile(r"\d+(?:[.\-：/]\d+)*[万亿]?%?|[〇零一二两三四五六七八九十百千万亿]+")

#: A stretch of a path without gaps: ``n`` characters from ``i`` in the one text against those from ``j`` in the other.
Block = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """One alignment: its blocks in order, and what they amount to. Columns are pairs of characters and characters without counterpart."""

    blocks: tuple[Block, ...]
    score: int
    matches: int
    han: int
    columns: int

    @property
    def span_a(self) -> tuple[int, int]:
        """The half-open range in the first text."""
        return self.blocks[0][0], self.blocks[-1][0] + self.blocks[-1][2]

    @property
    def span_b(self) -> tuple[int, int]:
        """The half-open range in the second text."""
        return self.blocks[0][1], self.blocks[-1][1] + self.blocks[-1][2]

    @property
    def identity(self) -> float:
        """The share of columns whose two characters are the same."""
        return self.matches / self.columns

    @property
    def is_kept(self) -> bool:
        """Whether it is long and like enough to be told."""
        return self.han >= MIN_HAN and self.identity >= MIN_IDENTITY


def through(a: str, b: str, i: int, j: int, n: int) -> Passage:
    """The best passage through the exact run ``a[i:i+n] == b[j:j+n]``: the run, and the best extension on either side of it."""
    before = _extension(_reversed(a), _reversed(b), len(a) - i, len(b) - j)
    after = _extension(a, b, i + n, j + n)
    blocks = [(len(a) - x - m, len(b) - y - m, m) for x, y, m in reversed(before)]
    found = passage(a, b, [*blocks, (i, j, n), *after])
    return _trimmed(a, b, found) if found.is_kept else found


def _trimmed(a: str, b: str, found: Passage) -> Passage:
    """A passage without ends that add nothing to its score (the run that it was found by may lie in one)."""
    return max(_pieces(a, b, _steps(found.blocks)), key=lambda piece: piece.score)


@lru_cache(maxsize=64)
def _reversed(text: str) -> str:
    return text[::-1]


def passage(a: str, b: str, blocks: Iterable[Block]) -> Passage:
    """The passage of these blocks, counted; blocks that touch on one diagonal are one."""
    joined: list[Block] = []
    for i, j, n in blocks:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (*joined[-1][:2], joined[-1][2] + n)
        elif n:
            joined.append((i, j, n))
    if not joined:
        return Passage(((0, 0, 0),), 0, 0, 0, 1)
    matches = han = columns = 0
    for i, j, n in joined:
        same = [x for x, y in zip(a[i : i + n], b[j : j + n], strict=True) if x == y]
        matches += len(same)
        han += sum(map(is_han, same))
        columns += n
    gaps = sum(nxt[0] - (i + n) + nxt[1] - (j + n) for (i, j, n), nxt in pairwise(joined))
    score = MATCH * matches + MISMATCH * (columns - matches) + GAP * gaps
    return Passage(tuple(joined), score, matches, han, columns + gaps)


def turned(found: Passage) -> Passage:
    """The same passage with the two texts exchanged."""
    return replace(found, blocks=tuple((j, i, n) for i, j, n in found.blocks))


def _extension(a: str, b: str, i: int, j: int) -> list[Block]:
    """The blocks of the best path that begins at ``a[i]`` and ``b[j]`` and never falls more than `DROP` below its highest value.

    Where a new best cell is followed by `_SETTLED` equal characters, the path up to it is taken as settled and the search goes on
    behind the run: another path could only catch up inside text that repeats itself.
    """
    blocks: list[Block] = []
    while True:
        run = _common(a, b, i, j)
        if run:
            blocks.append((i, j, run))
            i, j = i + run, j + run
        if i >= len(a) or j >= len(b):
            return blocks
        found, goes_on = _round(a, b, i, j)
        blocks += found
        if not goes_on:
            return blocks
        i, j = found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]


def _common(a: str, b: str, i: int, j: int) -> int:
    """How many characters are the same from ``a[i]`` and ``b[j]`` on."""
    start, most = i, i + min(len(a) - i, len(b) - j)
    while i + 32 <= most and a[i : i + 32] == b[j : j + 32]:
        i, j = i + 32, j + 32
    while i < most and a[i] == b[j]:
        i, j = i + 1, j + 1
    return i - start


def _round(a: str, b: str, i: int, j: int) -> tuple[list[Block], bool]:
    """The best path from a cell to the next settled one, or to its end; and whether it was settled.

    Row by row; of each row only the cells that are within `DROP` of the best so far are kept.
    """
    low, scores = 0, [GAP * k for k in range(min(-DROP // GAP, len(b) - j) + 1)]
    ways: list[tuple[int, list[int]]] = [(0, [0, *[2] * (len(scores) - 1)])]
    best, best_at = 0, (0, 0)
    dead = -(10**9)
    for row in range(1, len(a) - i + 1):
        char, above = a[i + row - 1], scores
        scores, way, floor, left = [], [], best - DROP, dead
        width = len(above)
        settled = False
        for column in range(low, min(low + width + DROP, len(b) - j) + 1):
            at = column - low
            up = above[at] + GAP if at < width else dead
            diagonal = dead
            if 0 < at <= width:
                diagonal = above[at - 1] + (MATCH if char == b[j + column - 1] else MISMATCH)
            score, step = (diagonal, 0) if diagonal >= up and diagonal >= left + GAP else (up, 1)
            if left + GAP > score:
                score, step = left + GAP, 2
            if score < floor:
                if at > width:
                    break
                score = dead
            elif score > best:
                best, best_at, settled = score, (row, column), True
            scores.append(score)
            way.append(step)
            left = score
        while scores and scores[-1] == dead:
            scores.pop()
        first = next((k for k, score in enumerate(scores) if score != dead), None)
        if first is None:
            break
        ways.append((low + first, way[first : len(scores)]))
        low, scores = low + first, scores[first:]
        if settled:
            x, y = i + best_at[0], j + best_at[1]
            if (ahead := a[x : x + _SETTLED]) and len(ahead) == _SETTLED and ahead == b[y : y + _SETTLED]:
                return _traced(ways, best_at, i, j), True
    return (_traced(ways, best_at, i, j) if best else []), False


def _traced(ways: list[tuple[int, list[int]]], end: tuple[int, int], i: int, j: int) -> list[Block]:
    """The blocks of the path from the cell (0, 0), which is ``a[i]`` and ``b[j]``, to ``end``."""
    row, column = end
    pairs: list[Block] = []
    while row or column:
        low, way = ways[row]
        step = way[column - low]
        row, column = row - (step != 2), column - (step != 1)
        if step == 0:
            if pairs and pairs[-1][:2] == (i + row + 1, j + column + 1):
                pairs[-1] = (i + row, j + column, pairs[-1][2] + 1)
            else:
                pairs.append((i + row, j + column, 1))
    return pairs[::-1]


def apart(found: Iterable[Passage]) -> list[Passage]:
    """The passages of two texts without shadows, in order: of two that overlap by half of the shorter in both texts the better one stays.

    A phrase that stands twice within a passage gives a second, worse alignment of the same words.
    """
    kept: list[Passage] = []
    for one in sorted(found, key=lambda one: (-one.score, one.span_a, one.span_b)):
        if not any(_overlaps(one.span_a, other.span_a) and _overlaps(one.span_b, other.span_b) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.span_a, one.span_b))


def _overlaps(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return 2 * (min(a[1], b[1]) - max(a[0], b[0])) >= min(a[1] - a[0], b[1] - b[0])


def exhaustive(a: str, b: str) -> list[Passage]:
    """Every kept passage of two texts, from the whole matrix (time and memory grow with ``len(a) * len(b)``).

    The cells of the matrix fall into islands, each with the origin of its path (R. Olsen, T. Hwa & M. Lässig 1999, Optimizing
    Smith–Waterman alignments, Pacific Symposium on Biocomputing 4: 302–313). The best cell of every island is traced back, and its path
    ends where `DROP` says.
    """
    import numpy as np

    if not a or not b:
        return []
    first, second = (np.array([ord(char) for char in text]) for text in (a, b))
    rows, columns = len(a), len(b)
    # Indexed by antidiagonal and row: cell (i, j) stands at [i + j][i].
    way = np.zeros((rows + columns + 1, rows + 1), np.int8)
    best: dict[int, tuple[int, int, int]] = {}
    least = MATCH * MIN_HAN + GAP * int(MIN_HAN * (1 / MIN_IDENTITY - 1))
    score = [np.zeros(rows + 1, np.int32) for _ in range(3)]
    origin = [np.zeros(rows + 1, np.int64) for _ in range(3)]
    for diagonal in range(2, rows + columns + 1):
        low, high = max(1, diagonal - columns), min(rows, diagonal - 1)
        i = np.arange(low, high + 1)
        now, last, before = diagonal % 3, (diagonal - 1) % 3, (diagonal - 2) % 3
        same = first[i - 1] == second[diagonal - i - 1]
        options = (
            score[before][i - 1] + np.where(same, MATCH, MISMATCH),
            score[last][i - 1] + GAP,
            score[last][i] + GAP,
        )
        top = np.maximum(np.maximum(options[0], options[1]), options[2])
        step = np.where(options[0] == top, 1, np.where(options[1] == top, 2, 3))
        own = i * (columns + 1) + diagonal - i
        begins = score[before][i - 1] == 0
        inherited = np.where(
            step == 1,
            np.where(begins, own, origin[before][i - 1]),
            np.where(step == 2, origin[last][i - 1], origin[last][i]),
        )
        alive = top > 0
        score[now][:] = 0
        score[now][i] = np.where(alive, top, 0)
        origin[now][i] = inherited
        way[diagonal][i] = np.where(alive, step, 0)
        for k in np.flatnonzero(top >= least):
            key = int(inherited[k])
            if key not in best or int(top[k]) > best[key][0]:
                best[key] = (int(top[k]), int(i[k]), diagonal - int(i[k]))
    found: list[Passage] = []
    for _, i, j in best.values():
        steps = []
        while i and j and (step := int(way[i + j][i])):
            steps.append((step, i - (step != 3), j - (step != 2)))
            i, j = i - (step != 3), j - (step != 2)
        found += [piece for piece in _pieces(a, b, steps[::-1]) if piece.is_kept]
    return apart(found)


def _steps(blocks: tuple[Block, ...]) -> list[tuple[int, int, int]]:
    """Blocks column by column: (1 for a pair, 2 and 3 for a character of the first and of the second text alone, place in both)."""
    steps = []
    x, y = blocks[0][:2]
    for i, j, n in blocks:
        steps += [(2, at, y) for at in range(x, i)]
        steps += [(3, i, at) for at in range(y, j)]
        steps += [(1, i + at, j + at) for at in range(n)]
        x, y = i + n, j + n
    return steps


def _pieces(a: str, b: str, steps: list[tuple[int, int, int]]) -> Iterable[Passage]:
    """A path cut where it falls more than `DROP` below its highest value."""
    at = 0
    while at < len(steps):
        total = highest = 0
        start = end = at
        while at < len(steps) and total >= highest - DROP:
            step, i, j = steps[at]
            at += 1
            total += GAP if step != 1 else MATCH if a[i] == b[j] else MISMATCH
            if total <= 0:
                total, start = 0, at
                highest, end = 0, at
            elif total > highest:
                highest, end = total, at
        if end > start:
            yield passage(a, b, [(i, j, 1) for step, i, j in steps[start:end] if step == 1])


def cut(a: str, b: str, found: Passage, ends_a: Container[int], ends_b: Container[int]) -> list[Passage]:
    """A passage in pieces, cut where a sentence ends in both texts, as far as each piece is a passage that is kept.

    Two documents that share two sentences in a row took them, maybe, from two places.

    Args:
        a, b: the texts.
        found: the passage.
        ends_a, ends_b: positions in the texts in front of which a sentence ends.
    """
    pieces: list[Passage] = []
    rest = list(found.blocks)
    for i, j, n in found.blocks:
        for step in range(n):
            if i + step in ends_a and j + step in ends_b:
                before, behind = _parted(rest, i + step)
                first, second = passage(a, b, before), passage(a, b, behind)
                if first.is_kept and second.is_kept:
                    pieces.append(first)
                    rest = behind
    pieces.append(passage(a, b, rest))
    return [one for piece in pieces if (one := _trimmed(a, b, piece)).is_kept] if len(pieces) > 1 else [found]


def _parted(blocks: list[Block], at: int) -> tuple[list[Block], list[Block]]:
    """The parts of blocks in front of and behind a position of the first text, which lies in one of them."""
    before = [(i, j, min(n, at - i)) for i, j, n in blocks if i < at]
    behind = [(max(i, at), j + max(0, at - i), n - max(0, at - i)) for i, j, n in blocks if i + n > at]
    return before, behind


def differing_numbers(a: str, b: str, found: Passage) -> list[str]:
    """The numbers that stand in the same place of a passage and are not the same: ``30→32``, in the order of the first text.

    A number is a run of figures with what joins and follows them (1.5, 1-2, 450万, 60%) or of Chinese numerals; each is read as a whole, also
    when only one of its signs is aligned. A run of numerals is compared with one of numerals only, figures with figures: 万 in a name
    against a figure is no number that differs.
    """
    numbers_b = {at: hit for hit in _NUMBER.finditer(b, *found.span_b) for at in range(*hit.span())}
    differing = []
    for hit in _NUMBER.finditer(a, *found.span_a):
        faced = {
            numbers_b[other].start(): numbers_b[other]
            for i, j, n in found.blocks
            for other in range(max(hit.start() - i, 0) + j, min(hit.end() - i, n) + j)
            if other in numbers_b
        }
        for other in faced.values():
            if other[0] != hit[0] and other[0][0].isdecimal() == hit[0][0].isdecimal():
                differing.append(f"{hit[0]}→{other[0]}")
    return differing

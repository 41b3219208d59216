"""Two sequences aligned, lines of a text or signs of a cell, in bounded work.

The longest common stretch is taken first, then the longest on either side of it, and so on, as `difflib` does. That is
cubic where items repeat: blank lines between lines that all changed, a cell of two signs in turn. So the work is counted
and given out to the larger windows first; a window that costs more than is left is aligned at its ends and at the items
that stand once in either sequence, and what lies between those and still costs too much is told as replaced whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

#: Pairs of items that may be compared for one alignment, and more for each item. The plans held take below 30,000 for all
#: lines, each changed; 2,000 signs of two plans below 100,000.
WORK, WORK_PER_ITEM = 2_000_000, 32


class Block(NamedTuple):
    """``old[i1:i2]`` became ``new[j1:j2]``; the same items if ``same``."""

    i1: int
    i2: int
    j1: int
    j2: int
    same: bool


class _Match(NamedTuple):
    i: int
    j: int
    size: int


class _Window(NamedTuple):
    i1: int
    i2: int
    j1: int
    j2: int
    anchored: bool = False  # lies between items that stand once: not searched for such items again


def blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """The stretches of both sequences in order, the same and different ones in turn; none is empty on both sides.

    >>> [tuple(block) for block in blocks("abcd", "abxd")]
    [(0, 2, 0, 2, True), (2, 3, 2, 3, False), (3, 4, 3, 4, True)]
    """
    i1 = i2 = j1 = j2 = 0  # the stretch that is the same and not told yet: matches that touch are one
    for i, j, size in [*sorted(_matches(old, new)), _Match(len(old), len(new), 0)]:
        if (i, j) != (i2, j2):
            if i2 > i1:
                yield Block(i1, i2, j1, j2, True)
            yield Block(i2, i, j2, j, False)
            i1, j1 = i, j
        i2, j2 = i + size, j + size
    if i2 > i1:
        yield Block(i1, i2, j1, j2, True)


def common_ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """How many characters (or other items) two texts share at the beginning and, of the rest, at the end.

    >>> common_ends("不低于60%", "不低于65%")
    (4, 1)
    """
    most = min(len(a), len(b))
    head = next((i for i in range(most) if a[i] != b[i]), most)
    tail = next((i for i in range(most - head) if a[-1 - i] != b[-1 - i]), most - head)
    return head, tail


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[_Match]:
    left = WORK + WORK_PER_ITEM * (len(old) + len(new))
    # First come, first served: the windows of one depth before those within them, so that no side takes all the work.
    waiting = deque([_Window(0, len(old), 0, len(new))])
    while waiting:
        window = waiting.popleft()
        i1, i2, j1, j2, anchored = window
        a, b = old[i1:i2], new[j1:j2]
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        cost = len(a) + len(b) + sum(len(matcher.b2j.get(item, ())) for item in a)
        affordable = cost <= left
        if affordable:
            left -= cost
            found = [_Match(*matcher.find_longest_match())]
        else:
            found = _anchors(a, b, inner=not anchored)
        found = [_Match(i1 + i, j1 + j, size) for i, j, size in found if size]
        yield from found
        if found and (affordable or not anchored):
            waiting += _between(window, found, anchored or not affordable)


def _between(window: _Window, found: Sequence[_Match], anchored: bool) -> Iterator[_Window]:
    """What is left of a window around its matches, where there is something on both sides."""
    i, j = window.i1, window.j1
    for match in [*found, _Match(window.i2, window.j2, 0)]:
        if i < match.i and j < match.j:
            yield _Window(i, match.i, j, match.j, anchored)
        i, j = match.i + match.size, match.j + match.size


def _anchors(a: Sequence[str], b: Sequence[str], inner: bool) -> list[_Match]:
    """The common ends and, if ``inner``, between them the items that stand once in both, as many as keep one order."""
    head, tail = common_ends(a, b)
    found = [_Match(0, 0, head)]
    if inner:
        found += [_Match(head + i, head + j, 1) for i, j in _once(a[head : len(a) - tail], b[head : len(b) - tail])]
    return [*found, _Match(len(a) - tail, len(b) - tail, tail)]


def _once(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The places of items that stand once in either sequence: the longest run of them that rises in both."""
    counts_a, counts_b = Counter(a), Counter(b)
    place = {item: j for j, item in enumerate(b) if counts_b[item] == 1}
    ends: list[int] = []  # the least place in b at which a run of 1, 2, 3 … items can end
    runs: list[Any] = []  # each its last pair of places and the run before that
    for i, item in enumerate(a):
        if counts_a[item] == 1 and item in place:
            j = place[item]
            length = bisect_left(ends, j)
            # Put in place of the run of this length, or behind the longest.
            ends[length : length + 1] = [j]
            runs[length : length + 1] = [((i, j), runs[length - 1] if length else None)]
    found, run = [], runs[-1] if runs else None
    while run:
        last, run = run
        found.append(last)
    return found[::-1]

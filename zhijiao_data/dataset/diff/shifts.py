"""Where a place in the text of a document stands after the text was corrected.

Ids and offsets count characters, so one character put in at the top changes all that follow. Lines are aligned first;
within changed lines only what is the same at their beginning and at their end. A character keeps its place in what is
the same; the first character of a stretch that was replaced goes to the first of what replaces it. Any other has no
place in the new text. The two directions of a comparison are each other's inverse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from zhijiao_data.dataset.diff.alignment import Block, blocks, common_ends

if TYPE_CHECKING:
    import pyarrow as pa

# An id made of a plan and an offset (`schema.span_id`), also as the first part of a longer id, or ``plan@offset``.
PASSAGE_ID = r"\S+?(?:\.[a-z]\d{6}|@)\d*(?:[a-z]|-\d+)?(?:~\S*)?"
_PASSAGE_ID = re.compile(
    r"(?P<plan>\S+?)(?P<mark>\.[a-z](?=\d{6})|@)(?P<offset>\d{1,18})(?P<rest>(?:[a-z]|-\d+)?(?:~\S*)?)"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """Offsets in the old text to offsets in the new one."""

    blocks: tuple[Block, ...]

    def start(self, offset: int) -> int | None:
        """Where a passage that began at ``offset`` begins now; None if that can't be told."""
        block = self._holding(offset)
        if block is None:
            return None
        if block.same:
            return block.j1 + offset - block.i1
        return block.j1 if offset == block.i1 and block.j2 > block.j1 else None

    def end(self, offset: int) -> int | None:
        """Where a passage that ended before ``offset`` ends now: after the same last character."""
        block = self._holding(offset - 1)
        if block is None:
            return None
        if block.same:
            return block.j1 + offset - block.i1
        return block.j2 if offset == block.i2 and block.j2 > block.j1 else None

    def _holding(self, offset: int) -> Block | None:
        place = bisect_right(self.blocks, offset, key=lambda block: block.i1) - 1
        return self.blocks[place] if place >= 0 and offset < self.blocks[place].i2 else None


def between(old: str, new: str) -> Shift:
    """The shift from one text to another.

    >>> shift = between("目标\\n达到5个\\n", "目标：\\n达到5个\\n")
    >>> shift.start(3), shift.end(2)
    (4, 2)
    """
    # The aligner treats its two sides differently: always in the same order, so that both directions agree.
    if old <= new:
        found = list(_blocks(old, new))
    else:
        found = [Block(b.j1, b.j2, b.i1, b.i2, b.same) for b in _blocks(new, old)]
    return Shift(tuple(block for block in found if block.i2 > block.i1))


def _blocks(old: str, new: str) -> Iterator[Block]:
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    begins_a, begins_b = [0, *accumulate(map(len, a))], [0, *accumulate(map(len, b))]
    for i1, i2, j1, j2, same in blocks(a, b):
        if same:
            yield Block(begins_a[i1], begins_a[i2], begins_b[j1], begins_b[j2], True)
        elif i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield from _within(old, new, begins_a[i], begins_a[i + 1], begins_b[j], begins_b[j + 1])
        else:
            yield from _within(old, new, begins_a[i1], begins_a[i2], begins_b[j1], begins_b[j2])


def _within(old: str, new: str, i1: int, i2: int, j1: int, j2: int) -> Iterator[Block]:
    head, tail = common_ends(old[i1:i2], new[j1:j2])
    yield Block(i1, i1 + head, j1, j1 + head, True)
    yield Block(i1 + head, i2 - tail, j1 + head, j2 - tail, False)
    yield Block(i2 - tail, i2, j2 - tail, j2, True)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Carries the ids and offsets of old rows over to the new texts of their plans.

    What has no place in the new text becomes a value that no row has, so that it equals nothing.
    """

    shifts: Mapping[str, Shift]

    def ids(self, column: pa.Array) -> pa.Array:
        """A column of strings with the passage ids in it carried over; other strings stay."""
        import pyarrow as pa
        import pyarrow.compute as pc

        held = pc.match_substring_regex(column, f"^{PASSAGE_ID}$").fill_null(False)
        places = pc.indices_nonzero(held).to_pylist()
        if not self.shifts or not places:
            return column
        values = column.to_pylist()
        for place in places:
            values[place] = self._id(values[place])
        return pa.array(values, column.type)

    def _id(self, value: str) -> str:
        parts = _PASSAGE_ID.fullmatch(value)
        if parts is None or parts["plan"] not in self.shifts:
            return value
        offset = self.shifts[parts["plan"]].start(int(parts["offset"]))
        if offset is None:
            return f"\0{value}"
        width = 6 if parts["mark"] != "@" else 1
        return f"{parts['plan']}{parts['mark']}{offset:0{width}d}{parts['rest']}"

    def offsets(self, column: pa.Array, plans: pa.Array, ends: bool) -> pa.Array:
        """A column of offsets carried over; ``plans`` names the plan of each row, ``ends`` says that they are ends."""
        import pyarrow as pa
        import pyarrow.compute as pc

        held = pc.is_in(plans, pa.array(list(self.shifts), plans.type)) if self.shifts else None
        places = pc.indices_nonzero(held).to_pylist() if held is not None else []
        if not places:
            return column
        values, names = column.to_pylist(), plans.to_pylist()
        for place in places:
            if (offset := values[place]) is not None:
                shift = self.shifts[names[place]]
                found = shift.end(offset) if ends else shift.start(offset)
                values[place] = -1 - offset if found is None else found
        return pa.array(values, pa.int64())

"""Where two texts differ, shown in a few characters: what was taken out, what was put in, and a little around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zhijiao_data.dataset.diff.alignment import blocks, common_ends

#: A number or a word of Latin letters is one sign: 60 → 65, not 6[0→5]. A Chinese character is one by itself.
_SIGN = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
#: Signs that are the same between two differences and too few to be worth an interruption.
_GAP = 2
#: Where more signs than this differ, they are shown as one piece.
_ALIGNED = 2_000
AROUND, PIECE = 16, 120


class Part(NamedTuple):
    """A stretch of both texts: the same (``removed`` and ``added`` are equal) or different. ``…`` stands for what is left out."""

    removed: str
    added: str

    @property
    def same(self) -> bool:
        """Whether nothing differs here."""
        return self.removed == self.added


def parts(before: str, after: str, around: int = AROUND, piece: int = PIECE) -> list[Part]:
    """The differences of two texts with ``around`` characters on either side; of a long one, ``piece`` characters.

    >>> [tuple(part) for part in parts("占比不低于60%。", "占比不低于65%。")]
    [('占比不低于', '占比不低于'), ('60', '65'), ('%。', '%。')]
    """
    found = list(_joined(_aligned(_SIGN.findall(before), _SIGN.findall(after))))
    return [
        Part(*(_around(part.removed, around, number > 0, number < len(found) - 1),) * 2)
        if part.same
        else Part(middle(part.removed, piece), middle(part.added, piece))
        for number, part in enumerate(found)
    ]


def _aligned(a: list[str], b: list[str]) -> Iterator[Part]:
    head, tail = common_ends(a, b)
    yield _part(a[:head], a[:head])
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if max(len(inner_a), len(inner_b)) > _ALIGNED:
        yield _part(inner_a, inner_b)
    else:
        for i1, i2, j1, j2, _ in blocks(inner_a, inner_b):
            yield _part(inner_a[i1:i2], inner_b[j1:j2])
    yield _part(a[len(a) - tail :], b[len(b) - tail :])


def _part(a: list[str], b: list[str]) -> Part:
    return Part("".join(a), "".join(b))


def _joined(found: Iterator[Part]) -> Iterator[Part]:
    """Neighbours that differ as one, also across a few signs that are the same."""
    kept: list[Part] = []
    pieces = [part for part in found if part.removed or part.added]
    for number, part in enumerate(pieces):
        inner = 0 < number < len(pieces) - 1
        small = part.same and inner and len(part.removed) <= _GAP
        if kept and not kept[-1].same and (small or not part.same):
            kept[-1] = Part(kept[-1].removed + part.removed, kept[-1].added + part.added)
        else:
            kept.append(part)
    return iter(kept)


def _around(text: str, width: int, after_one: bool, before_one: bool) -> str:
    """What is the same, cut to what stands next to a difference."""
    if after_one and before_one:
        return text if len(text) <= 2 * width + 1 else f"{text[:width]}…{text[-width:]}"
    if len(text) <= width + 1:
        return text
    return f"{text[:width]}…" if after_one else f"…{text[-width:]}"


def middle(text: str, width: int) -> str:
    """A text cut in its middle to about ``width`` characters."""
    return text if len(text) <= width else f"{text[: width // 2]}…{text[-(width // 2) :]}"

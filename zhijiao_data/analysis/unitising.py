"""How far two coders agree on where the units of a text are.

* unitising α (α_u): K. Krippendorff (1995), On the reliability of unitizing continuous data, Sociological Methodology 25:
  47–76, in the form of K. Krippendorff (2004), Content Analysis, 2nd ed., chapter 11 (its example is on p. 254). It sees a
  moved boundary between two units that touch. The |u|α of Krippendorff, Mathet, Bouvry & Widlöcher (2016, Quality &
  Quantity 50: 2347–2364) observes only characters that one coder put into a unit and the other didn't, and tasks often
  follow each other without a gap.
* counts of spans: SemEval-2013 task 9.1 (I. Segura-Bedmar, P. Martínez & M. Herrero-Zazo 2013), after MUC-5.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unitising:
    """α_u and what it is made of. ``alpha`` is None when nobody marked a unit, so that no disagreement is expected."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | None:
        """1 − observed / expected."""
        return 1 - self.observed / self.expected if self.expected else None


def unitising_alpha(a: Iterable[Span], b: Iterable[Span], length: int) -> Unitising:
    """Krippendorff's α_u of two coders for one kind of unit, on a continuum of ``length`` characters.

    Observed: over every unit or gap of one coder and every unit or gap of the other, the squares of the distances between
    the beginnings and between the ends of two units that share characters, and the squared length of a unit that lies in
    a gap of the other. Expected: the same over all places that the units could take. After sorting, the work grows with
    the number of units.

    Args:
        a: half-open spans; the units of one coder don't overlap (`apart`).
        b: those of the other.
        length: the length of the continuum; spans lie inside [0, length).
    """
    first, second = sorted(a), sorted(b)
    observed = _boundary_distance(first, second) + _alone(first, second) + _alone(second, first)
    lengths = [end - start for start, end in (*first, *second)]
    # Gaps by length, and the sum of those from each one on: what a unit of a given length finds room in.
    gaps = sorted(_gaps(first, length) + _gaps(second, length))
    sums = list(accumulate(reversed(gaps), initial=0))[::-1]
    total = 0.0
    for size in lengths:
        place = bisect_left(gaps, size)
        room = sums[place] - (size - 1) * (len(gaps) - place)
        total += (len(lengths) - 1) * (2 * size**3 - 3 * size**2 + size) / 3 + size**2 * room
    both = 2 * length
    pairs = both * (both - 1) - sum(size * (size - 1) for size in lengths)
    return Unitising(observed / length**2, 2 / length * total / pairs if total else 0.0)


def _boundary_distance(a: Sequence[Span], b: Sequence[Span]) -> int:
    """Squared distances of beginnings and of ends, over the pairs of units that share characters."""
    total = i = j = 0
    while i < len(a) and j < len(b):
        if a[i][0] < b[j][1] and b[j][0] < a[i][1]:
            total += (a[i][0] - b[j][0]) ** 2 + (a[i][1] - b[j][1]) ** 2
        # The one that ends first can meet no later one.
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return total


def _alone(units: Sequence[Span], others: Sequence[Span]) -> int:
    """Squared lengths of the units that share no character with any of the others, and so lie in a gap."""
    total = j = 0
    for start, end in units:
        while j < len(others) and others[j][1] <= start:
            j += 1
        if j == len(others) or others[j][0] >= end:
            total += (end - start) ** 2
    return total


def _gaps(units: Sequence[Span], length: int) -> list[int]:
    """Lengths of the stretches between units, before the first and after the last; none between units that touch."""
    ends = [0, *(end for _, end in units)]
    starts = [*(start for start, _ in units), length]
    return [start - end for end, start in zip(ends, starts, strict=True) if start > end]


def apart(spans: Iterable[Span]) -> tuple[list[Span], int]:
    """The spans without those that overlap an earlier one (of two that begin together, the longer), and how many those are."""
    kept: list[Span] = []
    left_out = 0
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if kept and span[0] < kept[-1][1]:
            left_out += 1
        else:
            kept.append(span)
    return kept, left_out


@dataclass(frozen=True, slots=True)
class Counts:
    """SemEval-2013: correct, incorrect, partial, missing (the first coder's alone), spurious (the second coder's alone)."""

    cor: int
    inc: int
    par: int
    mis: int
    spu: int

    @property
    def precision(self) -> float | None:
        """Of what the second coder marked; a partial match counts one half. None when that is nothing."""
        return self._share(self.cor + self.inc + self.par + self.spu)

    @property
    def recall(self) -> float | None:
        """Of what the first coder marked."""
        return self._share(self.cor + self.inc + self.par + self.mis)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; the same whoever comes first."""
        return self._share((2 * (self.cor + self.inc + self.par) + self.mis + self.spu) / 2)

    def _share(self, of: float) -> float | None:
        return (self.cor + self.par / 2) / of if of else None


def semeval(pairs: Sequence[tuple[bool, bool]], missing: int, spurious: int) -> dict[str, Counts]:
    """The counts by the four schemes of SemEval-2013.

    Args:
        pairs: for each two units that were paired because they overlap: same boundaries? same type?
        missing: units of the first coder without a partner.
        spurious: units of the second coder without one.
    """
    n = len(pairs)
    exact, typed = sum(boundary for boundary, _ in pairs), sum(kind for _, kind in pairs)
    both = sum(boundary and kind for boundary, kind in pairs)
    return {
        "strict": Counts(both, n - both, 0, missing, spurious),
        "exact": Counts(exact, n - exact, 0, missing, spurious),
        "partial": Counts(exact, 0, n - exact, missing, spurious),
        "type": Counts(typed, n - typed, 0, missing, spurious),
    }

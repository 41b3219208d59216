"""Which row of an old table is which of a new one, by the numbers that stand for their keys and contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Numbers = tuple[np.ndarray, np.ndarray]


class Matches:
    """The rows that were found to be one, step by step; a row that has a partner keeps it."""

    def __init__(self, old: int, new: int) -> None:
        import numpy as np

        self._of_old = np.full(old, -1, np.int64)
        self._of_new = np.full(new, -1, np.int64)
        self._elsewhere = np.zeros(old, bool)

    @property
    def removed(self) -> np.ndarray:
        """The places of the old rows without a partner."""
        import numpy as np

        return np.flatnonzero(self._of_old < 0)

    @property
    def added(self) -> np.ndarray:
        """The places of the new rows without a partner."""
        import numpy as np

        return np.flatnonzero(self._of_new < 0)

    @property
    def old(self) -> np.ndarray:
        """The places of the old rows that have a partner, in order."""
        import numpy as np

        return np.flatnonzero(self._of_old >= 0)

    @property
    def new(self) -> np.ndarray:
        """The places of their partners."""
        return self._of_old[self.old]

    @property
    def elsewhere(self) -> np.ndarray:
        """For each of them whether it was found by its content and not by its key."""
        return self._elsewhere[self.old]

    def by_key(self, keys: Numbers) -> None:
        """Join rows without a partner that have one key.

        Args:
            keys: a number for the key of each old and of each new row; in either no number stands twice.
        """
        import numpy as np

        old, new = keys
        place = np.full(max(old.max(initial=-1), new.max(initial=-1)) + 1, -1, np.int64)
        added, removed = self.added, self.removed
        place[new[added]] = added
        found = place[old[removed]]
        self._join(removed[found >= 0], found[found >= 0])

    def in_order(self, contents: Numbers) -> None:
        """Join rows without a partner that have one content, the first with the first, as many as there are in both."""
        removed, added = self.removed, self.added
        old, new = _in_order(contents[0][removed], contents[1][added])
        self._join(removed[old], added[new])

    def by_content(self, old: np.ndarray, new: np.ndarray) -> None:
        """Join rows without a partner that have one content, in their order, if there are as many in either table.

        Where one has more of them, which is gone can't be told, and all stay alone.

        Args:
            old: a number for the content of each row of `removed`.
            new: the same for `added`.
        """
        import numpy as np

        removed, added = self.removed, self.added
        most = max(old.max(initial=-1), new.max(initial=-1)) + 1
        equal = np.bincount(old, minlength=most) == np.bincount(new, minlength=most)
        removed, old, added, new = removed[equal[old]], old[equal[old]], added[equal[new]], new[equal[new]]
        first, second = _in_order(old, new)
        self._join(removed[first], added[second])
        self._elsewhere[removed[first]] = True

    def _join(self, old: np.ndarray, new: np.ndarray) -> None:
        self._of_old[old] = new
        self._of_new[new] = old


def repeated(numbers: np.ndarray) -> int | None:
    """The place of the first row whose number another row has too."""
    import numpy as np

    often = np.flatnonzero(np.bincount(numbers)[numbers] > 1)
    return int(often[0]) if len(often) else None


def _in_order(old: np.ndarray, new: np.ndarray) -> Numbers:
    """The places at which the first 7 of the one meets the first 7 of the other, the second the second, and so on."""
    import numpy as np

    ranks = _rank(old), _rank(new)
    width = max(int(rank.max(initial=0)) for rank in ranks) + 1
    _, first, second = np.intersect1d(
        old * width + ranks[0], new * width + ranks[1], assume_unique=True, return_indices=True
    )
    return first, second


def _rank(numbers: np.ndarray) -> np.ndarray:
    """For each place how many places before it hold the same number."""
    import numpy as np

    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.empty(0, np.int64)
    rank = np.empty(len(numbers), np.int64)
    rank[order] = np.arange(len(numbers)) - np.repeat(begins, np.diff(np.r_[begins, len(ordered)]))
    return rank

"""Comparing two releases of a table of 100,000 rows, against pandas: an outer merge on the key, then column by column.

One row in a hundred differs in one cell, as many are added and removed. Both must find the same; the time of ours may be
at most that of pandas (medians of runs in turn). Exit code 1 if the bound is missed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zhijiao_data.dataset.diff import sides
from zhijiao_data.dataset.diff.table import compare

ROWS, ROUNDS, BOUND = 100_000, 5, 1.0
KEY = "target_id"


def release(path: Path, newer: bool) -> Path:
    """A table in the manner of `targets`: ids, texts, numbers, nulls."""
    first = ROWS // 100 if newer else 0
    numbers = range(first, first + ROWS)
    edited = {n for n in numbers if newer and n % 100 == 7}
    pq.write_table(
        pa.table(
            {
                KEY: [f"plan-{n // 40:06d}.g{n % 40 * 100:06d}" for n in numbers],
                "plan_id": [f"plan-{n // 40:06d}" for n in numbers],
                "quote": [f"第{n}项：占比不低于{n % 97}%" for n in numbers],
                "value_min": [None if n % 3 else n / 7 + (n in edited and n % 3 == 0) for n in numbers],
                "note": pa.array([f"改{n}" if n in edited else None for n in numbers], pa.string()),
            }
        ),
        path,
    )
    return path


def ours(old: Path, new: Path) -> tuple[int, int, int]:
    found = compare(*(sides.table("targets", path, (KEY,)) for path in (old, new)))
    return found.added_count, found.removed_count, sum(len(row.cells) for row in found.rows())


def merged(old: Path, new: Path) -> tuple[int, int, int]:
    frames = [pd.read_parquet(path, dtype_backend="pyarrow") for path in (old, new)]
    both = frames[0].merge(frames[1], on=KEY, how="outer", suffixes=("_a", "_b"), indicator=True)
    common = both[both["_merge"] == "both"]
    cells = 0
    for column in frames[0].columns.drop(KEY):
        a, b = common[f"{column}_a"], common[f"{column}_b"]
        cells += int(((a != b).fillna(False) | (a.isna() != b.isna())).sum())
    counts = both["_merge"].value_counts()
    return int(counts["right_only"]), int(counts["left_only"]), cells


def timed(function, *arguments) -> float:
    begin = perf_counter()
    function(*arguments)
    return perf_counter() - begin


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        paths = release(Path(folder) / "a.parquet", False), release(Path(folder) / "b.parquet", True)
        assert ours(*paths) == merged(*paths), (ours(*paths), merged(*paths))
        pairs = [(timed(ours, *paths), timed(merged, *paths)) for _ in range(ROUNDS)]
    one, other = median(a for a, _ in pairs), median(b for _, b in pairs)
    print(
        f"diff of {ROWS} rows {one * 1e3:.0f} ms, pandas.merge {other * 1e3:.0f} ms: {one / other:.2f} times (bound {BOUND})"
    )
    return int(one / other > BOUND)


if __name__ == "__main__":
    sys.exit(main())

"""`zj.load("targets")` against bare `pandas.read_parquet` of the same file: at most 1.3 times its time.

Both are run in turn, so that a busy machine slows both; the medians are compared. Exit code 1 if the bound is missed.
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

import pandas as pd

import zhijiao_data as zj
from zhijiao_data.dataset.load import folder

BOUND = 1.3
ROUNDS = 300


def timed(function) -> float:
    begin = perf_counter()
    function()
    return perf_counter() - begin


def main() -> int:
    path = folder() / "targets.parquet"

    def ours():
        return zj.load("targets")

    def bare():
        return pd.read_parquet(path, dtype_backend="pyarrow")

    pd.testing.assert_frame_equal(ours(), bare())
    pairs = [(timed(ours), timed(bare)) for _ in range(ROUNDS)]
    load, read = median(a for a, _ in pairs), median(b for _, b in pairs)
    print(
        f"zj.load {load * 1e3:.2f} ms, pandas.read_parquet {read * 1e3:.2f} ms: {load / read:.2f} times (bound {BOUND})"
    )
    return int(load / read > BOUND)


if __name__ == "__main__":
    sys.exit(main())

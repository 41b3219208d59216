"""What a comparator says of the two bounds of a value."""

from __future__ import annotations

from collections.abc import Callable

#: For each comparator: what its two bounds must be, and that in words.
BOUNDS: dict[str, tuple[Callable[[float | None, float | None], bool], str]] = {
    "ge": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "gt": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "le": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "lt": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "eq": (lambda low, high: low is not None and low == high, "both bounds equal"),
    # 大体相当 is a comparison without a number.
    "approx": (lambda low, high: low == high, "both bounds equal, or none"),
    "range": (lambda low, high: low is not None and high is not None and low < high, "two bounds, the lower one first"),
}

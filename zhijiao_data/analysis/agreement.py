"""How far two coders agree on what to call the same units.

The statistics alone, on values; `unitising` has those on spans, and `agreement_report` reads annotations and prints. Sources:

* Krippendorff's α: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability. For two coders and n units, N = 2n
  values, α = 1 − (N − 1) · 2·Σ_u δ(a_u, b_u) / Σ_c Σ_k n_c·n_k·δ(c, k), where n_c counts the values c of both coders.
* MASI: R. Passonneau (2006), Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation, LREC.
* κ: J. Cohen (1960), A Coefficient of Agreement for Nominal Scales; weighted: J. Cohen (1968).
* specific agreement: D. Cicchetti & A. Feinstein (1990), High agreement but low kappa II, J. Clin. Epidemiol. 43: 551–558.
* percentile bootstrap: B. Efron & R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

Level = Literal["nominal", "ordinal", "interval", "ratio", "set"]
#: From here on a coefficient may be used, and from here on tentatively (Krippendorff 2004, Content Analysis, 2nd ed., p. 241).
USE, TENTATIVE = 0.80, 0.667
#: No coefficient on fewer units: with nine, a single unit moves the plain agreement by eleven points, which is nearly
#: the whole width of the band between "not for a headline" and "use".
LEAST_UNITS = 10
#: No coefficient for a category with fewer codings (of both coders): below it rests on two units at most.
LEAST_CODINGS = 5


def masi(a: Iterable[Hashable], b: Iterable[Hashable]) -> float:
    """Passonneau's distance of two sets of labels: 1 − J·M.

    J is the shared part of the union; M is 1 for equal sets, 2/3 when one holds the other, 1/3 when they overlap otherwise,
    0 when they share nothing. Two empty sets are equal.
    """
    a, b = frozenset(a), frozenset(b)
    if a == b:
        return 0.0
    shared = len(a & b)
    monotonicity = 0.0 if not shared else 2 / 3 if a < b or b < a else 1 / 3
    return 1 - shared / len(a | b) * monotonicity


@dataclass(frozen=True, slots=True)
class Codings:
    """What two coders gave the same n units, as places in ``domain``, the values in their order."""

    level: Level
    domain: tuple[Any, ...]
    a: tuple[int, ...]
    b: tuple[int, ...]

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.a)

    @property
    def used(self) -> int:
        """How many different values were given."""
        return len({*self.a, *self.b})


def codings(a: Sequence[Any], b: Sequence[Any], level: Level, order: Sequence[Any] = ()) -> Codings:
    """The values of two coders, unit by unit.

    Args:
        a: one coder's values; collections of labels at the level ``set``.
        b: the other's, for the same units.
        level: the level of measurement.
        order: at the level ``ordinal`` the whole scale from its lower end, values that nobody gave included.

    Raises:
        UsageError: a value is not on the scale, or the coders have not as many values.
    """
    if len(a) != len(b):
        raise UsageError(
            f"{len(a)} values and {len(b)} values are no pairs", "", "Give one value of each coder per unit"
        )
    if level == "set":
        a, b = [frozenset(value) for value in a], [frozenset(value) for value in b]
    given = {*a, *b}
    if level == "ordinal":
        domain = tuple(order)
        if given - {*domain}:
            wrong = ", ".join(sorted(map(str, given - {*domain})))
            raise UsageError(f"not on the scale: {wrong}", "", f"The scale is {', '.join(map(str, domain))}")
    elif level in ("interval", "ratio"):
        domain = tuple(sorted(given))
    else:
        domain = tuple(sorted(given, key=lambda value: sorted(value) if level == "set" else str(value)))
    place = {value: i for i, value in enumerate(domain)}
    return Codings(level, domain, tuple(place[value] for value in a), tuple(place[value] for value in b))


def alpha(data: Codings) -> float | None:
    """Krippendorff's α; None when only one value was given, so that no disagreement is expected."""
    import krippendorff
    import numpy as np

    if data.used < 2:
        return None
    size = len(data.domain)
    if data.n * size * size > _LIBRARY_CELLS:
        return float(_alphas(data, np.ones((1, data.n)))[0])
    counts = np.zeros((data.n, size), dtype=int)
    for values in (data.a, data.b):
        np.add.at(counts, (np.arange(data.n), np.array(values)), 1)
    level: Any = data.level
    if level == "set":
        distances = _distances(data)
        level = lambda v1, v2, i1, i2, n_v, dtype: distances[i1, i2].astype(dtype)  # noqa: E731
    domain = data.domain if data.level in ("interval", "ratio") else range(size)
    return float(krippendorff.alpha(value_counts=counts, value_domain=list(domain), level_of_measurement=level))


# The library makes a cube of units × values × values. Beyond this many cells (400 MB) the formula at the head of this
# module is used, which needs no cube; the tests hold the two together.
_LIBRARY_CELLS = 50_000_000


def kappa(data: Codings, weights: Literal["linear"] | None = None) -> float | None:
    """Cohen's κ, of single labels; with ``linear`` weights, by how many steps of the scale apart they are.

    None when both coders gave one and the same label throughout, so that all agreement is expected.
    """
    from sklearn.metrics import cohen_kappa_score

    if data.used < 2:
        return None
    return float(cohen_kappa_score(data.a, data.b, labels=range(len(data.domain)), weights=weights))


def agreement(data: Codings) -> float:
    """The share of units to which both gave the same value (equal sets, equal numbers)."""
    return sum(x == y for x, y in zip(data.a, data.b, strict=True)) / data.n


def verdict(coefficient: float | None) -> str:
    """What a coefficient may be used for: ``use``, ``tentative``, ``not for a headline``; ``none`` without one."""
    if coefficient is None:
        return "none"
    return "use" if coefficient >= USE else "tentative" if coefficient >= TENTATIVE else "not for a headline"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95 % interval and in how many draws it was undefined; ``why`` says why there is no figure."""

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined_draws: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One label: by how many codings of either coder it was given, and how far the two agree on it.

    ``specific`` is the specific agreement: of all codings with it, those where the other coder gave it too. ``alpha`` is
    nominal α of this label against all others.
    """

    label: Any
    given_a: int
    given_b: int
    given_by_both: int
    specific: Estimate
    alpha: Estimate


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures of one attribute."""

    n: int
    agreement: Estimate
    alpha: Estimate
    kappa: Estimate | None
    weighted_kappa: Estimate | None
    categories: list[Category]


def measures(data: Codings, draws: int = 1000, seed: int = 1) -> Measures:
    """Every figure of one attribute with a percentile bootstrap interval over units.

    No coefficient is given on fewer than `LEAST_UNITS` units, for a label with fewer than `LEAST_CODINGS` codings, and
    where only one value was given.

    Args:
        data: what was coded.
        draws: how many samples of n units, drawn with replacement.
        seed: of the draws.
    """
    single = data.level in ("nominal", "ordinal")
    labels = _labels(data)
    refused = _why_not(data)
    if refused:
        none = Estimate(None, why=refused)
        plain = Estimate(agreement(data)) if data.n else none
        weighted = none if data.level == "ordinal" else None
        return Measures(
            data.n, plain, none, none if single else None, weighted, [_category(data, one, refused) for one in labels]
        )
    drawn = _drawn(data, labels, draws, seed)
    return Measures(
        data.n,
        _interval(agreement(data), drawn["agreement"]),
        _interval(alpha(data), drawn["alpha"]),
        _interval(kappa(data), drawn["kappa"]) if single else None,
        _interval(kappa(data, "linear"), drawn["weighted"]) if data.level == "ordinal" else None,
        [
            _category(data, label, None, drawn["specific"][:, i], drawn["categories"][:, i])
            for i, label in enumerate(labels)
        ],
    )


def _why_not(data: Codings) -> str | None:
    if data.n < LEAST_UNITS:
        return f"n = {data.n}, fewer than {LEAST_UNITS} units"
    if data.used < 2:
        return "only one value was given: no disagreement is expected, so that there is nothing to correct for"
    return None


def _labels(data: Codings) -> list[Any]:
    """The labels of which agreement is told apart: each that was given; numbers have none."""
    if data.level in ("interval", "ratio"):
        return []
    if data.level == "set":
        return sorted({label for value in data.domain for label in value}, key=str)
    return [data.domain[i] for i in sorted({*data.a, *data.b})]


def _has(data: Codings, label: Any) -> Callable[[int], bool]:
    return (lambda i: label in data.domain[i]) if data.level == "set" else (lambda i: data.domain[i] == label)


def _category(
    data: Codings,
    label: Any,
    refused: str | None,
    drawn_specific: np.ndarray | None = None,
    drawn_alpha: np.ndarray | None = None,
) -> Category:
    """One label's figures, with the intervals of what was drawn; none when ``refused`` or when it is too rare."""
    has = _has(data, label)
    a, b = [has(i) for i in data.a], [has(i) for i in data.b]
    both = sum(x and y for x, y in zip(a, b, strict=True))
    given = sum(a) + sum(b)
    if not refused and given < LEAST_CODINGS:
        refused = f"codings: {given}, fewer than {LEAST_CODINGS}"
    if refused:
        none = Estimate(None, why=refused)
        return Category(label, sum(a), sum(b), both, none, none)
    others = 2 * data.n - given
    value = 1 - (2 * data.n - 1) * (given - 2 * both) / (given * others) if others else None
    why = None if others else "given to every unit by both"
    specific = _interval(2 * both / given, drawn_specific)
    return Category(label, sum(a), sum(b), both, specific, _interval(value, drawn_alpha, why))


# --- resampling ---------------------------------------------------------------------------------------------------
# A draw is a vector of weights: how often each unit was drawn. Everything below takes a matrix of such vectors.


def _drawn(data: Codings, labels: Sequence[Any], draws: int, seed: int) -> Mapping[str, np.ndarray]:
    """Every figure in every draw: arrays of shape (draws,), for labels (draws, labels); NaN where undefined."""
    import numpy as np

    generator = np.random.default_rng(seed)
    even = np.full(data.n, 1 / data.n)
    block = max(1, 2_000_000 // data.n)
    parts: dict[str, list[np.ndarray]] = {}
    a, b = np.array(data.a), np.array(data.b)
    has_a, has_b = (_membership(data, labels, values) for values in (a, b))
    for start in range(0, draws, block):
        weights = generator.multinomial(data.n, even, size=min(block, draws - start)).astype(float)
        codings_of = weights @ (has_a + has_b)
        apart = weights @ np.abs(has_a - has_b)
        found = {
            "agreement": weights @ (a == b) / data.n,
            "alpha": _alphas(data, weights),
            "specific": 1 - _ratio(apart, codings_of),
            "categories": 1 - _ratio((2 * data.n - 1) * apart, codings_of * (2 * data.n - codings_of)),
        }
        if data.level in ("nominal", "ordinal"):
            found["kappa"] = _kappas(data, weights, lambda x, y: (x != y).astype(float))
        if data.level == "ordinal":
            found["weighted"] = _kappas(data, weights, lambda x, y: np.abs(x - y).astype(float))
        for name, values in found.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def _membership(data: Codings, labels: Sequence[Any], values: np.ndarray) -> np.ndarray:
    """1.0 where a unit (row) was given a label (column)."""
    import numpy as np

    table = np.array([[_has(data, label)(i) for label in labels] for i in range(len(data.domain))], dtype=float)
    return table.reshape(len(data.domain), len(labels))[values]


def _alphas(data: Codings, weights: np.ndarray) -> np.ndarray:
    """α by the formula at the head of this module, for each row of ``weights``."""
    import numpy as np

    a, b = np.array(data.a), np.array(data.b)
    size, total = len(data.domain), 2 * data.n
    counts = _counts(a, weights, size) + _counts(b, weights, size)
    if data.level in ("ordinal", "interval"):
        # Ordinal differences are differences of middle ranks, and these hang on the draw.
        at = (
            np.cumsum(counts, axis=1) - counts / 2
            if data.level == "ordinal"
            else np.broadcast_to(np.array(data.domain, dtype=float), counts.shape)
        )
        observed = (weights * (at[:, a] - at[:, b]) ** 2).sum(axis=1)
        middle = (counts * at).sum(axis=1, keepdims=True) / total
        expected = 2 * total * (counts * (at - middle) ** 2).sum(axis=1)
    else:
        distances = _distances(data)
        observed = weights @ distances[a, b]
        expected = ((counts @ distances) * counts).sum(axis=1)
    return 1 - _ratio((total - 1) * 2 * observed, expected)


def _kappas(data: Codings, weights: np.ndarray, distance: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """κ = 1 − observed / expected disagreement, for each row of ``weights``."""
    import numpy as np

    a, b, size = np.array(data.a), np.array(data.b), len(data.domain)
    places = np.arange(size)
    between = distance(places[:, None], places[None, :])
    expected = ((_counts(a, weights, size) @ between) * _counts(b, weights, size)).sum(axis=1)
    return 1 - _ratio(data.n * (weights @ distance(a, b)), expected)


def _counts(values: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """How often each value was given, for each row of ``weights``: shape (rows, size)."""
    import numpy as np

    one_hot = np.zeros((len(values), size))
    one_hot[np.arange(len(values)), values] = 1
    return weights @ one_hot


def _distances(data: Codings) -> np.ndarray:
    """δ between every two values, at the levels where it doesn't hang on how often they were given."""
    import numpy as np

    if data.level == "set":
        return np.array([[masi(x, y) for y in data.domain] for x in data.domain])
    if data.level == "ratio":
        x = np.array(data.domain, dtype=float)
        return _ratio(x[:, None] - x[None, :], x[:, None] + x[None, :], otherwise=0.0) ** 2
    return 1 - np.eye(len(data.domain))


def _ratio(above: np.ndarray, below: np.ndarray, otherwise: float = float("nan")) -> np.ndarray:
    import numpy as np

    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, otherwise), where=below != 0)


def _interval(value: float | None, drawn: np.ndarray, why: str | None = None) -> Estimate:
    """The 2.5th and 97.5th percentile of the draws in which the figure is defined."""
    import numpy as np

    defined = drawn[~np.isnan(drawn)]
    if value is None or not len(defined):
        return Estimate(value, undefined_draws=len(drawn) - len(defined), why=why)
    low, high = np.percentile(defined, (2.5, 97.5))
    return Estimate(value, float(low), float(high), len(drawn) - len(defined))

"""Intervals for shares of attention: how far they move when a document is segmented or labelled otherwise.

* Task bootstrap: the tasks of one document are drawn with replacement, as many as it has; the interval is that of the 2.5th and 97.5th
  percentile of the shares drawn. B. Efron & R. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. It says how much a share
  hangs on single tasks; it is no sampling error over places, since no place was drawn.
* A theme without a task would get 0 to 0. Its upper bound is that of the Jeffreys interval of 0 among n tasks: the 97.5th percentile of
  Beta(½, n + ½). L. Brown, T. Cai & A. DasGupta (2001), Interval Estimation for a Binomial Proportion, Stat. Science 16: 101–133, § 4.1.3.
  (A Dirichlet prior with ½ for each of K themes would narrow the bound with every entry that a codebook adds.)
* Errors of coding: in every draw each label is replaced by one drawn from P(true | assigned) of a confusion matrix, the rows smoothed by half
  an observation spread evenly over the themes. The interval then holds both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from zhijiao_data.analysis.attention import MEASURES, jensen_shannon, shares, weighted_shares
from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, notice, select, with_notices
from zhijiao_data.analysis.task_matrix import Level, TaskMatrix, level_themes, task_matrices
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 2000
#: Observations that are added to each row of a confusion matrix, spread evenly.
SMOOTHING = 0.5


def attention_intervals(
    tasks: pd.DataFrame,
    task_themes: pd.DataFrame,
    themes: pd.DataFrame,
    plans: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    level: Level = "top",
    masked: pd.DataFrame | None = None,
    safeguards: bool = True,
    sample: Sample = "comparable",
    confusion: pd.DataFrame | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> pd.DataFrame:
    """95 % intervals of the shares that `attention` gives for the same arguments.

    Args:
        confusion: how often coding gave a theme (``assigned``) where a reader gave another (``true``): columns assigned, true, n, as
            `confusion.of_labels` and `confusion.of_rules` return them; None leaves errors of coding out.
        draws: B.
        seed: of the draws.

    Returns:
        One row per plan, theme and measure: plan_id, theme_id, measure (share_chars, share_tasks, share_quantified); estimate, low,
        high (0 to 1); method (``task_bootstrap``, ``task_bootstrap_and_labels``, ``jeffreys_upper`` for a theme without a task, ``none`` where
        the plan has nothing of the kind); n (tasks, or targets, that the share rests on); standing, standing_why.

    Raises:
        UsageError: ``draws`` is below 1, or the confusion matrix is empty.
    """
    if draws < 1:
        raise UsageError(f"draws={draws}", "", "Give at least one draw; 2000 is usual")
    chosen = select(plans, sample)
    found = task_matrices(tasks, task_themes, themes, targets, chosen.plan_ids, level, masked, safeguards)
    truth = None if confusion is None else _truth(confusion, level_themes(themes, task_themes, level)[0], found)
    generator = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for one in found:
        drawn = _drawn(one, truth, draws, generator)
        for measure, estimates in shares(one).items():
            n = int(one.quantified.sum()) if measure == "share_quantified" else len(one.task_ids)
            bounds = _percentiles(drawn[measure])
            for k, theme in enumerate(one.themes):
                interval = _interval(float(estimates[k]), bounds and bounds[k], n, truth is not None)
                head = {"plan_id": one.plan_id, "theme_id": theme, "measure": measure, "n": n}
                rows.append({**head, **interval, **chosen.columns(one.plan_id)})
    columns = {
        "plan_id": "str",
        "theme_id": "str",
        "measure": "str",
        "estimate": "float",
        "low": "float",
        "high": "float",
    }
    told = [chosen.left_out, None if confusion is not None else notice("no_confusion")]
    return with_notices(tidy(rows, {**columns, "method": "str", "n": "int", **STANDING_COLUMNS}), told)


def _percentiles(drawn: np.ndarray) -> list[tuple[float, float]] | None:
    """The 2.5th and 97.5th percentile of each column, over the draws that gave shares; None when none did."""
    defined = drawn[~np.isnan(drawn).any(axis=1)]
    return [tuple(pair) for pair in np.percentile(defined, (2.5, 97.5), axis=0).T.tolist()] if len(defined) else None


def _interval(estimate: float, bounds: tuple[float, float] | None, n: int, with_labels: bool) -> dict[str, Any]:
    if bounds is None or n == 0:
        return {"estimate": None, "low": None, "high": None, "method": "none"}
    low, high = bounds
    if estimate == 0:
        return {"estimate": 0.0, "low": 0.0, "high": max(jeffreys(0, n)[1], high), "method": "jeffreys_upper"}
    method = "task_bootstrap_and_labels" if with_labels else "task_bootstrap"
    return {"estimate": estimate, "low": low, "high": high, "method": method}


def _drawn(
    one: TaskMatrix, truth: np.ndarray | None, draws: int, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Measure → (draws, K) shares."""
    n = len(one.task_ids)
    if n == 0:
        return {measure: np.full((draws, len(one.themes)), np.nan) for measure in MEASURES}
    counts = generator.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)
    weights = {"share_chars": counts * one.chars, "share_tasks": counts, "share_quantified": counts * one.quantified}
    if truth is None:
        return {measure: weighted_shares(one.labels, weights[measure]) for measure in MEASURES}
    found = {measure: np.empty((draws, len(one.themes))) for measure in MEASURES}
    at, k = np.nonzero(one.labels)
    parts = one.labels[at, k]
    bounds = truth[k].cumsum(axis=1)
    for draw in range(draws):
        true = (bounds < generator.random((len(at), 1))).sum(axis=1).clip(max=len(one.themes) - 1)
        labels = np.zeros_like(one.labels)
        np.add.at(labels, (at, true), parts)
        for measure in MEASURES:
            found[measure][draw] = weighted_shares(labels, weights[measure][draw])
    return found


def _truth(confusion: pd.DataFrame, above: Mapping[str, str], found: list[TaskMatrix]) -> np.ndarray:
    """P(true | assigned) of shape (K, K), for the themes of the matrices."""
    names = found[0].themes if found else ()
    place = {theme: k for k, theme in enumerate(names)}
    counts = np.full((len(names), len(names)), SMOOTHING / max(1, len(names)))
    seen = 0.0
    for row in records(confusion, "confusion", ["assigned", "true", "n"]):
        assigned, true = (above.get(row[key], row[key]) for key in ("assigned", "true"))
        if assigned in place and true in place:
            counts[place[assigned], place[true]] += row["n"]
            seen += row["n"]
    if not seen:
        what = "the confusion matrix counts none of these themes"
        raise UsageError(what, "", "Pass what confusion.of_labels returns, at the level of the shares or below")
    # A theme that was never assigned tells nothing of its errors: it is taken as given.
    never = counts.sum(axis=1) <= SMOOTHING + 1e-9
    counts[never] += np.eye(len(names))[never]
    return counts / counts.sum(axis=1, keepdims=True)


def distance_floor(
    tasks: pd.DataFrame,
    task_themes: pd.DataFrame,
    themes: pd.DataFrame,
    plans: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    level: Level = "top",
    masked: pd.DataFrame | None = None,
    safeguards: bool = True,
    sample: Sample = "comparable",
    draws: int = 500,
    seed: int = 1,
) -> pd.DataFrame:
    """How far apart two plans would be by chance alone: the divergence of shares of characters when their tasks are dealt out anew.

    The Jensen–Shannon divergence of two short documents is well above zero even if both draw on the same themes. Here the tasks of both are thrown
    together and dealt to two documents of the same numbers of tasks, ``draws`` times. It gives a floor to read `attention.distance` against and no test: two
    documents are no sample. Plans spread their tasks over themes on purpose, as a deal doesn't, so that plans of one agenda may well lie below the floor.

    Args:
        tasks to sample: those of `attention`.
        draws: how often tasks are dealt out for each pair; time grows with the number of pairs.
        seed: of the draws.

    Returns:
        One row per pair: plan_a < plan_b; jsd (as observed, bits); floor (the median of the draws), floor_high (their 95th percentile); above (jsd > floor_high).
    """
    chosen = select(plans, sample)
    found = task_matrices(tasks, task_themes, themes, targets, sorted(chosen.plan_ids), level, masked, safeguards)
    generator = np.random.default_rng(seed)
    rows = []
    for a, b in combinations([one for one in found if one.chars.sum() > 0], 2):
        labels, chars = np.vstack([a.labels, b.labels]), np.concatenate([a.chars, b.chars])
        size = len(a.chars)
        drawn = []
        for _ in range(draws):
            order = generator.permutation(len(chars))
            first, second = order[:size], order[size:]
            p, q = (weighted_shares(labels[part], chars[part]) for part in (first, second))
            drawn.append(jensen_shannon(p, q))
        jsd = jensen_shannon(shares(a)["share_chars"], shares(b)["share_chars"])
        floor, high = np.percentile(drawn, (50, 95))
        rows.append(
            {
                "plan_a": a.plan_id,
                "plan_b": b.plan_id,
                "jsd": jsd,
                "floor": floor,
                "floor_high": high,
                "above": jsd > high,
            }
        )
    columns = {
        "plan_a": "str",
        "plan_b": "str",
        "jsd": "float",
        "floor": "float",
        "floor_high": "float",
        "above": "bool",
    }
    return with_notices(tidy(rows, columns), [chosen.left_out])


@cache
def jeffreys(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """The Jeffreys interval of a proportion: the central ``level`` of Beta(x + ½, n − x + ½), 0 at x = 0 and 1 at x = n.

    With p = sin²θ the density in θ is sin^{2x}θ·cos^{2(n−x)}θ, which is smooth, so that a fine sum gives the quantiles.

    Raises:
        UsageError: x is not between 0 and n.
    """
    if not 0 <= successes <= n:
        raise UsageError(f"{successes} of {n} is no proportion", "", "Give 0 ≤ successes ≤ n")
    theta = np.linspace(0, np.pi / 2, 200_001)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(successes > 0, 2 * successes * np.log(np.sin(theta)), 0.0)
        log = log + np.where(n - successes > 0, 2 * (n - successes) * np.log(np.cos(theta)), 0.0)
    density = np.exp(log - log[np.isfinite(log)].max())
    cumulative = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    tails = (1 - level) / 2, (1 + level) / 2
    low, high = np.sin(np.interp(tails, cumulative / cumulative[-1], theta)) ** 2
    return (0.0 if successes == 0 else float(low)), (1.0 if successes == n else float(high))

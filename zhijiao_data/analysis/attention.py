"""How much of a document goes to each theme: attention by tasks, by characters and by quantified targets.

For document d and theme k, with f_ik the fractional count of theme k in task i (1 over the number of its labels), c_i the characters of the
task that are not masked, and q_i its canonical quantified targets:

* share of tasks       A^t_dk = Σ_i f_ik / N_d
* share of characters  A^c_dk = Σ_i c_i·f_ik / Σ_i c_i      (the headline: tasks differ in length up to tenfold)
* share of targets     A^q_dk = Σ_i q_i·f_ik / Σ_i q_i

Each sums to 1 over the themes of a document. A task's characters and targets are shared out evenly over its labels, since labels are given
to whole tasks. Frequency is not priority and not money. Sources:

* attention allocation by themes of official texts: 谯欣怡、颜智倩 (2021), 职业技术教育 42(25); fractional counting as in bibliometrics:
  L. Waltman & N. van Eck (2015), Field-normalized citation impact indicators and the choice of an appropriate counting method, J. Informetrics 9.
* effective number of themes: exp of Shannon's entropy; M. Hill (1973), Diversity and Evenness, Ecology 54: 427–432, order 1.
* Jensen–Shannon divergence: J. Lin (1991), Divergence Measures Based on the Shannon Entropy, IEEE Trans. Inf. Theory 37: 145–151.
* ρ: C. Spearman (1904), The Proof and Measurement of Association between Two Things.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from zhijiao_data.analysis.frames import labels, records, tidy
from zhijiao_data.analysis.honesty import (
    STANDING_COLUMNS,
    Notice,
    Sample,
    issuers,
    notice,
    notices,
    require,
    select,
    with_notices,
)
from zhijiao_data.analysis.task_matrix import Level, TaskMatrix, task_matrices

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["share_chars", "share_tasks", "share_quantified"]
MEASURES: tuple[Measure, ...] = ("share_chars", "share_tasks", "share_quantified")
#: Below this rank correlation of the two shares a ranking of themes depends on the denominator.
LEAST_RHO = 0.8

_COLUMNS = {
    "plan_id": "str",
    "theme_id": "str",
    "label_zh": "str",
    "label_en": "str",
    "share_tasks": "float",
    "share_chars": "float",
    "share_quantified": "float",
    "n_tasks": "int",
    "n_targets": "int",
    "tasks_counted": "int",
    "chars_counted": "int",
    "targets_counted": "int",
    **STANDING_COLUMNS,
}


def attention(
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
) -> pd.DataFrame:
    """The three shares of every theme in every plan (formulas at the head of this module).

    Args:
        tasks, task_themes, themes, plans, targets: the tables.
        level: top themes, or sub-themes.
        masked: passages that don't count as text (plan_id, char_start, char_end).
        safeguards: whether organisation, money and supervision at the end of a plan count.
        sample: which texts (`honesty.select`); an interpretation is left out unless ``all``.

    Returns:
        One row per plan and theme, zeros included: plan_id, theme_id, label_zh, label_en; share_tasks, share_chars, share_quantified
        (0 to 1; null when the plan has none of that kind); n_tasks and n_targets (tasks with the label, quantified targets in them, each
        counted in full); tasks_counted, chars_counted (code points), targets_counted (the denominators); standing, standing_why.
    """
    chosen = select(plans, sample)
    found = task_matrices(tasks, task_themes, themes, targets, chosen.plan_ids, level, masked, safeguards)
    names = labels(themes)
    rows = [
        {
            "plan_id": one.plan_id,
            "theme_id": theme,
            "label_zh": names[theme][0],
            "label_en": names[theme][1],
            **{measure: float(values[k]) for measure, values in shares(one).items()},
            "n_tasks": int((one.labels[:, k] > 0).sum()),
            "n_targets": int(one.quantified[one.labels[:, k] > 0].sum()),
            "tasks_counted": len(one.task_ids),
            "chars_counted": int(one.chars.sum()),
            "targets_counted": int(one.quantified.sum()),
            **chosen.columns(one.plan_id),
        }
        for one in found
        for k, theme in enumerate(one.themes)
    ]
    return with_notices(tidy(rows, _COLUMNS), [chosen.left_out, _outside(found)])


def shares(one: TaskMatrix) -> dict[Measure, np.ndarray]:
    """Measure → (K,) shares of the themes in one plan; NaN without tasks, characters or targets."""
    weights = {"share_chars": one.chars, "share_tasks": np.ones(len(one.chars)), "share_quantified": one.quantified}
    return {measure: weighted_shares(one.labels, weights[measure]) for measure in MEASURES}


def weighted_shares(labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Σ_i w_i·f_ik / Σ_i w_i, for weights of shape (n,) or (draws, n); NaN where no weight is left."""
    above, below = weights @ labels, weights.sum(axis=-1, keepdims=True)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def _outside(found: list[TaskMatrix]) -> Notice | None:
    outside = sum(one.outside for one in found)
    total = outside + sum(int(one.quantified.sum()) for one in found)
    return notice("targets_outside_tasks", n=total, outside=outside) if outside else None


def _distributions(frame: pd.DataFrame, measure: Measure) -> dict[str, np.ndarray]:
    """Plan → its shares, in one order of themes; plans without any are left out."""
    wide = frame.pivot(index="plan_id", columns="theme_id", values=measure).astype(float)
    values = wide.to_numpy()
    return {plan: row for plan, row in zip(wide.index, values, strict=True) if not np.isnan(row).any()}


def breadth(attention: pd.DataFrame, measure: Measure = "share_chars") -> pd.DataFrame:
    """How many themes a plan spreads its attention over: exp(−Σ p·ln p).

    Args:
        attention: what `attention` returns.
        measure: of which share.

    Returns:
        plan_id; effective_themes (1: all in one theme; K: evenly over K); entropy (nats).
    """
    rows = []
    for plan, p in _distributions(attention, measure).items():
        entropy = float(-(p[p > 0] * np.log(p[p > 0])).sum()) + 0.0
        rows.append({"plan_id": plan, "effective_themes": float(np.exp(entropy)), "entropy": entropy})
    return with_notices(
        tidy(rows, {"plan_id": "str", "effective_themes": "float", "entropy": "float"}), notices(attention)
    )


def distance(attention: pd.DataFrame, measure: Measure = "share_chars") -> pd.DataFrame:
    """How far apart two plans are in what they attend to: Jensen–Shannon divergence in bits.

    JSD(p, q) = H((p+q)/2) − (H(p)+H(q))/2 with base-2 entropies: 0 for equal shares, 1 when no theme is shared. Its square root is a metric.

    Returns:
        One row per pair: plan_a < plan_b; jsd (0 to 1).
    """
    plans = sorted(_distributions(attention, measure).items())
    rows = [{"plan_a": a, "plan_b": b, "jsd": jensen_shannon(p, q)} for (a, p), (b, q) in combinations(plans, 2)]
    return with_notices(tidy(rows, {"plan_a": "str", "plan_b": "str", "jsd": "float"}), notices(attention))


def jensen_shannon(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen–Shannon divergence of two distributions over the same K classes, in bits."""
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return max(0.0, _bits((p + q) / 2) - (_bits(p) + _bits(q)) / 2)


def _bits(p: np.ndarray) -> float:
    return float(-(p[p > 0] * np.log2(p[p > 0])).sum())


def rank_agreement(attention: pd.DataFrame) -> pd.DataFrame:
    """Whether themes rank alike by tasks and by characters: Spearman's ρ of the two shares over themes, by plan.

    Ties get middle ranks. Themes that the plan doesn't have are left out: they tie at zero in both and would raise ρ.

    Returns:
        plan_id; rho (null with fewer than three themes or without variation); n_themes; depends (ρ below 0.8: say that the ranking
        depends on the denominator; the frame's notice does).
    """
    rows = []
    for plan, part in attention.groupby("plan_id", sort=True):
        held = part[part["n_tasks"] > 0]
        one, other = (held[m].astype(float).rank().to_numpy() for m in ("share_tasks", "share_chars"))
        varied = len(held) >= 3 and one.std() > 0 and other.std() > 0
        rho = float(np.corrcoef(one, other)[0, 1]) if varied else None
        depends = None if rho is None else rho < LEAST_RHO
        rows.append({"plan_id": plan, "rho": rho, "n_themes": len(held), "depends": depends})
    names = [row["plan_id"] for row in rows if row["depends"]]
    told = notice("rank_depends", plans=", ".join(names), limit=LEAST_RHO) if names else None
    columns = {"plan_id": "str", "rho": "float", "n_themes": "int", "depends": "bool"}
    return with_notices(tidy(rows, columns), [*notices(attention), told])


def corpus_means(
    attention: pd.DataFrame, plans: pd.DataFrame, *, measure: Measure = "share_chars", draws: int = 2000, seed: int = 1
) -> pd.DataFrame:
    """The mean share of each theme over issuers (each issuer the mean of its plans).

    With fewer than 30 issuers the range is that of the means when one *document* is left out, which is no confidence interval; else the
    percentile interval of a bootstrap over issuers.

    Returns:
        theme_id, label_zh, label_en; mean, low, high; n_issuers; method (``leave_one_out``, ``issuer_bootstrap``).
    """
    of = issuers(plans)
    wide = attention.pivot(index="plan_id", columns="theme_id", values=measure).astype(float).dropna()
    owner = np.array([of[plan] for plan in wide.index])
    values = wide.to_numpy()

    def mean(keep: np.ndarray) -> np.ndarray:
        return np.mean([values[keep & (owner == name)].mean(axis=0) for name in sorted({*owner[keep]})], axis=0)

    everyone = np.ones(len(owner), dtype=bool)
    names = sorted({*owner})
    refused = require(len(names), "cluster_bootstrap")
    columns = {
        "theme_id": "str",
        "label_zh": "str",
        "label_en": "str",
        "mean": "float",
        "low": "float",
        "high": "float",
        "n_issuers": "int",
        "method": "str",
    }
    if not len(names):
        return with_notices(tidy([], columns), [*notices(attention), refused])
    if refused:
        without = [mean(np.arange(len(owner)) != i) for i in range(len(owner))] if len(owner) > 1 else [mean(everyone)]
        low, high = np.min(without, axis=0), np.max(without, axis=0)
    else:
        each = np.array([values[owner == name].mean(axis=0) for name in names])
        weights = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
        low, high = np.percentile(weights @ each / len(names), (2.5, 97.5), axis=0)
    told = {row["theme_id"]: row for row in records(attention, "attention", ["theme_id", "label_zh", "label_en"])}
    middle = mean(everyone)
    rows = [
        {
            **told[theme],
            "mean": middle[k],
            "low": low[k],
            "high": high[k],
            "n_issuers": len(names),
            "method": "leave_one_out" if refused else "issuer_bootstrap",
        }
        for k, theme in enumerate(wide.columns)
    ]
    return with_notices(tidy(rows, columns), [*notices(attention), refused])

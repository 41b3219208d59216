"""Which words set a plan apart from the others: weighted log-odds with an informative Dirichlet prior.

B. Monroe, M. Colaresi & K. Quinn (2008), Fightin' Words, Political Analysis 16: 372–403, equations 16 to 22. For word w, plan i and all other plans j:

    δ_w = ln[(y_wi + α_w) / (n_i + α_0 − y_wi − α_w)] − ln[(y_wj + α_w) / (n_j + α_0 − y_wj − α_w)]
    σ²_w ≈ 1/(y_wi + α_w) + 1/(y_wj + α_w),   z_w = δ_w / σ_w,   α_w = α_0 · (rate of w in the background)

Here y is the number of *tasks* that hold the word, so that a word said ten times in one task counts once; n_i = Σ_w y_wi. The background
is all tasks of the sample. z ranks words; it tests nothing. Lists of responsible bodies don't count: else their names set apart the plans that
have such lists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, with_notices
from zhijiao_data.analysis.task_matrix import counted_tasks
from zhijiao_data.analysis.tokens import Tokens
from zhijiao_data.codebook.label_text import Reading
from zhijiao_data.corpus.spans import readable
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

ALPHA_0 = 500.0
#: A word in fewer tasks of the sample sets nothing apart.
LEAST_TASKS = 2


def keyness(
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    lexicon_terms: pd.DataFrame,
    *,
    alpha_0: float = ALPHA_0,
    least_tasks: int = LEAST_TASKS,
    texts: pd.DataFrame | None = None,
    masked: pd.DataFrame | None = None,
    repairs: pd.DataFrame | None = None,
    safeguards: bool = True,
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """The words of each plan, most distinctive first.

    Args:
        tasks, plans: the tables.
        lexicon_terms: the project's terms (`tokens.lexicon_terms`): term, kind.
        alpha_0: the weight of the prior, in occurrences; the larger, the more a word needs to stand out. Try 100 and 2,000.
        least_tasks: leave out words in fewer tasks of the sample.
        texts, masked, repairs: with ``texts`` (the table), a task is its passage of the canonical text without the masked
            passages (plan_id, char_start, char_end) and with the repairs made; else its readable text without the lists of bodies.
        safeguards: whether tasks of role ``safeguard`` count.
        sample: which texts (`honesty.select`).

    Returns:
        One row per plan and word that it uses: plan_id, term; z, delta (log odds ratio, natural logarithm); n_tasks_with (tasks of this plan
        with the word), n_tasks_other (of the others); n_tokens (occurrences in this plan); kind (``word``, or ``name`` of a place, body, school:
        show these apart, they set any plan apart); standing, standing_why.

    Raises:
        UsageError: ``alpha_0`` is not above zero.
    """
    if not alpha_0 > 0:
        raise UsageError(f"alpha_0={alpha_0}", "", "Give a weight above zero; 500 is the default")
    chosen = select(plans, sample)
    terms = records(lexicon_terms, "lexicon_terms", ["term", "kind"])
    cutter = Tokens({row["term"]: row["kind"] for row in terms})
    plan_of = counted_tasks(tasks, chosen.plan_ids, safeguards)
    holding: dict[str, Counter[str]] = {plan: Counter() for plan in chosen.plan_ids}
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for task, text in _passages(tasks, texts, masked, repairs):
        if plan := plan_of.get(task):
            words = cutter.words(text)
            said[plan].update(words)
            holding[plan].update({*words})
    total = Counter[str]()
    for counts in holding.values():
        total.update(counts)
    vocabulary = sorted(total)
    everywhere = np.array([total[word] for word in vocabulary], dtype=float)
    rows = []
    for plan, counts in holding.items():
        own = np.array([counts[word] for word in vocabulary], dtype=float)
        delta, z = log_odds(own, everywhere - own, everywhere, alpha_0)
        kept = [k for k in np.lexsort((vocabulary, -z)) if own[k] > 0 and everywhere[k] >= least_tasks]
        for k in kept:
            word = vocabulary[k]
            numbers = {"z": z[k], "delta": delta[k], "n_tasks_with": own[k], "n_tasks_other": everywhere[k] - own[k]}
            head = {"plan_id": plan, "term": word, "n_tokens": said[plan][word], "kind": cutter.kind(word)}
            rows.append({**head, **numbers, **chosen.columns(plan)})
    columns = {
        "plan_id": "str",
        "term": "str",
        "z": "float",
        "delta": "float",
        "n_tasks_with": "int",
        "n_tasks_other": "int",
    }
    return with_notices(
        tidy(rows, {**columns, "n_tokens": "int", "kind": "str", **STANDING_COLUMNS}), [chosen.left_out]
    )


def _passages(
    tasks: pd.DataFrame, texts: pd.DataFrame | None, masked: pd.DataFrame | None, repairs: pd.DataFrame | None
) -> Iterator[tuple[str, str]]:
    """Each task and its words."""
    if texts is None:
        for row in records(tasks, "tasks", ["task_id", "text"]):
            yield row["task_id"], Reading(row["text"]).text
        return
    canonical = {row["plan_id"]: row["text"] for row in records(texts, "texts", ["plan_id", "text"])}
    edits: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    span = ["plan_id", "char_start", "char_end"]
    for row in records(masked, "masked", span) if masked is not None else ():
        edits[row["plan_id"]].append((row["char_start"], row["char_end"], ""))
    for row in records(repairs, "repairs", [*span, "repaired"]) if repairs is not None else ():
        edits[row["plan_id"]].append((row["char_start"], row["char_end"], row["repaired"]))
    for found in edits.values():
        found.sort()
    for row in records(tasks, "tasks", ["task_id", *span]):
        plan, passage = row["plan_id"], (row["char_start"], row["char_end"])
        yield row["task_id"], readable(canonical[plan], passage, _around(edits[plan], *passage))


def _around(edits: list[tuple[int, int, str]], start: int, end: int) -> list[tuple[int, int, str]]:
    """The edits that can touch [start, end): those that begin in it, and the last one before."""
    first = bisect_left(edits, (start, 0, ""))
    return edits[max(0, first - 1) : bisect_left(edits, (end, 0, ""))]


def log_odds(
    own: np.ndarray, other: np.ndarray, background: np.ndarray, alpha_0: float = ALPHA_0
) -> tuple[np.ndarray, np.ndarray]:
    """δ and z of each word (formulas at the head of this module).

    Args:
        own: (W,) counts in the one corpus.
        other: (W,) counts in the other.
        background: (W,) counts that the prior is made of; above zero for every word that is counted in either.
        alpha_0: the prior's weight.
    """
    alpha = alpha_0 * background / background.sum() if background.sum() else np.zeros_like(background)

    def odds(y: np.ndarray) -> np.ndarray:
        return np.log(y + alpha) - np.log(y.sum() + alpha_0 - y - alpha)

    with np.errstate(divide="ignore", invalid="ignore"):
        delta = odds(own) - odds(other)
        return delta, delta / np.sqrt(1 / (own + alpha) + 1 / (other + alpha))

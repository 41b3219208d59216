"""The confusion matrix of the rules counts what ``zhijiao evaluate`` counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhijiao_data.analysis import confusion
from zhijiao_data.dataset.evaluate import evaluate
from zhijiao_data.errors import InputError

RAW = Path(__file__).parents[2] / "raw"
PLAN = "sc-wenjiang-2018"


def test_its_diagonal_is_the_accuracy_that_evaluate_reports():
    found = confusion.of_rules(RAW, [PLAN])
    accuracy = evaluate(RAW, plans=[PLAN]).comparisons[0].attributes["tasks", "theme"]
    right = found.loc[found["assigned"] == found["true"], "n"].sum()
    assert (right, found["n"].sum()) == (accuracy.right, accuracy.rows)


def test_without_annotations_there_is_none(tmp_path):
    with pytest.raises(InputError, match=r"no annotation\.yaml"):
        confusion.of_rules(tmp_path)

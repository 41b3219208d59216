"""The corpus as the reuse of text sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhijiao_data.corpus import catalogue, document
from zhijiao_data.dataset import build, curation
from zhijiao_data.dataset.reuse import passages

RAW = Path(__file__).parents[3] / "raw"


@pytest.fixture(scope="session")
def corpus_tables():
    """The document tables of the five plans, with their masks."""
    tables: dict[str, list] = {}
    for folder in catalogue.plans(RAW):
        for name, rows in build.plan_tables(document.load(folder), folder / curation.FILE_NAME).items():
            tables.setdefault(name, []).extend(rows)
    tables["masks"] = passages.mask_rows(tables)
    return tables


@pytest.fixture(scope="session")
def corpus_compared(corpus_tables):
    return passages.compared_texts(corpus_tables["texts"], corpus_tables["masks"], corpus_tables["repairs"])


@pytest.fixture(scope="session")
def corpus_texts(corpus_compared):
    """Plan → compared characters."""
    return {plan_id: found.text for plan_id, found in corpus_compared.items()}

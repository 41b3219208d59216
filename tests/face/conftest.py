"""A release of the short made-up plan, held as the data of the package."""

from __future__ import annotations

import pytest

from tests.dataset import small_corpus
from zhijiao_data.dataset.build import build


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    small_corpus.write(folder / "raw")
    build(folder / "raw", folder / "processed")
    return folder


@pytest.fixture
def held(corpus, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(corpus / "processed"))
    return corpus / "processed"

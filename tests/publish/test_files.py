"""What is written beside the tables, and at the root of the repository."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys

import pytest

from tests.publish.released import ROOT, held, unreleased
from zhijiao_data.dataset import parquet
from zhijiao_data.dataset.about import about
from zhijiao_data.publish import release, standards
from zhijiao_data.publish.standards import __main__ as command
from zhijiao_data.publish.statements import Statements, statements

NAMES = ("croissant.json", "datapackage.json", "schema_org.json", "CITATION.cff", ".zenodo.json")


@pytest.mark.parametrize("described", [held(), unreleased()], ids=["released", "unreleased"])
def test_every_file_is_text_that_a_person_can_read(described):
    files = standards.files(described)
    assert tuple(files) == NAMES
    for name, text in files.items():
        assert text.endswith("\n") and "职业教育" in text and "\\u" not in text
        assert name == "CITATION.cff" or isinstance(json.loads(text), dict)


def test_the_same_release_gives_the_same_bytes_whatever_the_hash_seed():
    code = "from tests.publish.released import *; from zhijiao_data.publish import standards; print(standards.files(held()))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1 and len(printed.pop()) > 100_000


@pytest.mark.parametrize("name", standards.AT_THE_ROOT)
def test_the_file_at_the_root_describes_the_tables_of_the_repository(name):
    described = release.read(ROOT / "processed", about().hub_repository)
    assert (ROOT / name).read_text(encoding="utf-8") == standards.files(described)[name], "run make metadata"


def test_the_command_writes_them_and_the_environment_does_not_change_what(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZHIJIAO_HUB_REPOSITORY", "another/place")
    assert command.main(["--data", str(ROOT / "processed"), "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(standards.AT_THE_ROOT)
    assert all((tmp_path / name).read_bytes() == (ROOT / name).read_bytes() for name in standards.AT_THE_ROOT)
    assert "CITATION.cff" in capsys.readouterr().out


def test_without_tables_or_without_a_folder_the_command_says_what_to_do(tmp_path, capsys):
    assert command.main(["--data", str(tmp_path)]) == 2
    assert "manifest.json is missing" in capsys.readouterr().err
    assert command.main(["--data", str(ROOT / "processed"), "--out", str(tmp_path / "none")]) == 2
    assert "Name a folder that is there" in capsys.readouterr().err


def test_every_statement_is_said_in_both_languages():
    for name in Statements.model_fields:
        for sentence in getattr(statements(), name):
            assert any("\u4e00" <= c <= "\u9fff" for c in sentence.zh)
            assert sentence.en.isprintable() and not any("\u4e00" <= c <= "\u9fff" for c in sentence.en)


def test_each_document_has_one_annotation_as_stated():
    assert statements().annotations_per_document[0].en.startswith("Each document was annotated once")
    plans = [path.parent for path in (ROOT / "raw").glob("*/plan.yaml")]
    assert plans and all(len(list(plan.glob("*annotation*"))) == 1 for plan in plans)


def test_coders_are_letters_as_stated_and_nothing_more_is_claimed_of_them():
    assert "The files name the coder by a letter only." in statements().annotations_per_document[0].en
    assert {row["coder"] for row in parquet.rows(ROOT / "processed", "decisions")} <= set(string.ascii_uppercase)
    said = [one for name in Statements.model_fields for one in getattr(statements(), name)]
    claims = [one for one in said if re.search(r"\b(human|a person)\b", one.en) or "人工" in one.zh]
    assert not claims

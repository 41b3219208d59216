"""`zhijiao diff` of two builds: the second has a corrected text and one more document."""

from __future__ import annotations

import json

import pytest

import zhijiao_data as zj
from tests.dataset import small_corpus
from zhijiao_data import cli
from zhijiao_data.dataset.build import build

PLAN, OTHER = small_corpus.PLAN, "yy-demo-2024"


@pytest.fixture(scope="session")
def newer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newer")
    corrected = small_corpus.TEXT.replace("各街道办事处：", "各镇、各街道办事处：").replace("不低于60%", "不低于65%")
    small_corpus.write(folder / "raw", corrected)
    small_corpus.write(folder / "raw", plan_id=OTHER)
    build(folder / "raw", folder / "processed")
    return folder / "processed"


@pytest.fixture
def zhijiao(held, capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main(["diff", *map(str, arguments)])
        told = capsys.readouterr()
        return end.value.code or 0, told.out, told.err

    return run


def test_no_difference_is_0_and_the_held_tables_are_the_default(zhijiao, held):
    code, out, err = zhijiao(held)
    assert (code, err) == (0, "") and "No difference. / 无差异。" in out


def test_differences_are_1_with_the_summary_first(zhijiao, held, newer):
    code, out, err = zhijiao(held, newer)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith("A / 旧版: ") and lines[2].startswith(
        "step of the version / 版本升级: MINOR is required"
    )
    assert f"1 added ({OTHER}); 1 text changed ({PLAN})" in out
    assert "不低于[-60-]{+65+}%" in out


def test_every_row_behind_a_correction_of_the_text_is_moved_and_none_is_lost(held, newer):
    """Nothing but the words that were corrected, and what follows from them, is called changed."""
    found = zj.diff(held, newer, plan=PLAN)
    for name in ("sections", "tasks", "targets", "responsibilities", "citations", "mentions", "masks", "task_themes"):
        assert (found.tables[name].added_count, found.tables[name].removed_count) == (0, 0), name
        assert found.tables[name].moved
    frame = found.cells
    targets = frame[(frame.table == "targets") & (frame.kind == "changed")]
    assert set(targets.column) == {"quote", "value_text", "value_min"} and targets.row_id.nunique() == 1


def test_wrong_use_is_2(zhijiao, held, newer, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for arguments in (
        [held, tmp_path / "none"],
        [held, tmp_path],
        [held, "9.9.9"],
        [held, newer, "--table", "target"],
        [held, newer, "--plan", "nobody"],
        [held, newer, "--html", tmp_path / "none" / "x.html"],
    ):
        code, out, err = zhijiao(*arguments)
        assert (code, out) == (2, "") and err.startswith("zhijiao: "), arguments


def test_json_is_one_sorted_object(zhijiao, held, newer):
    code, out, _ = zhijiao(held, newer, "--json", "--table", "targets", "--table", "plans")
    told = json.loads(out)
    assert code == 1 and list(told) == sorted(told) and list(told["tables"]) == ["plans", "targets"]
    counts = told["tables"]["targets"]["counts"]
    assert (counts["changed"], counts["removed"]) == (1, 0) and counts["added"] == len(
        told["tables"]["targets"]["added"]
    )


def test_a_limit_leaves_rows_out_and_says_how_many(zhijiao, held, newer):
    _, out, _ = zhijiao(held, newer, "--table", "sections", "--limit", 1)
    assert out.count("\n  > ") == 1 and "more moved / 另有" in out


def test_rows_of_a_plan_asked_for_are_listed(zhijiao, held, newer):
    assert f"+ {OTHER}.g" in zhijiao(held, newer, "--plan", OTHER)[1]
    assert f"+ {OTHER}: " in zhijiao(held, newer)[1]


def test_a_page_is_written_beside_the_text(zhijiao, held, newer, tmp_path):
    page = tmp_path / "changes.html"
    code, out, _ = zhijiao(held, newer, "--html", page)
    written = page.read_text(encoding="utf-8")
    assert code == 1 and out and written.startswith("<!DOCTYPE html>") and "<ins>65</ins>" in written
    zhijiao(held, held, "--html", page)
    assert "No difference." in page.read_text(encoding="utf-8")


def test_a_notebook_shows_the_summary_and_the_counts(held, newer):
    shown = zj.diff(held, newer)._repr_html_()
    assert "版本升级" in shown and "<code>targets</code>" in shown

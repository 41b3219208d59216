"""The command line: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.dataset import small_corpus

COMMANDS = ("build", "check", "info", "describe", "search", "show", "extract", "evaluate")
PLAN = small_corpus.PLAN


@pytest.fixture
def zhijiao(held, corpus):
    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "zhijiao_data.cli", *map(str, arguments)],
            cwd=corpus,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        )

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages_and_an_example(zhijiao, command):
    run = zhijiao(command, "--help")
    assert run.returncode == 0
    assert f"Example: zhijiao {command}" in run.stdout
    assert any("\u4e00" <= c <= "\u9fff" for c in run.stdout)


def test_help_lists_every_command(zhijiao):
    assert all(f"\n  {command} " in zhijiao("--help").stdout for command in COMMANDS)


def test_the_help_loads_nothing_heavy():
    code = (
        "import sys, typer, zhijiao_data.cli\n"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'jieba', 'duckdb', 'yaml'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_done_is_0(zhijiao, tmp_path):
    for arguments in (
        ["--version"],
        ["build", "--raw", "raw", "--out", tmp_path / "out"],
        ["check", "processed"],
        ["check", "--rules"],
        ["info"],
        ["info", "--json"],
        ["describe", "targets.unit"],
        ["search", "双师型"],
        ["extract", f"raw/{PLAN}/plan.txt"],
    ):
        run = zhijiao(*arguments)
        assert run.returncode == 0, (arguments, run.stderr)
        assert run.stdout


def test_findings_are_1(zhijiao, held, tmp_path):
    assert zhijiao("search", "没有的词").returncode == 1
    shutil.copytree(held, tmp_path / "p")
    manifest = tmp_path / "p/manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('"content_sha256": "', '"content_sha256": "0'), "utf-8"
    )
    run = zhijiao("check", tmp_path / "p")
    assert run.returncode == 1 and "was changed after the build" in run.stdout


def test_wrong_use_and_bad_input_are_2_with_one_message_and_no_traceback(zhijiao, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "zeros.txt").write_bytes(b"\x00\x01" * 50)
    for arguments in (
        ["unknown"],
        ["describe"],
        ["describe", "targts"],
        ["show", "nothing"],
        ["search", "(", "--regex"],
        ["search", "x", "--plan", "no-such-plan"],
        ["build", "--raw", tmp_path / "none"],
        ["check", tmp_path / "none"],
        ["extract", tmp_path / "none.txt"],
        ["extract", tmp_path / "empty.txt"],
        ["extract", tmp_path / "zeros.txt"],
        ["extract", tmp_path],
        ["evaluate", "--raw", tmp_path],
    ):
        run = zhijiao(*arguments)
        assert run.returncode == 2, (arguments, run.stdout, run.stderr)
        assert run.stderr.strip() and "Traceback" not in run.stderr


def test_a_missing_release_names_the_remedy(zhijiao, tmp_path):
    run = zhijiao("info", ZHIJIAO_DATA=str(tmp_path / "none"))
    assert run.returncode == 2 and "zhijiao build" in run.stderr


def test_extract_prints_a_page_to_read(zhijiao):
    out = zhijiao("extract", f"raw/{PLAN}/plan.txt").stdout
    for words in (
        "加强队伍建设",
        "区教委 (responsible)",
        "≥ 60 %",
        "tch_dual_share",
        "国家职业教育改革实施方案",
        "2025",
    ):
        assert words in out


def test_extract_prints_the_rows_of_the_tables_as_json(zhijiao):
    rows = json.loads(zhijiao("extract", f"raw/{PLAN}/plan.txt", "--json").stdout)
    assert {"plans", "sections", "tasks", "targets", "responsibilities", "citations", "repairs"} <= set(rows)
    assert len(rows["tasks"]) == 4 and rows["targets"][0]["quote"]


def test_control_characters_of_a_document_do_not_reach_the_terminal(zhijiao, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(small_corpus.TEXT.replace("加强队伍建设", "加强\x1b[31m队伍\u202e建设"), encoding="utf-8")
    for arguments in (["extract", path], ["extract", path, "--json"]):
        out = zhijiao(*arguments).stdout
        assert "\x1b" not in out and "\u202e" not in out


def test_search_as_json(zhijiao):
    (hit,) = json.loads(zhijiao("search", "双师型", "--json").stdout)
    assert hit["plan_id"] == PLAN


def test_a_reader_that_goes_away_is_no_error(corpus, held):
    command = f"{sys.executable} -m zhijiao_data.cli describe targets | head -n 1"
    run = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr


def test_evaluate_prints_a_table_and_details(zhijiao, corpus, tmp_path):
    shutil.copytree(corpus / "raw", tmp_path / "raw")
    (tmp_path / "raw" / PLAN / "annotation.yaml").write_text(
        f"plan_id: {PLAN}\ncitations:\n- {{quote: 职业教育改革实施方案》, title: x}}\n", encoding="utf-8"
    )
    table = zhijiao("evaluate", "--raw", tmp_path / "raw")
    assert table.returncode == 0 and f"| {PLAN} | citations | 1 |" in table.stdout
    details = zhijiao("evaluate", "--raw", tmp_path / "raw", "--details").stdout
    assert "FALSE targets" in details and f"{PLAN}:" in details
    released = zhijiao("evaluate", "--raw", tmp_path / "raw", "--released")
    assert released.returncode == 1

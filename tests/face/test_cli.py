"""The command line: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.dataset import small_corpus
from zhijiao_data.dataset import load, passages

COMMANDS = (
    "build",
    "check",
    "info",
    "cite",
    "describe",
    "diff",
    "search",
    "show",
    "extract",
    "export",
    "evaluate",
    "agreement",
    "sheet",
    "publish",
)
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
        ["cite"],
        ["cite", "--style", "ris"],
        ["publish", "--dry-run", "--out", tmp_path / "hub"],
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
        ["cite", "--style", "chicago"],
        ["publish"],
        ["publish", "no-slash", "--dry-run"],
        ["publish", "--dry-run", "--raw", "nowhere"],
        ["publish", "owner/name"],
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


@pytest.mark.parametrize(
    "command", ["describe targets", "search 的 --json", "check --rules", "info", "--help", "search --help"]
)
@pytest.mark.parametrize("reader", ["head -n 1", "true"])
def test_a_reader_that_goes_away_is_no_error(corpus, held, command, reader):
    words = f"set -o pipefail; {sys.executable} -m zhijiao_data.cli {command} | {reader}"
    run = subprocess.run(["bash", "-c", words], cwd=corpus, capture_output=True, text=True)
    assert run.returncode == 0
    assert not {"Traceback", "BrokenPipe", "Exception"} & set(re.findall(r"\w+", run.stderr))


def test_errors_keep_their_code_when_nobody_reads(corpus, held):
    words = f"set -o pipefail; {sys.executable} -m zhijiao_data.cli describe no-such-thing | true"
    assert subprocess.run(["bash", "-c", words], cwd=corpus, capture_output=True).returncode == 2


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


def test_odd_characters_are_told_with_their_place(zhijiao, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(small_corpus.TEXT.replace("加强队伍建设", "加强\x07队伍\u202e建设"), encoding="utf-8")
    run = zhijiao("extract", path)
    line = small_corpus.TEXT[: small_corpus.TEXT.index("加强队伍建设")].count("\n") + 1
    assert run.returncode == 0
    assert f"{path}:{line}:6: warning: U+0007 (control character)" in run.stderr
    assert f"{path}:{line}:9: warning: U+202E (RIGHT-TO-LEFT OVERRIDE)" in run.stderr
    path.write_text(small_corpus.TEXT + "\x07" * 30, encoding="utf-8")
    assert len(zhijiao("extract", path).stderr.splitlines()) == 21


def test_a_variable_that_names_no_folder_is_named(zhijiao, tmp_path):
    for arguments in (["info"], ["search", "x"], ["show", passages.EXAMPLE]):
        run = zhijiao(*arguments, ZHIJIAO_DATA=str(tmp_path / "none"))
        assert run.returncode == 2 and "ZHIJIAO_DATA" in run.stderr and str(tmp_path / "none") in run.stderr


@pytest.mark.parametrize("out", ["README.md", "README.md/out", "letters"])
def test_a_place_that_cannot_be_built_in_is_told(zhijiao, tmp_path, out):
    (tmp_path / "README.md").write_text("…", encoding="utf-8")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to-mother.txt").write_text("…", encoding="utf-8")
    run = zhijiao("build", "--out", tmp_path / out)
    assert run.returncode == 2 and "zhijiao: " in run.stderr and "Traceback" not in run.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_every_command_runs(command, tmp_path):
    """In a checkout with the corpus, on a copy of what it writes to."""
    checkout = load.CHECKOUT.parent
    for name in ("raw", "processed"):
        shutil.copytree(checkout / name, tmp_path / name)
    (tmp_path / "plan.txt").write_text(small_corpus.TEXT, encoding="utf-8")
    for coder in "AB":  # two coders who agree
        shutil.copy(checkout / "raw/cq-beibei-2020/annotation.yaml", tmp_path / f"{coder}.yaml")
    environment = {key: value for key, value in os.environ.items() if key != "ZHIJIAO_DATA"}

    def run(words):
        return subprocess.run(
            [sys.executable, "-m", "zhijiao_data.cli", *words], cwd=tmp_path, capture_output=True, text=True,
            encoding="utf-8", env=environment | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(checkout)},
        )  # fmt: skip

    examples = re.findall(r"Example: zhijiao (.+)", run([command, "--help"]).stdout)
    assert examples
    for example in examples:
        done = run(shlex.split(example))
        # check compares with the sources, which may be newer than the tables; that is a finding, not an error.
        assert done.returncode in ((0, 1) if command == "check" else (0,)), done.stderr
        assert done.stdout.strip() and "Traceback" not in done.stderr

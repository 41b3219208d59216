"""What the READMEs say is so: figures, code, commands, links."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys

import pytest

import zhijiao_data
from tests import code_blocks, r_language, readme_blocks

ROOT = readme_blocks.ROOT
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in readme_blocks.READMES}
DOCUMENT = ROOT / "raw" / "cq-beibei-2020" / "001_f043ecdd77dfe9b8.txt"
EACH_BLOCK = [(readme, name) for readme, text in TEXTS.items() for name in readme_blocks.blocks(text)]


def code(text: str, language: str) -> list[str]:
    return [block.body for block in code_blocks.of(readme_blocks.written(text), language)]


def commands(text: str) -> set[str]:
    """Every ``zhijiao …`` and ``make …`` of a README: lines of shell blocks, code within sentences, names of blocks."""
    lines = [line.split("#")[0] for block in code(text, "sh") for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", code_blocks.without(readme_blocks.written(text)))
    lines += readme_blocks.blocks(text)
    found = {line.strip().removeprefix(".venv/bin/").split(": ")[0] for line in lines}
    return {line for line in found if line.split(" ")[0] in ("zhijiao", "make") and " " in line}


EACH_COMMAND = sorted(set().union(*map(commands, TEXTS.values())))


@pytest.mark.parametrize("readme, name", EACH_BLOCK)
def test_a_computed_block_is_what_the_command_prints_now(readme, name):
    assert readme_blocks.blocks(TEXTS[readme])[name] == readme_blocks.computed(name), "run make readme"


def test_every_mark_of_a_block_belongs_to_a_block():
    for text in TEXTS.values():
        assert len(re.findall(r"<!-- (?:begin|end) ", text)) == 2 * len(readme_blocks.blocks(text)) > 0


@pytest.mark.parametrize("readme", TEXTS)
def test_the_code_runs(readme, tmp_path):
    blocks = code_blocks.of(readme_blocks.written(TEXTS[readme]), "python")
    assert blocks
    shutil.copy(DOCUMENT, tmp_path / "plan.txt")
    (tmp_path / "processed").symlink_to(ROOT / "processed")
    run = code_blocks.run_python(blocks, tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("zhijiao-data contributors")


@pytest.mark.parametrize("readme", TEXTS)
def test_the_code_in_r_reads_what_the_code_in_python_has_exported(readme, tmp_path):
    zhijiao_data.export(tmp_path / "out" / "stata", format="stata")
    assert r_language.run("".join(code(TEXTS[readme], "r")), tmp_path, "haven")


@pytest.mark.parametrize("command", [line for line in EACH_COMMAND if line.startswith("zhijiao ")])
def test_a_command_and_its_options_exist(command):
    name, *rest = command.split(" ")[1:]
    asked = ["--help"] if name.startswith("-") else [name, "--help"]
    run = subprocess.run(
        [sys.executable, "-m", "zhijiao_data.cli", *asked],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert run.returncode == 0, run.stderr
    options = [word for word in (name, *rest) if word.startswith("-")]
    assert all(re.search(rf"^  {option}\b", run.stdout, re.MULTILINE) for option in options)


@pytest.mark.parametrize("command", [line for line in EACH_COMMAND if line.startswith("make ")])
def test_a_target_of_make_exists(command):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{command.split(' ')[1]}:", makefile, re.MULTILINE)


def test_commands_were_found():
    assert {"make dataset", "make test", "make bench", "zhijiao check", "zhijiao evaluate"} <= set(EACH_COMMAND)


@pytest.mark.parametrize("claim", ["zhijiao check", "zhijiao evaluate --released"])
def test_the_released_tables_are_as_claimed(claim):
    """Every rule holds, the tables were built from the sources as they are now, and agree with the annotations."""
    readme_blocks.printed(claim)


@pytest.mark.parametrize("readme", TEXTS)
def test_links_lead_somewhere(readme):
    links = re.findall(r"\]\(([^)\s]+)\)", TEXTS[readme])
    assert links
    for link in links:
        assert "://" in link or (ROOT / link).exists(), link


def test_both_readmes_have_the_same_parts():
    """The same headings, blocks, commands and code (what it says in comments apart), and the same figures of speed."""
    english, chinese = TEXTS.values()
    for part in (
        lambda text: [marks.count("#") for marks in re.findall(r"^(#+) ", code_blocks.without(text), re.MULTILINE)],
        lambda text: list(readme_blocks.blocks(text)),
        commands,
        lambda text: [ast.dump(ast.parse(block)) for block in code(text, "python")],
        lambda text: [
            code_blocks.comments_apart(block)[2] for block in code_blocks.of(text) if block.language != "text"
        ],
        lambda text: sorted(re.findall(r"\d+\.\d\d", readme_blocks.written(text))),
    ):
        assert part(english) == part(chinese)

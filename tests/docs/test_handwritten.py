"""The hand-written pages: the same in both languages, without a number typed in, with code that runs."""

from __future__ import annotations

import ast
import re
import shutil

import pytest

import zhijiao_data
from docs.figures import PLACEHOLDER, Figures
from tests import code_blocks, r_language
from tests.docs.handwritten import LANGUAGES, ROOT, pages
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import load
from zhijiao_data.errors import UsageError

ENGLISH, CHINESE = (pages(lang) for lang in LANGUAGES)
DOCUMENT = ROOT / "raw" / "cq-beibei-2020" / "001_f043ecdd77dfe9b8.txt"
#: Numbers that are no figures of the data: years, versions, licences, standards, an article of a law, the value that a missing
#: one is not, and numbers in phrases that are quoted to say what a rule means.
NO_FIGURES = re.compile(
    r"\b(?:19|20)\d\d(?:\s?[–—]\s?(?:19|20)\d\d)?|Python \d\.\d+|CC BY \d\.\d|UTF-\d+|GB18030|GB/T 2260"
    r"|Article 5|(?:never|用) 0|1\+X|具有3年|30\s?%|F1"
)
LINK = re.compile(r"\]\([^)]*\)|\{[^}]*\}|`[^`]*`")


def prose(markdown: str) -> str:
    return LINK.sub("", PLACEHOLDER.sub("", code_blocks.without(markdown)))


def headings(markdown: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", code_blocks.without(markdown), re.MULTILINE)]


def links(markdown: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", code_blocks.without(markdown))


def figures(markdown: str) -> list[str]:
    return sorted(match["name"] for match in PLACEHOLDER.finditer(markdown))


def shell(markdown: str) -> list[str]:
    return re.findall(r"`((?:zhijiao|make|zj\.)[^`]*)`", code_blocks.without(markdown))


def test_both_languages_have_the_same_pages():
    assert ENGLISH.keys() == CHINESE.keys() and len(ENGLISH) > 10


@pytest.mark.parametrize("page", ENGLISH)
def test_a_page_has_the_same_parts_in_both_languages(page):
    """Headings, code (what it says in comments apart), links, figures and commands; Chinese may order the last three otherwise."""
    english, chinese = ENGLISH[page], CHINESE[page]
    assert headings(english) == headings(chinese)
    assert sorted(links(english)) == sorted(links(chinese))
    assert figures(english) == figures(chinese)
    assert sorted(shell(english)) == sorted(shell(chinese))
    code = [[block for block in code_blocks.of(text) if block.language != "text"] for text in (english, chinese)]
    assert [code_blocks.comments_apart(block) for block in code[0]] == [
        code_blocks.comments_apart(block) for block in code[1]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_is_typed_into_a_sentence(lang):
    typed = {
        page: found
        for page, markdown in pages(lang).items()
        if (found := re.findall(r".{0,12}\d+.{0,8}", NO_FIGURES.sub("", prose(markdown))))
    }
    assert not typed


@pytest.mark.parametrize("page", [page for page, text in ENGLISH.items() if code_blocks.of(text, "python")])
def test_the_code_of_a_page_runs(page, tmp_path):
    blocks = code_blocks.of(ENGLISH[page], "python")
    for block in blocks:
        ast.parse(block.body)
    shutil.copy(DOCUMENT, tmp_path / "plan.txt")
    (tmp_path / "processed").symlink_to(ROOT / "processed")
    run = code_blocks.run_python(blocks, tmp_path)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "page", [page for page, text in ENGLISH.items() if any(block.runs for block in code_blocks.of(text, "r"))]
)
def test_the_code_in_r_reads_what_the_code_in_python_has_exported(page, tmp_path):
    zhijiao_data.export(tmp_path / "out" / "stata", format="stata")
    blocks = [block.body for block in code_blocks.of(ENGLISH[page], "r") if block.runs]
    assert r_language.run("".join(blocks), tmp_path, "haven")


@pytest.mark.parametrize(
    "page", [page for page, text in ENGLISH.items() if any(block.runs for block in code_blocks.of(text, "sh"))]
)
def test_the_commands_of_a_page_run(page, tmp_path):
    shutil.copy(DOCUMENT, tmp_path / "plan.txt")
    for name in ("raw", "processed"):
        shutil.copytree(ROOT / name, tmp_path / name)
    run = code_blocks.run_shell(code_blocks.of(ENGLISH[page], "sh"), tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_block_that_is_not_run_says_why():
    blocks = [block for text in ENGLISH.values() for block in code_blocks.of(text)]
    kinds = {block.language for block in blocks if block.runs}
    assert kinds <= {"python", "sh", "r", "yaml", "text"}, (
        "a block of another language is run by no test: mark it data-not-run"
    )
    assert all(len(block.attributes.get("data-not-run", "it is run")) > 8 for block in blocks)


def test_a_figure_that_is_not_known_stops_the_build():
    with pytest.raises(UsageError, match=r"no table 'target'.*targets"):
        Figures(load.rows, "en").fill("{{ rows.target }} targets")
    with pytest.raises(UsageError, match="no figure 'row'"):
        Figures(load.rows, "en").fill("{{ row.targets }}")


def test_figures_are_those_of_the_tables():
    figures = Figures(load.rows, "en")
    targets = load.rows("targets")
    once = [target for target in targets if target["is_canonical"]]
    assert figures.get("rows.targets") == str(len(targets))
    assert figures.get("count.targets.canonical") == str(len(once))
    decisions = load.rows("decisions")
    kinds = {
        kind: int(figures.get(f"count.decisions.{kind}"))
        for kind in ("changed", "noted", "confirmed", "added", "dropped")
    }
    assert sum(kinds.values()) == len(decisions)
    assert kinds["noted"] == sum(one["action"] == "set" and one["column_names"] == ["note"] for one in decisions) > 0
    outcomes = [int(figures.get(f"outcome.{code}")) for code in loader.codes("link_outcome")]
    assert sum(outcomes) == sum(target["indicator_id"] is not None for target in once)
    tuples = [line for line in figures.get("block.detection").splitlines() if "target tuples" in line]
    assert tuples[-1].split(" | ")[-1].rstrip(" |") == figures.get("quality.tuples.f1")


def test_a_block_within_a_note_is_indented_as_a_whole():
    filled = Figures(load.rows, "en").fill("??? note\n\n    {{ block.cite bibtex }}\n")
    assert all(line.startswith("    ") for line in filled.splitlines()[2:] if line)

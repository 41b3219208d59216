"""The notebooks, each executed anew: what is committed is what the code gives, in both languages, and no sentence has a number typed in."""

import base64
import hashlib
import json
import os
import re
import string
import subprocess
import sys
import time
import zlib
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.dataset import small_corpus
from zhijiao_data.analysis.charts import pictures
from zhijiao_data.analysis.studies import execution
from zhijiao_data.dataset.build import build

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = [path.stem for path in sorted(FOLDER.glob("[0-9]*.ipynb"))]
#: A screen of code.
MOST_LINES = 35
#: Seconds for one execution.
MOST_SECONDS = 60
PICTURE = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/=]+")


def source(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def texts(name: str) -> dict[str, dict[str, str]]:
    return yaml.safe_load((FOLDER / "texts" / f"{name}.yaml").read_text(encoding="utf-8"))


def code(name: str) -> str:
    return "\n".join("".join(cell["source"]) for cell in source(name)["cells"] if cell["cell_type"] == "code")


def pixels(text: str) -> str:
    """A text with pictures told by their pixels: how tightly zlib packs them differs between its builds."""

    def told(found: re.Match[str]) -> str:
        parts = pictures.chunks(base64.b64decode(found.group()))
        held = (parts[b"IHDR"], parts.get(b"PLTE", b""), zlib.decompress(parts[b"IDAT"]))
        return hashlib.sha256(b"".join(held)).hexdigest()

    return PICTURE.sub(told, text)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Name → the folder that a fresh execution wrote, and its seconds; each notebook once."""
    done: dict[str, tuple[Path, float]] = {}

    def of(name: str) -> tuple[Path, float]:
        if name not in done:
            out = tmp_path_factory.mktemp(name)
            command = [sys.executable, "-m", "zhijiao_data.analysis.studies", name, "--out", str(out)]
            begun = time.perf_counter()
            run = subprocess.run(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert run.returncode == 0, run.stderr[-3000:]
            done[name] = out, time.perf_counter() - begun
        return done[name]

    return of


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["{}.ipynb", "html/{}.zh.html", "html/{}.en.html"])
def test_what_is_committed_is_what_a_fresh_execution_gives(made, name, file):
    out, _ = made(name)
    new, old = ((folder / file.format(name)).read_text(encoding="utf-8") for folder in (out, FOLDER))
    assert pixels(new) == pixels(old), f"run 'make studies' and look at what changed in {file.format(name)}"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_in_under_a_minute(made, name):
    _, seconds = made(name)
    assert seconds / 2 < MOST_SECONDS  # it was executed in two languages


@pytest.mark.parametrize("name", NAMES)
def test_cells_fit_a_screen_have_ids_of_their_own_and_print_no_warnings(name):
    notebook = source(name)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", id) for id in ids)
    for cell in notebook["cells"]:
        assert len("".join(cell["source"]).splitlines()) <= MOST_LINES, cell["id"]
        assert "execution" not in cell["metadata"]
        for output in cell.get("outputs", ()):
            assert output["output_type"] != "error" and output.get("name") != "stderr", cell["id"]
    assert notebook["metadata"]["language_info"] == {"name": "python"}


@pytest.mark.parametrize("name", NAMES)
def test_no_result_sentence_has_a_number_of_its_own(name):
    """Codes such as D2 are names."""
    found = {}
    for key, languages in texts(name).items():
        if key.startswith("result."):
            for lang, text in languages.items():
                said = "".join(part for part, *_ in string.Formatter().parse(text))
                if numbers := re.findall(r"(?<![A-Za-z\d])\d+", said):
                    found[key, lang] = numbers
    assert not found


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_said_and_every_key_is_held(name):
    """A key may be put together (``f"choice.{choice}"``): then its beginning stands in the code."""
    held, common, program = texts(name), texts("common"), code(name)
    heads = {head for head in re.findall(r'f"([a-z_]+\.)\{', program)}
    unsaid = {
        key
        for key in held
        if not key.startswith("col.") and f'"{key}"' not in program and key.partition(".")[0] + "." not in heads
    }
    assert not unsaid
    assert not held.keys() & common.keys(), "a text stands twice"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang, said", [("zh", "zh-CN"), ("en", "en")])
def test_a_page_needs_no_network_and_runs_no_script(name, lang, said):
    page = (FOLDER / "html" / f"{name}.{lang}.html").read_text(encoding="utf-8")
    assert f'<html lang="{said}">' in page and '<meta charset="utf-8"' in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]{0,80}|@import|url\((?!data:)', page)
    assert f"<title>{texts(name)['title'][lang].splitlines()[0].removeprefix('# ')}</title>" in page


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_of_a_notebook_has_its_picture_and_what_jupyterlab_draws(name):
    shown = [output["data"] for cell in source(name)["cells"] for output in cell.get("outputs", ()) if "data" in output]
    drawn = [data for data in shown if "image/png" in data]
    assert drawn
    for data in drawn:
        assert "application/vnd.vegalite.v5+json" in data and "text/html" not in data
        assert "".join(data["text/plain"])


@pytest.mark.parametrize("name", NAMES)
def test_another_corpus_needs_one_line(name, tmp_path):
    """A made-up plan alone: what can't be said of one document is left out, and nothing fails."""
    small_corpus.write(tmp_path / "raw")
    build(tmp_path / "raw", tmp_path / "tables")
    given = execution.with_parameters(execution.read(FOLDER / f"{name}.ipynb"), {"CORPUS": str(tmp_path / "tables")})
    given.cells.append(nbformat.v4.new_code_cell("print(*zj.load('plans').plan_id)", id="told"))
    done = execution.executed(given, FOLDER)
    assert "".join(done.cells[-1].outputs[0]["text"]).strip() == small_corpus.PLAN

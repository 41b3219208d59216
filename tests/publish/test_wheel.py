"""The wheel: it holds the released tables, and works where there is no network and no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from zhijiao_data.dataset import manifest

ROOT = Path(__file__).parents[2]
HELD = manifest.read(ROOT / "processed")
# Before anything else: no connection can be made, nothing in the checkout be opened, no library of an extra be imported.
# An environment that lies in the checkout is no part of it.
GUARD = """
import os, sys
for name in ("altair", "datasets", "duckdb", "fontTools", "huggingface_hub", "openpyxl", "polars", "pyreadstat", "sklearn"):
    sys.modules[name] = None
root, environment = os.environ["CHECKOUT"] + os.sep, os.environ["ENVIRONMENT"] + os.sep

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError(f"a connection was tried: {arguments}")
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        if path.startswith(root) and not path.startswith(environment):
            raise OSError(f"the checkout was read: {path}")

sys.addaudithook(watch)
"""
LOAD = """
import json, sys
import zhijiao_data as zj

catalogue = zj.tables()
rows = {name: len(zj.load(name)) for name in catalogue["table"]}
plan = zj.load("plans")["plan_id"][0]
print(json.dumps({
    "home": zj.__file__, "rows": rows, "catalogue": dict(zip(catalogue["table"], catalogue["rows"].to_list())),
    "version": zj.data_version(), "text": len(zj.text(plan)), "cite": zj.cite(), "code": str(zj.describe("comparator:ge")),
    "targets": len(zj.extract(sys.argv[1])["targets"]),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network from the files of the checkout."""
    return build(tmp_path_factory.mktemp("wheel"))


def build(folder):
    code = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A way to run Python where nothing but the wheel and the libraries of this environment can be imported."""
    place = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--target", place / "site", wheel], check=True)
    (place / "guard.py").write_text(GUARD, encoding="utf-8")
    plan = place / "plan.txt"
    plan.write_text("一、主要目标\n到2025年，中职在校生达到3万人以上。\n", encoding="utf-8")
    # Named on the path, a folder is no site: the .pth file of an editable installation there is not followed.
    libraries = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "ZHIJIAO_", "PYTHON"))}
    own |= {
        "CHECKOUT": str(ROOT),
        "ENVIRONMENT": sys.prefix,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    own |= {"PYTHONPATH": os.pathsep.join([str(place), str(place / "site"), *libraries])}

    def run(code, *arguments):
        return subprocess.run(
            [sys.executable, "-S", "-c", f"import guard\n{code}", *map(str, arguments)],
            cwd=place,
            env=own,
            capture_output=True,
            encoding="utf-8",
        )

    return place, run


def test_the_wheel_holds_the_release_and_nothing_of_the_workshop(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for path in (ROOT / "processed").iterdir():
            assert archive.read(f"zhijiao_data/_data/{path.name}") == path.read_bytes()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"zhijiao_data"}
    assert {name for name in names if name.startswith("zhijiao_data/_data/")} == {
        f"zhijiao_data/_data/{path.name}" for path in (ROOT / "processed").iterdir()
    }
    assert any(name.endswith("LICENSE-DATA.md") for name in names)
    data_files = {path for path in (ROOT / "zhijiao_data").rglob("*") if path.suffix in (".yaml", ".md", ".otf", ".j2")}
    assert {path.relative_to(ROOT).as_posix() for path in data_files} <= names


def test_every_table_is_loaded_without_network_and_checkout(installed):
    place, run = installed
    done = run(LOAD, place / "plan.txt")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    rows = {name: entry["rows"] for name, entry in HELD["tables"].items()}
    assert found["home"].startswith(str(place)) and found["rows"] == found["catalogue"] == rows
    assert found["version"] == HELD["data_version"] and found["version"] in found["cite"]
    assert found["text"] > 1000 and "ge" in found["code"] and found["targets"] == 1


def test_the_command_line_says_what_is_held(installed):
    place, run = installed
    script = str(place / "site/bin/zhijiao")
    done = run(f"import runpy, sys; sys.argv = ['zhijiao', 'info']; runpy.run_path({script!r}, run_name='__main__')")
    assert done.returncode == 0, done.stderr
    assert f"data version {HELD['data_version']}" in done.stdout and "targets" in done.stdout


def test_the_guard_stops_connections_and_reads_of_the_checkout(installed):
    _, run = installed
    done = run("import socket; socket.create_connection(('127.0.0.1', 9))")
    assert done.returncode == 1 and "a connection was tried" in done.stderr
    done = run(f"open({str(ROOT / 'README.md')!r})")
    assert done.returncode == 1 and "the checkout was read" in done.stderr


def test_two_builds_are_the_same_bytes(wheel, tmp_path):
    assert build(tmp_path).read_bytes() == wheel.read_bytes()

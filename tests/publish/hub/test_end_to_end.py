"""``zhijiao publish`` as a whole, in a process of its own, with the released tables; and what a user then loads."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.publish.hub_server import GITATTRIBUTES, TOKEN, Fault, running
from zhijiao_data.dataset import change_log, fingerprint, manifest, releases

ROOT = Path(__file__).parents[3]
NAME = "somebody/zhijiao"
VERSION = "9.0.0"


def sealed(folder, raw):
    """The tables and sources of the checkout as a release, whether they are one at this moment or not."""
    shutil.copytree(ROOT / "processed", folder)
    shutil.copytree(ROOT / "raw", raw, ignore=shutil.ignore_patterns(releases.LOCK_NAME))
    entry = f"- version: {VERSION}\n  date: 2030-01-31\n  notes_en: [All.]\n  notes_zh: [全部。]\n"
    (raw / releases.FILE_NAME).write_text(f"releases:\n{entry}", encoding="utf-8")
    built = fingerprint.read(manifest.read(folder), str(folder))
    register = releases.read(raw).sealing(built)
    releases.write_lock(register)
    stamp = register.stamp(built)
    said = manifest.describe(folder, built, stamp, register)
    manifest.write(said, folder)
    (folder / change_log.FILE_NAME).write_text(
        change_log.markdown(register, stamp, built), encoding="utf-8", newline="\n"
    )
    return said


USER = """
import json, sys
from datasets import load_dataset, get_dataset_default_config_name
import pandas as pd
import pyarrow.parquet as pq

name, version, folder = sys.argv[1:]

def words(feature, value):
    if value is None:
        return None
    if isinstance(value, list):
        return [words(getattr(feature, "feature", None), one) for one in value]
    return feature.int2str(value) if hasattr(feature, "int2str") else value

said = json.load(open(f"{folder}/manifest.json", encoding="utf-8"))
for table in said["tables"]:
    wanted = pq.read_table(f"{folder}/{table}.parquet").to_pylist()
    ways = [False, True] if table in ("plans", "targets", "texts", "target_links") else [False]
    for streaming in ways:
        rows = load_dataset(name, table, revision=version, split="train", streaming=streaming)
        features = dict(rows.features)
        found = [{column: words(features[column], row[column]) for column in row} for row in rows]
        assert found == wanted, table
print(get_dataset_default_config_name(name, revision=version))
print(load_dataset(name, revision=version, split="train").num_rows)
print(len(pd.read_parquet(f"hf://datasets/{name}@{version}/data/targets.parquet")))
try:
    load_dataset(name, "no_such_table", revision=version)
except ValueError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A Hub, a folder to work in, and a way to run programs that know this Hub only."""
    with running() as hub:
        place = tmp_path_factory.mktemp("world")
        said = sealed(place / "held", place / "raw")
        own = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING", "ZHIJIAO_"))}
        own |= {"HF_ENDPOINT": hub.address, "HF_HOME": str(place / "hf"), "HF_HUB_DISABLE_XET": "1"}
        own |= {"HF_HUB_DISABLE_TELEMETRY": "1", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
        own |= {"ZHIJIAO_DATA": str(place / "held")}

        def python(*arguments, **environment):
            return subprocess.run(
                [sys.executable, *map(str, arguments)],
                cwd=place,
                env=own | environment,
                capture_output=True,
                encoding="utf-8",
            )

        def publish(*arguments, **environment):
            return python("-m", "zhijiao_data.cli", "publish", *arguments, "--raw", place / "raw", **environment)

        yield SimpleNamespace(hub=hub, place=place, held=said, python=python, publish=publish)


@pytest.fixture(scope="module")
def published(world):
    """The released tables, published over a connection that broke once, by a client that was told to be talkative."""
    world.hub.faults.append(Fault("PUT", "/objects/", "cut"))
    run = world.publish(NAME, "--out", world.place / "out", HF_TOKEN=TOKEN, HF_DEBUG="1")
    assert run.returncode == 0, run.stderr
    return run


def test_the_command_says_what_was_done_and_never_the_token(world, published):
    place = re.escape(f"{world.hub.address}/datasets/{NAME}")
    assert re.search(rf"^{place}: {re.escape(VERSION)} is published; loaded back and verified", published.stdout, re.M)
    assert TOKEN not in published.stdout + published.stderr
    assert "4/4 done" in published.stderr
    assert "Ignoring part of dataset_info" not in published.stderr  # what datasets says of a head that it doesn't like


def test_what_stands_there_is_what_the_dry_run_lists(world, published):
    dry = world.publish(NAME, "--dry-run", "--out", world.place / "dry")
    listed = re.findall(r"^([0-9a-f]{64}) +(\d+)  (\S+)$", dry.stdout, re.M)
    assert published.stdout.startswith("\n".join(dry.stdout.splitlines()[:-1]))
    files = world.hub.datasets[NAME].at(VERSION).files
    assert {path for _, _, path in listed} == files.keys() - {".gitattributes"}
    assert files[".gitattributes"] == GITATTRIBUTES
    for sha256, size, path in listed:
        content = (world.place / "dry" / path).read_bytes()
        assert (len(content), content) == (int(size), files[path])
        assert sha256 == hashlib.sha256(content).hexdigest()


def test_users_load_every_table_by_its_version(world, published):
    run = world.python("-c", USER, NAME, VERSION, world.place / "held")
    assert run.returncode == 0, run.stderr
    default, rows, bare, wrong = run.stdout.splitlines()
    targets = world.held["tables"]["targets"]["rows"]
    assert (default, int(rows), int(bare)) == ("targets", targets, targets)
    assert "no_such_table" in wrong and "policy_targets" in wrong


def test_the_snippets_of_the_card_run(world, published):
    card = world.hub.datasets[NAME].at(VERSION).files["README.md"].decode()
    snippets = re.findall(r"^```python\n(.*?)^```$", card, re.M | re.S)
    assert [name in card for name in ("load_dataset", "hf://", "zj.load")] == [True] * 3 and len(snippets) == 3
    run = world.python("-c", "\n".join(snippets))
    assert run.returncode == 0, run.stderr


def test_the_package_loads_what_was_published(world, published, tmp_path):
    held = tmp_path / "held"
    held.mkdir()
    older = world.held | {"data_version": "0.0.1"}
    (held / "manifest.json").write_text(json.dumps(older), encoding="utf-8")
    code = "import sys, zhijiao_data as zj; print(len(zj.load('targets', version=sys.argv[1])))"
    run = world.python("-W", "error", "-c", code, VERSION, ZHIJIAO_DATA=str(held), ZHIJIAO_HUB_REPOSITORY=NAME)
    assert (run.returncode, run.stdout.strip()) == (0, str(world.held["tables"]["targets"]["rows"])), run.stderr


def test_a_token_that_is_refused_appears_nowhere(world):
    wrong = "hf_NobodyKnowsThisOne0123456789"
    world.hub.faults.append(Fault("POST", "/create", 403, 1, f"no {wrong} here"))
    run = world.publish("somebody/other", "--out", world.place / "out", HF_TOKEN=wrong, HF_DEBUG="1")
    assert run.returncode == 2
    assert wrong not in run.stdout + run.stderr and "Traceback" not in run.stderr
    assert "zhijiao: " in run.stderr.splitlines()[-1]


def test_without_a_token_nothing_is_written(world):
    run = world.publish("somebody/other", "--out", world.place / "untouched")
    assert run.returncode == 2 and "no token of the Hub is given" in run.stderr
    assert not (world.place / "untouched").exists()


def test_without_a_repository_there_is_only_the_dry_run(world):
    run = world.publish()
    assert run.returncode == 2 and "Name it as owner/name, or add --dry-run" in run.stderr
    run = world.publish("no-slash", "--dry-run")
    assert run.returncode == 2 and "'no-slash' is no repository of the Hub" in run.stderr

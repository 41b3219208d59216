"""Small releases, as they are built and as they stand on a Hub."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq

from tests.dataset import small_corpus
from tests.publish.hub_server import Dataset, Hub
from zhijiao_data.dataset import parquet, releases
from zhijiao_data.dataset.build import build

REPOSITORY = "somebody/small"


def register(raw: Path, *versions: str) -> None:
    """Write the register: these versions, the newest first, each a day after the one before."""
    entries = [
        f"- version: {version}\n  date: 2026-01-{19 + len(versions) - place:02d}\n  notes_en: [Notes on {version}.]\n  notes_zh: [说明。]\n"
        for place, version in enumerate(versions)
    ]
    (raw / releases.FILE_NAME).write_text("releases:\n" + "".join(entries), encoding="utf-8")


def make(folder: Path) -> None:
    """Build the releases 1.0.0 and 1.1.0 of the small corpus, which differ in one title, and one that is none.

    ``raw`` is the corpus as it is in 1.1.0, ``raw-1.0.0`` as it was in 1.0.0; the tables stand in ``1.0.0``, ``1.1.0`` and ``unreleased``.
    """
    raw = folder / "raw"
    small_corpus.write(raw)
    register(raw, "1.0.0")
    build(raw, folder / "1.0.0", release=True)
    shutil.copytree(raw, folder / "raw-1.0.0")
    plan = raw / small_corpus.PLAN / "plan.yaml"
    first = plan.read_text(encoding="utf-8")
    plan.write_text(first.replace("made-up district", "district that is made up"), encoding="utf-8")
    register(raw, "1.1.0", "1.0.0")
    build(raw, folder / "1.1.0", release=True)
    plan.write_text(first.replace("made-up district", "district of nowhere"), encoding="utf-8")
    build(raw, folder / "unreleased")
    plan.write_text(first.replace("made-up district", "district that is made up"), encoding="utf-8")


def put(hub: Hub, folder: Path, tag: str, repository: str = REPOSITORY) -> Dataset:
    """Publish the tables of ``folder`` without the client, as ``data/`` under ``tag``."""
    held = hub.datasets.setdefault(repository, Dataset())
    files = {f"data/{path.name}": path.read_bytes() for path in folder.iterdir()}
    held.tags[tag] = held.commit(files, frozenset(path for path in files if path.endswith(".parquet")))
    return held


def older(folder: Path, out: Path) -> Path:
    """A release of an earlier time, 0.1.0: a table and a column fewer, and a manifest that says less."""
    out.mkdir()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    tables = {}
    for name, entry in manifest["tables"].items():
        if name == "task_themes":
            continue
        table = pq.read_table(folder / entry["file"])
        if name == "targets":
            table = table.drop_columns(["addressee"])
        parquet.write(table, out / entry["file"])
        columns = table.column_names
        content = parquet.content_hash(name, parquet.plain_rows(out / entry["file"]), columns)
        sha256 = hashlib.sha256((out / entry["file"]).read_bytes()).hexdigest()
        types = {column: entry["columns"][column] for column in columns}
        tables[name] = entry | {"columns": types, "content_sha256": content, "sha256": sha256}
    old = {"dataset": "zhijiao-data", "data_version": "0.1.0", "code_version": "0.1.0", "inputs": {}}
    old |= {"plans": manifest["plans"], "tables": tables}
    (out / "manifest.json").write_text(json.dumps(old, ensure_ascii=False), encoding="utf-8")
    return out

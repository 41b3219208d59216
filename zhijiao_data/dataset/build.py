"""From ``raw/`` to the tables of a release, all or nothing.

Every plan's folder becomes a document, its extracted rows, and these rows corrected by its curation; tables that follow
from others are computed; the rows are checked, and only when no rule of the level "error" is broken are Parquet files and manifest written, beside the old
release, and exchanged with it in one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.corpus import catalogue, document
from zhijiao_data.dataset import (
    arguments,
    change_log,
    checks,
    codebook_rows,
    curation,
    fingerprint,
    manifest,
    parquet,
    releases,
    schema,
    swap,
    target_links,
)
from zhijiao_data.dataset import progress as telling
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.dataset.reuse import passages as shared_passages
from zhijiao_data.errors import CheckFailure, UsageError

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: its folder, its manifest, findings that did not stop it, and how it differs from the last release."""

    folder: Path
    manifest: dict[str, Any]
    warnings: list[checks.Finding]
    changes: list[fingerprint.Change]


def build(
    raw_dir: str | Path = "raw",
    out_dir: str | Path = "processed",
    progress: telling.Progress = telling.silent,
    release: bool = False,
) -> Built:
    """Build every table from ``raw_dir`` and put them into ``out_dir`` in place of what was there.

    Args:
        raw_dir: the folder with one folder per plan.
        out_dir: the folder of the release; it is replaced as a whole.
        progress: told about every plan and step.
        release: seal the release that the register plans (see `releases`); otherwise the tables bear the version of a
            sealed release only if their content is the same.

    Raises:
        InputError: a source, catalogue entry, curation or register can't be read or doesn't hold.
        CheckFailure: the rows break rules, or the planned version is too small a step; nothing is replaced.
        UsageError: ``out_dir`` is a file, holds files that are not of a release, or can't be written.
    """
    raw_dir, out_dir = (
        Path(arguments.path(raw_dir, "raw_dir", "raw")),
        Path(arguments.path(out_dir, "out_dir", "processed")),
    )
    if out_dir.is_symlink():  # the folder that it leads to is replaced, the link stays
        out_dir = out_dir.resolve()
    _check_replaceable(out_dir)
    folders = catalogue.plans(raw_dir)
    # A release reads the register and writes it again at the end: nobody else may in between.
    holding = swap.alone(raw_dir, "another release is being sealed here", raw_dir) if release else nullcontext()
    with holding:
        register = releases.read(raw_dir)
        tables, findings = _checked_rows(raw_dir, folders, progress)
        built = fingerprint.of_rows(tables)
        changed = register.changes(built)
        if release:
            register = register.sealing(built)
        progress(len(folders) + 1, len(folders) + 2, "writing")
        with swap.replacing(out_dir) as fresh:
            written = _write(fresh, tables, built, register)
            if release:
                # Before the tables are exchanged: tables that bear a released version have a seal, whenever one is killed.
                releases.write_lock(register)
    progress(len(folders) + 2, len(folders) + 2, "done")
    return Built(out_dir, written, findings, changed)


def _checked_rows(
    raw_dir: Path, folders: Sequence[Path], progress: telling.Progress
) -> tuple[Tables, list[checks.Finding]]:
    """The sorted rows of every table, and the findings that don't stop a build."""
    steps = len(folders) + 2
    tables: Tables = {name: [] for name in schema.tables()}
    texts: dict[str, str] = {}
    for number, folder in enumerate(folders):
        progress(number, steps, folder.name)
        read = document.load(folder)
        texts[read.plan_id] = read.text
        for name, rows in plan_tables(read, folder / curation.FILE_NAME).items():
            if name not in tables:
                raise KeyError(f"the extraction returns a table '{name}' that tables.yaml doesn't list")
            tables[name] += rows
    tables |= codebook_rows.tables()
    tables |= computed_tables(tables, texts)
    for name, rows in tables.items():
        order = schema.table(name).sort
        rows.sort(key=lambda row, order=order: schema.sort_key(row, order))
    progress(len(folders), steps, "checking")
    findings = checks.run(tables, checks.Surroundings(texts=texts, sources=manifest.inputs(raw_dir)))
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        remedy = "Correct the sources named; the old tables are untouched"
        raise CheckFailure(checks.summary(errors), str(raw_dir), remedy)
    return tables, findings


def _write(folder: Path, tables: Tables, built: fingerprint.Fingerprint, register: releases.Register) -> dict[str, Any]:
    """Write tables, change log and manifest, and return the manifest."""
    stamp = register.stamp(built)
    marks = {"zhijiao.dataset": "zhijiao-data", "zhijiao.version": stamp.version}
    for name, rows in tables.items():
        parquet.write(parquet.arrow_table(name, rows, marks), folder / f"{name}.parquet")
    log = change_log.markdown(register, stamp, built)
    (folder / change_log.FILE_NAME).write_text(log, encoding="utf-8", newline="\n")
    written = manifest.describe(folder, built, stamp, register)
    manifest.write(written, folder)
    return written


def _check_replaceable(folder: Path) -> None:
    """Refuse a folder with files that no build wrote: they would be lost.

    Raises:
        UsageError: ``folder`` is a file, can't be read, or holds files of somebody else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("this is a file, not a folder", str(folder), "Name a folder for the tables")
    try:
        held = {path.name for path in folder.iterdir()}
    except OSError as error:
        remedy = "Check its permissions or name another folder"
        raise UsageError(f"the folder can't be read ({error.strerror})", str(folder), remedy) from None
    if held and manifest.FILE_NAME not in held:
        remedy = "Name a folder that is empty, new or an earlier release"
        raise UsageError("this folder holds something else and would be replaced", str(folder), remedy)
    strangers = sorted(held - manifest.files(folder))
    if strangers:
        said = f"this folder is replaced as a whole, and {listed(strangers)} in it would be lost"
        raise UsageError(said, str(folder), "Move such files elsewhere, or name another folder")


def plan_tables(read: document.Document, curation_file: Path | None = None) -> Tables:
    """The rows of every document table for one document: extracted, catalogued, corrected."""
    from zhijiao_data.extract.pipeline import extract

    tables: Tables = {name: list(rows) for name, rows in extract(read).items()}
    tables["texts"] = [{"plan_id": read.plan_id, "text": read.text}]
    tables, decisions = curation.apply(curation_file, read.text, read.plan_id, tables)
    return tables if curation_file is None else tables | {"decisions": decisions}


def links(tables: Tables) -> list[Row]:
    """The rows of ``target_links``, from the rows of the document and codebook tables."""
    names = ("targets", "plans", "policies", "policy_targets", "indicators", "places", "citations")
    return target_links.link_targets(*(tables[name] for name in names))


def computed_tables(tables: Tables, texts: Mapping[str, str]) -> Tables:
    """The rows of every table that is computed from the others.

    Args:
        tables: the rows of all document and codebook tables.
        texts: canonical texts by plan.
    """
    masks = shared_passages.mask_rows(tables)
    compared = shared_passages.compared_texts(tables["texts"], masks, tables["repairs"])
    return {
        "masks": masks,
        "reuse": shared_passages.reuse_rows(compared, *(tables[name] for name in ("plans", "citations", "policies"))),
        "target_links": links(tables),
        "codebook": codebook_rows.whole(tables),
        "codebook_examples": codebook_rows.examples(texts),
    }

"""``manifest.json``: which data version this is, from which inputs, by which code, and what is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhijiao_data._version import __version__
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import change_log, parquet, schema
from zhijiao_data.dataset.fingerprint import Fingerprint
from zhijiao_data.dataset.releases import Register, Stamp
from zhijiao_data.errors import InputError

FILE_NAME = "manifest.json"
HERE = Path(__file__).parent


def inputs(raw_dir: Path) -> dict[str, str]:
    """SHA-256 of every file that the tables depend on: those of the plans' folders, the codebook and the schema.

    Annotations are not among them, nor is the register of releases: they never change a row.
    """
    raw_dir, package = Path(raw_dir), HERE.parent
    found = {}
    for path in sorted(raw_dir.glob("*/*")):
        hidden = any(part.startswith(".") for part in path.relative_to(raw_dir).parts)
        if path.is_file() and not hidden and path.name != "annotation.yaml":
            found[f"raw/{path.relative_to(raw_dir).as_posix()}"] = parquet.file_hash(path)
    schema_files = [package / "dataset/tables.yaml", package / "dataset/fields.yaml"]
    for path in sorted([*package.glob("codebook/*.yaml"), package / "codebook/VERSION", *schema_files]):
        found[f"zhijiao_data/{path.relative_to(package).as_posix()}"] = parquet.file_hash(path)
    return found


def describe(folder: Path, built: Fingerprint, stamp: Stamp, register: Register) -> dict[str, Any]:
    """The manifest of the tables written to ``folder``."""
    import pyarrow

    marks = built.as_json()["tables"]
    about = {}
    for name, mark in marks.items():
        path, table = folder / f"{name}.parquet", schema.table(name)
        about[name] = {
            "file": path.name,
            "rows": mark["rows"],
            "bytes": path.stat().st_size,
            "sha256": parquet.file_hash(path),
            "content_sha256": mark["content_sha256"],
            "label_zh": table.label_zh,
            "label_en": table.label_en,
            "description_zh": table.description_zh,
            "description_en": table.description_en,
            "primary_key": mark["primary_key"],
            "columns": mark["columns"],
        }
    return {
        "dataset": "zhijiao-data",
        "data_version": stamp.version,
        "released_on": stamp.released_on,
        "codebook_version": loader.version(),
        "code_version": __version__,
        "pyarrow_version": pyarrow.__version__,
        "content_sha256": built.sha256,
        "plans": list(built.plans),
        "tables": about,
        "releases": register.history(),
        "inputs": inputs(register.folder),
    }


def write(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write ``manifest.json``."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")


def files(folder: Path) -> set[str]:
    """The names of the files that make up a release: those its manifest names, or, if that is damaged, today's tables."""
    try:
        tables = read(folder)["tables"].values()
        named = {str(entry.get("file")) for entry in tables if isinstance(entry, dict)}
    except InputError:
        named = set()
    return {FILE_NAME, change_log.FILE_NAME, *named, *(f"{name}.parquet" for name in schema.tables())}


def read(folder: Path) -> dict[str, Any]:
    """Read ``manifest.json``.

    Raises:
        InputError: it is missing or is not a manifest.
    """
    path = Path(folder) / FILE_NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("there are no tables here: manifest.json is missing", str(path), parquet.REBUILD) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the manifest can't be read ({error})", str(path), parquet.REBUILD) from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("tables"), dict) or "data_version" not in manifest:
        raise InputError("the manifest is not one of this dataset", str(path), parquet.REBUILD)
    return manifest

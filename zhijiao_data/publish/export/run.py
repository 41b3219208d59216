"""``zj.export``: the tables of a release in a format of other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from zhijiao_data.dataset import arguments, load, progress, schema
from zhijiao_data.errors import UsageError
from zhijiao_data.publish import placing, release
from zhijiao_data.publish.export import labels, readme
from zhijiao_data.publish.export.source import Order, Source

#: Format → the module that writes it.
FORMATS = {
    "csv": "csv_files",
    "xlsx": "workbook",
    "stata": "stata",
    "spss": "spss",
    "sqlite": "sqlite",
    "parquet": "parquet_files",
}


def export(
    folder: str | os.PathLike[str],
    format: str = "csv",
    tables: str | Sequence[str] | None = None,
    version: str | None = None,
    lang: str = "both",
    progress: progress.Progress = progress.silent,
) -> list[Path]:
    """Write tables to ``folder`` for other programs, all or nothing; what is there already is never overwritten.

    Every export holds ``README-FORMAT.txt`` (how missing values, lists and labels are stored, how to read and to cite) and,
    except for Parquet, the tables ``columns`` (what each column is) and ``codebook``.

    Args:
        folder: where to; it is made if it isn't there.
        format: ``csv``, ``xlsx``, ``stata``, ``spss``, ``sqlite`` or ``parquet``.
        tables: only this table, or these; all by default.
        version: the data version; the one held is the default.
        lang: language of the labels of variables and values in Stata and SPSS, and of the comments in SQLite: ``zh``,
            ``en`` or ``both``. The tables ``columns`` and ``codebook`` have both always.

    Returns:
        The files of the export. The same export once more changes nothing and returns the same.

    Raises:
        UsageError: a name doesn't exist (the message names those that do), a library is missing, or a file of that name
            with another content is there.
        InputError: the tables are missing or broken.
    """
    target = Path(arguments.path(folder, "folder", "out"))
    module = schema.chosen(arguments.string(format, "format", "csv"), FORMATS, "format")
    schema.chosen(arguments.string(lang, "lang", "both"), labels.LANGUAGES, "language")
    source = Source(release.read(load.folder(version)))
    held = source.release.manifest["tables"]
    asked = list(held) if tables is None else arguments.strings(tables, "tables", "targets")
    if not asked:
        raise UsageError("no table is named", "", "Name at least one, or leave 'tables=' out for all")
    for name in asked:
        schema.chosen(name, list(held), "table")
    order = Order(source, tuple(name for name in held if name in asked), lang, progress)

    def write(fresh: Path) -> None:
        import_module(f"zhijiao_data.publish.export.{module}").write(fresh, order)
        (fresh / f"README-{format}.txt").write_text(readme.text(format, order), encoding="utf-8-sig", newline="\n")

    return placing.add(target, write)

"""``zj.export``: the tables of a release in a format of other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from zhijiao_data.dataset import arguments, load, manifest, progress, schema
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import InputError, UsageError
from zhijiao_data.publish import placing, release
from zhijiao_data.publish.export import formats, labels, readme
from zhijiao_data.publish.export.source import Order, Source


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
        folder: where to; it is made if it isn't there. The names of the files are given.
        format: ``csv``, ``xlsx`` (needs openpyxl), ``stata``, ``spss`` (needs pyreadstat), ``sqlite`` or ``parquet``.
        tables: only this table, or these; all by default.
        version: the data version; the one held is the default.
        lang: language of the labels of variables and values in Stata and SPSS, and of the comments in xlsx and SQLite:
            ``zh``, ``en`` or ``both``. The tables ``columns`` and ``codebook`` have both always.

    Returns:
        The files of the export. The same export once more changes nothing and returns the same.

    Raises:
        UsageError: a name doesn't exist (the message names those that do), ``folder`` is named like a file of data
            or holds the tables of a release, a library is missing, or a file of that name with another content is there.
        InputError: the tables are missing or broken.
    """
    target = _folder(Path(arguments.path(folder, "folder", "out")))
    _refuse_held_tables(target)
    module = formats.module(arguments.string(format, "format", "csv"))
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
        page = fresh / readme.file_name(format)
        with placing.writing(page):
            page.write_text(readme.text(format, order), encoding="utf-8-sig", newline="\n")

    return placing.add(target, write)


def _folder(path: Path) -> Path:
    """``path`` unless it is named like a file: whoever asks for ``x/targets.csv`` doesn't mean a folder of that name."""
    format = formats.of_ending(path)
    if format is None:
        return path
    remedy = f"Name a folder, such as '{plain(path.with_suffix(''))}', and the format apart: '{format}'"
    raise UsageError("this is the name of a file, and an export is a folder of files", plain(path), remedy)


def _refuse_held_tables(folder: Path) -> None:
    """Refuse the folder of a release: a build replaces it as a whole, and only if it knows every file in it.

    An earlier export as Parquet, which has the manifest as well, is told by its README.
    """
    try:
        manifest.read(folder)
    except InputError:
        return
    if not (folder / readme.file_name("parquet")).is_file():
        what = "this folder holds the tables of a release, of which an export would be no part"
        raise UsageError(what, plain(folder), "Name another folder")

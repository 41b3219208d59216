"""``python -m zhijiao_data.analysis.studies``: execute the notebooks and write their pages.

    python -m zhijiao_data.analysis.studies                        # all of notebooks/, in place
    python -m zhijiao_data.analysis.studies 01_theme_frequency     # one
    python -m zhijiao_data.analysis.studies --out FOLDER           # elsewhere; what stands in notebooks/ stays as it is

Each notebook is executed as it stands, and once in the other language for its second page.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from zhijiao_data.analysis.studies import execution, pages
from zhijiao_data.errors import InputError, ZhijiaoError

LANGUAGES = ("zh", "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when all was written, 2 when something could not be read or run."""
    parser = argparse.ArgumentParser(
        prog="python -m zhijiao_data.analysis.studies", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("names", nargs="*", help="notebooks without .ipynb; all by default")
    parser.add_argument("--folder", type=Path, default=Path("notebooks"), help="where they are")
    parser.add_argument("--out", type=Path, help="where to write; the same folder by default")
    given = parser.parse_args(arguments)
    try:
        for path in chosen(given.folder, given.names):
            begun = time.perf_counter()
            written = write(path, given.out or given.folder)
            print(f"{path.name}: {len(written)} files, {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    except ZhijiaoError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def chosen(folder: Path, names: Sequence[str]) -> list[Path]:
    """The notebooks of a folder, all or those named.

    Raises:
        InputError: there are none, or one of them is missing.
    """
    paths = [folder / f"{name.removesuffix('.ipynb')}.ipynb" for name in names] or sorted(folder.glob("[0-9]*.ipynb"))
    if not paths:
        raise InputError("no notebooks here", str(folder), "Run it in the checkout, or name the folder with --folder")
    return paths


def write(path: Path, out: Path) -> list[Path]:
    """Execute one notebook in both languages: the notebook in Chinese, a page in each.

    Returns:
        What was written: ``<out>/<name>.ipynb``, ``<out>/html/<name>.zh.html``, ``<out>/html/<name>.en.html``.
    """
    source = execution.read(path)
    (out / "html").mkdir(parents=True, exist_ok=True)
    written = []
    for lang in LANGUAGES:
        done = execution.executed(execution.with_parameters(source, {"LANG": lang}), path.parent)
        texts = {out / "html" / f"{path.stem}.{lang}.html": pages.html(done, lang)}
        if lang == LANGUAGES[0]:
            texts[out / path.name] = execution.written(done)
        for file, text in texts.items():
            file.write_text(text, encoding="utf-8", newline="\n")
            written.append(file)
    return written


if __name__ == "__main__":
    sys.exit(main())

"""``python -m zhijiao_data.publish.standards``: write CITATION.cff and .zenodo.json for the tables of ``processed/``.

Run it (``make metadata``) after a build that changed the version: hosts of code and Zenodo read both files at the root
of the repository.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhijiao_data.dataset.about import about
from zhijiao_data.errors import UsageError, ZhijiaoError
from zhijiao_data.publish import release, standards


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when both files were written, 2 when the tables can't be read or the files not written."""
    parser = argparse.ArgumentParser(
        prog="python -m zhijiao_data.publish.standards", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--data", type=Path, default=Path("processed"), help="folder of the tables")
    parser.add_argument("--out", type=Path, default=Path(), help="where to write; here by default")
    given = parser.parse_args(arguments)
    try:
        for path in write(given.data, given.out):
            print(path)
    except ZhijiaoError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def write(data: Path, out: Path) -> list[Path]:
    """Write the files of the root for the tables in ``data``, and return their paths.

    Raises:
        InputError: there are no tables.
        UsageError: a file can't be written.
    """
    # The repository that the dataset is known by, whatever the environment says where this is run.
    described = standards.files(release.read(data, about().hub_repository))
    paths = []
    for name in standards.AT_THE_ROOT:
        path = out / name
        try:
            path.write_text(described[name], encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"can't be written ({error.strerror})", str(path), "Name a folder that is there") from None
        paths.append(path)
    return paths


if __name__ == "__main__":
    sys.exit(main())

"""The closed lists of codes that a release's columns use, as its own table ``codes`` has them."""

from __future__ import annotations

from zhijiao_data.dataset import parquet
from zhijiao_data.publish.release import Release

Code = parquet.Row


def used(release: Release) -> dict[str, list[Code]]:
    """Name of the list → its codes (``id``, ``label_zh``, ``label_en`` …), for the lists that a column of a table names."""
    named = {name for table in release.tables.values() for _, name in table.closed_lists()}
    lists: dict[str, list[Code]] = {}
    for code in parquet.rows(release.folder, "codes"):
        if code["list_name"] in named:
            lists.setdefault(code["list_name"], []).append(code)
    return lists

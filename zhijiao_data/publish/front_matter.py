"""The head of the data card: what the Hub reads of it, as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhijiao_data import marked_yaml
from zhijiao_data.dataset import parquet
from zhijiao_data.errors import InputError
from zhijiao_data.publish import features
from zhijiao_data.publish.release import Release

#: The table that one gets without naming one.
DEFAULT = "targets"
#: The Hub's libraries want every table to have a part; here it is the only one, and no hint at what to use it for.
SPLIT = "train"
#: What the rules gave and what a reader confirmed stand side by side; whether the reader is an expert is not for us to say.
_MAKERS = ["machine-generated", "other"]
_TASKS = ["text-classification", "token-classification"]
_BOUNDS = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")


def yaml_text(release: Release) -> str:
    """The head, between its lines of ``---``."""
    import yaml

    said = metadata(release)
    check(said)
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)
    return f"---\n{text}---\n"


def metadata(release: Release) -> dict[str, Any]:
    """The fields of the head, in order."""
    said = release.about
    tables = release.manifest["tables"]
    tags = [*(word.replace(" ", "-") for word in said.keywords_en), *said.keywords_zh]
    return {
        "pretty_name": said.title_en,
        "language": list(said.languages),
        "license": said.license.lower(),
        "annotations_creators": _MAKERS,
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "task_categories": _TASKS,
        "size_categories": [size_category(sum(entry["rows"] for entry in tables.values()))],
        "tags": [tag.lower() for tag in tags],
        "configs": [_config(release, name) for name in tables],
        "dataset_info": [_info(release, name) for name in tables],
    }


def check(said: Mapping[str, Any]) -> None:
    """Refuse words that the Hub doesn't know.

    Raises:
        InputError: a field holds one.
    """
    path = Path(__file__).parent / "hub_vocabulary.yaml"
    for name, allowed in marked_yaml.read(path).value.items():
        values = said.get(name, [])
        for value in [values] if isinstance(values, str) else values:
            if value not in allowed:
                remedy = f"Choose one of {', '.join(allowed)}, or add the word if the Hub knows it"
                raise InputError(f"{name}: the Hub knows no '{value}'", str(path), remedy)


def size_category(rows: int) -> str:
    """The Hub's word for so many rows.

    >>> size_category(7968)
    '1K<n<10K'
    """
    limits = [10 ** (3 + place) for place in range(len(_BOUNDS))]
    place = sum(rows >= limit for limit in limits)
    if place == 0:
        return f"n<{_BOUNDS[0]}"
    if place == len(_BOUNDS):
        return f"n>{_BOUNDS[-1]}"
    return f"{_BOUNDS[place - 1]}<n<{_BOUNDS[place]}"


def _config(release: Release, name: str) -> dict[str, Any]:
    files = [{"split": SPLIT, "path": release.path(name)}]
    return {"config_name": name, "data_files": files} | ({"default": True} if name == DEFAULT else {})


def _info(release: Release, name: str) -> dict[str, Any]:
    entry = release.manifest["tables"][name]
    path = release.folder / entry["file"]
    columns = features.of_table(name, parquet.read(path))
    size = _uncompressed(path)
    return {
        "config_name": name,
        "features": [column.as_yaml() for column in columns],
        "splits": [{"name": SPLIT, "num_bytes": size, "num_examples": entry["rows"]}],
        "download_size": entry["bytes"],
        "dataset_size": size,
    }


def _uncompressed(path: Path) -> int:
    """The bytes of a Parquet file before they were compressed: about what the table takes in memory."""
    import pyarrow.parquet as pq

    held = pq.read_metadata(path)
    return sum(held.row_group(place).total_byte_size for place in range(held.num_row_groups))

"""The one reader of the codebook's YAML files. Every code of the dataset is looked up here and written nowhere else."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhijiao_data import marked_yaml
from zhijiao_data.codebook.validation import validate
from zhijiao_data.errors import UsageError

FOLDER = Path(__file__).parent
#: What one entry of a file is called, and the file: ``theme:T05`` stands in ``themes.yaml``.
KINDS = {
    "theme": "themes",
    "instrument": "instruments",
    "indicator": "indicators",
    "concept": "concepts",
    "agency": "agencies",
    "school": "schools",
    "unit": "units",
    "place": "places",
}
Entry = Mapping[str, Any]


def version() -> str:
    """The version of the codebook: major when a code changes its meaning, minor when codes or keys are added, else patch."""
    return (FOLDER / "VERSION").read_text(encoding="utf-8").strip()


@cache
def names() -> tuple[str, ...]:
    """The codebook's files, without ``.yaml``."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load(name: str) -> Mapping[str, Entry]:
    """The entries of one file of the codebook, id → entry, in the order of the file; read-only.

    ``load("codes")`` gives the closed lists: list name → list, whose ``codes`` are id → entry.

    Raises:
        UsageError: there is no such file.
        InputError: the file breaks the codebook's rules.
    """
    return _content(name)["entries"]


@cache
def shared(name: str) -> Entry:
    """What the entries of one file share (regular-expression fragments, name suffixes, …); read-only."""
    return MappingProxyType({key: value for key, value in _content(name).items() if key != "entries"})


@cache
def codes(list_name: str) -> tuple[str, ...]:
    """The ids of one closed list, in its order: a list of ``codes.yaml``, or the ids of a whole file (``units``).

    Raises:
        UsageError: there is no such list.
    """
    return tuple(_entries(list_name))


def entry(kind: str, id: str) -> Entry:
    """One entry: ``entry("agencies", "education")``, ``entry("comparator", "ge")``.

    Raises:
        UsageError: there is no such list or no such id in it.
    """
    entries = _entries(kind)
    if id not in entries:
        raise UsageError(f"'{id}' is not in the codebook's list '{kind}'", "", _advice(id, entries))
    return entries[id]


def read(name: str, folder: Path = FOLDER) -> Mapping[str, Any]:
    """Read and validate one file, uncached: ``entries`` (id → entry) and what they share.

    The codes and units that a file refers to are always those of the package.

    Raises:
        InputError: with file, line and remedy.
    """
    document = marked_yaml.read(folder / f"{name}.yaml")
    return _frozen(validate(name, document, codes))


@cache
def _content(name: str) -> Mapping[str, Any]:
    if name not in names():
        raise UsageError(f"the codebook has no file '{name}'", "", _advice(name, names()))
    return read(name)


def _entries(list_name: str) -> Mapping[str, Entry]:
    lists = load("codes")
    if list_name in lists:
        return lists[list_name]["codes"]
    if list_name in names():
        return load(list_name)
    raise UsageError(f"the codebook has no list '{list_name}'", "", _advice(list_name, (*lists, *names())))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _advice(wrong: str, known: Any) -> str:
    near = difflib.get_close_matches(wrong, list(known), 1)
    return f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(known)}"

"""The formats there are, what people call them besides, and the endings of their files, read from ``formats.yaml``."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from zhijiao_data import marked_yaml
from zhijiao_data.dataset.rendering import listed, plain
from zhijiao_data.errors import UsageError

HERE = Path(__file__).parent
_ALIKE = 0.75


class _Format(BaseModel):
    model_config = ConfigDict(extra="forbid")
    module: str
    endings: list[str]
    also: list[str]


class _Formats(RootModel[dict[str, _Format]]):
    pass


@cache
def known() -> dict[str, _Format]:
    """The formats by name, in the order of the file."""
    return marked_yaml.validate(_Formats, marked_yaml.read(HERE / "formats.yaml")).root


def module(name: str) -> str:
    """The module that writes a format.

    Raises:
        UsageError: there is no such format; the message names the one that was probably meant, and all.
    """
    if name in known():
        return known()[name].module
    # The words are short: of two that share but half their letters neither means the other (sas, sav).
    near = difflib.get_close_matches(name.lower().lstrip("."), _meant(), 1, _ALIKE)
    advice = f"Did you mean '{_meant()[near[0]]}'? " if near else ""
    raise UsageError(f"no format '{plain(name)}'", "", f"{advice}Allowed: {listed(known())}")


def of_ending(path: Path) -> str | None:
    """The format whose files end like ``path``, if there is one.

    >>> of_ending(Path("x/targets.dta")), of_ending(Path("x/v1.0"))
    ('stata', None)
    """
    ending = path.suffix.lstrip(".").lower()
    return next((name for name, format in known().items() if ending in format.endings), None)


@cache
def _meant() -> dict[str, str]:
    """What a format may be called → its name."""
    return {word: name for name, format in known().items() for word in (name, *format.endings, *format.also)}

"""What a caller of the Python functions gave, checked before anything is done with it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from zhijiao_data.errors import UsageError


def string(value: Any, argument: str, example: str) -> str:
    """``value`` if it is a string.

    Raises:
        UsageError: it isn't; ``example`` is what could stand there.
    """
    if not isinstance(value, str):
        raise UsageError(f"{argument}={value!r} is {_kind(value)}, not a string", "", f"Give a string: '{example}'")
    return value


def strings(value: Any, argument: str, example: str) -> list[str]:
    """A string, or several, as a list.

    Raises:
        UsageError: it is something else.
    """
    found = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else [value]
    for item in found:
        if not isinstance(item, str):
            remedy = f"Give a string or a list of strings: '{example}'"
            raise UsageError(f"{argument}={value!r} is neither a string nor a list of strings", "", remedy)
    return found


def whole(value: Any, argument: str) -> int:
    """``value`` if it is a whole number from 0 on.

    Raises:
        UsageError: it isn't.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(f"{argument}={value!r} is no number of characters", "", "Give a whole number, 0 or more")
    return value


def path(value: Any, argument: str, example: str) -> str | os.PathLike[str]:
    """``value`` if it names a file or folder.

    Raises:
        UsageError: it is no path.
    """
    if not isinstance(value, (str, os.PathLike)) or not str(value):
        remedy = f"Give the path as a string or pathlib.Path: '{example}'"
        raise UsageError(f"{argument}={value!r} is no path", "", remedy)
    return value


def _kind(value: Any) -> str:
    return "None" if value is None else f"of the type {type(value).__name__}"

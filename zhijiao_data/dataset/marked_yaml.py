"""YAML whose every value knows its line, and whose scalars stay the characters that were typed.

Plain YAML reads ``1:1`` as sixty-one, ``1.`` as a float, ``no`` as false and a date as an object. Files that quote
documents can't afford that: here every scalar is the string as typed, except a bare ``null``, ``~`` or nothing, which
is None. The type comes from the model or the schema that the value is read into.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

Step = str | int
_NULL_WORDS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class MarkedYaml:
    """The content of one YAML file and the line of every node in it."""

    path: Path
    value: Any
    lines: dict[tuple[Step, ...], int]

    def where(self, steps: Sequence[Step] = ()) -> str:
        """``file:line`` of the node at ``steps``, or of the nearest one above it."""
        steps = tuple(steps)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return f"{self.path}:{self.lines.get(steps, 1)}"


def read(path: Path) -> MarkedYaml:
    """Read one YAML file.

    Raises:
        InputError: the file is missing, is not UTF-8, is not YAML, repeats a key or refers to itself by an alias.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("file not found", str(path), "Create it or correct the path") from None
    except (UnicodeDecodeError, OSError) as error:
        raise InputError(f"cannot be read ({error})", str(path), "Save it as a UTF-8 text file") from None
    return parse(text, Path(path))


def parse(text: str, path: Path) -> MarkedYaml:
    """Read YAML from a string; ``path`` is used in messages only."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        remedy = "Correct the line; put text that holds ': ' or '#' between quotation marks"
        raise InputError(f"not valid YAML ({problem})", place, remedy) from None
    lines: dict[tuple[Step, ...], int] = {(): 1}
    return MarkedYaml(path, _value(node, (), lines, path, set()) if node is not None else None, lines)


def _value(node: Any, steps: tuple[Step, ...], lines: dict, path: Path, seen: set[int]) -> Any:
    import yaml

    lines[steps] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _NULL_WORDS else node.value
    # A collection met twice is an alias: a file could refer to itself or unfold into millions of values that way.
    if id(node) in seen:
        raise InputError("an alias (*name) repeats a list or mapping", f"{path}:{lines[steps]}", "Write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*steps, i), lines, path, seen) for i, child in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key_node, child in node.value:
        key = key_node.value
        place = f"{path}:{key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError("a key is not a plain word", place, "Use a word as key")
        if key in mapping:
            raise InputError(f"the key '{key}' is given twice", place, "Keep one of them")
        mapping[key] = _value(child, (*steps, key), lines, path, seen)
        lines[(*steps, key)] = key_node.start_mark.line + 1
    return mapping


def validate(model: type, document: MarkedYaml) -> Any:
    """Read ``document`` into a pydantic ``model``.

    Raises:
        InputError: with the line of the first wrong key or value; further ones are named in the message.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document.value if document.value is not None else {})
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, p['loc'])) or 'file'}: {p['msg']}" for p in error.errors()]
        first = error.errors()[0]["loc"]
        names = ", ".join(model.model_fields)
        shown = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")
        raise InputError(shown, document.where(first), f"Top-level keys: {names}") from None

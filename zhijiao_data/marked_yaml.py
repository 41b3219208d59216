"""YAML whose every value knows its line, and whose scalars stay the characters that were typed.

Plain YAML reads ``1:1`` as sixty-one, ``1.`` as a float, ``no`` as false and a date as an object. Files that quote
documents can't afford that: here every scalar is the string as typed, except a bare ``null``, ``~`` or nothing, which
is None. The type comes from the model or the schema that the value is read into.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zhijiao_data.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

Model = TypeVar("Model", bound="BaseModel")
Step = str | int
_NULL_WORDS = {"", "~", "null", "Null", "NULL"}
_MAX_DEPTH = 100


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


def read(path: str | Path) -> MarkedYaml:
    """Read one YAML file.

    Raises:
        InputError: the file is missing, is not UTF-8, is not YAML, repeats a key or uses an alias.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("file not found", str(path), "Create it or correct the path") from None
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", str(path), "Save it as a UTF-8 text file") from None
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", str(path), "Check the path and its permissions"
        ) from None
    return parse(text, Path(path))


def parse(text: str, path: Path) -> MarkedYaml:
    """Read YAML from a string; ``path`` is used in messages only.

    Raises:
        InputError: the text is not YAML, repeats a key, uses an alias or is nested more than 100 deep.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise InputError(
            f"not valid YAML ({problem})", place, "Correct the line; text that holds ': ' or '#' needs quotation marks"
        ) from None
    except RecursionError:
        raise InputError("nested too deeply", str(path), "Close the brackets") from None
    lines: dict[tuple[Step, ...], int] = {(): 1}
    return MarkedYaml(path, _value(node, (), lines, path, set()) if node is not None else None, lines)


def _value(node: Any, steps: tuple[Step, ...], lines: dict, path: Path, seen: set[int]) -> Any:
    import yaml

    lines[steps] = node.start_mark.line + 1
    if id(node) in seen:
        # An alias is the same node met again. None is needed here, and refusing them rules out both cycles and
        # files of a few lines that unfold to gigabytes.
        raise InputError("an alias (*name) is used", f"{path}:{lines[steps]}", "Write the value out")
    seen.add(id(node))
    if len(steps) > _MAX_DEPTH:
        raise InputError("nested too deeply", f"{path}:{lines[steps]}", "Close the brackets")
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NULL_WORDS else node.value
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


def validate(model: type[Model], document: MarkedYaml) -> Model:
    """Read ``document`` into a pydantic ``model``.

    Raises:
        InputError: with the line of the first wrong key or value; further ones are named in the message.
    """
    from pydantic import RootModel, ValidationError

    keys = [] if issubclass(model, RootModel) else list(model.model_fields)
    names = f"Keys of the file: {', '.join(keys)}" if keys else ""
    if document.value is None:
        raise InputError("the file is empty", document.where(), names or "Write its entries")
    if keys and not isinstance(document.value, dict):
        found = type(document.value).__name__
        raise InputError(f"keys with values are expected, found {found}", document.where(), names)
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        # A mistyped key is both unknown and missing; the line to look at is where it stands.
        problems = sorted(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    first = problems[0]["loc"]
    if problems[0]["type"] in ("extra_forbidden", "missing"):
        remedy = names if names and len(first) == 1 else "Correct the key"
    else:
        remedy = "Correct the value"
    told = [_say(keys, problem) for problem in problems[:5]]
    rest = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
    raise InputError("; ".join(told) + rest, document.where(first), remedy)


def _say(keys: list[str], problem: Any) -> str:
    steps = problem["loc"]
    name = ".".join(str(step) for step in steps) or "file"
    match problem["type"]:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(steps[-1]), keys, 1) if len(steps) == 1 else []
            return f"unknown key '{name}'" + (f" (did you mean '{near[0]}'?)" if near else "")
        case "missing":
            return f"the key '{name}' is missing"
        case "value_error":
            return f"{name}: {problem['ctx']['error']}"
        case _:
            shown = repr(problem["input"])
            return f"{name}: {problem['msg']}, found {shown if len(shown) <= 60 else shown[:60] + '…'}"

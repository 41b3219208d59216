"""The blocks of code in Markdown, and how they are run: those of the READMEs and of the documentation alike.

A fence may carry attributes, ``` { .python data-since="1.0.0" } among them:

* ``data-not-run="why"``: not run; what it says is why.
* ``data-since="1.0.0"``: run from this version of the package on; before, only read.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import zhijiao_data

ROOT = Path(__file__).resolve().parents[1]
_FENCE = re.compile(r"^(?P<indent> *)``` *(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its language, the attributes of its fence, its text."""

    language: str
    attributes: dict[str, str]
    body: str

    @property
    def runs(self) -> bool:
        """Whether the block is to be run with the package as it is now."""
        since = self.attributes.get("data-since", "0")
        return "data-not-run" not in self.attributes and _numbers(since) <= _numbers(zhijiao_data.__version__)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version.partition("+")[0])]


def of(markdown: str, language: str | None = None) -> list[Block]:
    """The blocks of a text in order, all or those of one language."""
    blocks = [_block(match) for match in _FENCE.finditer(markdown)]
    return [block for block in blocks if language in (None, block.language)]


def without(markdown: str) -> str:
    """A text without its blocks."""
    return _FENCE.sub("", markdown)


def _block(match: re.Match[str]) -> Block:
    info = match["info"].strip()
    if not info.startswith("{"):
        return Block(info, {}, match["body"])
    words = shlex.split(info.strip("{ }"))
    language = next(word for word in words if word.startswith("."))[1:]
    return Block(language, dict(word.split("=", 1) for word in words if "=" in word), match["body"])


def comments_apart(block: Block) -> tuple[str, dict[str, str], list[str]]:
    """What two languages must share of a block: a comment after ``#`` may say it in other words."""
    lines = [re.sub(r"(^|\s)#.*", "", line).rstrip() for line in block.body.splitlines()]
    return block.language, block.attributes, [line for line in lines if line]


def environment() -> dict[str, str]:
    """An environment in which the package of this checkout is found, with its tables, from any folder."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": path, "ZHIJIAO_DATA": str(ROOT / "processed")}


def run_python(blocks: Iterable[Block], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run blocks one after the other as one program, in a folder."""
    program = "\n".join(block.body for block in blocks if block.runs)
    return _run([sys.executable, "-c", program], folder, environment())


def run_shell(blocks: Iterable[Block], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run blocks one after the other as one script, in a folder where ``zhijiao`` is this checkout's; the first error ends it."""
    program = folder / "bin" / "zhijiao"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zhijiao_data.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    found = environment()
    found["PATH"] = os.pathsep.join((str(program.parent), found["PATH"]))
    return _run(["sh", "-e", "-c", "\n".join(block.body for block in blocks if block.runs)], folder, found)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=environment)

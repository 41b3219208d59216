"""The figures of the READMEs, computed: what stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.

    python tests/readme_blocks.py            says which blocks are out of date (exit code 1 if one is)
    python tests/readme_blocks.py --write    rewrites them (make readme)

NAME is a command of the README, such as ``zhijiao info``, and the block is what it prints; a part after ``: `` chooses one
of the tables that it prints. Words in a language stand outside the blocks, so that the same block serves both READMEs.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
_BLOCK = re.compile(
    r"(?P<begin><!-- begin (?P<name>[^\n]+) -->\n)(?P<body>.*?)(?P<end><!-- end (?P=name) -->)", re.DOTALL
)


@cache
def printed(command: str) -> str:
    """What ``zhijiao …`` prints from the root of the repository, over the tables of ``processed/``.

    Raises:
        RuntimeError: the command fails; the message holds its own.
    """
    program, *arguments = shlex.split(command)
    if program != "zhijiao":
        raise RuntimeError(f"a block is named '{command}', but only the output of zhijiao can be computed")
    run = subprocess.run(
        [sys.executable, "-m", "zhijiao_data.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "ZHIJIAO_DATA": str(ROOT / "processed")},
    )
    if run.returncode:
        raise RuntimeError(f"{command} ended with {run.returncode}: {(run.stderr or run.stdout).strip()}")
    return run.stdout.strip("\n")


def computed(name: str) -> str:
    """The content of a block by its name, as Markdown that ends with a newline.

    Raises:
        RuntimeError: no block can have this name, or its command fails.
    """
    command, _, part = name.partition(": ")
    text = printed(command)
    if command == "zhijiao evaluate":
        # Two tables: the rows found, and every attribute of the rows that match.
        rows, attributes = text.split("\n\n")
        if part not in ("", "attributes"):
            raise RuntimeError(f"{command} prints no part '{part}'")
        return f"\n{attributes if part else rows}\n\n"
    if part:
        raise RuntimeError(f"{command} prints one thing only, not '{part}'")
    if command.startswith("zhijiao evaluate --category"):
        return f"\n{text}\n\n"
    if command == "zhijiao info":
        # The first line names the folder, which is different on every machine.
        text = text.split("\n", 1)[1].strip("\n")
    return f"\n```text\n{text}\n```\n\n"


def blocks(text: str) -> dict[str, str]:
    """Name and present content of every block of a README, in order."""
    return {match["name"]: match["body"] for match in _BLOCK.finditer(text)}


def written(text: str) -> str:
    """A README as a person wrote it, without its blocks."""
    return _BLOCK.sub("", text)


def renewed(text: str) -> str:
    """A README with every block computed anew."""
    return _BLOCK.sub(lambda match: match["begin"] + computed(match["name"]) + match["end"], text)


def main() -> int:
    """Compare or rewrite the blocks of both READMEs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="rewrite the blocks")
    write = parser.parse_args().write
    stale = 0
    for path in READMES:
        old = path.read_text(encoding="utf-8")
        new = renewed(old)
        if new == old:
            continue
        if write:
            path.write_text(new, encoding="utf-8")
        for name, body in blocks(old).items():
            if body != computed(name):
                stale += 1
                print(f"{path.name}: {name}: {'rewritten' if write else 'out of date, run make readme'}")
    return int(stale > 0 and not write)


if __name__ == "__main__":
    sys.exit(main())

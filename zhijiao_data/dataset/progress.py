"""How far a long piece of work has come, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO


class Progress(Protocol):
    """Called once for each step that is about to begin, and with ``done == total`` at the end."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


def silent(done: int, total: int, what: str) -> None:
    """Say nothing."""


def on(stream: TextIO | None = None, width: int = 24) -> Progress:
    """A progress that writes to ``stream`` (standard error)."""
    out = stream or sys.stderr

    def bar(done: int, total: int, what: str) -> None:
        filled = width * done // max(total, 1)
        out.write(f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total} {what[:40]:40}")
        if done >= total:
            out.write("\n")
        out.flush()

    def lines(done: int, total: int, what: str) -> None:
        print(f"{done}/{total} {what}", file=out, flush=True)

    return bar if out.isatty() else lines

"""Programs in R, run where R is: neither R nor its packages come with this project."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def run(code: str, folder: Path, *packages: str) -> str:
    """What R prints when it runs ``code`` in ``folder``; the test is skipped where R or one of the packages is missing."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    there = "; ".join(f"stopifnot(requireNamespace('{package}', quietly = TRUE))" for package in packages)
    if packages and subprocess.run(["Rscript", "-e", there], capture_output=True).returncode:
        pytest.skip(f"R has no {', '.join(packages)}")
    script = folder / ".script.R"
    script.write_text(code, encoding="utf-8")
    try:
        done = subprocess.run(
            ["Rscript", "--encoding=UTF-8", script.name], cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    finally:
        script.unlink()
    assert done.returncode == 0, done.stderr
    return done.stdout

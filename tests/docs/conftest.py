"""The site, built once for all tests and all of their processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.code_blocks import environment
from tests.docs.handwritten import LANGUAGES, ROOT

#: Seconds after which a build in another process is given up.
PATIENCE = 120


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder of the built site, ``en/`` and ``zh/`` in it; the build is strict."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "documentation"
    told = folder / "told.txt"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait(told)
    else:
        told.with_suffix(".new").write_text(_build(folder), encoding="utf-8")
        told.with_suffix(".new").rename(told)
    assert not told.read_text(encoding="utf-8")
    return folder


def _build(folder: Path) -> str:
    """Build both languages at once; what the builds complain of, nothing when all is well."""
    builds = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"),
                *("--config-file", f"docs/mkdocs.{lang}.yml", "--site-dir", str(folder / lang)),
            ],
            cwd=ROOT,
            env=environment() | {"NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        for lang in LANGUAGES
    ]
    told = [build.communicate()[0] for build in builds]
    return "".join(text or "failed" for build, text in zip(builds, told, strict=True) if build.returncode)


def _wait(told: Path) -> None:
    begun = time.monotonic()
    while not told.exists():
        assert time.monotonic() - begun < PATIENCE, "the build in another process did not end"
        time.sleep(0.2)

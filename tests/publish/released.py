"""The release that stands in the repository, and variants of it, for tests that describe or publish one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from zhijiao_data.publish import release
from zhijiao_data.publish.release import Release

ROOT = Path(__file__).parents[2]
REPOSITORY = "someone/some-data"


def held(version: str = "1.2.3", released_on: str | None = "2027-01-31") -> Release:
    """The tables of ``processed/`` under a version and date of the test's own."""
    found = release.read(ROOT / "processed", REPOSITORY)
    return replace(found, manifest=found.manifest | {"data_version": version, "released_on": released_on})


def unreleased() -> Release:
    """The same tables, as a build that is no release."""
    return held("1.2.3+0a1b2c3d", None)

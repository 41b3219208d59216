"""Whatever states a version states the same one: that of the code, or that of the data."""

from __future__ import annotations

import json
import re

import pyarrow.parquet as pq
import pytest

import zhijiao_data
from tests.publish.released import ROOT
from zhijiao_data.dataset import change_log, load, manifest, versions
from zhijiao_data.dataset.about import about
from zhijiao_data.publish import release, standards

PROCESSED = ROOT / "processed"
HELD = manifest.read(PROCESSED)
FILES = standards.files(release.read(PROCESSED, about().hub_repository))
FILES |= {f"{name} at the root": (ROOT / name).read_text(encoding="utf-8") for name in standards.AT_THE_ROOT}


def newest(path):
    """Version and what stands in brackets behind it, in the newest heading of a log: ``## 0.1.0 (2026-01-31)``."""
    heading = re.search(r"^## (\S+) \((.+)\)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert heading, f"the newest entry of {path.name} has the form '## 0.1.0 (2026-01-31)'"
    return heading.groups()


def stated(name):
    """The version and, if there is one, the date of release that a file states."""
    if "CITATION" in name:
        found = dict(re.findall(r"^(version|date-released): '?([^'\n]+)'?$", FILES[name], re.MULTILINE))
        return found["version"], found.get("date-released")
    found = json.loads(FILES[name])
    return found["version"], found.get("datePublished", found.get("publication_date"))


def test_every_table_bears_the_version_of_the_data():
    for entry in HELD["tables"].values():
        bears = pq.read_schema(PROCESSED / entry["file"]).metadata[b"zhijiao.version"].decode()
        assert bears == HELD["data_version"] == load.data_version(PROCESSED), entry["file"]


@pytest.mark.parametrize("name", FILES)
def test_the_metadata_bear_the_version_of_the_data_and_the_day_of_its_release(name):
    # A data package has no place for the day.
    day = None if name == "datapackage.json" else HELD["released_on"]
    assert stated(name) == (HELD["data_version"], day)


def test_the_changes_of_the_data_begin_with_this_version():
    version, bracket = newest(PROCESSED / change_log.FILE_NAME)
    assert version == HELD["data_version"]
    assert bracket == (HELD["released_on"] or "not released / 未发布")


def test_a_build_that_is_no_release_says_on_which_release_it_stands():
    base, plus, content = HELD["data_version"].partition("+")
    assert versions.is_version(base)
    assert bool(plus) == (HELD["released_on"] is None) and content == HELD["content_sha256"][: len(content)]
    assert base in (HELD["releases"] or {"0.0.0": None})


def test_the_changelog_begins_with_the_version_of_the_code_and_names_that_of_the_data():
    """Code and data have a version each. A release of the code names the data that it was released with."""
    version, day = newest(ROOT / "CHANGELOG.md")
    assert version == zhijiao_data.__version__
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"data {HELD['data_version'].partition('+')[0]}" in changelog.split("\n## ")[1]

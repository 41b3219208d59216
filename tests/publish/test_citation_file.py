"""CITATION.cff: it keeps the rules of the Citation File Format 1.2.0, and names nobody who isn't registered."""

from __future__ import annotations

import pytest
import yaml

from tests.publish.released import held, unreleased
from zhijiao_data.publish.standards import citation_file

jsonschema = pytest.importorskip("jsonschema")

_WORDS = {"type": "string", "minLength": 1}
# What the guide to the format (version 1.2.0) says of the keys that this dataset has use for. Stricter than the format in
# one thing: an author is a group (an entity), because no person is registered.
RULES = {
    "type": "object",
    "additionalProperties": False,
    "required": ["cff-version", "message", "title", "authors"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": _WORDS,
        "type": {"enum": ["software", "dataset"]},
        "title": _WORDS,
        "abstract": _WORDS,
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": _WORDS},
            },
        },
        "version": _WORDS,
        "date-released": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"},
        "license": {"enum": ["CC-BY-4.0"]},
        "url": {"type": "string", "pattern": "^https?://.+"},
        "identifiers": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "value"],
                "properties": {
                    "type": {"enum": ["doi", "url", "swh", "other"]},
                    "value": {"type": "string", "pattern": "^https://.+"},
                    "description": _WORDS,
                },
            },
        },
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _WORDS},
    },
}
RELEASE = held()


def read(release=RELEASE):
    # Dates and versions are strings to the format's schema, also where YAML would make something else of them.
    return yaml.load(citation_file.text(release), yaml.BaseLoader)


def valid(document):
    return not list(jsonschema.Draft7Validator(RULES).iter_errors(document))


@pytest.mark.parametrize("release", [RELEASE, unreleased()], ids=["released", "unreleased"])
def test_it_keeps_the_rules_of_the_format(release):
    assert valid(read(release))


@pytest.mark.parametrize(
    "change",
    [
        {"cff-version": "1.3.0"},
        {"authors": []},
        {"authors": [{"given-names": "A"}]},
        {"type": "data"},
        {"date-released": "2027-1-31"},
        {"license": "CC BY 4.0"},
        {"keywords": ["one", "one"]},
        {"doi": "10.1/x"},
        {"url": "a page"},
        {"identifiers": [{"type": "tag", "value": "1.2.3"}]},
    ],
)
def test_a_spoilt_file_breaks_them(change):
    assert not valid(read() | change)


@pytest.mark.parametrize("key", RULES["required"])
def test_no_required_key_may_be_missing(key):
    assert not valid({name: value for name, value in read().items() if name != key})


def test_what_is_read_back_is_what_was_meant_whatever_the_reader_makes_of_dates():
    assert read() == citation_file.document(RELEASE) == yaml.safe_load(citation_file.text(RELEASE))


def test_it_names_the_version_of_the_data_and_nobody_invented():
    assert read()["authors"] == [{"name": "zhijiao-data contributors"}]
    assert (read()["type"], read()["version"], read()["date-released"]) == ("dataset", "1.2.3", "2027-01-31")


def test_the_page_of_the_dataset_and_the_address_of_the_version_are_told_apart():
    assert read()["url"] == RELEASE.url
    assert [one["value"] for one in read()["identifiers"]] == [f"{RELEASE.url}/tree/1.2.3"]
    assert "identifiers" not in read(unreleased())


def test_a_build_that_is_no_release_has_no_date():
    assert "date-released" not in read(unreleased()) and read(unreleased())["version"] == "1.2.3+0a1b2c3d"


def test_both_languages_are_there_unbroken():
    english, chinese = read()["abstract"].strip().split("\n\n")
    said = RELEASE.about
    assert (english, chinese) == (said.description_en, f"{said.title_zh}。{said.description_zh}")

""".zenodo.json: what Zenodo's documentation of deposits allows, and nothing that isn't so."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.publish.released import held, unreleased
from zhijiao_data.publish.standards import zenodo

jsonschema = pytest.importorskip("jsonschema")

_WORDS = {"type": "string", "minLength": 1}
# What the documentation of deposit metadata says of the fields that this dataset has use for.
RULES = {
    "type": "object",
    "additionalProperties": False,
    # `publication_date` is required and defaults to the day of the deposit.
    "required": ["upload_type", "title", "creators", "description", "access_right", "license"],
    "properties": {
        "upload_type": {"const": "dataset"},
        "title": _WORDS,
        "description": _WORDS,
        "creators": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": _WORDS},
            },
        },
        "version": _WORDS,
        "access_right": {"const": "open"},
        "license": {"enum": ["cc-by-4.0"]},
        "language": {"type": "string", "pattern": "^[a-z]{3}$"},
        "keywords": {"type": "array", "items": _WORDS, "uniqueItems": True},
        "notes": _WORDS,
        "method": _WORDS,
        "publication_date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "related_identifiers": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["identifier", "relation"],
                "properties": {
                    "identifier": {"type": "string", "pattern": "^https://"},
                    "relation": {"enum": ["isVariantFormOf", "isIdenticalTo", "isPartOf", "isNewVersionOf"]},
                    "resource_type": {"const": "dataset"},
                },
            },
        },
    },
}
HTML = ("description", "notes", "method")
RELEASE = held()


def valid(document):
    return not list(jsonschema.Draft7Validator(RULES).iter_errors(document))


class Tags(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("release", [RELEASE, unreleased()], ids=["released", "unreleased"])
def test_it_holds_what_zenodo_documents(release):
    assert valid(zenodo.document(release))


@pytest.mark.parametrize(
    "change",
    [
        {"upload_type": "data"},
        {"creators": []},
        {"license": "CC BY 4.0"},
        {"language": "zh"},
        {"doi": "10.1/x"},
        {"title": ""},
    ],
)
def test_a_spoilt_one_does_not(change):
    assert not valid(zenodo.document(RELEASE) | change)


@pytest.mark.parametrize("name", HTML)
def test_html_has_only_tags_that_zenodo_keeps(name):
    found = Tags(zenodo.document(RELEASE)[name])
    assert found.tags and set(found.tags) <= {"p", "code"}
    assert "`" not in "".join(found.texts)


def test_what_is_no_tag_is_shown_as_it_is_written():
    about = RELEASE.about.model_copy(update={"description_en": "a < b & <script>c</script>"})
    found = Tags(zenodo.document(replace(RELEASE, about=about))["description"])
    assert found.tags == ["p", "p"] and "".join(found.texts).startswith("a < b & <script>c</script>")


def test_both_languages_are_there():
    document = zenodo.document(RELEASE)
    assert "职业教育" in document["description"] and RELEASE.about.title_zh in document["description"]
    assert document["language"] == "zho"


def test_only_what_is_released_has_a_date_and_stands_elsewhere():
    released, not_released = zenodo.document(RELEASE), zenodo.document(unreleased())
    assert released["publication_date"] == "2027-01-31"
    assert [one["identifier"] for one in released["related_identifiers"]] == [f"{RELEASE.url}/tree/1.2.3"]
    assert released.keys() - not_released.keys() == {"publication_date", "related_identifiers"}

"""Croissant: mlcroissant accepts the description, and reads from it what the tables hold."""

from __future__ import annotations

import copy
import json
import logging
import shutil
from datetime import date

import pytest

from tests.publish.released import held, unreleased
from zhijiao_data.dataset import parquet, schema
from zhijiao_data.publish.standards import closed_lists, croissant

mlcroissant = pytest.importorskip("mlcroissant")

# Of the libraries that mlcroissant uses.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index:DeprecationWarning"),
]
RELEASE = held()
DOCUMENT = croissant.document(RELEASE)


def opened(document, folder=RELEASE.folder):
    files = {file["@id"]: folder / file["@id"] for file in document["distribution"]}
    # As text and back, as it is published; mlcroissant changes what it is given.
    return mlcroissant.Dataset(json.loads(json.dumps(document)), mapping=files)


def issues(document):
    found = opened(document).metadata.ctx.issues
    return found.errors | found.warnings


def record_set(document, id):
    return next(one for one in document["recordSet"] if one["@id"] == id)


def field(document, id):
    return next(one for one in record_set(document, id.split("/")[0])["field"] if one["@id"] == id)


def plain(value):
    """A value as mlcroissant gives it (texts as bytes, dates as time stamps, lists as arrays), in Python's terms."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.date().isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def dataset():
    return opened(DOCUMENT)


def test_a_release_is_valid_without_a_warning(caplog):
    with caplog.at_level(logging.WARNING):
        assert issues(DOCUMENT) == set()
    assert not caplog.records


def test_of_a_build_that_is_no_release_nothing_is_missing_but_the_date():
    (missing,) = issues(croissant.document(unreleased()))
    assert "datePublished" in missing


@pytest.mark.parametrize("table", RELEASE.tables)
def test_every_table_is_read_back_cell_by_cell(dataset, table):
    read = [{id.split("/")[1]: plain(value) for id, value in record.items()} for record in dataset.records(table)]
    assert read == parquet.rows(RELEASE.folder, table)
    assert all(list(row) == schema.columns(table) for row in read)


def test_the_codes_of_every_closed_list_are_read_back(dataset):
    lists = closed_lists.used(RELEASE)
    assert len(lists) == len({name for table in RELEASE.tables.values() for _, name in table.closed_lists()})
    for name, codes in lists.items():
        read = [
            {id.removeprefix(f"codes_of/{name}/"): value for id, value in record.items()}
            for record in dataset.records(f"codes_of/{name}")
        ]
        assert read == [{key: code[key] for key in ("id", "label_en", "label_zh")} for code in codes]


def test_what_is_said_of_the_whole_is_read_back(dataset):
    read, said = dataset.metadata, RELEASE.about
    assert read.name == {"en": said.title_en, "zh": said.title_zh}
    assert read.description["en"].startswith(said.description_en) and "LICENSE-DATA.md" in read.description["en"]
    assert read.description["zh"].startswith(said.description_zh) and "LICENSE-DATA.md" in read.description["zh"]
    assert (read.version, read.url, read.license) == ("1.2.3", RELEASE.url, [said.license_url])
    assert read.date_published.date() == date(2027, 1, 31)
    assert set(read.keywords) == {*said.keywords_en, *said.keywords_zh} and set(read.in_language) == {"zh", "en"}
    assert read.cite_as == RELEASE.citation("bibtex") and [one.name for one in read.creators] == list(said.authors)
    assert "rai:" not in "".join(read.extra_properties), "a name of the extension that mlcroissant doesn't know"


@pytest.mark.parametrize(
    "known, asked",
    [
        ("data_biases", "rai:dataBiases"),
        ("data_limitations", "rai:dataLimitations"),
        ("data_annotation_protocol", "rai:dataAnnotationProtocol"),
        ("personal_sensitive_information", "rai:personalSensitiveInformation"),
    ],
)
def test_responsible_use_is_said_in_both_languages(dataset, known, asked):
    read = getattr(dataset.metadata, known)
    assert len(read) == len(DOCUMENT[asked])
    assert {any("\u4e00" <= c <= "\u9fff" for c in text) for text in read} == {True, False}


def test_texts_and_quotes_are_said_not_to_be_under_the_licence():
    files = {file["@id"]: file.get("description", {}) for file in DOCUMENT["distribution"]}
    assert "not under the licence" in files["texts.parquet"]["en"] and "不在" in files["texts.parquet"]["zh"]
    assert "`quote`" in files["targets.parquet"]["en"] and not files["places.parquet"]


def test_every_file_has_the_hash_and_the_address_of_its_version():
    for file in DOCUMENT["distribution"]:
        assert file["contentUrl"] == f"{RELEASE.url}/resolve/1.2.3/data/{file['@id']}"
        assert file["sha256"] == parquet.file_hash(RELEASE.folder / file["@id"])


def test_every_key_of_another_table_and_every_closed_list_is_a_reference():
    for name, table in RELEASE.tables.items():
        expected = {
            column: {"fileObject": {"@id": f"{other}.parquet"}, "extract": {"column": key}}
            for column, other, key in table.foreign_keys()
        } | {column: {"field": {"@id": f"codes_of/{codes}/id"}} for column, codes in table.closed_lists()}
        fields = record_set(DOCUMENT, name)["field"]
        assert {one["name"]: one["references"] for one in fields if "references" in one} == expected


def test_lists_are_arrays_and_nothing_else_is():
    for name, table in RELEASE.tables.items():
        arrays = {one["name"] for one in record_set(DOCUMENT, name)["field"] if one.get("isArray")}
        assert arrays == {one.name for one in table.fields.values() if one.type == "list<string>"}


def test_a_unit_is_said_in_both_languages():
    said = field(DOCUMENT, "targets/char_start")["description"]
    assert said["en"].endswith(" Unit: code points.") and said["zh"].endswith("单位：code points。")


def test_a_file_that_was_changed_is_noticed(tmp_path):
    for file in DOCUMENT["distribution"]:
        shutil.copy(RELEASE.folder / file["@id"], tmp_path)
    with (tmp_path / "units.parquet").open("ab") as file:
        file.write(b"\n")
    dataset = opened(DOCUMENT, tmp_path)
    with pytest.raises(mlcroissant.GenerationError) as caught:
        list(dataset.records("units"))
    assert "is not identical with the reference" in str(caught.value.__cause__)


def spoilt(change):
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def test_a_wrong_hash_is_noticed():
    document = spoilt(lambda document: document["distribution"][0].update(sha256="0" * 64))
    with pytest.raises(mlcroissant.GenerationError):
        list(opened(document).records("plans"))


def test_a_column_that_is_not_there_is_noticed():
    document = spoilt(lambda document: field(document, "units/kind")["source"]["extract"].update(column="sort"))
    with pytest.raises(mlcroissant.GenerationError) as caught:
        list(opened(document).records("units"))
    assert 'Column "sort" does not exist' in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: field(document, "units/kind")["source"]["fileObject"].update({"@id": "nothing.parquet"}),
        lambda document: field(document, "targets/modality").update(references={"field": {"@id": "codes_of/mood/id"}}),
        lambda document: record_set(document, "codes_of/modality")["data"][0].pop("codes_of/modality/label_zh"),
        lambda document: document["distribution"][0].pop("sha256"),
        lambda document: record_set(document, "units").update({"@id": "themes"}),
    ],
    ids=["no such file", "no such list", "a code without its label", "no hash", "two of one name"],
)
def test_a_spoilt_description_is_refused(change):
    with pytest.raises(mlcroissant.ValidationError):
        opened(spoilt(change))

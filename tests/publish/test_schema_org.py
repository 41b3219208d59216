"""schema.org: the JSON-LD says what its readers ask for, in terms that the vocabulary has."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.publish.released import held, unreleased
from zhijiao_data.dataset import parquet
from zhijiao_data.publish.standards import coverage, schema_org

rdflib = pytest.importorskip("rdflib")
SDO = rdflib.SDO
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

RELEASE = held()
DOCUMENT = schema_org.document(RELEASE)


def graph(document):
    """The statements of the JSON-LD. The vocabulary's own context, which is fetched, makes its terms the default."""
    local = json.loads(json.dumps(document)) | {"@context": {"@vocab": str(SDO)}}
    return rdflib.Graph().parse(data=json.dumps(local), format="json-ld")


def said(property, document=DOCUMENT):
    about = rdflib.URIRef(document["@id"])
    return sorted(str(value) for value in graph(document).objects(about, SDO[property]))


def plans(folder, *rows):
    """A release whose plans are these rows."""
    told = (
        "adcode",
        "issued_on",
        "issued_not_before",
        "issued_not_after",
        "published_on",
        "period_start",
        "period_end",
    )
    blank = parquet.rows(RELEASE.folder, "plans")[0] | dict.fromkeys(told)
    parquet.write(parquet.arrow_table("plans", [blank | row for row in rows]), folder / "plans.parquet")
    places = parquet.rows(RELEASE.folder, "places")
    parquet.write(parquet.arrow_table("places", places), folder / "places.parquet")
    return replace(RELEASE, folder=folder)


def test_every_term_is_one_of_the_vocabulary():
    for _, predicate, value in graph(DOCUMENT):
        if predicate == rdflib.RDF.type:
            assert value in SDO, value
        else:
            assert predicate in SDO, predicate


def test_what_dataset_search_requires_and_recommends_is_there():
    assert said("name") == [RELEASE.about.title_en] and RELEASE.about.title_zh in said("alternateName")
    (description,) = said("description")
    assert 50 <= len(description) <= 5000 and "职业教育" in description
    assert said("license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert said("version") == ["1.2.3"] and said("datePublished") == ["2027-01-31"]
    assert said("isAccessibleForFree") == ["true"] and said("inLanguage") == ["en", "zh"]
    assert said("url") == [RELEASE.url] and RELEASE.url in said("identifier")
    assert set(said("keywords")) == set(RELEASE.about.keywords)


def test_each_table_can_be_fetched():
    assert len(DOCUMENT["distribution"]) == len(RELEASE.tables)
    for file in DOCUMENT["distribution"]:
        assert file["@type"] == "DataDownload" and file["encodingFormat"] == "application/vnd.apache.parquet"
        assert file["contentUrl"].startswith(f"{RELEASE.url}/resolve/1.2.3/data/")


def test_the_creator_is_the_group_that_is_registered():
    said = graph(DOCUMENT)
    (creator,) = said.objects(rdflib.URIRef(RELEASE.url), SDO.creator)
    assert str(said.value(creator, SDO.name)) == "zhijiao-data contributors"
    assert said.value(creator, rdflib.RDF.type) == SDO.Organization


def test_authors_publish_and_maintain_and_no_catalogue_is_claimed():
    assert DOCUMENT["publisher"] == DOCUMENT["maintainer"] == DOCUMENT["creator"]
    assert "includedInDataCatalog" not in DOCUMENT


def test_it_is_based_on_the_sources_whose_addresses_are_known(tmp_path):
    document = schema_org.document(plans(tmp_path, {"source_url": "https://example.org/a"}, {"source_url": None}))
    assert document["isBasedOn"] == ["https://example.org/a"]


def test_texts_are_not_under_the_licence():
    files = {file["name"].partition(":")[0]: file for file in DOCUMENT["distribution"]}
    assert files["texts"]["license"] == f"{RELEASE.url}/resolve/1.2.3/LICENSE-DATA.md"
    assert "not under the licence" in files["texts"]["copyrightNotice"]
    assert "quote" in files["targets"]["copyrightNotice"] and "license" not in files["targets"]
    assert not {"license", "copyrightNotice"} & files["places"].keys()


def test_the_dataset_is_credited_and_claims_no_article():
    assert DOCUMENT["creditText"] == RELEASE.citation("apa") and "citation" not in DOCUMENT


def test_what_was_measured_are_the_columns_of_the_targets_without_keys_and_offsets():
    columns = {one["alternateName"][1] for one in DOCUMENT["variableMeasured"]}
    assert {"targets.value_min", "targets.modality", "targets.deadline_year"} <= columns
    assert not {"targets.target_id", "targets.plan_id", "targets.char_start", "targets.indicator_id"} & columns


def test_years_and_places_are_those_of_the_documents():
    assert DOCUMENT["temporalCoverage"] == "2018/2027"
    assert [place["alternateName"] for place in DOCUMENT["spatialCoverage"]] == ["万州区", "北碚区", "永川区", "温江区"]
    chengdu = DOCUMENT["spatialCoverage"][-1]["containedInPlace"]
    assert (chengdu["name"], chengdu["containedInPlace"]["name"]) == ("Chengdu", "Sichuan")


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([{"issued_on": "2020-09-04"}], (2020, 2020)),
        (
            [{"issued_on": "2018-12-26", "period_start": 2018, "period_end": 2020}, {"published_on": "2025-01-09"}],
            (2018, 2025),
        ),
        ([{"issued_not_before": "2021-12-01", "issued_not_after": "2022-07-21"}], (2021, 2022)),
        ([{}], None),
    ],
)
def test_the_years_run_from_the_first_date_or_period_to_the_last(tmp_path, rows, expected):
    assert coverage.years(plans(tmp_path, *rows)) == expected


def test_a_place_that_is_only_inferred_is_not_stated(tmp_path):
    found = coverage.places(
        plans(tmp_path, {"adcode": None, "district": "渝中区"}, {"adcode": "500101"}, {"adcode": "500101"})
    )
    assert [[place["id"] for place in chain] for chain in found] == [["500101", "500000"]]


def test_what_is_not_known_is_left_out(tmp_path):
    document = schema_org.document(replace(plans(tmp_path, {}), manifest=unreleased().manifest))
    assert not {"datePublished", "temporalCoverage", "spatialCoverage", "isBasedOn"} & document.keys()
    assert document["version"] == "1.2.3+0a1b2c3d"

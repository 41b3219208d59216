"""The corpus itself: the sources are the bytes that were collected, and every catalogue entry holds."""

import hashlib
from pathlib import Path

import pytest

from zhijiao_data.corpus import catalogue, document
from zhijiao_data.corpus.spans import locate

RAW = Path(__file__).parents[2] / "raw"
# Written down here as well as in plan.yaml: a source and its entry that were changed together would agree.
SHA256 = {
    "cq-beibei-2020": "de3354020c4113afd7cf45b46d1b650b3664668433423db975245145ab47fc0f",
    "cq-wanzhou-2023": "e4e4f6b48a767acc43237af134edcb8d7d675cd761e6cff9a724d76c39106112",
    "cq-yongchuan-2024": "6759be174cdb42a678f4cf0e8322bb8ce0953da822a6ec90e3dc7a26fa575306",
    "redacted-d0a16f8a": "949afb65b0dbea6e28533a38f7d9f5f442c5c08dd495ae5c36071acc223eff6a",
    "sc-wenjiang-2018": "ca25bcc4b164121fffd42c158ed2d543a231f56a9fbc843064da7ae5fd336fbf",
}


@pytest.mark.parametrize("plan_id, digest", SHA256.items())
def test_the_source_is_byte_for_byte_what_was_collected(plan_id, digest):
    entry = catalogue.read_entry(RAW / plan_id)
    assert hashlib.sha256((RAW / plan_id / entry.record.source_file).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("folder", catalogue.plans(RAW), ids=lambda path: path.name)
def test_every_entry_of_the_corpus_agrees_with_its_document(folder):
    loaded = document.load(folder)
    assert loaded.plan_id == folder.name
    for name, fact in loaded.record.facts().items():
        if fact.evidence.quote:
            start, end = locate(loaded.text, fact.evidence.quote, fact.evidence.nth)
            assert loaded.text[start:end] == fact.evidence.quote, name


def test_an_inferred_place_fills_no_adcode():
    record = catalogue.read_entry(RAW / "redacted-d0a16f8a").record
    assert (record.district.value, record.district.evidence.basis) == ("渝中区", "inferred")
    assert record.adcode.value is None


def test_the_plan_inside_a_transmission_is_its_issuers_not_the_transmitters():
    row = catalogue.read_entry(RAW / "cq-wanzhou-2023").record.row()
    assert (row["issuer"], row["issued_on"]) == ("重庆市万州区人民政府", "2023-01-29")
    assert (row["transmitted_by"], row["transmitted_on"]) == ("重庆市万州区钟鼓楼街道办事处", "2023-02-02")


def test_a_file_outside_the_corpus_is_a_document_without_record(tmp_path):
    path = tmp_path / "某府发〔2023〕3号 Plan_A.v2.txt"
    path.write_text("一、总体要求\n", encoding="utf-8")
    assert document.from_file(path) == document.Document("某府发-2023-3号-plan-a-v2", "一、总体要求\n", None)


@pytest.mark.parametrize("name, slug", [("___", "document"), ("ＡＢＣ　１", "abc-1"), ("长" * 99, "长" * 60)])
def test_a_slug_is_never_empty_or_long(name, slug):
    assert document.slug(name) == slug

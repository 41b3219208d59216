"""Every rule is broken by its own example, and by nothing else."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml

from zhijiao_data.dataset import checks, codebook_rows, parquet, schema

INVALID = Path(__file__).parents[1] / "invalid"
BASE = yaml.safe_load((INVALID / "base.yaml").read_text(encoding="utf-8"))["tables"]
CODEBOOK = codebook_rows.tables()


def release():
    return {name: [] for name in schema.tables()} | copy.deepcopy(BASE) | CODEBOOK


def changed(tables, changes):
    for change in changes:
        rows = tables[change["table"]]
        if "copy" in change:
            rows.append(copy.deepcopy(rows[change["copy"]]))
        row = rows[-1] if "copy" in change else rows[change["row"]]
        row.update(change.get("set", {}))
        for column in change.get("remove", []):
            del row[column]
    return tables


def surroundings(tables, example):
    """What stands around the base: its source, and a truthful manifest, unless the example says otherwise."""
    plan = BASE["plans"][0]
    sources = example.get("sources", {f"raw/{plan['source_file']}": plan["source_sha256"]})
    if "manifest_tables" not in example and "manifest_inputs" not in example:
        return checks.Surroundings(sources=sources)
    hashes = {name: parquet.content_hash(name, rows) for name, rows in tables.items()}
    hashes |= example.get("manifest_tables", {})
    manifest = {
        "tables": {name: {"content_sha256": digest} for name, digest in hashes.items()},
        "inputs": example.get("manifest_inputs", sources),
    }
    return checks.Surroundings(sources=sources, manifest=manifest)


def test_the_base_keeps_every_rule():
    tables = release()
    assert checks.run(tables, surroundings(tables, {"manifest_inputs": surroundings(tables, {}).sources})) == []


@pytest.mark.parametrize("rule", checks.RULES)
def test_the_example_of_a_rule_breaks_that_rule_and_no_other(rule):
    example = yaml.safe_load((INVALID / rule / "rows.yaml").read_text(encoding="utf-8"))
    tables = changed(release(), example.get("change", []))
    findings = checks.run(tables, surroundings(tables, example))
    assert {finding.rule for finding in findings} == {rule}
    assert {finding.level for finding in findings} == {checks.RULES[rule].level}


def test_every_example_belongs_to_a_rule():
    assert {path.name for path in INVALID.iterdir() if path.is_dir()} == set(checks.RULES)


@pytest.mark.parametrize("rule", checks.RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_is_described_in_both_languages(rule):
    assert rule.description_en.endswith(".") and re.search("[\u4e00-\u9fff]", rule.description_zh)


def test_a_finding_names_table_row_and_rule():
    tables = changed(release(), [{"table": "targets", "row": 1, "set": {"deadline_month": 13}}])
    (finding,) = checks.run(tables)
    place = f"targets:{tables['targets'][1]['target_id']}"
    assert str(finding) == f"{place}: deadline_month is 13 [error: deadline-month]"


def test_silence_is_no_conflict():
    tables = changed(
        release(), [{"table": "targets", "row": 2, "set": {"deadline_year": None, "deadline_basis": None}}]
    )
    assert checks.run(tables) == []


def test_a_damaged_passage_may_differ_from_its_quote():
    tables = release()
    body = tables["responsibilities"][0]
    tables["repairs"][0] |= {
        "repair_id": f"demo.r{body['char_start']:06d}",
        "char_start": body["char_start"],
        "char_end": body["char_start"] + 1,
        "original": "区",
        "repaired": "市",
    }
    body["name"] = "市教委"
    assert checks.run(tables) == []

"""Every rule is broken by its own example, and by nothing else."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset import checks, codebook_rows, fingerprint, releases, schema

INVALID = Path(__file__).parents[1] / "invalid"
BASE = yaml.safe_load((INVALID / "base.yaml").read_text(encoding="utf-8"))["tables"]
CODEBOOK = codebook_rows.tables()


def release():
    return {name: [] for name in schema.tables()} | copy.deepcopy(BASE) | CODEBOOK


def changed(tables, changes):
    for change in changes:
        rows = tables[change["table"]]
        if "add" in change:
            rows.append(change["add"])
            continue
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
    if not {"manifest_tables", "manifest_inputs", "manifest", "change_log"} & set(example):
        return checks.Surroundings(sources=sources)
    told = ("label_zh", "label_en", "description_zh", "description_en")
    about = fingerprint.of_rows(tables).as_json()
    for name, entry in about["tables"].items():
        entry |= {key: getattr(schema.table(name), key) for key in told} | example.get("manifest_tables", {}).get(
            name, {}
        )
    about |= {"inputs": example.get("manifest_inputs", sources)} | example.get("manifest", {})
    log, register = example.get("change_log"), releases.Register(Path("raw"), ()) if "change_log" in example else None
    return checks.Surroundings(sources=sources, manifest=about, change_log=log, register=register)


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


def test_what_a_document_may_say_is_no_error():
    told = ("share-range", "comparator-ends", "start-deadline", "period-order", "citation-later", "deadline-window")
    assert {checks.RULES[rule].level for rule in told} == {"warning"}


@pytest.mark.parametrize(("number", "words"), [(1, "1 row breaks a rule:"), (2, "2 rows break rules:")])
def test_the_summary_counts_in_words(number, words):
    finding = checks.Finding("types", "error", "targets:x", "is wrong")
    assert checks.summary([finding] * number).startswith(words)


def test_a_wrong_code_names_no_more_than_twelve_codes():
    tables = changed(release(), [{"table": "sections", "row": 0, "set": {"kind": "poem"}}])
    (finding,) = (f for f in checks.run(tables) if f.rule == "closed-list")
    assert finding.message.endswith(", …") and finding.message.count(",") == 12


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))), max_size=12)


@given(SPANS, st.integers(0, 40), st.integers(1, 20))
def test_a_passage_is_repaired_when_any_repair_touches_it(spans, start, length):
    rows = [{"plan_id": "p", "char_start": a, "char_end": b} for a, b in spans]
    found = checks.Release({"repairs": rows}).repaired("p", start, start + length)
    assert found == any(a < start + length and start < b for a, b in spans)


def test_the_rule_of_conflicts_is_the_one_by_which_they_are_named(monkeypatch):
    monkeypatch.setattr(checks.targets, "disagreements", lambda rows: ["unit"])
    assert {finding.rule for finding in checks.run(release())} == {"conflict-named"}


def test_an_odd_character_is_told_once_with_its_first_place():
    tables = release()
    text = tables["texts"][0]["text"]
    tables["texts"][0]["text"] = f"{text[0]}\x07\x07{text[3:]}"
    (finding,) = (f for f in checks.run(tables) if f.rule == "odd-characters")
    assert str(finding).startswith("texts:demo: U+0007 (control character) at 1:2 and 1 more place [warning")

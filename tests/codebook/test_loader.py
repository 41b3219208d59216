"""The codebook's files are sound, and a file that is not sound is refused with its line and a remedy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from zhijiao_data.codebook import loader
from zhijiao_data.codebook.canonical import WRITTEN_BY_HAND, canonical
from zhijiao_data.codebook.loader import FOLDER, codes, entry, load, names, read, shared
from zhijiao_data.errors import InputError, UsageError

RAW = Path(__file__).parents[2] / "raw"
CODING_GUIDE = RAW / "CODING.md"
DOCUMENTS = {
    folder.name: next(folder.glob("*.txt")).read_text(encoding="utf-8-sig")
    for folder in sorted(RAW.iterdir())
    if folder.is_dir()
}


def entries_with_examples():
    for name in ("agencies", "indicators"):
        yield from ((f"{name}.{id}", item) for id, item in load(name).items())
    for list_name, content in load("codes").items():
        yield from ((f"codes.{list_name}.{id}", item) for id, item in content["codes"].items())


def files_in_canonical_form():
    return [name for name in names() if name not in WRITTEN_BY_HAND]


@pytest.mark.parametrize("name", files_in_canonical_form())
def test_each_file_stands_in_canonical_form(name):
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert canonical(text) == text, "run: python -m zhijiao_data.codebook.canonical"


def test_canonical_form_keeps_the_content_and_the_leading_comment():
    text = "# about\nentries:\n- id: '1:1'\n  words: [ 个,  所 ]\n"
    formed = canonical(text)
    assert formed.startswith("# about\n")
    assert yaml.safe_load(formed) == yaml.safe_load(text)
    assert canonical(formed) == formed != text


@pytest.mark.parametrize(("where", "item"), [pytest.param(*pair, id=pair[0]) for pair in entries_with_examples()])
def test_every_example_stands_verbatim_in_its_document(where, item):
    for example in (*item["examples"], *item["bad_examples"]):
        if "plan_id" in example:
            assert example["quote"] in DOCUMENTS[example["plan_id"]], f"{where}: {example['quote']}"


@pytest.mark.parametrize("code_list", ["target_kind", "target_form", "comparator", "deadline_basis", "modality"])
def test_the_codes_of_the_coding_guide_are_the_codes_of_the_list(code_list):
    guide = CODING_GUIDE.read_text(encoding="utf-8")
    heading = {"target_kind": "kind", "target_form": "form"}.get(code_list, code_list)
    line = next(line for line in guide.split("\n* ") if line.startswith(f"`{heading}`:"))
    named = set(re.findall(r"`([a-z_]+)`", line)) - {heading}
    assert named == set(codes(code_list))


def test_the_units_are_those_of_the_coding_guide_in_their_order():
    guide = CODING_GUIDE.read_text(encoding="utf-8")
    sentence = re.search(r"\* `unit`: one of (.*?) \(for a:b\)", guide)[1]
    assert re.findall(r"`([^`]+)`", sentence) == list(codes("units"))


def test_no_word_belongs_to_two_units():
    words = [word for unit in load("units").values() for word in unit["words"]]
    assert len(words) == len(set(words))


def test_modality_is_ordered_from_four_to_zero():
    assert [entry("modality", code)["rank"] for code in codes("modality")] == [4, 3, 2, 1, 0]
    assert load("codes")["modality"]["ordered"] is True


def test_no_name_belongs_to_two_document_types():
    found = [name for item in load("codes")["document_type"]["codes"].values() for name in item.get("names", ())]
    assert len(found) == len(set(found))


def test_there_are_34_provinces_and_every_parent_holds_its_children_by_code():
    places = load("places")
    assert sum(place["level"] == "province" for place in places.values()) == 34
    for adcode, place in places.items():
        assert re.fullmatch(r"\d{6}", adcode)
        if place["parent"]:
            kept = 2 if places[place["parent"]]["level"] == "province" else 4
            assert adcode[:kept] == place["parent"][:kept]
        else:
            assert adcode.endswith("0000")


@pytest.mark.parametrize("adcode", ["500000", "500101", "500103", "500109", "500118", "510000", "510100", "510115"])
def test_the_places_of_the_corpus_are_known(adcode):
    assert entry("places", adcode)["label_zh"]


def test_there_are_75_indicators_and_each_has_a_rule_and_an_example():
    indicators = load("indicators")
    assert len(indicators) == 75
    assert all(item["match"] and item["examples"] for item in indicators.values())


def test_every_dimension_has_an_indicator():
    used = {item["dimension"] for item in load("indicators").values()}
    assert used == set(codes("indicator_dimension"))


def test_what_is_loaded_cannot_be_changed():
    with pytest.raises(TypeError):
        load("units")["元"] = {}  # type: ignore[index]
    with pytest.raises(TypeError):
        load("units")["元"]["kind"] = "count"  # type: ignore[index]
    assert isinstance(load("units")["元"]["words"], tuple)


def test_loading_twice_reads_once():
    assert load("units") is load("units")


def test_unknown_names_are_answered_with_the_nearest_one():
    with pytest.raises(UsageError, match="Did you mean 'units'"):
        load("unit")
    with pytest.raises(UsageError, match="Did you mean 'comparator'"):
        codes("comparators")
    with pytest.raises(UsageError, match="Did you mean 'education'"):
        entry("agencies", "educaton")


def test_a_path_is_not_a_name():
    with pytest.raises(UsageError):
        load("../codebook/units")


def test_importing_the_loader_reads_no_file_and_imports_no_yaml():
    script = "import sys, zhijiao_data.codebook.loader; assert not {'yaml', 'pydantic', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=RAW.parent)


UNIT = "- {id: 个, label_zh: 个, label_en: pieces, kind: count, words: [个]}\n"
AGENCY = (
    "- {id: education, label_zh: 教育, label_en: education, definition: d, definition_zh: 定义, include: null,\n"
    "   exclude: null, examples: [], bad_examples: [], names: [教委]}\n"
)
INDICATOR = (
    "- {id: x, label_zh: 甲, label_en: x, definition: d, definition_zh: 定义, include: null, exclude: null,\n"
    "   examples: [], bad_examples: [], dimension: scale, unit: 个, denominator: null, default_form: count,\n"
    "   direction: higher, match: [{cues: [甲], text: 甲, units: [个], forms: [count]}]}\n"
)


PLACE = "- {id: '1', label_zh: 甲, label_en: a, level: city, parent: null, short_names: []}\n"

BROKEN = [
    ("units", UNIT.replace("words:", "wrods:"), 2, "unknown key 'wrods'", "Write 'words'"),
    ("units", UNIT.replace("label_en: pieces, ", ""), 2, "'label_en' is missing in '个'", "Add 'label_en"),
    ("units", UNIT.replace("pieces", "''"), 2, "'label_en' is empty", "Give 'label_en' a text"),
    ("units", UNIT + UNIT, 3, "the id '个' is given twice", "Rename or remove"),
    ("units", UNIT.replace("count", "cuont"), 2, "unknown kind 'cuont'", "Write 'count'"),
    ("units", UNIT.replace("[个]", "个"), 2, "'words' is not a list of words", "[word, word]"),
    ("units", UNIT.replace("[个]", "[个, 个]"), 2, "'个' stands twice in 'words'", "Keep one"),
    ("units", "- 个\n", 2, "keys with values are expected", "key: value"),
    ("units", UNIT + "extra: 1\n", 3, "unknown key 'extra'", "Keys: entries"),
    ("places", PLACE.replace("city", "planet"), 2, "unknown level 'planet'", "Write one of"),
    ("places", PLACE.replace("null", "'9'"), 2, "unknown parent '9'", "Write"),
    ("agencies", AGENCY + AGENCY.replace("education,", "twin,", 1), 4, "'教委' names education and twin", "one"),
    ("agencies", AGENCY.replace("names: [教委]", "patterns: ['(委']"), 3, "the regular expression is wrong", "Correct"),
    ("agencies", AGENCY.replace("definition_zh: 定义, ", ""), 2, "'definition_zh' is missing in 'education'", "Add"),
    ("agencies", AGENCY.replace("names:", "divisions_of: tax, names:"), 3, "unknown divisions_of 'tax'", "education"),
    ("agencies", AGENCY.replace("examples: []", "examples: [{plan_id: x}]", 1), 3, "'quote' is missing", "Add"),
    ("indicators", INDICATOR.replace("unit: 个", "unit: 箱"), 3, "unknown unit '箱'", "Write one of: "),
    ("indicators", INDICATOR.replace("units: [个]", "units: [箱]"), 4, "unknown unit '箱'", "Write one of: "),
    ("indicators", INDICATOR.replace("forms: [count]", "forms: [cuont]"), 4, "unknown form 'cuont'", "Write 'count'"),
    ("indicators", INDICATOR.replace("text: 甲", "text: '(甲'"), 4, "the regular expression is wrong", "Correct"),
    ("indicators", INDICATOR.replace("text: 甲", "text: 甲.*乙"), 4, "repeats without a bound", "{0,n}"),
    ("indicators", INDICATOR.replace("text: 甲", "text: '{nobody}甲'"), 4, "no known fragment 'nobody'", "fragments"),
    ("indicators", INDICATOR.replace("cues: [甲], ", ""), 4, "'cues' is missing", "Add 'cues"),
    ("indicators", INDICATOR.replace("direction: higher", "direction: up"), 4, "unknown direction 'up'", "higher"),
    ("indicators", INDICATOR.replace("dimension: scale", "dimension: scal"), 3, "unknown dimension 'scal'", "'scale'"),
]


@pytest.mark.parametrize(("name", "body", "line", "what", "remedy"), BROKEN, ids=[f"{r[0]}: {r[3]}" for r in BROKEN])
def test_a_broken_file_is_refused_with_its_line_and_a_remedy(tmp_path, name, body, line, what, remedy):
    path = tmp_path / f"{name}.yaml"
    path.write_text("entries:\n" + body, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(name, tmp_path)
    error = caught.value
    assert error.where == f"{path}:{line}"
    assert what in error.what
    assert remedy in error.remedy
    assert error.remedy


@pytest.mark.parametrize(("name", "body"), [("units", UNIT), ("agencies", AGENCY), ("indicators", INDICATOR)])
def test_the_file_that_the_broken_ones_are_made_from_is_sound(tmp_path, name, body):
    (tmp_path / f"{name}.yaml").write_text("entries:\n" + body, encoding="utf-8")
    assert len(read(name, tmp_path)["entries"]) == 1


CODE = (
    "{id: %s, label_zh: 甲, label_en: a, definition: d, definition_zh: 定义, include: null, exclude: null, "
    "examples: [], bad_examples: [], rank: %s}"
)


def test_an_ordered_list_whose_ranks_rise_is_refused(tmp_path):
    body = "  - " + CODE % ("low", 0) + "\n  - " + CODE % ("high", 1) + "\n"
    path = tmp_path / "codes.yaml"
    head = "modality:\n  label_zh: 甲\n  label_en: a\n  column: [targets.modality]\n  ordered: true\n  codes:\n"
    path.write_text(head + body, encoding="utf-8")
    with pytest.raises(InputError, match="falling ranks"):
        read("codes", tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="file not found"):
        read("units", tmp_path)


def test_a_file_without_a_shape_is_refused(tmp_path):
    (tmp_path / "recipes.yaml").write_text("entries: []\n", encoding="utf-8")
    with pytest.raises(InputError, match="no shape is known"):
        read("recipes", tmp_path)


def test_what_entries_share_stands_apart_from_them():
    assert "部门" in shared("agencies")["suffixes"]
    assert "entries" not in shared("indicators")
    assert loader.shared("units") == {}

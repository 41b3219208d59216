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
from zhijiao_data.codebook.shapes import SHAPES
from zhijiao_data.errors import InputError, UsageError
from zhijiao_data.grammar.normal import normalise
from zhijiao_data.grammar.quantities import find_quantities

RAW = Path(__file__).parents[2] / "raw"
CODING_GUIDE = RAW / "CODING.md"
DOCUMENTS = {
    folder.name: next(folder.glob("*.txt")).read_text(encoding="utf-8-sig")
    for folder in sorted(RAW.iterdir())
    if folder.is_dir()
}


def entries_with_examples():
    for name in names():
        if "examples" in SHAPES[name].required:
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


@pytest.mark.parametrize(("where", "item"), [pytest.param(*pair, id=pair[0]) for pair in entries_with_examples()])
def test_no_passage_is_both_an_example_and_a_bad_one(where, item):
    good = {(example.get("plan_id"), example["quote"], example.get("text")) for example in item["examples"]}
    bad = {(example.get("plan_id"), example["quote"], example.get("text")) for example in item["bad_examples"]}
    assert not good & bad, where


@pytest.mark.parametrize("unit", codes("units"))
def test_the_grammar_reads_the_examples_of_a_unit_and_not_the_bad_ones(unit):
    def units(passage):
        return {quantity.unit for quantity in find_quantities(normalise(passage))}

    assert all(unit in units(example["quote"]) for example in entry("units", unit)["examples"])
    assert not any(unit in units(example["quote"]) for example in entry("units", unit)["bad_examples"])


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


def test_each_indicator_has_a_rule():
    assert all(item["match"] for item in load("indicators").values())


def test_the_codebook_has_a_version_of_its_own():
    version = (FOLDER / "VERSION").read_text(encoding="utf-8")
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", version)


RELEASED = Path(__file__).with_name("released_ids.txt")


def ids_of_every_list():
    """``list:id`` of every entry, sorted: those of the files, and those of the closed lists of codes.yaml."""
    lists = [*load("codes"), *(name for name in names() if name not in ("codes", *WRITTEN_BY_HAND))]
    return sorted(f"{name}:{id}" for name in lists for id in codes(name))


def test_an_id_that_was_released_still_exists():
    gone = set(RELEASED.read_text(encoding="utf-8").splitlines()) - set(ids_of_every_list())
    assert not gone, f"published data point to these ids; bring them back: {sorted(gone)}"


def test_every_id_is_written_down_as_released():
    new = set(ids_of_every_list()) - set(RELEASED.read_text(encoding="utf-8").splitlines())
    assert not new, f"run: python tests/codebook/test_loader.py (new: {sorted(new)})"


def test_every_dimension_has_an_indicator():
    used = {item["dimension"] for item in load("indicators").values()}
    assert used == set(codes("indicator_dimension"))


def test_there_are_16_themes_with_53_sub_themes_and_the_general_part():
    themes = load("themes")
    tops = [id for id, theme in themes.items() if theme["parent"] is None]
    assert tops == [f"T{number:02}" for number in range(17)]
    below = {id: theme["parent"] for id, theme in themes.items() if theme["parent"]}
    assert len(below) == 53
    assert all(id.startswith(f"{parent}.") for id, parent in below.items())
    assert set(below.values()) == set(tops[1:])


def test_there_are_18_instruments_placed_in_both_typologies():
    instruments = load("instruments")
    assert len(instruments) == 18
    kinds = {id: instrument["rothwell_zegveld"] for id, instrument in instruments.items()}
    assert {id[0]: kind for id, kind in kinds.items()} == {"S": "supply", "E": "environment", "D": "demand"}
    assert {m for instrument in instruments.values() for m in instrument["mechanism"]} == set(codes("policy_mechanism"))


def borders_and_reasons():
    """(where, English, Chinese) of every border, and of every reason why a bad example is none."""
    for id, item in entries_with_examples():
        yield from ((f"{id}.{key}", item[key], item[f"{key}_zh"]) for key in ("include", "exclude") if item[key])
        yield from ((f"{id}: {bad['quote']}", bad["reason"], bad["reason_zh"]) for bad in item["bad_examples"])


CODE_NAMED = re.compile(r"T\d\d(?:\.\d)?|(?<![A-Za-z])[SED]\d|[a-z]+(?:_[a-z]+)+|→")


def test_a_border_or_reason_sends_a_case_to_the_same_codes_in_both_languages():
    for id, english, chinese in borders_and_reasons():
        assert sorted(CODE_NAMED.findall(english)) == sorted(CODE_NAMED.findall(chinese)), id


def test_a_reason_that_ends_in_a_code_names_it_in_chinese_too():
    for id, item in entries_with_examples():
        for bad in item["bad_examples"]:
            ends = re.search(r"(?:: |\()(\w+)\)?\.$", bad["reason"])
            assert ends is None or ends[1] in bad["reason_zh"], f"{id}: {bad['quote']}"


def test_a_border_or_reason_keeps_its_chinese_words_and_the_chinese_one_brings_no_latin_ones():
    for id, english, chinese in borders_and_reasons():
        unquoted = re.sub("[“”]", "", chinese)
        assert all(words in chinese or words in unquoted for words in re.findall(r"[\u4e00-\u9fff]+", english)), id
        assert set(re.findall(r"[A-Za-z_]{2,}", chinese)) <= set(re.findall(r"[A-Za-z_]{2,}", english)), id


def test_a_chinese_border_or_reason_is_punctuated_in_chinese_and_ends_without_a_stop():
    assert not [chinese for _, _, chinese in borders_and_reasons() if re.search(r"[,;()'\"]|: |。$", chinese)]


def test_an_english_reason_is_a_sentence():
    reasons = [bad["reason"] for _, item in entries_with_examples() for bad in item["bad_examples"]]
    assert not [reason for reason in reasons if not reason.endswith(".") or reason[0].islower()]


def test_a_group_of_the_lexicon_is_defined_with_the_same_chinese_words_in_both_languages():
    for id, group in load("lexicon").items():
        unquoted = re.sub("[“”]", "", group["definition_zh"])
        assert all(words in unquoted for words in re.findall(r"[\u4e00-\u9fff]+", group["definition"])), id
        assert group["definition_zh"].endswith("。"), id


@pytest.mark.parametrize("name", ["themes", "instruments"])
def test_every_entry_names_its_rivals(name):
    assert all(item["exclude"] for item in load(name).values())


@pytest.mark.parametrize("name", ["themes", "instruments"])
def test_every_rival_that_an_entry_names_exists(name):
    known = {*load("themes"), *load("instruments")}
    for id, item in load(name).items():
        said = " ".join([item["exclude"], *(bad["reason"] for bad in item["bad_examples"])])
        named = set(re.findall(r"\b(?:T\d\d(?:\.\d)?|[SED]\d)\b", said))
        assert named <= known, id


def test_every_concept_can_be_coded_by_a_stranger():
    for concept_id, concept in load("concepts").items():
        assert len(concept["examples"]) >= 2, concept_id
        assert concept["bad_examples"], concept_id
        assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*", concept_id)


def test_no_programme_is_older_than_the_first_mention_of_its_concept():
    for concept_id, concept in load("concepts").items():
        first, programme = concept["first_mention"], concept["programme_date"]
        if first and programme:
            length = min(len(first), len(programme))
            assert first[:length] <= programme[:length], concept_id


def test_no_concept_of_the_corpus_rests_on_a_file_that_nobody_else_can_open():
    for concept_id, concept in load("concepts").items():
        for words in (*concept["sources"], concept["note"] or "", concept.get("note_zh", "")):
            assert not re.search(r"file id|github|\bseed\b|种子", words, re.IGNORECASE), f"{concept_id}: {words}"


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


BORDERS = "include: null, include_zh: null, exclude: null, exclude_zh: null"
PASSAGES = "examples: [{quote: 甲一}, {quote: 甲二}], bad_examples: [{quote: 乙, reason: r, reason_zh: 由}]"
UNIT = (
    f"- {{id: 个, label_zh: 个, label_en: pieces, definition: d, definition_zh: 定义, {BORDERS},\n"
    f"   {PASSAGES},\n"
    "   kind: count, words: [个]}\n"
)
AGENCY = (
    "- {id: education, label_zh: 教育, label_en: education, definition: d, definition_zh: 定义,\n"
    f"   {BORDERS}, {PASSAGES}, names: [教委]}}\n"
)
INDICATOR = (
    f"- {{id: x, label_zh: 甲, label_en: x, definition: d, definition_zh: 定义, {BORDERS},\n"
    f"   {PASSAGES}, dimension: scale, unit: 个, denominator: null, default_form: count,\n"
    "   direction: higher, match: [{cues: [甲], text: 甲, units: [个], forms: [count]}]}\n"
)
THEME = (
    "- {id: T01, label_zh: 甲, label_en: a, parent: null, definition: d, definition_zh: 定义,\n"
    f"   {BORDERS},\n"
    f"   {PASSAGES}, words: [甲], patterns: [{{cues: [甲], text: 甲}}]}}\n"
)
INSTRUMENT = (
    "- {id: S1, label_zh: 甲, label_en: a, rothwell_zegveld: supply, mechanism: [capacity], definition: d,\n"
    f"   definition_zh: 定义, {BORDERS}, words: [甲],\n"
    f"   {PASSAGES}}}\n"
)
CONCEPT = (
    f"- {{id: x, label_zh: 甲, label_en: x, definition: d, definition_zh: 定义, {BORDERS},\n"
    f"   {PASSAGES},\n"
    "   terms: [渔港, 渔业], blocked: [大渔港], note: null,\n"
    "   origin_policy: null, origin_level: national, first_mention: '2019-01', programme_date: null,\n"
    "   certainty: verified, sources: [某文件]}\n"
)

FACTS = (
    "title",
    "doc_number",
    "issuers",
    "level",
    "issued_on",
    "published_on",
    "period_start",
    "period_end",
    "parents",
)


def policy(id="p", **facts):
    """A policy of which nothing is known but ``facts``, each the text of a mapping; one fact a line, from line 3 on."""
    lines = [f"  {name}: {facts.get(name, '{value: null, reason: unknown}')}" for name in FACTS]
    head = f"- id: {id}\n  facts:\n"
    tail = "  label_zh: 甲\n  label_en: a\n  place: null\n  aliases: []\n  supersedes: []\n  note: null\n"
    return head + "".join(f"  {line}\n" for line in lines) + tail


def known(value, certainty="unverified_high", source="null"):
    return f"{{value: {value}, certainty: {certainty}, source: {source}}}"


SINCE_2020 = policy("a", issued_on=known("'2020-05'"))
OF_A = known("[a]")
POLICY_TARGET = (
    "- {id: t, policy: gf-2019-4, indicator_id: null, indicator_text: x, indicator_text_zh: 甲, quote: 一, verbatim: false,\n"
    "   form: count, value_min: 1, value_max: null, comparator: ge, unit: 个, unit_text: 个, per: null, denominator: null,\n"
    "   grade: null, scope: 全国, scope_en: the country, scope_level: national, start_year: null, deadline_year: 2020,\n"
    "   deadline_month: null, certainty: unverified_high, source: null, note: null}\n"
)

PLACE = (
    f"- {{id: '1', label_zh: 甲, label_en: a, definition: d, definition_zh: 定义, {BORDERS},\n"
    f"   {PASSAGES}, level: city, parent: null, short_names: []}}\n"
)
SCHOOL = (
    f"- {{id: s, label_zh: 甲校, label_en: s, definition: d, definition_zh: 定义, {BORDERS},\n"
    f"   {PASSAGES}, level: secondary, place: '510115', names: [甲]}}\n"
)

BROKEN = [
    ("units", UNIT.replace("words:", "wrods:"), 4, "unknown key 'wrods'", "Write 'words'"),
    ("units", UNIT.replace("label_en: pieces, ", ""), 2, "'label_en' is missing in '个'", "Add 'label_en"),
    ("units", UNIT.replace("pieces", "''"), 2, "'label_en' is empty", "Give 'label_en' a text"),
    ("units", UNIT + UNIT, 5, "the id '个' is given twice", "Rename or remove"),
    ("units", UNIT.replace("count", "cuont"), 4, "unknown kind 'cuont'", "Write 'count'"),
    ("units", UNIT.replace("[个]", "个"), 4, "'words' is not a list of words", "[word, word]"),
    ("units", UNIT.replace("[个]", "[个, 个]"), 4, "'个' stands twice in 'words'", "Keep one"),
    ("units", "- 个\n", 2, "keys with values are expected", "key: value"),
    ("units", UNIT + "extra: 1\n", 5, "unknown key 'extra'", "Keys: entries"),
    ("places", PLACE.replace("city", "planet"), 3, "unknown level 'planet'", "Write one of"),
    ("places", PLACE.replace("parent: null", "parent: '9'"), 3, "unknown parent '9'", "Write"),
    ("schools", SCHOOL.replace("secondary", "secundary"), 3, "unknown level 'secundary'", "Write 'secondary'"),
    ("schools", SCHOOL.replace("510115", "999999"), 3, "unknown place '999999'", "Write one of"),
    ("schools", SCHOOL + SCHOOL.replace("s,", "t,").replace("甲校", "乙校"), 4, "'甲' names s and t", "one of them"),
    (
        "units",
        UNIT.replace(", {quote: 甲二}", ""),
        3,
        "1 of at least 2 passages stand in 'examples' of '个'",
        "plan_id",
    ),
    (
        "agencies",
        AGENCY.replace("[{quote: 乙, reason: r, reason_zh: 由}]", "[]"),
        3,
        "0 of at least 1 passages stand in 'bad_ex",
        "style",
    ),
    ("units", UNIT.replace("include_zh: null, ", ""), 2, "'include_zh' is missing in '个'", "Add 'include_zh"),
    (
        "units",
        UNIT.replace("include: null", "include: a"),
        2,
        "'include_zh' has none in '个'",
        "Write 'include_zh' too",
    ),
    ("schools", SCHOOL.replace("exclude_zh: null", "exclude_zh: 乙"), 2, "'exclude' has none", "null for both"),
    ("places", PLACE.replace("甲二", "甲一"), 3, "the quote '甲一' is given twice in 'examples'", "another"),
    ("schools", SCHOOL.replace(", reason: r,", ","), 3, "the key 'reason' is missing", "Add 'reason"),
    ("schools", SCHOOL.replace(", reason_zh: 由", ""), 3, "the key 'reason_zh' is missing", "Add 'reason_zh"),
    ("schools", SCHOOL.replace("reason_zh: 由", "reason_zh: ''"), 3, "'reason_zh' is empty", "Give 'reason_zh' a text"),
    (
        "indicators",
        INDICATOR.replace("examples: [{quote: 甲一}, ", "examples: [甲一, "),
        3,
        "keys with values",
        "key: value",
    ),
    (
        "agencies",
        AGENCY + AGENCY.replace("education,", "twin,", 1),
        4,
        "'教委' names education and twin",
        "one of them",
    ),
    ("agencies", AGENCY.replace("names: [教委]", "patterns: ['(委']"), 3, "the regular expression is wrong", "Correct"),
    ("agencies", AGENCY.replace(", definition_zh: 定义", ""), 2, "'definition_zh' is missing in 'education'", "Add"),
    ("agencies", AGENCY.replace("names:", "divisions_of: tax, names:"), 3, "unknown divisions_of 'tax'", "education"),
    ("concepts", CONCEPT.replace("national", "nation"), 5, "unknown origin_level 'nation'", "'national'"),
    ("concepts", CONCEPT.replace("verified", "sure"), 6, "unknown certainty 'sure'", "Write one of"),
    ("concepts", CONCEPT.replace("'2019-01'", "'2019-13'"), 5, "'2019-13' is no date", "YYYY-MM"),
    ("concepts", CONCEPT.replace("[某文件]", "[]"), 6, "verified without a source", "Name the source"),
    ("concepts", CONCEPT.replace("[渔港, 渔业]", "[]"), 4, "'x' has no term", "Give at least one"),
    ("concepts", CONCEPT.replace("渔业]", "“渔”业]"), 4, "'“渔”业' holds '“'", "Leave out quotation"),
    ("concepts", CONCEPT.replace("渔业]", "渔１]"), 4, "'渔１' holds '１'", "half width"),
    ("concepts", CONCEPT.replace("[大渔港]", "[大湖港]"), 4, "'大湖港' holds no term", "Remove it"),
    ("concepts", CONCEPT.replace("[大渔港]", "[渔业]"), 4, "blocked and a term of x", "in one list"),
    ("concepts", CONCEPT + CONCEPT.replace("id: x", "id: y", 1), 9, "'渔港' stands for x and y", "one"),
    ("agencies", AGENCY.replace("{quote: 甲一}", "{qoute: 甲一}"), 3, "unknown key 'qoute'", "Write 'quote'"),
    ("indicators", INDICATOR.replace("unit: 个", "unit: 箱"), 3, "unknown unit '箱'", "Write one of: "),
    ("indicators", INDICATOR.replace("units: [个]", "units: [箱]"), 4, "unknown unit '箱'", "Write one of: "),
    ("indicators", INDICATOR.replace("forms: [count]", "forms: [cuont]"), 4, "unknown form 'cuont'", "Write 'count'"),
    ("indicators", INDICATOR.replace("text: 甲", "text: '(甲'"), 4, "the regular expression is wrong", "Correct"),
    ("indicators", INDICATOR.replace("text: 甲", "text: 甲.*乙"), 4, "repeats without a bound", "{0,n}"),
    ("indicators", INDICATOR.replace("text: 甲", "text: '{nobody}甲'"), 4, "no known fragment 'nobody'", "fragments"),
    ("indicators", INDICATOR.replace("cues: [甲], ", ""), 4, "'cues' is missing", "Add 'cues"),
    ("indicators", INDICATOR.replace("direction: higher", "direction: up"), 4, "unknown direction 'up'", "higher"),
    ("indicators", INDICATOR.replace("dimension: scale", "dimension: scal"), 3, "unknown dimension 'scal'", "'scale'"),
    ("themes", THEME.replace("parent: null", "parent: T09"), 2, "unknown parent 'T09'", "Write"),
    ("themes", THEME + THEME.replace("T01", "T02"), 7, "'甲' stands for T01 and T02", "Leave it with one"),
    ("themes", THEME.replace("text: 甲", "text: 甲.*"), 4, "repeats without a bound", "{0,n}"),
    ("themes", THEME.replace("cues: [甲], ", ""), 4, "'cues' is missing", "Add 'cues"),
    ("themes", THEME + "last_resort: {task: T09, safeguard: T01}\n", 5, "unknown last_resort 'T09'", "T01"),
    ("themes", THEME + "grounds: ['(按照']\n", 5, "the regular expression is wrong", "Correct"),
    ("instruments", INSTRUMENT.replace("supply", "suply"), 2, "unknown rothwell_zegveld 'suply'", "Write 'supply'"),
    ("instruments", INSTRUMENT.replace("[capacity]", "[capacty]"), 2, "unknown mechanism 'capacty'", "'capacity'"),
    (
        "instruments",
        INSTRUMENT.replace("[capacity]", "[capacity, mandate]"),
        2,
        "which of two mechanisms",
        "mechanism_rule",
    ),
    ("instruments", INSTRUMENT + "verbs: [{instrument: S9, verbs: [乙]}]\n", 5, "unknown instrument 'S9'", "S1"),
    ("policies", policy().replace("title:", "tilte:"), 4, "unknown key 'tilte'", "Write 'title'"),
    ("policies", policy(title="甲"), 4, "keys with values are expected", "key: value"),
    ("policies", policy(title="{value: 甲, source: x}"), 4, "'certainty' is missing", "Add 'certainty"),
    ("policies", policy(title=known("甲", "sure")), 4, "unknown certainty 'sure'", "Write one of: verified_text"),
    ("policies", policy(title=known("甲", "verified")), 4, "'verified' without a source", "Name the public page"),
    ("policies", policy(title=known("乙")), 13, "'label_zh' is not the title", "Write '乙'"),
    ("policies", policy(title="{value: null, reason: dunno}"), 4, "unknown reason 'dunno'", "Write 'unknown'"),
    ("policies", policy(title="{value: null, certainty: verified, source: x}"), 4, "unknown key 'certainty'", "reason"),
    (
        "policies",
        policy(doc_number="{value: 1号, certainty: verified, source: x, mirror: true}"),
        5,
        "'mirror'",
        "Remove",
    ),
    ("policies", policy(issuers=known("国务院")), 6, "'value' is not a list of words", "[word, word]"),
    ("policies", policy(issuers=known("[]")), 6, "an empty list is not a fact", "null and a reason"),
    ("policies", policy(level=known("provincial")), 7, "unknown level 'provincial'", "Write 'province'"),
    ("policies", policy(issued_on=known("2020年5月")), 8, "'2020年5月' is no date", "YYYY-MM"),
    ("policies", policy(published_on=known("'2020-13'")), 9, "'2020-13' is no date", "YYYY-MM"),
    ("policies", policy(period_start=known("99")), 10, "'99' is no year", "four digits"),
    (
        "policies",
        policy(period_start=known("2020"), period_end=known("2019")),
        11,
        "the period ends in 2019",
        "Correct",
    ),
    ("policies", policy(parents=OF_A), 12, "unknown parent 'a'", "Write one of: p"),
    ("policies", policy("a", parents=OF_A), 12, "'a' is its own ancestor", "Remove one"),
    (
        "policies",
        policy("a", parents=known("[b]")) + policy("b", parents=OF_A),
        12,
        "'a' is its own ancestor",
        "Remove",
    ),
    (
        "policies",
        SINCE_2020 + policy("b", issued_on=known("'2019'"), parents=OF_A),
        29,
        "'a' (2020-05) is later",
        "date",
    ),
    (
        "policies",
        SINCE_2020 + policy("b", issued_on=known("'2019'")).replace("supersedes: []", "supersedes: [a]"),
        34,
        "the superseded policy 'a' (2020-05) is later than 'b' (2019)",
        "date",
    ),
    ("policies", policy().replace("place: null", "place: '5'"), 15, "unknown place '5'", "Write"),
    ("policy_targets", POLICY_TARGET.replace("gf-2019-4", "gf-2019-5"), 2, "unknown policy 'gf-2019-5'", "'gf-2019-4'"),
    ("policy_targets", POLICY_TARGET.replace("indicator_id: null", "indicator_id: tch_dual"), 2, "'tch_dual'", "Write"),
    (
        "policy_targets",
        POLICY_TARGET.replace("verbatim: false", "verbatim: true"),
        2,
        "a text that was not read",
        "false",
    ),
    ("policy_targets", POLICY_TARGET.replace("form: count", "form: cuont"), 3, "unknown form 'cuont'", "Write 'count'"),
    (
        "policy_targets",
        POLICY_TARGET.replace("value_min: 1", "value_min: 一"),
        3,
        "neither a number nor null",
        "digits",
    ),
    (
        "policy_targets",
        POLICY_TARGET.replace("comparator: ge", "comparator: le"),
        3,
        "'le' wants an upper bound",
        "one of",
    ),
    (
        "policy_targets",
        POLICY_TARGET.replace("comparator: ge", "comparator: eq"),
        3,
        "'eq' wants both bounds",
        "one of",
    ),
    (
        "policy_targets",
        POLICY_TARGET.replace("comparator: ge", "comparator: '>='"),
        3,
        "unknown comparator",
        "Write one",
    ),
    ("policy_targets", POLICY_TARGET.replace("unit: 个", "unit: 万个"), 3, "unknown unit '万个'", "Write"),
    (
        "policy_targets",
        POLICY_TARGET.replace("unit: 个", "unit: null"),
        3,
        "a number and its unit come together",
        "both",
    ),
    (
        "policy_targets",
        POLICY_TARGET.replace("scope_level: national", "scope_level: nation"),
        4,
        "scope_level",
        "national",
    ),
    ("policy_targets", POLICY_TARGET.replace("deadline_year: 2020", "deadline_year: 20"), 4, "'20' is no year", "four"),
    (
        "policy_targets",
        POLICY_TARGET.replace("start_year: null", "start_year: 2021"),
        4,
        "the deadline 2020 is before",
        "",
    ),
    ("policy_targets", POLICY_TARGET.replace("deadline_month: null", "deadline_month: 13"), 5, "no month", "1 to 12"),
    ("policy_targets", POLICY_TARGET.replace("unverified_high", "verified_text"), 5, "without a source", "Name"),
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


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("units", UNIT),
        ("agencies", AGENCY),
        ("indicators", INDICATOR),
        ("places", PLACE),
        ("schools", SCHOOL),
        ("themes", THEME),
        ("instruments", INSTRUMENT),
        ("concepts", CONCEPT),
        ("policies", SINCE_2020),
        ("policy_targets", POLICY_TARGET),
    ],
)
def test_the_file_that_the_broken_ones_are_made_from_is_sound(tmp_path, name, body):
    (tmp_path / f"{name}.yaml").write_text("entries:\n" + body, encoding="utf-8")
    assert len(read(name, tmp_path)["entries"]) == 1


CODE = f"{{id: %s, label_zh: 甲, label_en: a, definition: d, definition_zh: 定义, {BORDERS}, {PASSAGES}, rank: %s}}"


def test_an_ordered_list_whose_ranks_rise_is_refused(tmp_path):
    body = "  - " + CODE % ("low", 0) + "\n  - " + CODE % ("high", 1) + "\n"
    path = tmp_path / "codes.yaml"
    head = "modality:\n  label_zh: 甲\n  label_en: a\n  column: [targets.modality]\n  ordered: true\n  codes:\n"
    path.write_text(head + body, encoding="utf-8")
    with pytest.raises(InputError, match="falling ranks"):
        read("codes", tmp_path)


def test_a_code_without_a_counter_example_is_refused_with_its_line(tmp_path):
    path = tmp_path / "codes.yaml"
    head = "modality:\n  label_zh: 甲\n  label_en: a\n  column: [targets.modality]\n  codes:\n"
    path.write_text(
        head + "  - " + CODE.replace("[{quote: 乙, reason: r, reason_zh: 由}]", "[]") % ("low", 0) + "\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="0 of at least 1 passages stand in 'bad_examples' of 'low'") as caught:
        read("codes", tmp_path)
    assert caught.value.where == f"{path}:6"


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


if __name__ == "__main__":  # writes the ids of today's codebook down; what was written down before stays
    before = RELEASED.read_text(encoding="utf-8").splitlines() if RELEASED.exists() else []
    RELEASED.write_text("\n".join(sorted({*before, *ids_of_every_list()})) + "\n", encoding="utf-8")

"""The data card: what the Hub reads of it, and what a reader does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import markdown as python_markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.evaluate import Accuracy, Comparison, Report, Tally
from zhijiao_data.errors import InputError
from zhijiao_data.publish import card, features, figures, front_matter, release


@pytest.fixture(scope="module")
def parts(written):
    """The head of the card, read, and its text."""
    head, text = (written[0] / "README.md").read_text(encoding="utf-8").split("\n---\n", 1)
    return yaml.safe_load(head.removeprefix("---\n")), text


# --- the head -----------------------------------------------------------------------------------------------------------------


def test_every_table_is_a_configuration_and_targets_is_the_default(parts):
    configs = parts[0]["configs"]
    assert [config["config_name"] for config in configs] == list(schema.tables())
    assert [config["config_name"] for config in configs if config.get("default")] == ["targets"]
    for config in configs:
        assert config["data_files"] == [{"split": "train", "path": f"data/{config['config_name']}.parquet"}]


def test_the_library_reads_the_features_that_are_written(parts, new):
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    infos = DatasetInfosDict.from_dataset_card_data(DatasetCardData(**parts[0]))
    assert list(infos) == list(schema.tables())
    for name, info in infos.items():
        table = parquet.read(new.folder / f"{name}.parquet")
        assert info.features == features.as_datasets(features.of_table(name, table))
        assert info.splits["train"].num_examples == table.num_rows
        labelled = {column for column, feature in info.features.items() if "ClassLabel" in repr(feature)}
        assert labelled == {column for column, _ in schema.table(name).closed_lists()}


def test_a_table_that_is_not_what_the_head_says_is_not_loaded(written, tmp_path):
    from datasets import load_dataset
    from datasets.exceptions import DatasetGenerationError

    folder = tmp_path / "repository"
    shutil.copytree(written[0], folder)
    loaded = load_dataset(str(folder), "plans", split="train", cache_dir=str(tmp_path / "right"))
    assert loaded.features["document_type"].int2str(loaded[0]["document_type"]) == "action_plan"
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(
        text.replace("  - name: title_en\n    dtype: string", "  - name: title_en\n    dtype: int32", 1), "utf-8"
    )
    with pytest.raises(DatasetGenerationError):
        load_dataset(str(folder), "plans", split="train", cache_dir=str(tmp_path / "wrong"))


def test_licence_languages_and_size_are_the_words_of_the_hub(parts, new):
    head = parts[0]
    assert (head["license"], head["language"]) == ("cc-by-4.0", ["zh", "en"])
    rows = sum(entry["rows"] for entry in new.manifest["tables"].values())
    assert head["size_categories"] == [front_matter.size_category(rows)]


@pytest.mark.parametrize(
    ("field", "word"),
    [("license", "CC-BY-4.0"), ("language", "chinese"), ("task_categories", "nlp"), ("size_categories", "1K-10K")],
)
def test_a_word_that_the_hub_does_not_know_is_refused(new, field, word):
    said = front_matter.metadata(new)
    front_matter.check(said)
    said[field] = [word] if isinstance(said[field], list) else word
    with pytest.raises(InputError, match=rf"{field}: the Hub knows no '{word}'. Choose one of"):
        front_matter.check(said)


BOUNDS = {"1K": 10**3, "10K": 10**4, "100K": 10**5, "1M": 10**6, "10M": 10**7, "100M": 10**8, "1B": 10**9}


@given(st.integers(0, 10**12))
def test_the_size_is_between_the_bounds_of_its_word(rows):
    between = re.fullmatch(r"(?:(\w+)<)?n<(\w+)|n>(\w+)", front_matter.size_category(rows))
    low, high = between[1] or between[3], between[2]
    assert BOUNDS.get(low, 0) <= rows < BOUNDS.get(high, rows + 1)


# --- the text -----------------------------------------------------------------------------------------------------------------


def test_every_part_that_a_reader_needs_is_there(parts):
    text = parts[1]
    for part in ("Source / 来源", "Annotation process", "Quality / 质量", "Known issues", "Bias and limits",
                 "Uses", "Ethical notes", "Licence", "Citation"):  # fmt: skip
        assert f"\n## {part}" in text
    assert "$" not in text
    assert "@misc{zhijiao-data-1.1.0" in text and "https://huggingface.co/datasets/somebody/small" in text
    assert "No document of this release was annotated" in text and "本版没有经标注的文件" in text


def test_every_table_has_a_line_with_its_columns_and_their_labels(parts):
    for name, table in schema.tables().items():
        (line,) = re.findall(rf"^\* \*\*{name}\*\*: (.*)$", parts[1], re.MULTILINE)
        assert line.split("`")[1::2] == list(table.fields)
        assert all(field.label_en in line and field.label_zh in line for field in table.fields.values())


def test_it_can_be_read_in_one_go(parts):
    assert len(parts[1].splitlines()) < 300, "what is measured adds some 50 lines"


def test_the_files_that_it_names_are_there(written, parts):
    folder, _ = written
    for name in ("data/CHANGES.md", "raw", "codebook", "croissant.json", "datapackage.json"):
        assert f"]({name})" in parts[1] and (folder / name).exists()
    assert "see LICENSE-DATA.md" in parts[1] and (folder / "LICENSE-DATA.md").is_file()


def test_the_figures_are_those_of_the_tables(new):
    counted = figures.Figures(new)
    rows = counted.rows("targets")
    conflicts, bare = sum(bool(r["conflict"]) for r in rows), sum(r["indicator_id"] is None for r in rows)
    issues = counted.known_issues()
    assert f"{conflicts} of {len(rows)} targets" in issues and f"{bare} targets have no indicator" in issues
    labels = counted.rows("task_themes") + counted.rows("task_instruments")
    sure = sum(bool(row["confirmed"]) for row in labels)
    assert f"{sure} of {len(labels)} theme and instrument labels" in counted.confirmed().en
    assert "`xx-demo-2023`" in counted.document_list() and "full 全文" in counted.document_list()
    assert (counted.scope("en"), counted.scope("zh")) == (
        "Chongqing 1, issued or published in 2023",
        "1 份文件：重庆市 1 份，成文或公布于 2023 年",
    )


#: What a text of a document may try: a tag, an image, a link, code, a cell, a heading, a rule, a list, HTML that closes ours.
HOSTILE = [
    "四川|<img src=x onerror=1></details>\n\n# Heading",
    "A \\| B `code | x ` </details> ![p](https://evil.example/p.png) [link](javascript:alert(1)) --- ***",
    "<https://evil.example> https://evil.example [a]: https://evil.example",
    "**\n---\n\n- x\n> y\n```\n<script>alert(1)</script>\n```\n",
    "&lt;b&gt; *a* __b__ ~~c~~ $x$ \\",
    "\u202egnp.live\u2066\u200b\x1b[31m",
]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, attributes))

    def handle_endtag(self, tag):
        self.found.append((f"/{tag}", []))


def tags(text):
    reader = Tags()
    reader.feed(python_markdown.markdown(text, extensions=["tables", "fenced_code", "md_in_html"]))
    return reader.found


def with_texts(new, folder, text):
    """The card of 1.1.0 as if every text that its catalogue and its decisions hold were this one."""
    shutil.copytree(new.folder, folder)
    plans = parquet.rows(folder, "plans")
    columns = [f.name for f in schema.table("plans").fields.values() if f.type == "string" and not f.codes]
    free = set(columns) - {"issued_on", "published_on"} | {"title", "title_en", "province", "city", "district"}
    plans[0] |= dict.fromkeys(free, text) | {"place_basis": "inferred", "missing": [f"{text}=lost_in_source"]}
    decisions = [dict.fromkeys(schema.columns("decisions")) | {"column_names": [text], "action": "set", "coder": text}]
    counted = figures.Figures(replace(new, folder=folder))
    counted._read |= {"plans": plans, "decisions": decisions}
    counted._read["targets"] = [row | {"plan_id": text, "conflict": True} for row in parquet.rows(folder, "targets")]
    return counted


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_document_becomes_markup_of_the_card(new, tmp_path, monkeypatch, text):
    def page(said, place):
        counted = with_texts(new, tmp_path / place, said)
        monkeypatch.setattr(figures, "Figures", lambda release: counted)
        return card.markdown(new, None, False)

    hostile = page(text, "hostile")
    ours = tags(page("harmless words", "harmless"))  # with a blank, no id either: ids stand in the type of code
    assert tags(hostile) == ours and "img" not in {tag for tag, _ in ours}
    assert not re.search("[\u202e\u2066\u200b\x1b]", hostile)


def test_our_own_words_stay_in_their_cells(new, monkeypatch):
    named = {"label_zh": "a|b", "description_en": "x < y |\n z"}
    tables = {name: replace(table, **named) for name, table in new.tables.items()}
    monkeypatch.setattr(release.Release, "tables", property(lambda held: tables))
    rows = python_markdown.markdown(figures.Figures(new).table_list(), extensions=["tables"])
    assert rows.count("<td>a|b</td>") == rows.count("<td>x &lt; y | z</td>") == len(tables)


def with_rows(release, **tables):
    """The figures of a release in which these tables have these rows."""
    counted = figures.Figures(release)
    counted._read.update(tables)
    return counted


def decision(action, *columns, coder="A"):
    return {"action": action, "column_names": list(columns), "coder": coder}


def test_decisions_that_change_nothing_are_not_counted_as_corrections(new):
    rows = [
        decision("set", "value_min", "note"),
        *[decision("set", "note")] * 2,
        *[decision("confirm", "theme_id")] * 3,
    ]
    rows += [decision("add", "quote", coder="B"), decision("drop")]
    said = with_rows(new, decisions=rows).decisions()
    assert "8 rows (coder A, B)" in said.en
    assert "1 change a value, 2 write a note only, 3 confirm what the rules gave, 1 add a row and 1 drop one" in said.en
    assert "改动值 1 项，仅写备注 2 项，确认规则所得 3 项，增行 1 项，删行 1 项" in said.zh


def test_a_place_that_was_inferred_is_said_to_be_wherever_places_stand(new):
    plan = figures.Figures(new).rows("plans")[0]
    assert not with_rows(new).inferred_places()
    counted = with_rows(new, plans=[plan, plan | {"plan_id": "guessed", "place_basis": "inferred"}])
    assert counted.scope("en").startswith("Chongqing 2 (one inferred)")
    assert "2 份（其中 1 份的地域系推断）" in counted.scope("zh")
    assert counted.document_list().count("**inferred 推断**") == 1
    (said,) = counted.inferred_places()
    assert "`guessed` is inferred" in said.en and "raw/guessed/plan.yaml" in said.zh


def test_unknown_addresses_of_sources_are_counted(new):
    plan = figures.Figures(new).rows("plans")[0]
    said = with_rows(new, plans=[plan, plan | {"source_url": "https://example.org"}, plan]).source_addresses()
    assert "known for 1 of 3 documents and null for 2" in said.en and "1 份" in said.zh


def test_what_was_read_on_copies_is_counted_apart_from_what_was_read_at_the_source(new):
    def fact(certainty, source=None, mirror=False):
        return {"certainty": certainty, "source": source, "mirror": mirror}

    facts = [
        fact("verified", "https://copy.example/a", mirror=True),
        fact("verified_text", "https://copy.gov.cn.example/b", mirror=True),
        fact("verified", "https://www.moe.gov.cn/c"),
        fact("verified", "https://press.example/d"),
        fact("verified", "a daily of 2023"),
        fact("unverified_low", "https://copy.example/e"),
        fact(None),
    ]
    issues = with_rows(new, policy_facts=facts, policy_targets=facts[:1]).known_issues()
    assert "of the 5 that were read in a text or source, 2 were read on third-party copies, 2 on a page" in issues
    assert "(1 on hosts of the government, `.gov.cn`), 1 in a source named without an address" in issues
    assert "7 facts about upstream policies" in issues and "1 have none, as they have no value" in issues
    assert "of the 1 that were read in a text or source, 1 were read on third-party copies" in issues
    assert "neither dates of access nor archived copies" in issues


def test_what_an_annotated_corpus_measures_stands_in_the_card(new):
    comparison = Comparison("xx-demo-2023")
    comparison.tallies["targets"] += Tally(8, 7, 6)
    differing = card.markdown(new, Report([comparison]), agrees=False)
    assert "| xx-demo-2023 | targets | 8 | 7 | 6 | 0.857 | 0.750 | 0.800 |" in differing
    assert "**in-sample**" in differing and "differ from the annotations" in differing
    agreeing = card.markdown(new, Report([comparison]), agrees=True)
    assert "agree with the annotations in every row" in agreeing and "not that the coder was right" in agreeing


def test_the_weakest_attributes_stand_above_everything_that_is_folded(new):
    comparison = Comparison("xx-demo-2023")
    comparison.tallies["targets"] += Tally(8, 8, 8)
    for name, right, stated in (("scope", 6, 2), ("unit", 7, 5), ("value", 8, 4), ("baseline_year", 8, 0)):
        comparison.attributes["targets", name] = Accuracy(8, right, stated, stated - 8 + right if stated else 0)
    quality = card.markdown(new, Report([comparison]), agrees=True).split("## Quality")[1].split("\n## ")[0]
    above, folded = quality.split("<details>", 1)
    assert "`targets.scope` 0.000 (2), `targets.unit` 0.800 (5).\n" in above
    assert "| targets.unit |" in folded and "| targets.baseline_year |" in folded
    assert "| targets.value |" not in folded and "Right in every row / 逐行皆对: `targets.value`\n" in folded

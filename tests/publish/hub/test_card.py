"""The data card: what the Hub reads of it, and what a reader does."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.evaluate import Comparison, Report, Tally
from zhijiao_data.errors import InputError
from zhijiao_data.publish import card, features, figures, front_matter


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
                 "Ethical notes", "Licence", "Citation"):  # fmt: skip
        assert f"\n## {part}" in text
    assert "$" not in text
    assert "@misc{zhijiao-data-1.1.0" in text and "https://huggingface.co/datasets/somebody/small" in text
    assert "No document of this release was annotated" in text and "本版没有经标注的文件" in text


def test_every_column_is_described(parts):
    for name, table in schema.tables().items():
        part = parts[1].split(f"\n**{name}** ", 1)[1].split("\n\n**", 1)[0].split("</details>")[0]
        described = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
        assert described == list(table.fields)


def test_the_files_that_it_names_are_there(written, parts):
    folder, _ = written
    for name in ("data/CHANGES.md", "codebook", "croissant.json", "datapackage.json"):
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
    assert f"{sure} of {len(labels)} theme and instrument labels" in counted.confirmed()
    assert "`xx-demo-2023`" in counted.document_list() and "full 全文" in counted.document_list()
    assert (counted.scope("en"), counted.scope("zh")) == ("Chongqing 1, 2023", "1 份文件：重庆市 1 份，2023 年")


def test_what_an_annotated_corpus_measures_stands_in_the_card(new):
    comparison = Comparison("xx-demo-2023")
    comparison.tallies["targets"] += Tally(8, 7, 6)
    differing = card.markdown(new, Report([comparison]), agrees=False)
    assert "| xx-demo-2023 | targets | 8 | 7 | 6 | 0.857 | 0.750 | 0.800 |" in differing
    assert "**in-sample**" in differing and "differ from the annotations" in differing
    assert "agree with the annotations in every row" in card.markdown(new, Report([comparison]), agrees=True)

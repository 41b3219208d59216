"""What notebooks print with and how they are run: sentences with numbers filled in, tables that hide nothing, parameters."""

import nbformat
import pandas as pd
import pytest

from tests.analysis.study_tables import plans, targets, tasks
from zhijiao_data.analysis.corpus_card import corpus_card
from zhijiao_data.analysis.quotes import around, sentences
from zhijiao_data.analysis.studies import Study, execution, pages
from zhijiao_data.errors import InputError, UsageError

COMMON = "yes: {zh: 是, en: 'yes'}\nno: {zh: 否, en: 'no'}\nnotice: {zh: '注：{told}', en: 'Note: {told}'}\n"
OWN = """\
result.top: {zh: '{name}占{share:.0%}', en: '{name}: {share:.0%}'}
long:
  zh: |
    一行，
    又一行。

    * 甲
    * 乙
  en: |
    one line
    and another
col.n: {zh: 数, en: Number}
caption: {zh: '共{n}行', en: '{n} rows'}
"""


@pytest.fixture
def texts(tmp_path):
    (tmp_path / "common.yaml").write_text(COMMON, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def study(texts, lang="zh", **given) -> Study:
    return Study("own", lang, texts=texts, **given)


@pytest.mark.parametrize("lang, said", [("zh", "师资占19%"), ("en", "师资: 19%")])
def test_a_sentence_is_filled_in(texts, lang, said):
    assert study(texts, lang).text("result.top", name="师资", share=0.193) == said


def test_lines_of_a_chinese_paragraph_are_joined_without_a_blank_and_lists_stay_lists(texts):
    assert study(texts).text("long") == "一行，又一行。\n\n* 甲\n* 乙"
    assert study(texts, "en").text("long") == "one line\nand another"


@pytest.mark.parametrize(
    "key, values, told", [("result.tip", {}, "result.top"), ("result.top", {"name": "x"}, "share")]
)
def test_a_wrong_key_and_a_missing_value_are_named(texts, key, values, told):
    with pytest.raises(UsageError, match=told):
        study(texts).text(key, **values)


def test_a_corpus_that_is_none_is_named(texts, tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", "")
    with pytest.raises(InputError, match="none"):
        study(texts, corpus=tmp_path / "none")


def test_a_table_shows_names_codes_and_quotes_whole(texts):
    rows = pd.DataFrame(
        {
            "plan_id": ["cq-wanzhou-2023"],
            "quote": ["占比<60% & “双师型”" * 20],
            "modality": ["aspirational"],
            "hedges": [[]],
            "target_id": ["cq-wanzhou-2023.g000001"],
            "is_canonical": [True],
            "n": [1234.5],
            "none": [None],
        }
    )
    page = study(texts).html(rows, caption="caption", n=1)
    assert "<caption>共1行</caption>" in page
    assert 'nowrap">万州 2023<' in page and "力争" in page and "<code>cq-wanzhou-2023.g000001</code>" in page
    assert "占比&lt;60% &amp; “双师型”" * 20 in page
    assert ">是<" in page and ">1,234.5<" in page and ">–<" in page and ">数<" in page
    assert "aspirational" in study(texts, "en").html(rows[["modality"]])
    assert ">1,234.50<" in study(texts).html(rows[["n"]], formats={"n": "{:,.2f}"})
    with pytest.raises(UsageError, match="absent"):
        study(texts).html(rows, ["absent"])


def notebook(*cells: tuple[str, str], tags=()) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook()
    for id, source in cells:
        cell = nbformat.v4.new_code_cell(source, id=id)
        if id == "parameters":
            cell.metadata["tags"] = [execution.PARAMETERS]
        made.cells.append(cell)
    return made


def test_parameters_are_set_in_their_cell_only_and_comments_stay():
    given = notebook(("parameters", 'LANG = "zh"  # or en\nCORPUS = None  # a folder'), ("other", 'LANG = "zh"'))
    done = execution.with_parameters(given, {"LANG": "en", "CORPUS": "a b"})
    assert done.cells[0].source == 'LANG = "en"  # or en\nCORPUS = "a b"  # a folder'
    assert done.cells[1].source == 'LANG = "zh"' and 'LANG = "zh"' in given.cells[0].source
    with pytest.raises(UsageError, match="SEED"):
        execution.with_parameters(given, {"SEED": 2})


def test_two_executions_give_the_same_bytes_and_none_of_the_old_outputs(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", "elsewhere")
    code = "import os, zhijiao_data\nprint(os.environ.get('ZHIJIAO_DATA'), os.getcwd() == " + repr(str(tmp_path)) + ")"
    given = notebook(("one", code), ("two", "len({'a', 'b'})"))
    given.cells[1].outputs = [nbformat.v4.new_output("stream", text="old")]
    given.metadata["language_info"] = {"name": "python", "version": "3.99"}
    first, second = (execution.written(execution.executed(given, tmp_path)) for _ in range(2))
    assert first == second and first.endswith("}\n")
    assert "None True" in first and "old" not in first and "3.99" not in first and "iopub" not in first


def test_what_is_no_notebook_is_said_so(tmp_path):
    with pytest.raises(InputError, match="no such notebook"):
        execution.read(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no valid notebook"):
        execution.read(tmp_path / "b.ipynb")


def test_a_page_begins_with_its_title_and_prose_has_no_code():
    given = notebook(("setup", "import os\n\nx = 1"), ("title", "say()"), ("result", "1 < 2"))
    given.cells[1].metadata["tags"] = ["prose"]
    given.cells[1].outputs = [nbformat.v4.new_output("display_data", {"text/markdown": "# 题目\n\n一段。"})]
    given.cells[2].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1 < 2"}, execution_count=1)]
    page = pages.html(given, "zh")
    assert pages.title(given) == "题目" and "<title>题目</title>" in page
    assert page.index("<p>一段。</p>") < page.index("import") and "say()" not in page
    assert "1 &lt; 2" in page and "<details" in page and "<script" not in page
    assert "\n\n" in page[page.index("import") : page.index("</details>")]  # blank lines of code stay


@pytest.mark.parametrize(
    "span, reach, said",
    [
        ((7, 11), 60, "加强教师编制管理；"),
        ((0, 2), 60, "深化改革。"),
        ((5, 13), 60, "加强教师编制管理；"),
        ((8, 10), 2, "强教师编制管…"),
        ((14, 18), 60, "完善机制"),
    ],
)
def test_the_sentence_around_a_passage(span, reach, said):
    text = "深化改革。加强教师编制管理；完善机制"
    if said.endswith("…"):
        said = "…" + text[span[0] - reach : span[1] + reach] + "…"
    assert around(text, *span, reach) == said
    rows = pd.DataFrame([{"plan_id": "p", "char_start": span[0], "char_end": span[1]}])
    held = pd.DataFrame([{"plan_id": "p", "text": text}])
    assert sentences(rows, held, reach) == [said]
    with pytest.raises(UsageError, match="no text of p"):
        sentences(rows, held.iloc[:0])


def test_the_card_counts_what_counts_and_orders_by_date():
    given = plans(
        {"plan_id": "late", "issued_on": "2023-01-29", "document_type": "action_plan"},
        {"plan_id": "early", "issued_on": "2018-12-26", "document_type": "action_plan"},
        {"plan_id": "undated", "document_type": "interpretation", "text_status": ["interpretation"]},
    )
    given["period_end"] = None
    rows = tasks(
        {"task_id": "a", "plan_id": "late"},
        {"task_id": "b", "plan_id": "late"},
        {"task_id": "c", "plan_id": "late", "restates": "a"},
    )
    aims = targets(
        {"target_id": "1", "plan_id": "late", "kind": "quantity", "is_canonical": True},
        {"target_id": "2", "plan_id": "late", "kind": "quantity", "is_canonical": False},
        {"target_id": "3", "plan_id": "late", "kind": "milestone", "is_canonical": True},
    )
    masked = pd.DataFrame([{"plan_id": "late", "char_start": 0, "char_end": 250}])
    card = corpus_card(given, rows, aims, masked).set_index("plan_id")
    assert list(card.index) == ["early", "late", "undated"]
    assert tuple(card.loc["late", ["n_tasks", "n_targets", "masked_share", "quantified_per_task"]]) == (2, 1, 0.25, 0.5)
    assert card.loc["late", "issued_first"] == card.loc["late", "issued_last"] == pd.Timestamp("2023-01-29")
    assert pd.isna(card.loc["undated", "issued_last"]) and card.loc["undated", "standing"] == "excluded"
    assert pd.isna(card.loc["early", "quantified_per_task"])
    assert corpus_card(given, rows, aims).masked_share.isna().all()

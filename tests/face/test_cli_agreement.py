"""Two coders of the short made-up plan, from their files to the page; sheets out and back."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys

import pytest
import yaml

from tests.dataset import label_tables, small_corpus
from zhijiao_data import cli
from zhijiao_data.dataset import annotation, load

pytest.importorskip("krippendorff")
pytest.importorskip("sklearn")
pytest.importorskip("openpyxl")

PLAN, TEXT = small_corpus.PLAN, small_corpus.TEXT
TARGETS = [
    ("中职在校生达到3万人以上", "3万", 30000, "ge", "committed"),
    ("“双师型”教师占比不低于60%", "60", 60, "ge", "committed"),
    ("新增实训基地5个", "5", 5, "eq", "committed"),
    ("建成国家级优质中职学校2所", "2", 2, "eq", "aspirational"),
    ("比例不低于30%", "30", 30, "ge", "committed"),
]
NOTES = {
    "plan_id": PLAN,
    "coder": "A",
    "tasks": [
        {"from": "（一）加强队伍建设", "to": "区人力社保局）", "role": "task"},
        {"from": "（二）加强基地建设", "to": "区财政局）", "role": "task"},
        {"from": "（一）加强组织领导", "to": "小组。", "role": "safeguard"},
        {"from": "（二）加大经费投入", "to": "30%。", "role": "safeguard"},
    ],
    "targets": [
        {
            "quote": quote,
            "value": value,
            "kind": "quantity",
            "value_min": number,
            "comparator": sign,
            "modality": modality,
        }
        for quote, value, number, sign, modality in TARGETS
    ],
    "citations": [{"quote": "《国家职业教育改革实施方案》（国发〔2019〕4号）", "relation": "basis"}],
}


def notes(coder="A", **changes):
    """The notes of a coder who differs from A in some keys: ``targets={3: {"modality": …}, 4: None}``."""
    content = copy.deepcopy(NOTES) | {"coder": coder}
    for section, rows in changes.items():
        for i, change in sorted(rows.items(), reverse=True):
            if change is None:
                del content[section][i]
            else:
                content[section][i] |= change
    return content


def save(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def zhijiao(held, corpus):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "zhijiao_data.cli", *map(str, arguments)],
            cwd=corpus,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )

    return run


@pytest.fixture
def inside(held, corpus, capsys, monkeypatch):
    """The command line in this process, where the fixture of the label tables reaches."""
    monkeypatch.chdir(corpus)

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main(list(map(str, arguments)))
        told = capsys.readouterr()
        return end.value.code or 0, told.out, told.err

    return run


def compared(inside, tmp_path, a, b, *options):
    one, other = save(tmp_path / "a.yaml", a), save(tmp_path / "b.yaml", b)
    code, out, err = inside("agreement", one, other, "--draws", 100, *options)
    assert (code, err) == (0, "")
    return out


def label(told, name):
    kind, attribute = name.split(".")
    return next(one for one in told["labels"] if (one["kind"], one["name"]) == (kind, attribute))


def test_a_page_with_units_labels_and_disagreements(zhijiao, tmp_path):
    a = save(tmp_path / "a.yaml", notes())
    b = save(tmp_path / "b.yaml", notes("B", targets={3: {"modality": "committed"}, 4: None}))
    run = zhijiao("agreement", a, b, "--list", "--draws", 100)
    assert (run.returncode, run.stderr) == (0, "")
    assert "# Agreement of A (A) and B (B)" in run.stdout and "B = 100, seed 1" in run.stdout
    assert f"| {PLAN} | targets | matched | 5 | 4 | 4 | 0 | 0 | 1 | 0 | 1.000 | 0.800 | 0.889 |" in run.stdout
    assert "n = 4, fewer than 10 units" in run.stdout
    line = TEXT[: TEXT.index("力争建成")].count("\n") + 1
    assert f"- {PLAN}:{line}: targets.modality A=aspirational B=committed «建成国家级优质中职学校2所»" in run.stdout
    assert (
        f"- {PLAN}:{TEXT[: TEXT.index('比例不低于30%')].count(chr(10)) + 1}: targets: only A «比例不低于30%»"
        in run.stdout
    )


def test_disagreements_are_listed_only_when_asked_for(inside, tmp_path):
    out = compared(inside, tmp_path, notes(), notes("B", targets={3: {"modality": "committed"}}))
    assert "## Disagreements" not in out and "### targets.modality (n = 5)" in out


def test_everything_as_json(inside, tmp_path):
    b = notes("B", targets={0: {"quote": "在校生达到3万人", "kind": "milestone"}, 4: None})
    told = json.loads(compared(inside, tmp_path, notes(), b, "--json", "--seed", 7))
    assert (told["coder_a"], told["coder_b"], told["documents"], told["seed"]) == ("A", "B", [PLAN], 7)
    (units,) = [one for one in told["units"] if one["kind"] == "targets"]
    counts = {name: [it[key] for key in ("cor", "inc", "par", "mis", "spu")] for name, it in units["spans"].items()}
    assert counts == {
        "same": [3, 0, 0, 2, 1],
        "matched": [4, 0, 0, 1, 0],
        "semeval_strict": [3, 1, 0, 1, 0],
        "semeval_exact": [3, 1, 0, 1, 0],
        "semeval_partial": [3, 0, 1, 1, 0],
        "semeval_type": [3, 1, 0, 1, 0],
    }
    assert units["spans"]["semeval_partial"]["recall"] == pytest.approx(3.5 / 5)
    assert units["alpha"]["value"] is None and "9 units" in units["alpha"]["why"]
    assert {"a": "quantity", "b": "milestone", "n": 1} in label(told, "targets.kind")["confusion"]


def test_two_numbers_of_one_clause_are_never_one_unit(inside, tmp_path):
    a = notes(targets={2: {"quote": "新增实训基地5个，力争建成国家级优质中职学校2所", "value": "5"}, 3: None})
    b = notes("B", targets={2: None, 3: {"quote": "新增实训基地5个，力争建成国家级优质中职学校2所"}})
    told = json.loads(compared(inside, tmp_path, a, b, "--json"))
    (units,) = [one for one in told["units"] if one["kind"] == "targets"]
    partial = units["spans"]["semeval_partial"]
    assert (partial["cor"], partial["par"], partial["mis"], partial["spu"]) == (3, 0, 1, 1)


def many(coder, modalities, comparators=None, plan=PLAN, minimum=None):
    """Twelve targets, one for each of the first twelve characters of the plan's second line."""
    start = TEXT.index("关于印发")
    targets = [
        {"quote": TEXT[start + i], "nth": TEXT.count(TEXT[start + i], 0, start + i) + 1, "kind": "direction"}
        for i in range(12)
    ]
    for row, modality in zip(targets, modalities, strict=True):
        row["modality"] = modality
    for row, comparator in zip(targets, comparators or [None] * 12, strict=True):
        row["comparator"] = comparator
    for row in targets if minimum else []:
        row["value_min"] = minimum
    return {"plan_id": plan, "coder": coder, "targets": targets}


C, M, H = "committed", "mandatory", "hortatory"


def test_modality_is_ordinal_by_the_ranks_of_the_codebook(inside, tmp_path):
    a = many("A", [C] * 6 + [H] * 6)
    near, far = many("B", [C] * 5 + [M] + [H] * 6), many("B", [C] * 6 + [H] * 5 + [M])
    alphas = []
    for b in (near, far):
        one = label(json.loads(compared(inside, tmp_path, a, b, "--json")), "targets.modality")
        assert one["level"] == "ordinal" and one["values"] == [H, C, M]
        assert one["measures"]["agreement"]["value"] == pytest.approx(11 / 12)
        assert one["measures"]["weighted_kappa"]["value"] is not None
        alphas.append(one["measures"]["alpha"]["value"])
    assert alphas[0] > alphas[1]


def test_an_empty_comparator_is_a_statement_and_an_empty_number_is_not(inside, tmp_path):
    signs = ["ge"] * 6 + ["eq"] * 5 + [None]
    b = many("B", [C] * 12, ["ge"] * 6 + ["eq"] * 6, minimum=5)
    a = many("A", [C] * 12, signs)
    a["targets"][0]["value_min"] = 5
    told = json.loads(compared(inside, tmp_path, a, b, "--json"))
    sign, number = label(told, "targets.comparator"), label(told, "targets.value_min")
    assert (sign["measures"]["n"], sign["only_b"], {"a": "–", "b": "eq", "n": 1} in sign["confusion"]) == (12, 1, True)
    assert (number["measures"]["n"], number["only_b"]) == (1, 11)


def test_what_one_coder_never_coded_is_not_compared(inside, tmp_path):
    told = json.loads(compared(inside, tmp_path, many("A", [C] * 12), many("B", [None] * 12), "--json"))
    modality, addressee = label(told, "targets.modality"), label(told, "targets.addressee")
    assert (modality["measures"], modality["why"], modality["only_a"]) == (None, "only A coded it", 12)
    assert addressee["why"] == "neither coder coded it"


def test_overlapping_units_of_one_coder_are_left_out_of_alpha_u(inside, tmp_path):
    inner = {"quote": "国家职业教育改革实施方案", "relation": "basis"}
    a = notes()
    a["citations"].append(inner)
    told = json.loads(compared(inside, tmp_path, a, a | {"coder": "B"}, "--json"))
    assert next(one["left_out"] for one in told["units"] if one["kind"] == "citations") == 2


def test_a_list_that_a_file_lacks_is_not_compared_an_empty_one_is(inside, tmp_path):
    lacks = notes("B")
    del lacks["citations"]
    told = json.loads(compared(inside, tmp_path, notes(), lacks, "--json"))
    assert {one["kind"] for one in told["units"]} == {one["kind"] for one in told["labels"]} == {"tasks", "targets"}
    assert f"no citations compared in {PLAN}: one or both of the files have no such list" in told["warnings"]
    told = json.loads(compared(inside, tmp_path, notes(), lacks | {"citations": []}, "--json"))
    (units,) = [one for one in told["units"] if one["kind"] == "citations"]
    assert (units["spans"]["matched"]["recall"], label(told, "citations.relation")["why"]) == (0, "no unit was matched")


def test_folders_are_paired_by_plan_id_and_the_rest_is_named(inside, tmp_path):
    save(tmp_path / "a/one.yaml", notes())
    save(tmp_path / "a/two.yaml", {"plan_id": "other"})
    save(tmp_path / "b/whatever.yaml", notes("A"))
    code, out, _ = inside("agreement", tmp_path / "a", tmp_path / "b", "--draws", 100)
    assert code == 0 and f"only in {tmp_path / 'a'}, not compared: other" in out
    assert "agreement with oneself is stability" in out


def test_several_documents_are_also_told_together(inside, tmp_path, corpus):
    raw = tmp_path / "raw"
    for plan in ("aa-one-2023", "bb-two-2023"):
        small_corpus.write(raw, plan_id=plan)
        for coder in ("a", "b"):
            save(tmp_path / coder / f"{plan}.yaml", notes(coder) | {"plan_id": plan})
    code, out, _ = inside("agreement", tmp_path / "a", tmp_path / "b", "--raw", raw, "--draws", 100)
    assert code == 0
    assert "| all | targets | matched | 10 | 10 | 10 |" in out
    assert "| all | targets | 10 | 10 | 0 | 1.000 | use |" in out
    assert "| aa-one-2023 | targets | 5 | 5 | 0 | 1.000 | use |" in out


@pytest.mark.parametrize(
    "content, told",
    [
        ({"coder": "B"}, "no plan_id"),
        ({"plan_id": "other"}, "no document was coded by both"),
        (NOTES | {"targets": [{"quote": "没有这句", "kind": "milestone"}]}, "not in the document"),
    ],
)
def test_what_cannot_be_compared_is_told_with_place_and_remedy(inside, tmp_path, content, told):
    one, other = save(tmp_path / "a.yaml", notes()), save(tmp_path / "b.yaml", content)
    code, out, err = inside("agreement", one, other)
    assert (code, out) == (2, "") and told in err and "b.yaml" in err


def test_folders_without_annotations_and_with_two_of_one_plan(inside, tmp_path):
    one = save(tmp_path / "a/one.yaml", notes())
    (tmp_path / "none").mkdir()
    assert "no annotation in this folder" in inside("agreement", one, tmp_path / "none")[2]
    save(tmp_path / "a/two.yaml", notes())
    assert f"a second annotation of {PLAN}" in inside("agreement", tmp_path / "a", one)[2]


def test_too_few_draws_and_a_missing_library_are_told(inside, tmp_path, monkeypatch):
    one = save(tmp_path / "a.yaml", notes())
    code, _, err = inside("agreement", one, one, "--draws", 10)
    assert code == 2 and "too few" in err
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    code, _, err = inside("agreement", one, one)
    assert code == 2 and "krippendorff is not installed" in err
    assert "pip install krippendorff scikit-learn" in err


@pytest.mark.parametrize("command", ["agreement", "sheet"])
def test_help_is_in_both_languages_with_an_example(zhijiao, command):
    run = zhijiao(command, "--help")
    assert run.returncode == 0 and f"Example: zhijiao {command}" in run.stdout
    assert any("\u4e00" <= c <= "\u9fff" for c in run.stdout)


def test_themes_are_compared_as_given_and_by_the_theme_above(inside, tmp_path, monkeypatch):
    label_tables.add(monkeypatch)
    below = next(id for id in annotation.allowed_ids("task_themes", "theme_id") if "." in id)
    above = below.split(".")[0]
    a, b = notes(), notes("B")
    for i in range(4):
        a["tasks"][i]["themes"], b["tasks"][i]["themes"] = [below], [above] if i else [above, below]
    told = json.loads(compared(inside, tmp_path, a, b, "--json"))
    shares = {
        name: label(told, f"tasks.{name}")["measures"]["agreement"]["value"] for name in ("primary_theme", "main_theme")
    }
    assert shares == {"primary_theme": 0, "main_theme": 1}
    assert {"a": below, "b": f"{above}+{below}", "n": 1} in label(told, "tasks.themes")["confusion"]


@pytest.fixture
def labelled(monkeypatch):
    """Released label tables: every task of the first theme and instrument."""
    label_tables.add(monkeypatch)
    rows = load.rows

    def with_labels(name, plan=None, version=None):
        for table, column in (("task_themes", "theme_id"), ("task_instruments", "instrument_id")):
            if name == table:
                common = {"plan_id": plan, "rank": 1, column: annotation.allowed_ids(table, column)[0]}
                return [common | {"task_id": row["task_id"]} for row in rows("tasks", plan)]
        return [{"addressee": None} | row for row in rows(name, plan, version)]

    monkeypatch.setattr(load, "rows", with_labels)


def test_a_sheet_goes_out_comes_back_and_agrees_with_itself(inside, labelled, tmp_path):
    sheet, out = tmp_path / "sheet.xlsx", tmp_path / "b.yaml"
    assert inside("sheet", PLAN, "--out", sheet, "--filled") == (0, f"{sheet}\n", "")
    assert inside("sheet", PLAN, "--read", sheet, "--coder", "B", "--out", out) == (0, f"{out}\n", "")
    content = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert (content["coder"], len(content["tasks"]), len(content["targets"])) == ("B", 4, 5)
    told = json.loads(inside("agreement", out, out, "--draws", 100, "--json")[1])
    assert told["disagreements"] == []
    assert {counts["f1"] for one in told["units"] if one["marked_a"] for counts in one["spans"].values()} == {1.0}


def test_wrong_uses_of_a_sheet(inside, labelled, tmp_path):
    sheet = tmp_path / "sheet.csv"
    assert inside("sheet", PLAN, "--out", sheet)[0] == 0
    (tmp_path / "there.yaml").touch()
    for arguments, told in (
        ([], "plan"),
        ([PLAN], "--out"),
        ([PLAN, "--out", sheet], "there already"),
        ([PLAN, "--out", "x.ods"], "neither in .xlsx nor in .csv"),
        ([PLAN, "--out", tmp_path / "none/x.csv"], "can't be written"),
        ([PLAN, "--out", "x.csv", "--coder", "B"], "--coder goes with --read"),
        ([PLAN, "--read", sheet, "--out", "x.yaml"], "say who coded it"),
        ([PLAN, "--read", sheet, "--out", "x.yaml", "--coder", "B"], "nothing is coded"),
        (["nothing", "--out", "x.csv"], "nothing"),
    ):
        code, out, err = inside("sheet", *arguments)
        assert (code, out) == (2, "") and told in err, arguments

"""Out to a sheet and back: nothing is lost, nothing is made up, and every slip is told with its cell."""

from __future__ import annotations

import csv
import sys

import pytest
import yaml

from tests.dataset import label_tables
from zhijiao_data.analysis import coders
from zhijiao_data.codebook import loader
from zhijiao_data.codebook.canonical import canonical
from zhijiao_data.dataset import annotation, coding_sheet, sheet_files
from zhijiao_data.errors import InputError, UsageError

openpyxl = pytest.importorskip("openpyxl")

PLAN = "xx-demo-2023"
NUMBERS = "一二三四五六七八九十"
# Ten tasks that begin and end alike, each with a target whose words and number occur in the others too.
LINES = [
    f"（{n}）加强建设。力争新建15{i}所、{i}所学校，比例不低于60%。（责任单位：区教委）\n" for i, n in enumerate(NUMBERS)
]
TEXT = "示范区职业教育行动计划\n二、任务\n" + "".join(LINES) + "=1+1，@校企\n3、合作。\n"


def ids(table, column):
    return annotation.allowed_ids(table, column)


@pytest.fixture
def units(monkeypatch):
    label_tables.add(monkeypatch)
    themes, instruments = ids("task_themes", "theme_id"), ids("task_instruments", "instrument_id")
    tasks, targets = [], []
    for i, line in enumerate(LINES):
        start = TEXT.index(line)
        end = start + len(line) - 1
        task = {"label": f"（{NUMBERS[i]}）", "title": "加强建设", "text": TEXT[start:end], "origin": "text"}
        task |= {"role": "safeguard" if i > 7 else "task", "themes": list(themes[: i % 4]), "instruments": []}
        task["instruments"] = [instruments[i % 3]]
        tasks.append(task | {"task_id": f"{PLAN}.k{start:06d}", "char_start": start, "char_end": end})
        quote = f"{i}所学校"
        at = TEXT.index(f"、{quote}") + 1
        targets.append(target(i, quote, at, str(i)))
    at = TEXT.index("=1+1")
    task = {"label": "=1", "title": "@校企合作", "text": "=1+1，@校企合作。", "origin": "text", "role": "task"}
    task |= {"themes": [themes[0]], "instruments": []}
    tasks.append(task | {"task_id": f"{PLAN}.k{at:06d}", "char_start": at, "char_end": len(TEXT) - 1})
    targets.append(target(10, "校企\n3、合作", TEXT.index("校企\n"), None) | {"quote": "校企合作"})
    repair = {"char_start": TEXT.index("\n3、"), "char_end": TEXT.index("合作"), "repaired": ""}
    return coding_sheet.Released(PLAN, "9.9.9", TEXT, [repair], tasks, targets)


def target(i, quote, at, value):
    start = None if value is None else at
    row = {"target_id": f"{PLAN}.g{at:06d}", "quote": quote, "char_start": at, "char_end": at + len(quote)}
    row |= {"value_start": start, "value_end": start if start is None else start + len(value), "value_text": value}
    row |= {"kind": "quantity" if value else "direction", "form": "count" if value else "direction"}
    row |= {"indicator_id": None, "value_min": float(i) if value else None, "value_max": None if i % 2 else float(i)}
    row |= {"comparator": ("ge", "eq", None)[i % 3], "unit": "所" if value else None, "deadline_year": 2025 + i % 2}
    row |= {"deadline_basis": ("stated", None)[i % 2], "modality": ("committed", "aspirational", "enabling")[i % 3]}
    codes = ids("targets", "addressee")
    return row | {"addressee": codes[i % 2], "hedges": ["力争", "基本"] if i % 5 == 0 else [], "note": "a note"}


CODED = (
    "kind", "form", "indicator_id", "value_min", "value_max", "comparator", "unit", "deadline_year", "deadline_basis",
    "modality", "addressee", "hedges", "char_start", "char_end", "value_start", "value_end",
)  # fmt: skip


def write(tmp_path, units, name="sheet.xlsx", filled=True):
    path = tmp_path / name
    coding_sheet.write(path, units, filled)
    return path


def annotated(tmp_path, text, name="b.yaml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return annotation.load(tmp_path / name, TEXT)


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_released_codes_come_back_as_they_went(tmp_path, units, name):
    path = write(tmp_path, units, name)
    found = annotated(tmp_path, coding_sheet.read(path, units, "B"))
    assert (found.plan_id, found.coder) == (PLAN, "B")
    places = ("char_start", "char_end", "label", "title", "role", "origin", "themes", "instruments")
    assert [{key: row[key] for key in places} for row in found.tasks] == [
        {key: row[key] for key in places} for row in units.tasks
    ]
    assert [{key: row[key] for key in CODED} for row in found.targets] == [
        {key: row[key] for key in CODED} for row in units.targets
    ]


def test_a_sheet_agrees_with_itself(tmp_path, units, monkeypatch):
    pytest.importorskip("krippendorff")
    for name in ("a", "b"):
        text = coding_sheet.read(write(tmp_path, units, f"{name}.xlsx"), units, name)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    document = type("Document", (), {"text": TEXT})
    monkeypatch.setattr(coders.corpus, "load", lambda folder: document)
    found = coders.compare(tmp_path / "a.yaml", tmp_path / "b.yaml", draws=100)
    assert found.disagreements == []
    for coder in "AB":
        assert f"{coder} was given the units on a sheet: that the places agree says nothing" in found.warnings
    assert {counts.f1 for one in found.units for counts in one.spans.values() if one.marked_a} == {1.0}
    values = {f"{one.kind}.{one.name}": one.measures.alpha.value for one in found.labels if one.measures}
    assert values["tasks.primary_instrument"] == values["targets.modality"] == values["targets.comparator"] == 1
    assert {value for value in values.values() if value is not None} == {1}


def test_what_is_read_is_in_canonical_form(tmp_path, units):
    text = coding_sheet.read(write(tmp_path, units), units, "B")
    assert canonical(text) == text
    assert list(yaml.safe_load(text)) == ["plan_id", "coder", "units", "tasks", "targets"]


def test_a_blank_sheet_shows_no_code(tmp_path, units):
    book = openpyxl.load_workbook(write(tmp_path, units, filled=False))
    for kind, listed in coding_sheet.columns(units).items():
        coded = [i for i, column in enumerate(listed) if column.need != "shown"]
        rows = list(book[kind].iter_rows(min_row=2, values_only=True))
        assert len(rows) == 11 and all(row[i] is None for row in rows for i in coded)
        assert all(row[0] for row in rows)


def test_examples_from_the_plan_itself_would_tell_its_codes(tmp_path, units):
    plan = "cq-wanzhou-2023"
    units = coding_sheet.Released(plan, "1", TEXT, [], units.tasks, units.targets)
    quote = "专业课教师中的“双师型”教师占比不少于60%"
    for filled in (False, True):
        book = openpyxl.load_workbook(write(tmp_path, units, f"{filled}.xlsx", filled))
        told = "\n".join(str(value) for row in book["codebook"].iter_rows(values_only=True) for value in row)
        assert (quote in told) is filled and "建设1-2个具有辐射引领作用" in told


def test_the_codebook_page_tells_borders_and_reasons_in_both_languages(tmp_path, units):
    head, *rows = openpyxl.load_workbook(write(tmp_path, units))["codebook"].iter_rows(values_only=True)
    told = next(dict(zip(head, row, strict=True)) for row in rows if row[:2] == ("comparator", "ge"))
    keys = ("include", "include_zh", "exclude", "exclude_zh")
    assert [told[key] for key in keys] == [loader.entry("comparator", "ge")[key] for key in keys]
    assert (
        told["bad_examples"]
        == "占专业课教师总数超过一半以上（“超过”不含本数，归gt / 超过 leaves the value itself out (gt).）"
    )


def test_codes_are_chosen_from_a_hidden_list(tmp_path, units):
    book = openpyxl.load_workbook(write(tmp_path, units))
    assert book["lists"].sheet_state == "hidden"
    page = book["targets"]
    keys = [cell.value.split(" ")[0] for cell in page[1]]
    letter = openpyxl.utils.get_column_letter(keys.index("modality") + 1)
    (check,) = [one for one in page.data_validations.dataValidation if letter in str(one.sqref)]
    assert check.type == "list" and str(check.sqref) == f"{letter}2:{letter}12"
    entries = [cell[0].value for cell in book["lists"][check.formula1.split("!")[1].replace("$", "")]]
    assert "committed 承诺 / committed" in entries and page[f"{letter}2"].value == "committed 承诺 / committed"
    themes = {one.split(" ")[0] for one in coding_sheet.options(coding_sheet.columns(units)["tasks"][5]).values()}
    assert {coding_sheet.NONE, *ids("task_themes", "theme_id")} == themes


def test_ids_and_texts_are_locked_codes_are_not_and_the_header_stays(tmp_path, units):
    page = openpyxl.load_workbook(write(tmp_path, units))["tasks"]
    assert page.protection.sheet and page.freeze_panes == "B2"
    locked = [cell.protection.locked for cell in page[2]]
    assert locked == [column.need == "shown" for column in coding_sheet.columns(units)["tasks"]]
    assert all(cell.alignment.wrap_text for cell in page[2])


def test_no_cell_runs_as_a_formula(tmp_path, units):
    page = openpyxl.load_workbook(write(tmp_path, units))["tasks"]
    for cell in page[12][1:4]:
        assert cell.data_type == "s" and cell.quotePrefix and cell.value[0] in "=@"
    path = write(tmp_path, units, "sheet.csv")
    with open(tmp_path / "sheet.tasks.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [cell[:2] for cell in rows[-1][1:4]] == ["'=", "'@", "'="]
    assert sheet_files.read(path, "tasks").text(10, 3) == "=1+1，@校企合作。"


def test_csv_has_the_mark_of_utf_8_and_is_read_from_gb18030_too(tmp_path, units):
    path = write(tmp_path, units, "sheet.csv")
    for name in ("tasks", "targets"):
        one = tmp_path / f"sheet.{name}.csv"
        assert one.read_bytes().startswith(b"\xef\xbb\xbf")
        one.write_bytes(one.read_bytes().decode("utf-8-sig").encode("gb18030"))
    assert coding_sheet.read(path, units, "B").count("quote:") == 11


def test_the_context_is_readable_and_marks_the_target(tmp_path, units):
    page = openpyxl.load_workbook(write(tmp_path, units))["targets"]
    assert page["D12"].value.endswith("=1+1，@⟦校企合作⟧。\n")
    assert "、⟦3所学校⟧，比例" in page["D5"].value


def changed(tmp_path, units, edits, delete=None):
    """A filled sheet with some cells of ``tasks`` and ``targets`` changed: ``{"targets!E3": value}``."""
    path = write(tmp_path, units)
    book = openpyxl.load_workbook(path)
    for place, value in edits.items():
        kind, cell = place.split("!")
        book[kind][cell] = value
    if delete:
        book[delete[0]].delete_rows(delete[1])
    book.save(path)
    return path


def address(units, kind, key, row):
    keys = [column.key for column in coding_sheet.columns(units)[kind]]
    return f"{kind}!{sheet_files.letters(keys.index(key))}{row}"


@pytest.mark.parametrize(
    "kind, key, row, value, told",
    [
        ("targets", "modality", 12, "commited", "no modality 'commited' (did you mean 'committed'?)"),
        ("targets", "modality", 3, "committed 强制 / mandatory", "no modality 'committed 强制 / mandatory'"),
        ("targets", "kind", 4, None, "kind is blank; choose a code"),
        ("targets", "comparator", 5, None, "comparator is blank; choose a code, or '– 无 / none'"),
        ("targets", "value_min", 2, "12万", "value_min '12万' is no number"),
        ("targets", "value_min", 2, "nan", "value_min 'nan' is no number"),
        ("targets", "deadline_year", 2, 2025.5, "deadline_year '2025.5' is no number"),
        ("targets", "id", 6, "xx-demo-2023.g999999", "no target 'xx-demo-2023.g999999' in xx-demo-2023"),
        ("targets", "quote", 7, "5所小学", "the quote of"),
        ("tasks", "text", 3, "另一段文字", "the text of"),
        ("tasks", "theme_2", 2, "THEME", "theme_2 without theme_1"),
        ("tasks", "theme_2", 3, "THEME", "stands twice in this row"),
    ],
)
def test_a_slip_is_told_with_its_cell(tmp_path, units, kind, key, row, value, told):
    if value == "THEME":
        value = ids("task_themes", "theme_id")[0]
    cell = address(units, kind, key, row)
    with pytest.raises(InputError) as failure:
        coding_sheet.read(changed(tmp_path, units, {cell: value}), units, "B")
    (line,) = [line for line in str(failure.value).splitlines() if cell in line]
    assert line.strip().startswith(str(tmp_path / f"sheet.xlsx!{cell}: ")) and told in line


def test_a_row_that_is_missing_is_named(tmp_path, units):
    path = changed(tmp_path, units, {}, ("targets", 4))
    with pytest.raises(InputError, match=f"the row of {units.targets[2]['target_id']} is missing"):
        coding_sheet.read(path, units, "B")


def test_a_row_that_stands_twice_is_named(tmp_path, units):
    id = units.tasks[0]["task_id"]
    with pytest.raises(InputError, match=r"tasks!A3: .* stands in .*tasks!A2 too"):
        coding_sheet.read(changed(tmp_path, units, {"tasks!A3": id}), units, "B")


def test_no_more_than_twenty_slips_are_listed(tmp_path, units):
    slips = {address(units, "targets", key, row): "?" for key in ("unit", "form", "kind") for row in range(2, 13)}
    with pytest.raises(InputError, match="33 cells can't be read") as failure:
        coding_sheet.read(changed(tmp_path, units, slips), units, "B")
    assert "… and 13 more" in str(failure.value)


def test_the_order_of_rows_and_bare_ids_are_no_slips(tmp_path, units):
    path = write(tmp_path, units)
    before = coding_sheet.read(path, units, "B")
    book = openpyxl.load_workbook(path)
    page = book["targets"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    modality = [column.key for column in coding_sheet.columns(units)["targets"]].index("modality")
    for i, row in enumerate(reversed(rows), 2):
        for j, value in enumerate(row, 1):
            page.cell(i, j).value = value.split(" ")[0] if j == modality + 1 else value
    book.save(path)
    assert coding_sheet.read(path, units, "B") == before


def test_what_is_left_blank_throughout_is_not_coded(tmp_path, units):
    path = write(tmp_path, units, filled=False)
    with pytest.raises(InputError, match="nothing is coded"):
        coding_sheet.read(path, units, "B")
    book = openpyxl.load_workbook(path)
    theme = ids("task_themes", "theme_id")[0]
    for row in range(2, 13):
        book["tasks"][address(units, "tasks", "role", row).split("!")[1]] = "task"
        book["tasks"][address(units, "tasks", "theme_1", row).split("!")[1]] = theme
    book.save(path)
    content = yaml.safe_load(coding_sheet.read(path, units, "B"))
    assert "targets" not in content and len(content["tasks"]) == 11
    assert all(task["themes"] == [theme] and "instruments" not in task for task in content["tasks"])


def test_more_themes_than_usual_get_columns(units):
    units.tasks[0]["themes"] = list("abcde")
    keys = [column.key for column in coding_sheet.columns(units)["tasks"]]
    assert [key for key in keys if key.startswith("theme")] == [f"theme_{n}" for n in range(1, 6)]


def test_a_sheet_that_is_there_is_not_written_over(tmp_path, units):
    for name in ("sheet.xlsx", "sheet.csv"):
        write(tmp_path, units, name)
        with pytest.raises(UsageError, match="there already"):
            write(tmp_path, units, name)


@pytest.mark.parametrize(
    "name, content, told",
    [
        ("none.xlsx", None, "file not found"),
        ("broken.xlsx", b"PK\x03\x04 broken", "no xlsx workbook"),
        ("sheet.ods", b"", "neither in .xlsx nor in .csv"),
        ("none.csv", None, "not found|does not exist"),
    ],
)
def test_files_that_are_no_sheets(tmp_path, units, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises((InputError, UsageError), match=told):
        coding_sheet.read(tmp_path / name, units, "B")


def test_a_workbook_without_the_sheet_or_the_column(tmp_path, units):
    path = write(tmp_path, units)
    book = openpyxl.load_workbook(path)
    book["tasks"]["A1"] = "nothing"
    book.save(path)
    with pytest.raises(InputError, match=r"tasks!A1: there is no column 'id'"):
        coding_sheet.read(path, units, "B")
    del book["tasks"]
    book.save(path)
    with pytest.raises(InputError, match="no sheet 'tasks'"):
        coding_sheet.read(path, units, "B")


def test_without_the_library_it_is_named_and_csv_will_do(tmp_path, units, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError, match=r"a \.csv needs nothing.*pip install openpyxl\.$"):
        write(tmp_path, units)
    assert write(tmp_path, units, "sheet.csv").with_suffix(".tasks.csv").is_file()


def test_a_value_inside_a_longer_number_is_told(units):
    row = units.targets[3] | {"char_start": 100, "value_start": 101}
    assert coding_sheet._value_nth(row, "153所", "5") == 1
    with pytest.raises(InputError, match="piece of a longer number"):
        coding_sheet._value_nth(row, "15所、5所", "5")


@pytest.mark.parametrize("at, start, n", [(0, 0, 1), (2, 0, 3), (2, 1, 2)])
def test_occurrences_are_counted_as_they_are_found(at, start, n):
    assert coding_sheet.nth("aaaa", "aa", at, start) == n

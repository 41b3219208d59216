"""What each format has besides the cells: labels, notes, filters; and the laws of how cells are written."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import struct
import zipfile
from contextlib import closing
from datetime import date

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhijiao_data as zj
from tests.publish import made_release
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import formulas, schema, sheet_files
from zhijiao_data.publish.export import cells, csv_files, labels, spss, stata_notes, variables, workbook

RISKY = "=+-@＝＋－＠\t\r\n'\\;, \"aE中\U00020bb7_x0041"
texts = st.text(st.one_of(st.sampled_from(RISKY), st.characters(exclude_categories=["Cs"])), max_size=12)


# --- laws -----------------------------------------------------------------------------------------------------------


@given(texts)
def test_a_guarded_text_never_runs_and_comes_back(text):
    guarded = formulas.guarded(text)
    assert not formulas.runs(guarded)
    assert formulas.unguarded(guarded) == text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_a_text_that_begins_with_a_sign_of_formulas_or_its_wide_form_is_guarded(sign):
    assert formulas.guarded(f"{sign}1") == f"'{sign}1" and formulas.guarded(f"1{sign}") == f"1{sign}"


@given(st.one_of(st.none(), st.lists(texts, max_size=5)))
def test_a_joined_list_comes_back(items):
    assert cells.taken_apart(cells.joined(items)) == items


@given(st.lists(texts, min_size=1, max_size=5))
def test_a_list_may_be_taken_apart_at_every_semicolon_and_blank(items):
    assert len(cells.joined(items).split("; ")) == len(items)


@given(st.lists(st.one_of(texts, st.none(), st.integers(-9, 9), st.booleans()), min_size=2, max_size=6))
def test_a_line_of_csv_is_read_by_any_reader(row):
    line = ",".join(map(csv_files.cell, row)) + "\r\n"
    (read,) = csv.reader(io.StringIO(line, newline=""))
    expected = [formulas.guarded(v) if isinstance(v, str) else csv_files.cell(v) for v in row]
    assert read == expected


@given(st.integers(), st.floats(allow_nan=False))
def test_numbers_are_never_guarded(whole, real):
    assert int(csv_files.cell(whole)) == whole
    assert float(csv_files.cell(real)) == real


def test_nothing_is_missing_and_quotation_marks_are_an_empty_text():
    assert (csv_files.cell(None), csv_files.cell("")) == ("", '""')


@given(texts, st.integers(4, 9))
def test_parts_fit_and_together_are_the_text(text, most):
    def size(character):
        return len(character.encode())

    pieces = cells.parts(text, most, size)
    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= most for piece in pieces)


@given(texts)
def test_what_a_workbook_cannot_hold_comes_back(text):
    written = workbook.escaped(text)
    assert workbook.unescaped(written) == text
    assert not openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(written)
    assert len(written) <= sum(map(workbook._room, text))


@given(texts)
def test_blanks_at_the_end_survive_spss(text):
    closed = spss.closed(text)
    assert not closed.endswith(" ") and spss.opened(closed) == text


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(words, st.integers(3, 50))
def test_a_cut_label_fits_and_breaks_no_character(text, most):
    cut = labels.cut(text, most, labels.utf8)
    assert labels.utf8(cut) <= most
    assert cut == text or text.startswith(cut.removesuffix("…"))


@given(st.lists(words, max_size=2, unique=True), st.sampled_from(["", "k", "code"]), st.integers(3, 80))
def test_a_label_fits_whatever_its_languages(said, first, most):
    label = labels.Label(tuple(said), first)
    found = label.within(most, labels.utf8)
    assert labels.utf8(found) <= most
    assert found == str(label) or labels.utf8(str(label)) > most


@given(st.integers(0, 100), st.integers(0, 100), st.integers(20, 80))
def test_the_languages_of_a_label_share_its_room(zh, en, most):
    found = labels.Label(("中" * zh, "e" * en), "k").within(most)
    first, second = found.removeprefix("k ").split(" / ")
    half = (most - len("k  / ")) // 2
    assert len(first) >= min(zh, half) and len(second) >= min(en, half)
    assert len(found) >= min(most - 1, len("k  / ") + zh + en)


@given(st.lists(st.text("ab", min_size=1, max_size=6), max_size=12))
def test_short_names_are_short_and_differ(names):
    taken = set()
    for name in names:
        taken.add(variables.short(name, 4, taken))
    assert len(taken) == len(names) and all(len(name) <= 4 for name in taken)


# --- Stata and SPSS -------------------------------------------------------------------------------------------------


def closed_lists():
    return [(n, c, of) for n, table in schema.tables().items() for c, of in table.closed_lists()]


@pytest.fixture(scope="module")
def described(exported):
    """(format, table) → what the file says of its variables."""
    known = {}

    def of(format, name):
        read, ending = (pyreadstat.read_dta, "dta") if format == "stata" else (pyreadstat.read_sav, "sav")
        if (format, name) not in known:
            known[format, name] = read(exported(format) / f"{name}.{ending}")
        return known[format, name]

    return of


@pytest.mark.parametrize("format", ["stata", "spss"])
@pytest.mark.parametrize("name", schema.tables())
def test_every_variable_is_labelled_in_both_languages(described, format, name):
    _, about = described(format, name)
    for column, field in schema.table(name).fields.items():
        label = about.column_names_to_labels[column]
        assert {field.label_zh, field.label_en} == set(label.split(" / "))


@pytest.mark.parametrize("format", ["stata", "spss"])
@pytest.mark.parametrize("name, column, list_name", closed_lists())
def test_codes_are_kept_and_numbered_with_labels(described, format, name, column, list_name):
    frame, about = described(format, name)
    if schema.table(name).fields[column].type != "string":
        assert f"{column}_code" not in frame
        return
    told = about.variable_value_labels[f"{column}_code"]
    for id in loader.codes(list_name):
        entry = loader.entry(list_name, id)
        words = dict.fromkeys([entry["label_zh"], entry["label_en"]])
        assert f"{id} {' / '.join(words)}" in told.values()
    for id, number in zip(frame[column], frame[f"{column}_code"], strict=True):
        assert pd.isna(number) if id == "" else told[int(number)].split(" ")[0] == id


@pytest.mark.parametrize("format", ["stata", "spss"])
def test_keys_of_the_codebook_are_numbered_too_and_others_are_not(described, format):
    _, about = described(format, "targets")
    entry = loader.entry("indicators", "tch_dual_share")
    told = f"tch_dual_share {entry['label_zh']} / {entry['label_en']}"
    assert told in about.variable_value_labels["indicator_id_code"].values()
    assert "unit_code" in about.column_names and "plan_id_code" not in about.column_names


@pytest.mark.parametrize("format", ["stata", "spss"])
@pytest.mark.parametrize("name", schema.tables())
def test_no_two_variables_are_called_the_same(described, format, name):
    _, about = described(format, name)
    told = list(about.column_names_to_labels.values())
    columns = [f"{field.label_zh} / {field.label_en}" for field in schema.table(name).fields.values()]
    assert len(told) - len(set(told)) == len(columns) - len(set(columns))
    if name == "targets":
        assert about.column_names_to_labels["kind_code"] == "（数值）目标类别 / Kind of target (labelled)"


@pytest.mark.parametrize("format", ["stata", "spss"])
def test_codes_are_numbered_by_their_place_in_the_list(release, described, format):
    _, about = described(format, "targets")
    rows = pq.read_table(release / "codes.parquet").to_pylist()
    for column in ("modality_code", "comparator_code"):
        place = {row["id"]: row["position"] for row in rows if f"{row['list_name']}_code" == column}
        told = {label.split(" ")[0]: number for number, label in about.variable_value_labels[column].items()}
        assert told == place and list(place.values()) != sorted(place.values())


def test_codes_of_a_release_without_places_are_numbered_as_they_stand(tmp_path, monkeypatch):
    codes = [made_release.row("codes", list_name="repair_kind", id=id, position=n) for id, n in (("a", 2), ("b", 1))]
    folder = made_release.write(tmp_path / "p", codes=codes, repairs=[made_release.row("repairs", kind="a")])
    monkeypatch.setenv("ZHIJIAO_DATA", str(folder))

    def numbers(out):
        zj.export(tmp_path / out, "stata", tables="repairs")
        _, about = pyreadstat.read_dta(tmp_path / out / "repairs.dta")
        return {label[0]: number for number, label in about.variable_value_labels["kind_code"].items()}

    assert numbers("new") == {"b": 1, "a": 2}
    pq.write_table(pq.read_table(folder / "codes.parquet").drop_columns(["position"]), folder / "codes.parquet")
    assert numbers("old") == {"a": 1, "b": 2}


def test_the_pages_of_both_say_how_codes_are_numbered(exported):
    for format in ("stata", "spss"):
        page = (exported(format) / f"README-{format}.txt").read_text(encoding="utf-8-sig")
        assert "the column position of the table codes" in page and "表 codes 的 position 列" in page


@pytest.mark.parametrize("days", [[None] * 5, [None] * 150 + [date(2020, 2, 29), date(1949, 10, 1)]])
def test_dates_are_dates_in_spss_however_many_are_missing_before(tmp_path, monkeypatch, days):
    plans = [
        made_release.row("plans", plan_id=f"p{i}", published_on=None, issued_not_before=day)
        for i, day in enumerate(days)
    ]
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", plans=plans)))
    zj.export(tmp_path / "out", "spss", tables="plans")
    frame, about = pyreadstat.read_sav(tmp_path / "out/plans.sav")
    assert [None if pd.isna(day) else day for day in frame["issued_not_before"]] == days
    assert about.original_variable_types["issued_not_before"] == "SDATE10"
    assert about.readstat_variable_types["issued_not_before"] == "double"


def test_in_stata_a_text_of_244_bytes_has_a_fixed_width_and_a_longer_one_none(tmp_path, monkeypatch):
    for name, text in (("fixed", "中" * 81 + "a"), ("long", "中" * 81 + "ab")):
        repairs = [made_release.row("repairs", original=text)]
        monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / name, repairs=repairs)))
        zj.export(tmp_path / f"{name}_out", "stata", tables="repairs")
    widths = [
        pyreadstat.read_dta(tmp_path / f"{name}_out/repairs.dta")[1].original_variable_types["original"]
        for name in ("fixed", "long")
    ]
    # What has no fixed width is shown nine wide.
    assert widths == ["%244s", "%9s"]


def test_quotation_marks_in_names_and_codes_are_kept_by_the_database(tmp_path, monkeypatch):
    codes = [made_release.row("codes", list_name="repair_kind", id="o'k")]
    folder = made_release.write(tmp_path / "p", codes=codes, repairs=[made_release.row("repairs", kind="o'k")])
    table = pq.read_table(folder / "repairs.parquet")
    names = ['ori"ginal' if name == "original" else name for name in table.column_names]
    pq.write_table(table.rename_columns(names), folder / "repairs.parquet")
    monkeypatch.setenv("ZHIJIAO_DATA", str(folder))
    (path,) = (p for p in zj.export(tmp_path / "out", "sqlite", tables="repairs") if p.suffix == ".sqlite")
    with closing(sqlite3.connect(path)) as database:
        assert [row[1] for row in database.execute("PRAGMA table_info(repairs)")] == names
        assert database.execute("SELECT kind FROM repairs").fetchall() == [("o'k",)]
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            database.execute("UPDATE repairs SET kind = 'ok'")


def test_ranks_are_ordinal_in_spss_and_codes_nominal(described):
    _, about = described("spss", "targets")
    assert {of for of, measure in about.variable_measure.items() if measure == "ordinal"} == {"strength"}
    assert about.variable_measure["modality_code"] == "nominal"
    assert about.variable_measure["deadline_year"] == "scale"


def test_stata_files_are_118_and_their_notes_hold_the_whole_description(exported):
    dta = (exported("stata") / "targets.dta").read_bytes()
    assert b"<release>118</release>" in dta[:80]
    place = dta.index(b"<map>") + 5
    offsets = struct.unpack_from("<14q", dta, place)
    names = ["stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels",
             "characteristics", "data", "strls", "value_labels", "/stata_dta"]  # fmt: skip
    assert all(dta[at:].startswith(f"<{name}>".encode()) for at, name in zip(offsets, names, strict=False))
    assert offsets[13] == len(dta)
    field = schema.table("targets").fields["comparator"]
    assert f"{field.description_zh} {field.description_en}".encode() + b"\0</ch>" in dta


def test_a_file_without_notes_stays_as_it_is(exported):
    dta = (exported("stata") / "themes.dta").read_bytes()
    assert stata_notes.noted(dta, {}) == dta


def test_labels_too_long_for_a_format_are_cut_between_characters(tmp_path, monkeypatch):
    codes = [made_release.row("codes", list_name="repair_kind", id="k", label_zh="标" * 200, label_en="x" * 200)]
    repairs = [made_release.row("repairs", kind="k")]
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", codes=codes, repairs=repairs)))
    zj.export(tmp_path / "out", "spss", tables="repairs")
    _, about = pyreadstat.read_sav(tmp_path / "out/repairs.sav")
    label = about.variable_value_labels["kind_code"][1]
    zh, en = label.removeprefix("k ").split(" / ")
    assert zh.strip("标") == en.strip("x") == "…" and len(label.encode()) <= 120
    assert abs(len(zh.encode()) - len(en.encode())) < 6


@pytest.mark.parametrize("lang, label, code", [("zh", "比较", "ge 不低于"), ("en", "Comparator", "ge at least")])
def test_labels_in_one_language(release, tmp_path, monkeypatch, lang, label, code):
    monkeypatch.setenv("ZHIJIAO_DATA", str(release))
    zj.export(tmp_path / "out", "stata", tables="targets", lang=lang)
    _, about = pyreadstat.read_dta(tmp_path / "out/targets.dta")
    assert about.column_names_to_labels["comparator"] == label
    assert code in about.variable_value_labels["comparator_code"].values()


# --- the workbook ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(exported):
    (path,) = exported("xlsx").glob("*.xlsx")
    return openpyxl.load_workbook(path)


def test_the_workbook_has_a_page_the_columns_the_tables_and_the_codebook(book):
    assert book.sheetnames == ["README", "columns", *schema.tables()]
    assert "codebook" in book.sheetnames


def test_every_sheet_has_a_frozen_header_and_filters_over_all_rows(book):
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref == page.dimensions
        assert page["A1"].font.bold


def test_every_header_says_in_both_languages_what_its_column_is(book):
    for name, table in schema.tables().items():
        header = {cell.value: cell.comment for cell in book[name][1]}
        for column, field in table.fields.items():
            for words in (field.label_zh, field.label_en, field.description_zh, field.description_en):
                assert words in header[column].text
        assert all(header.values())


def test_the_box_of_a_comment_grows_with_its_text(exported):
    (path,) = exported("xlsx").glob("*.xlsx")
    with zipfile.ZipFile(path) as file:
        drawing = file.read("xl/drawings/commentsDrawing2.vml").decode()
    boxes = set(re.findall(r"width:(\d+)px;height:(\d+)px", drawing))
    assert {width for width, _ in boxes} == {"400"}
    assert len({height for _, height in boxes}) > 3 and all(80 < int(height) < 500 for _, height in boxes)


@pytest.mark.parametrize("lang, here, absent", [("zh", "比较", "Comparator"), ("en", "Comparator", "比较")])
def test_comments_in_one_language(release, tmp_path, monkeypatch, lang, here, absent):
    monkeypatch.setenv("ZHIJIAO_DATA", str(release))
    (path,) = (p for p in zj.export(tmp_path / "out", "xlsx", tables="targets", lang=lang) if p.suffix == ".xlsx")
    comments = {cell.value: cell.comment.text for cell in openpyxl.load_workbook(path)["targets"][1]}
    assert here in comments["comparator"] and absent not in comments["comparator"]


def test_sheets_are_printed_across_as_wide_as_a_page_with_their_header(book):
    for page in book.worksheets:
        assert page.page_setup.orientation == "landscape" and page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert {page.print_title_rows for page in book.worksheets[1:]} == {"$1:$1"}


def test_the_first_page_wraps_its_lines_and_gives_them_room(book):
    page = book["README"]
    lines = [cell for (cell,) in page.iter_rows() if cell.value]
    assert all(cell.alignment.wrap_text for cell in lines)
    longest = max(lines, key=lambda cell: len(cell.value))
    assert page.row_dimensions[longest.row].height >= 15 * len(longest.value) / page.column_dimensions["A"].width


def test_no_cell_of_the_workbook_runs(book):
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds == {"s", "inlineStr", "n", "b", "d"}  # neither "f", a formula, nor "e", an error
    marked = [cell.value for row in book["sections"].iter_rows() for cell in row if cell.quotePrefix]
    assert marked and all(formulas.runs(value) for value in marked)


def test_a_table_with_more_rows_than_a_sheet_is_refused(release, tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(release))
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    with pytest.raises(zj.UsageError, match=r"columns has .* rows; a sheet holds 99"):
        zj.export(tmp_path / "out", "xlsx")
    assert not (tmp_path / "out").exists()


def test_the_two_that_write_sheets_mean_the_same_by_a_formula(tmp_path):
    sheet = sheet_files.Sheet("s", ["a"], [["=1"], ["'x"], ["y"]], [10])
    sheet_files.write(tmp_path / "s.csv", [sheet])
    frame = pd.read_csv(tmp_path / "s.s.csv", encoding="utf-8-sig")
    assert list(frame["a"]) == [csv_files.cell("=1"), csv_files.cell("'x"), "y"]

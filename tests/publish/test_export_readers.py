"""The lines that the page of an export gives to read it, run as they stand in the folder of the export."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pyarrow.parquet as pq
import pytest

import zhijiao_data as zj
from tests import r_language
from zhijiao_data.dataset import schema
from zhijiao_data.publish.export import formats, readme


def lines(format, program):
    return readme.snippets(format, zj.data_version())[program]


def of(program):
    return [format for format in formats.known() if program in readme.wording().formats[format].read]


def run_python(format, exported, asked):
    """What the lines for Python and then ``asked`` print."""
    code = f"{lines(format, 'Python')}\n{asked}\n"
    command = [sys.executable, "-W", "error", "-c", code]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=exported(format), capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("format", of("Python"))
def test_python(exported, format):
    assert run_python(format, exported, "print(len(targets))") == str(len(zj.load("targets")))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_python_gives_codes_years_and_dates_their_types(exported, format):
    asked = """
import json
print(json.dumps({
    "adcode": list(plans["adcode"].fillna("")),
    "issued_on": [day.isoformat() for day in plans["issued_on"].dropna().dt.date],
    "deadline_year": list(targets["deadline_year"].dropna().astype(str)),
    "value_text": list(targets["value_text"].fillna("")),
    "is_canonical": str(targets["is_canonical"].dtype),
}))
"""
    plans, targets = zj.load("plans"), zj.load("targets")
    assert json.loads(run_python(format, exported, asked)) == {
        "adcode": [code if isinstance(code, str) else "" for code in plans["adcode"]],
        "issued_on": [day.isoformat() for day in plans["issued_on"].dropna()],
        "deadline_year": [str(int(year)) for year in targets["deadline_year"].dropna()],
        "value_text": [text if isinstance(text, str) else "" for text in targets["value_text"]],
        "is_canonical": "boolean",
    }


def test_the_page_of_csv_names_the_columns_whose_texts_a_spreadsheet_would_turn_into_dates(exported, release):
    page = (exported("csv") / "README-csv.txt").read_text(encoding="utf-8-sig")
    # 2-3, 1:1, 2020-01, not whole dates: of those only the look would change.
    like_a_date = re.compile(r"\d{1,4}[-/－:]\d{1,2}")
    found = {
        f"{name}.{column}"
        for name in schema.tables()
        for column, values in pq.read_table(release / f"{name}.parquet").to_pydict().items()
        if any(isinstance(value, str) and like_a_date.fullmatch(value) for value in values)
    }
    assert "targets.value_text" in found
    assert {name: page.count(name) for name in found} == dict.fromkeys(found, 2)


def test_sql(exported):
    (path,) = exported("sqlite").glob("*.sqlite")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(lines("sqlite", "SQL")).fetchall()


def test_r_reads_the_csv_files(exported):
    code = lines("csv", "R") + '\ncat(nrow(targets), length(hedges), targets$quote[1], sep = "\\n")\n'
    rows, hedges, quote = r_language.run(code, exported("csv")).splitlines()
    targets = zj.load("targets")
    assert int(rows) == int(hedges) == len(targets) and quote == targets["quote"][0]


@pytest.mark.parametrize("format", ["stata", "spss"])
def test_r_reads_rows_names_and_labels(exported, format):
    code = lines(format, "R") + (
        '\ncat("\\n", nrow(targets), "\\n", attr(targets$comparator, "label"), "\\n", sep = "")'
        '\ncat(names(targets), sep = " "); cat("\\n")'
        '\ncat(names(attr(targets$comparator_code, "labels")), sep = "|"); cat("\\n")'
        "\ncat(class(targets$comparator), class(targets$is_canonical)[1], targets$quote[1])\n"
    )
    rows, label, names, codes, last = r_language.run(code, exported(format), "haven").splitlines()[-5:]
    field = schema.table("targets").fields["comparator"]
    assert int(rows) == len(zj.load("targets"))
    assert label == f"{field.label_zh} / {field.label_en}"
    assert [name for name in names.split() if not name.endswith("_code")] == schema.columns("targets")
    assert "ge 不低于 / at least" in codes.split("|")
    assert last == f"character haven_labelled {zj.load('targets')['quote'][0]}"


def test_r_reads_dates_long_texts_and_notes_of_stata(exported):
    code = """
    library(readstata13)
    plans <- read.dta13("plans.dta", convert.factors = FALSE)
    texts <- read.dta13("texts.dta")
    notes <- Filter(function(note) note[1] == "issued_on" && note[2] == "note1", attr(plans, "expansion.fields"))
    cat(class(plans$issued_on), format(plans$issued_on[1]), nchar(texts$text), notes[[1]][3], sep = "\\n")
    """
    kind, day, *lengths, note = r_language.run(code, exported("stata"), "readstata13").splitlines()
    plans, field = zj.load("plans"), schema.table("plans").fields["issued_on"]
    assert (kind, day) == ("Date", plans["issued_on"][0].isoformat())
    assert list(map(int, lengths)) == list(plans["text_chars"])
    assert note == f"{field.description_zh} {field.description_en}"

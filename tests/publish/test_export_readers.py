"""The lines that the page of an export gives to read it, run as they stand in the folder of the export."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

import zhijiao_data as zj
from zhijiao_data.dataset import schema
from zhijiao_data.publish.export import readme, run


def lines(format, program):
    return readme.snippets(format, zj.data_version())[program]


def of(program):
    return [format for format in run.FORMATS if program in readme.wording().formats[format].read]


@pytest.mark.parametrize("format", of("Python"))
def test_python(exported, format):
    code = lines(format, "Python") + "\nprint(len(targets))\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=exported(format), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(len(zj.load("targets")))


def test_sql(exported):
    (path,) = exported("sqlite").glob("*.sqlite")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(lines("sqlite", "SQL")).fetchall()


def r(code, folder, *packages):
    """Run R in ``folder``, or skip: neither R nor its packages come with this project."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    there = "; ".join(f"stopifnot(requireNamespace('{package}', quietly = TRUE))" for package in packages)
    if packages and subprocess.run(["Rscript", "-e", there], capture_output=True).returncode:
        pytest.skip(f"R has no {', '.join(packages)}")
    script = folder / ".script.R"
    script.write_text(code, encoding="utf-8")
    try:
        done = subprocess.run(
            ["Rscript", "--encoding=UTF-8", script.name], cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    finally:
        script.unlink()
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_r_reads_the_csv_files(exported):
    code = lines("csv", "R") + '\ncat(nrow(targets), length(hedges), targets$quote[1], sep = "\\n")\n'
    rows, hedges, quote = r(code, exported("csv")).splitlines()
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
    rows, label, names, codes, last = r(code, exported(format), "haven").splitlines()[-5:]
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
    kind, day, *lengths, note = r(code, exported("stata"), "readstata13").splitlines()
    plans, field = zj.load("plans"), schema.table("plans").fields["issued_on"]
    assert (kind, day) == ("Date", plans["issued_on"][0].isoformat())
    assert list(map(int, lengths)) == list(plans["text_chars"])
    assert note == f"{field.description_zh} {field.description_en}"

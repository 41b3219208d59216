"""Citations: what a reader of BibTeX or RIS gets back is what was meant, Chinese and odd characters included."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset import citing
from zhijiao_data.dataset.about import about
from zhijiao_data.dataset.citing import Work, citation
from zhijiao_data.errors import UsageError

WORK = Work(about(), "1.2.3", "2027-01-31", "https://example.org/a_b/c%20d")
UNRELEASED = Work(about(), "1.2.3+0a1b2c3d", None, "https://example.org/data")
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip).map(str.strip)


def named(**facts):
    return Work(about().model_copy(update=facts), "1.2.3", "2027-01-31", "https://example.org/data")


def bibtex(text):
    """One entry, strictly: type, key, and its fields with the outer braces taken off; every brace has its partner."""
    head = re.match(r"@(\w+)\{([^\s{}(),=#%\"'~]+),\n", text)
    place, fields = head.end(), {}
    while not re.match(r"\}\Z", text[place:]):
        name = re.match(r"  ([a-z]+) = \{", text[place:])
        start = place = place + name.end()
        depth = 1
        while depth:
            if text[place] == "\\":
                place += 1
            else:
                depth += {"{": 1, "}": -1}.get(text[place], 0)
            place += 1
        assert name[1] not in fields
        fields[name[1]] = text[start : place - 1]
        place += re.match(r",?\n", text[place:]).end()
    return head[1], head[2], fields


def untex(text):
    """What TeX shows: escapes undone."""
    for word, sign in (("textbackslash", "\\"), ("textasciitilde", "~"), ("textasciicircum", "^")):
        text = text.replace(f"\\{word}{{}}", f"\0{sign}")
    return re.sub(r"[\0\\](.)", r"\1", text)


def ris(text):
    """The fields of one record, strictly: a line each, from TY to ER."""
    lines = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in text.splitlines()]
    assert all(lines) and lines[0][1] == "TY" and lines[-1].groups() == ("ER", "")
    fields = {}
    for line in lines[1:-1]:
        fields.setdefault(line[1], []).append(line[2])
    return lines[0][2], fields


def test_bibtex_is_read_back():
    kind, key, fields = bibtex(citation(WORK, "bibtex"))
    said = about()
    assert (kind, key) == ("misc", "zhijiao-data-1.2.3")
    assert fields["author"] == "{zhijiao-data contributors}", "in braces: a body has no first and last name"
    assert fields["title"] == f"{{{said.title_en}}}" and fields["titleaddon"] == f"{{{said.title_zh}}}"
    assert (fields["year"], fields["version"]) == ("2027", "1.2.3")
    assert "1.2.3" in fields["note"], "styles of plain BibTeX print no version"
    assert "职业教育" in fields["keywords"] and fields["language"] == "chinese and english"


def test_the_address_stands_in_bibtex_as_it_is():
    assert bibtex(citation(WORK, "bibtex"))[2]["url"] == "https://example.org/a_b/c%20d"


def test_ris_is_read_back():
    kind, fields = ris(citation(WORK, "ris"))
    said = about()
    assert kind == "DATA"
    assert fields["AU"] == list(said.authors)
    assert (fields["TI"], fields["TT"]) == ([said.title_en], [said.title_zh])
    assert (fields["PY"], fields["DA"], fields["ET"]) == (["2027"], ["2027/01/31"], ["1.2.3"])
    assert fields["KW"] == list(said.keywords) and fields["UR"] == [WORK.url]


@given(texts, texts)
def test_any_title_is_read_back_from_bibtex(english, chinese):
    _, _, fields = bibtex(citation(named(title_en=english, title_zh=chinese), "bibtex"))
    assert fields["title"][0] == "{" and fields["title"][-1] == "}"
    assert untex(fields["title"][1:-1]) == re.sub(r"\s+", " ", english)
    assert untex(fields["titleaddon"][1:-1]) == re.sub(r"\s+", " ", chinese)


@given(texts, texts)
def test_any_title_is_read_back_from_ris(english, chinese):
    _, fields = ris(citation(named(title_en=english, title_zh=chinese), "ris"))
    assert (fields["TI"], fields["TT"]) == ([re.sub(r"\s+", " ", english)], [re.sub(r"\s+", " ", chinese)])


def test_several_authors_are_several_names():
    work = named(authors=("A & B Group", "某课题组"))
    assert bibtex(citation(work, "bibtex"))[2]["author"] == r"{A \& B Group} and {某课题组}"
    assert ris(citation(work, "ris"))[1]["AU"] == ["A & B Group", "某课题组"]
    assert citation(work, "apa").startswith("A & B Group, 某课题组. (2027). ")


def test_apa_has_the_title_in_both_languages():
    said = about()
    assert citation(WORK, "apa") == (
        f"zhijiao-data contributors. (2027). {said.title_en} [{said.title_zh}] (Version 1.2.3) [Data set]. "
        "Hugging Face. https://example.org/a_b/c%20d"
    )


def test_the_chinese_standard_has_the_chinese_title():
    assert citation(WORK, "gb7714") == (
        f"zhijiao-data contributors. {about().title_zh}: 1.2.3[DS/OL]. (2027-01-31)[引用日期]. "
        "https://example.org/a_b/c%20d."
    )
    assert "[DS/OL]. [引用日期]. https://example.org/data." in citation(UNRELEASED, "gb7714")


@pytest.mark.parametrize("style", citing._STYLES)
def test_a_released_version_is_cited_by_its_own_address_and_what_is_none_by_that_of_the_dataset(style):
    released = {"data_version": "1.2.3", "released_on": "2027-01-31"}
    assert f"{about().url}/tree/1.2.3" in citation(citing.work(released), style)
    said = citation(citing.work({"data_version": "1.2.3+0a1b2c3d"}), style)
    assert about().url in said and "/tree/" not in said


def test_what_is_no_release_has_no_year_in_any_style():
    assert "(n.d.)" in citation(UNRELEASED, "apa")
    assert "year" not in bibtex(citation(UNRELEASED, "bibtex"))[2]
    assert not {"PY", "DA"} & ris(citation(UNRELEASED, "ris"))[1].keys()
    assert all("None" not in citation(UNRELEASED, style) for style in citing._STYLES)


def test_an_unknown_style_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match="bibtex"):
        citation(WORK, "chicago")

"""The charts: each draws, in both languages, with five documents and with many; what must be on a figure is on it."""

import base64
import json
import re
import subprocess
import sys
import zlib

import pandas as pd
import pytest

from tests.analysis.charts.made_up import FRAME_OF, MadeUp
from zhijiao_data.analysis import charts
from zhijiao_data.analysis.charts import export, page, pictures, renderer
from zhijiao_data.analysis.honesty import Notice, with_notices
from zhijiao_data.errors import UsageError

SIZES = (5, 30)
NOTICE = Notice("few", "只作描述。", "Description only.")


@pytest.fixture(scope="module")
def made():
    return {n: MadeUp(n) for n in SIZES}


@pytest.fixture(scope="module")
def drawn(made):
    """Chart, number of documents and language → the chart, each drawn once."""
    kept = {}

    def draw(name, n, lang):
        if (name, n, lang) not in kept:
            frame = with_notices(getattr(MadeUp(n), FRAME_OF[name])(), [NOTICE])
            kept[name, n, lang] = getattr(charts, name)(frame, labels=made[n].labels(), lang=lang)
        return kept[name, n, lang]

    return draw


each = pytest.mark.parametrize("name", FRAME_OF)
sizes = pytest.mark.parametrize("n", SIZES)


def pixels(png):
    """Width, height, and the bytes of the image data of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(png[i : i + 4], "big") for i in (16, 20))
    at, body = 8, b""
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        if kind == b"IDAT":
            body += png[at + 8 : at + 8 + length]
        at += 12 + length
    return width, height, zlib.decompress(body)


def values(spec):
    """All rows of inline data in a specification."""
    if isinstance(spec, dict):
        yield from (row for rows in spec.get("datasets", {}).values() for row in rows)
        yield from spec.get("data", {}).get("values", []) if isinstance(spec.get("data"), dict) else []
        for key, inner in spec.items():
            if key not in ("datasets", "data"):
                yield from values(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from values(inner)


@each
@sizes
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_printed_character_is_in_the_bundled_font(drawn, name, n, lang):
    chart = drawn(name, n, lang)
    assert len(export.printed(chart)) > 5
    assert charts.missing_glyphs(chart) == set()


@each
@sizes
def test_a_picture_is_not_blank_and_is_the_same_each_time(drawn, made, name, n):
    chart = drawn(name, n, "zh")
    png = export.png(chart, 1)
    width, height, body = pixels(png)
    assert 300 < width < 1300
    assert 150 < height < 2200
    assert len(set(body)) > 50
    again = getattr(charts, name)(
        with_notices(getattr(MadeUp(n), FRAME_OF[name])(), [NOTICE]), labels=made[n].labels(), lang="zh"
    )
    assert export.png(again, 1) == png


@each
@sizes
def test_title_notice_and_statement_of_uncertainty_are_printed(drawn, name, n):
    text = " ".join(export.printed(drawn(name, n, "en")))
    assert re.search(rf"\((?:{n}|\d+) documents\)", text)
    assert "Description only." in text
    assert "sampling error over Chinese districts" in text or "nothing is inferred about Chinese districts" in text
    assert "Not the issued text in full" in text or "not the issued text in full" in text


@each
@sizes
def test_marks_lead_to_their_evidence(drawn, name, n):
    spec = drawn(name, n, "zh").to_dict()
    # A share of nothing has no evidence.
    told = [
        row for row in values(spec) if {"id", "evidence", "citation", "documents"} & row.keys() and row.get("n") != 0
    ]
    assert told
    assert all(row.get("id") or row.get("evidence") or row.get("citation") or row.get("documents") for row in told)
    assert "tooltip" in json.dumps(spec)


@each
def test_ids_are_printed_where_no_names_are_held(name):
    frame = getattr(MadeUp(5), FRAME_OF[name])()
    assert export.printed(getattr(charts, name)(frame))


@each
def test_a_frame_without_rows_gives_a_sheet_that_says_so(name):
    frame = getattr(MadeUp(5), FRAME_OF[name])().iloc[:0]
    assert "There is nothing to draw." in export.printed(getattr(charts, name)(frame, lang="en"))


@each
def test_a_missing_column_is_named(name):
    frame = getattr(MadeUp(5), FRAME_OF[name])().drop(columns="plan_id")
    with pytest.raises(UsageError, match=rf"{name}: the frame lacks plan_id"):
        getattr(charts, name)(frame)


def test_another_language_is_refused():
    with pytest.raises(UsageError, match="no language 'fr'"):
        charts.depth_heatmap(MadeUp(2).depth_ladder(), lang="fr")


def test_a_notice_names_documents_as_the_chart_does(made):
    notice = Notice("left_out", "不计入xx-001。", "Left out: xx-001.")
    chart = charts.depth_heatmap(made[5].depth_ladder(), labels=made[5].labels(), notices=[notice])
    text = "".join(export.printed(chart))
    assert "注意：不计入第1 20" in text
    assert "xx-001" not in text


def segments(**changes):
    """One target of each of two documents, and one upstream target."""
    own = {
        "kind": "target", "indicator_id": "share", "unit": "%", "value": 60.0, "value_low": 60.0, "value_high": None,
        "issued": "2020-09-04", "deadline_year": 2022, "strength": 3, "comparability": None, "quote": "达到60%以上",
    }  # fmt: skip
    above = {"kind": "upstream", "policy_id": "p", "level": "national", "certainty": "verified", "issued": "2019"}
    rows = [
        {**own, "plan_id": "a", "target_id": "a.g000001"},
        {**own, "plan_id": "b", "target_id": "b.g000001", **changes},
        {**own, **above, "target_id": None, "plan_id": None, **changes.get("upstream", {})},
    ]
    return pd.DataFrame(rows).drop(columns="upstream", errors="ignore")


@pytest.mark.parametrize(
    "changes, firm",
    [({}, True), ({"strength": 2}, False), ({"comparability": "B"}, False), ({"comparability": "A"}, True)],
)
def test_a_marker_is_filled_when_the_wording_binds_and_the_value_is_comparable(changes, firm):
    spec = charts.target_segments(segments(**changes)).to_dict()
    assert {row["firm"] for row in values(spec) if row.get("id") == "b.g000001"} == {firm}


@pytest.mark.parametrize("certainty, named", [("verified_text", "p"), ("unverified_high", "p (not checked)")])
def test_an_unverified_upstream_value_is_dashed_and_named(certainty, named):
    chart = charts.target_segments(segments(upstream={"certainty": certainty}), lang="en")
    assert named in export.printed(chart)
    rule = re.search(r'<line[^>]*aria-roledescription="rule mark"[^>]*stroke-dasharray="4,3"', export.svg(chart))
    assert bool(rule) == certainty.startswith("unverified")


def test_an_upstream_total_of_another_order_is_named_and_not_drawn():
    frame = segments(upstream={"value": 1000.0, "value_low": 1000.0}).assign(unit="所")
    chart = charts.target_segments(frame, lang="en")
    assert any("Off the scale: p ≥ 1,000" in text for text in export.printed(chart))
    assert not any(row.get("policy") == "p" for row in values(chart.to_dict()))


def test_the_matrix_of_adoption_has_three_states_and_tells_when_dates_are_unknown():
    states = ("adopted", "at_risk", "not_yet", "unknown_date")
    frame = pd.DataFrame(
        [
            {"plan_id": "a", "concept_id": state, "state": state, "n_mentions": 1, "use": 2, "first_mention": "2019"}
            for state in states
        ]
    )
    printed = export.printed(charts.adoption_matrix(frame, lang="en"))
    assert printed.count("2") == 1  # the grade of use, of what is adopted only
    assert printed.count("?") == 1


def test_a_name_without_a_glyph_is_found():
    table = pd.DataFrame({"id": ["T01"], "label_zh": ["龘字"], "label_en": ["x"]})
    frame = MadeUp(2).depth_ladder().query("theme_id == 'T01'")
    assert charts.missing_glyphs(charts.depth_heatmap(frame, labels=charts.Labels.of(themes=table))) == {"龘"}


def test_places_of_labels_keep_their_distance_and_order():
    assert page.spread([10, 11, 50], 5, 0, 100) == [8.0, 13.0, 50]
    assert page.spread([0, 0, 0], 5, 0, 100) == [0, 5, 10]
    assert page.spread([99, 100], 5, 0, 100) == [95, 100]
    assert page.spread([1, 1, 1], 60, 0, 100) == [0, 50, 100]
    assert page.spread([], 5, 0, 100) == []


@pytest.mark.parametrize(
    "text, lines",
    [
        ("职业教育。", ["职业教", "育。"]),
        ("职业教，育", ["职业教，", "育"]),
        ("依照，国发〔2019〕4号", ["依照，", "国发〔2019〕4号"]),
        ("频次（次）", ["频次", "（次）"]),
        ("share of all tasks", ["share", "of all", "tasks"]),
        ("", []),
    ],
)
def test_lines_break_where_the_language_allows(text, lines):
    assert page.wrap(text, 36, 10) == lines


def test_a_seat_is_clear_of_what_is_taken():
    within = page.Box(0, 0, 200, 100)
    taken = [page.Box(100, 40, 160, 60)]
    x, y, side = page.seat(100, 50, "北碚", 10, taken, within)
    assert (side, y) != ("left", 50)
    assert taken[1].overlap(taken[0]) == 0
    assert within.left <= x <= within.right


def test_files_by_their_ending(tmp_path, drawn):
    chart = drawn("depth_heatmap", 5, "zh")
    assert charts.save(chart, tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "Noto Sans SC" in charts.save(chart, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert json.loads(charts.save(chart, tmp_path / "a.json").read_text(encoding="utf-8")) == chart.to_dict()
    with pytest.raises(UsageError, match=r"'\.pdf'"):
        charts.save(chart, tmp_path / "a.pdf")


def test_a_notebook_gets_the_chart_and_its_picture_and_no_html(drawn):
    import altair

    chart = drawn("depth_heatmap", 5, "zh")
    before = altair.renderers.active
    try:
        charts.enable()
        shown, about = chart._repr_mimebundle_()
    finally:
        altair.renderers.enable(before)
    assert set(shown) == {renderer.MIME, "image/png", "text/plain"}
    assert shown[renderer.MIME] == chart.to_dict()
    assert shown["text/plain"] == "各主题的落实深度（5份文件）"
    width, _ = pictures.size(base64.b64decode(shown["image/png"]))
    assert about == {"image/png": {"width": round(width / export.SCALE)}}


def test_importing_the_project_or_its_analysis_loads_no_altair():
    code = "import sys, zhijiao_data, zhijiao_data.analysis; print('altair' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"

"""Two releases compared: which row is which, what differs in it, and what is only somewhere else."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, datetime, time
from types import ModuleType

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset.release_pairs import arrow, cells, table_of, write_release
from zhijiao_data.dataset.diff import diff, excerpts, shifts
from zhijiao_data.dataset.diff.table import compare
from zhijiao_data.errors import InputError, UsageError

KEYS = st.sampled_from("abcdefgh")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": KEYS,
            "value": st.none() | st.sampled_from([0.0, -0.0, 0.3, 0.1 + 0.2, 5e-324]) | st.floats(allow_nan=False),
            "note": st.none() | st.text("目标约个", max_size=3),
            "hedges": st.none() | st.lists(st.none() | st.sampled_from(["约", "左右", ""]), max_size=3),
            "day": st.none() | st.dates(),
        }
    ),
    unique_by=lambda row: row["id"],
    max_size=8,
)


def exact(value):
    """A value (or row) that equals another only if nothing tells them apart: 0.0 and -0.0 do."""
    return repr(sorted(value.items()) if isinstance(value, dict) else value)


def as_rows(frame):
    return pa.Table.from_pandas(frame, preserve_index=False).to_pylist() if len(frame) else []


# --- laws ----------------------------------------------------------------------------------------------------------------


@given(ROWS)
def test_a_table_does_not_differ_from_itself(rows):
    found = compare(table_of(rows), table_of(rows))
    assert found.status == "same" and not found.differs and not cells(found)


@given(ROWS, ROWS)
def test_the_differences_applied_to_the_old_rows_give_the_new_ones(old, new):
    found = compare(table_of(old), table_of(new))
    held = {row["id"]: dict(row) for row in old}
    for row in as_rows(found.removed):
        assert exact(held.pop(row["id"])) == exact(row)
    for before_id, _, column, before, after, _ in cells(found):
        assert exact(held[before_id][column]) == exact(before) != exact(after)
        held[before_id][column] = after
    held |= {row["id"]: row for row in as_rows(found.added)}
    assert {key: exact(row) for key, row in held.items()} == {row["id"]: exact(row) for row in new}


@given(ROWS, ROWS)
def test_the_other_way_round_added_is_removed_and_before_is_after(old, new):
    there, back = compare(table_of(old), table_of(new)), compare(table_of(new), table_of(old))
    assert exact(as_rows(there.added)) == exact(as_rows(back.removed))
    assert exact(as_rows(there.removed)) == exact(as_rows(back.added))
    turned = [(b, a, column, after, before, kind) for a, b, column, before, after, kind in cells(back)]
    assert sorted(map(exact, cells(there))) == sorted(map(exact, turned))
    assert there.reordered == back.reordered


TEXTS = st.text("目标个\n5，", max_size=40)


@given(TEXTS, TEXTS)
def test_places_of_two_texts_go_there_and_back(old, new):
    there, back = shifts.between(old, new), shifts.between(new, old)
    for offset in range(len(old)):
        now = there.start(offset)
        assert now is None or (0 <= now < len(new) and back.start(now) == offset)
    for offset in range(1, len(old) + 1):
        now = there.end(offset)
        assert now is None or (0 < now <= len(new) and back.end(now) == offset)


@given(TEXTS, TEXTS, TEXTS)
def test_what_stands_before_and_after_a_changed_line_keeps_its_characters(head, middle, tail):
    old, new = f"{head}\n甲{middle}\n{tail}", f"{head}\n乙乙{middle}\n{tail}"
    shift = shifts.between(old, new)
    for offset in range(len(old)):
        now = shift.start(offset)
        assert now is None or old[offset] == new[now] or old[offset] == "甲"


@given(st.text("目标60.5abc 。", max_size=60), st.text("目标60.5abc 。", max_size=60))
def test_an_excerpt_that_is_not_cut_gives_both_texts(before, after):
    found = excerpts.parts(before, after, around=100, piece=100)
    assert "".join(part.removed for part in found) == before
    assert "".join(part.added for part in found) == after


# --- cells ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [
        ("value", 0.3, 0.1 + 0.2),
        ("value", 0.0, -0.0),
        ("value", None, 0.0),
        ("note", None, ""),
        ("note", "60", "60 "),
        ("hedges", None, []),
        ("hedges", ["约", "左右"], ["左右", "约"]),
        ("hedges", ["约"], ["约", None]),
        ("hedges", [], [""]),
        ("day", date(2026, 1, 1), date(2026, 1, 2)),
    ],
)
def test_a_cell_differs_if_anything_tells_its_values_apart(column, before, after):
    found = compare(table_of([{"id": "a", column: before}]), table_of([{"id": "a", column: after}]))
    assert exact(cells(found)) == exact([("a", "a", column, before, after, "changed")])
    assert (found.changed, found.moved) == (1, 0)


def test_cells_are_found_in_the_columns_that_both_have_and_other_columns_are_told_once():
    old = table_of([{"id": "a", "note": "x", "gone": "1"}], "id gone note")
    new = table_of([{"id": "a", "note": "y", "come": "2"}], "id note come")
    found = compare(old, new)
    assert (found.columns_added, found.columns_removed, found.columns_reordered) == (("come",), ("gone",), False)
    assert cells(found) == [("a", "a", "note", "x", "y", "changed")]
    assert compare(table_of([], "id note gone"), table_of([], "id gone note")).columns_reordered


def test_a_column_of_another_type_is_compared_by_value():
    old = table_of([{"id": "a", "n": 1}, {"id": "b", "n": 2}], "id n", n=pa.int32())
    new = table_of([{"id": "a", "n": 1.0}, {"id": "b", "n": 2.5}], "id n", n=pa.float64())
    found = compare(old, new)
    assert found.columns_retyped == {"n": ("int", "float")} and cells(found) == [("b", "b", "n", 2, 2.5, "changed")]
    text = compare(old, table_of([{"id": "a", "n": "1"}, {"id": "b"}], "id n"))
    assert [cell[3:5] for cell in cells(text)] == [(1, "1"), (2, None)]
    day = table_of([{"id": "a", "n": date(2026, 1, 1)}], "id n", n=pa.date32())
    assert not cells(compare(day, table_of([{"id": "a", "n": "2026-01-01"}], "id n")))


@pytest.mark.parametrize(
    "wide", [{"note": pa.large_string()}, {"value": pa.float32()}, {"hedges": pa.large_list(pa.string())}]
)
def test_how_wide_a_type_is_makes_no_difference(wide):
    rows = [{"id": "a", "note": "x", "value": 0.5, "hedges": ["约"]}]
    assert not compare(table_of(rows), table_of(rows, **wide)).differs


def test_another_order_of_the_same_rows_is_a_difference():
    rows = [{"id": "a"}, {"id": "b"}]
    found = compare(table_of(rows), table_of(rows[::-1]))
    assert found.reordered and found.differs and not cells(found)
    assert not compare(table_of(rows), table_of([{"id": "b"}])).reordered


# --- keys ----------------------------------------------------------------------------------------------------------------


def test_with_another_key_rows_are_matched_by_the_new_one():
    rows = [{"id": "a", "code": "1"}, {"id": "b", "code": "2"}]
    found = compare(table_of(rows, "id code"), table_of([{"id": "z", "code": "1"}], "id code", key="code"))
    assert (found.keys, found.matched_by) == ((("id",), ("code",)), ("code",))
    assert cells(found) == [("a", "1", "id", "a", "z", "changed")] and list(found.removed["id"]) == ["b"]


def test_with_another_key_that_does_not_identify_the_old_rows_the_old_one_serves():
    rows = [{"id": "a", "code": "1"}, {"id": "b", "code": "1"}]
    found = compare(table_of(rows, "id code"), table_of(rows[:1], "id code", key="code"))
    assert found.matched_by == ("id",) and found.removed_count == 1


def test_without_a_key_that_serves_both_the_rows_are_not_compared():
    old = table_of([{"id": "a"}], "id")
    found = compare(old, table_of([{"code": "1"}], "code", key="code"))
    assert found.status == "incomparable" and found.differs and found.row_counts == (1, 1)


def test_a_key_of_several_columns_keeps_them_apart():
    old = table_of([{"a": "x|y", "b": "z"}, {"a": "x", "b": None}], "a b", key="a b")
    new = table_of([{"a": "x", "b": "y|z"}, {"a": "x", "b": None}], "a b", key="a b")
    found = compare(old, new)
    assert (found.added_count, found.removed_count, found.changed) == (1, 1, 0)


def test_two_rows_of_one_key_are_a_damaged_release():
    twice = table_of([{"id": "a"}, {"id": "b"}, {"id": "b"}])
    for sides in ((twice, table_of([])), (table_of([]), twice)):
        with pytest.raises(InputError, match=r"things\.parquet: two rows of things have the key 'b' \(id\)"):
            compare(*sides)


def test_a_key_column_that_the_file_lacks_is_a_damaged_release():
    with pytest.raises(InputError, match="the key column 'id' is missing"):
        compare(table_of([], "note"), table_of([]))


# --- what is only somewhere else -------------------------------------------------------------------------------------------

PASSAGES = "target_id plan_id char_start char_end note"


def passage(text, quote, **more):
    start = text.index(quote)
    return {
        "target_id": f"p.g{start:06d}",
        "plan_id": "p",
        "char_start": start,
        "char_end": start + len(quote),
        "note": quote,
    } | more


def passages(rows):
    return table_of(rows, PASSAGES, key="target_id", name="targets")


OLD = "通知\n各街道：\n建成基地5个。\n占比不低于60%。\n建成基地5个，师资。\n"
NEW = "通知\n各镇、各街道：\n建成基地5个。\n占比不低于65%。\n建成基地5个，师资。\n"


def carried(old, new):
    carrier = shifts.Carrier({"p": shifts.between(OLD, NEW)})
    return compare(passages(old), passages(new), carrier)


def test_a_passage_behind_a_correction_of_the_text_is_moved_and_not_another_row():
    found = carried([passage(OLD, "建成基地5个。")], [passage(NEW, "建成基地5个。")])
    assert (found.moved, found.changed, found.added_count, found.removed_count) == (1, 0, 0, 0)
    assert {cell[2] for cell in cells(found)} == {"target_id", "char_start", "char_end"}


def test_a_passage_that_was_corrected_itself_is_changed_in_what_was_corrected():
    found = carried([passage(OLD, "占比不低于60%")], [passage(NEW, "占比不低于65%")])
    assert (found.moved, found.changed) == (0, 1)
    assert [cell[2] for cell in cells(found) if cell[5] == "changed"] == ["note"]


def test_where_the_new_id_of_one_passage_was_the_old_id_of_another_both_are_found():
    old, new = ([passage(text, quote) for quote in ("建成基", "地5个")] for text in (OLD, NEW))
    assert old[1]["target_id"] == new[0]["target_id"]
    found = carried(old, new)
    assert (found.moved, found.changed, found.added_count, found.removed_count) == (2, 0, 0, 0)


def test_a_span_that_grew_is_changed_though_its_text_was_corrected_too():
    grown = {**passage(NEW, "建成基地5个。"), "char_end": passage(NEW, "建成基地5个。")["char_end"] + 1}
    found = carried([passage(OLD, "建成基地5个。")], [grown])
    assert found.changed == 1 and [cell[2] for cell in cells(found) if cell[5] == "changed"] == ["char_end"]


def test_without_a_change_of_the_text_the_same_content_under_another_id_is_moved():
    old, new = passage(OLD, "占比"), {**passage(OLD, "占比"), "target_id": "p.g000099"}
    found = compare(passages([old]), passages([new]))
    assert (found.moved, found.added_count, found.removed_count) == (1, 0, 0)


def test_where_it_cannot_be_told_which_of_several_is_gone_nothing_is_called_moved():
    three = [{**passage(OLD, "占比"), "target_id": f"p.g00000{n}", "char_start": n} for n in (1, 2, 3)]
    two = [{**row, "target_id": f"p.g0001{n}0"} for n, row in enumerate(three[:2])]
    found = compare(passages(three), passages(two))
    assert (found.moved, found.removed_count, found.added_count) == (0, 3, 2)


def test_a_code_under_another_id_is_not_moved():
    found = compare(table_of([{"id": "a", "note": "x"}]), table_of([{"id": "b", "note": "x"}]))
    assert (found.moved, found.removed_count, found.added_count) == (0, 1, 1)


def test_rows_behind_one_put_into_a_numbered_list_are_moved():
    def numbered(*notes):
        rows = [{"plan_id": "p", "position": n, "note": note} for n, note in enumerate(notes, 1)]
        return table_of(rows, "plan_id position note", key="plan_id position")

    found = compare(numbered("甲", "乙", "乙"), numbered("新", "甲", "乙", "乙"))
    assert (found.moved, found.changed, found.added_count, found.removed_count) == (3, 0, 1, 0)
    assert list(found.added["note"]) == ["新"]
    assert not found.reordered
    changed = compare(numbered("甲", "乙"), numbered("甲", "丙"))
    assert cells(changed) == [("p|2", "p|2", "note", "乙", "丙", "changed")]


# --- excerpts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("不低于60%", "不低于65%", [("不低于", "不低于"), ("60", "65"), ("%", "%")]),
        ("约1.5万人", "约1.55万人", [("约", "约"), ("1.5", "1.55"), ("万人", "万人")]),
        ("甲乙丙丁", "甲乙戊丙丁", [("甲乙", "甲乙"), ("", "戊"), ("丙丁", "丙丁")]),
        ("一二三四", "五二三六", [("一二三四", "五二三六")]),
    ],
)
def test_an_excerpt_shows_whole_numbers_and_single_characters(before, after, expected):
    assert [tuple(part) for part in excerpts.parts(before, after)] == expected


def test_an_excerpt_of_a_long_text_is_short():
    long = "职业教育" * 10_000
    found = excerpts.parts(f"{long}60{long}", f"{long}65{long}")
    assert sum(len(part.removed) for part in found) < 60 and ("60", "65") in [tuple(part) for part in found]
    assert all(len(part.removed) <= 200 for part in excerpts.parts(long, long.replace("职", "只")))


# --- releases ------------------------------------------------------------------------------------------------------------


def release(folder, rows=(), texts=None, **more):
    texts = texts or {"p": OLD}
    plans = arrow([{"plan_id": plan, "note": plan} for plan in texts], "plan_id note")
    held = arrow([{"plan_id": plan, "text": text} for plan, text in texts.items()], "plan_id text")
    return write_release(folder, plans=plans, texts=held, targets=arrow(rows, PASSAGES), **more)


@pytest.fixture
def pair(tmp_path):
    old = release(tmp_path / "a", [passage(OLD, "建成基地5个。"), passage(OLD, "占比不低于60%")])
    new = release(
        tmp_path / "b",
        [
            passage(NEW, "建成基地5个。"),
            passage(NEW, "占比不低于65%"),
            {**passage(NEW, "占比"), "plan_id": "q", "target_id": "q.g000001"},
        ],
        {"p": NEW, "q": "新的"},
        version="1.0.1",
    )
    return old, new


def test_the_summary_says_whether_the_step_of_the_version_is_enough(pair):
    found = diff(*pair)
    assert (found.required.name, found.step.name, found.enough, found.least_version) == (
        "MINOR",
        "PATCH",
        False,
        "1.1.0",
    )
    assert "MINOR is required, 1.1.0 or later; 1.0.0 → 1.0.1 is PATCH: too small" in str(found)
    assert found.documents_added == ["q"] and found.text_changed == ("p",)


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("1.0.0", "1.1.0"), "MINOR is required; 1.0.0 → 1.1.0 is MINOR: enough"),
        (("1.1.0", "1.0.0"), "1.0.0 is the earlier version"),
        (("1.0.0", "1.0.0"), "two contents bear the version 1.0.0; MINOR is required: 1.1.0 or later"),
        (("1.0.0", "1.0.0+3f2a91c0"), "MINOR is required: the next release after 1.0.0 is 1.1.0 or later"),
        (("1.0.0+3f2a91c0", "1.1.0"), "MINOR is required; 1.0.0+3f2a91c0 is no release"),
    ],
)
def test_every_pair_of_versions_has_its_verdict(tmp_path, versions, said):
    old = release(tmp_path / "a", version=versions[0])
    new = release(tmp_path / "b", texts={"p": OLD, "q": "新的"}, version=versions[1])
    assert said in str(diff(old, new))


def test_cells_are_a_tidy_frame_and_moved_is_told_from_changed(pair):
    frame = diff(*pair).cells
    assert list(frame.columns) == ["table", "row_id", "row_id_before", "column", "before", "after", "kind"]
    changed = frame[frame.kind == "changed"]
    assert set(zip(changed.table, changed.column, strict=True)) == {("targets", "note"), ("texts", "text")}
    (note,) = frame[(frame.table == "targets") & (frame.kind == "changed")].to_dict("records")
    assert (note["before"], note["after"]) == ("占比不低于60%", "占比不低于65%")
    assert list(diff(pair[0], pair[0]).cells.columns) == list(frame.columns)


def test_rows_of_added_documents_are_counted_unless_the_plan_is_asked_for(pair):
    from zhijiao_data.dataset.diff.text import text

    assert "+ q: 1 row" in text(diff(*pair)) and "+ q.g000001" not in text(diff(*pair))
    asked = diff(*pair, plan="q")
    assert "+ q.g000001" in text(asked, plans=True) and not len(asked.cells)


def test_only_the_tables_asked_for_are_compared(pair):
    assert list(diff(*pair, table="targets").tables) == ["targets"]
    for argument, name in (("table", "target"), ("plan", "pp")):
        with pytest.raises(UsageError, match=f"no {argument} '{name}' in either release"):
            diff(*pair, **{argument: name})


def test_tables_of_one_release_only_are_named(tmp_path):
    old, new = release(tmp_path / "a", more=arrow([{"id": "a"}], "id")), release(tmp_path / "b", other=arrow([], "id"))
    found = diff(old, new)
    assert (found.tables["more"].status, found.tables["other"].status) == ("removed", "added")
    assert found.required.name == "MAJOR" and found.tables["more"].row_counts == (1, 0)


def test_tables_of_equal_hash_are_not_read(tmp_path, monkeypatch):
    old, new = (release(tmp_path / name, [passage(OLD, "占比")]) for name in "ab")
    from zhijiao_data.dataset.diff import table

    monkeypatch.setattr(table, "_cells", lambda *_: pytest.fail("read"))
    assert not diff(old, new).differs


@pytest.mark.parametrize(("columns", "types"), [("id note", {"note": pa.int32()}), ("note id", {}), ("id other", {})])
def test_an_equal_hash_proves_nothing_where_the_columns_are_others(tmp_path, columns, types):
    row = {"id": "a", "note": 1 if types else "1", "other": "1"}
    old = write_release(tmp_path / "a", things=arrow([{"id": "a", "note": "2"}], "id note"))
    new = write_release(tmp_path / "b", things=arrow([row], columns, **types))
    manifests = [folder / "manifest.json" for folder in (old, new)]
    hashes = [json.loads(path.read_text("utf-8"))["tables"]["things"]["content_sha256"] for path in manifests]
    manifests[1].write_text(manifests[1].read_text("utf-8").replace(hashes[1], hashes[0]), "utf-8")
    found = diff(old, new)
    assert found.tables["things"].matched_by == ("id",)
    assert (found.tables["things"].changed == 1) == ("note" in columns)


def test_a_file_changed_by_hand_is_said_and_compared_by_its_rows(tmp_path):
    old, new = (release(tmp_path / name, [passage(OLD, "占比")]) for name in "ab")
    shutil.copy(new / "targets.parquet", tmp_path / "kept")
    other = release(tmp_path / "c", [passage(OLD, "占比", note="改")])
    shutil.copy(other / "targets.parquet", new / "targets.parquet")
    found = diff(old, new)
    assert found.b.edited == ("targets.parquet",) and found.tables["targets"].changed == 1
    assert found.required.name == "PATCH" and "not the files that its manifest describes" in str(found)
    # The same rows in another file: said, and no difference.
    rewritten = arrow([passage(OLD, "占比")], PASSAGES)
    pa.parquet.write_table(rewritten, new / "targets.parquet")
    found = diff(old, new)
    assert found.b.edited and not found.differs and found.required.name == "NONE"


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone"])
def test_a_damaged_file_is_named(pair, damage):
    path = pair[1] / "targets.parquet"
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"no table at all")
    with pytest.raises(InputError, match=r"targets\.parquet: the (table's )?file"):
        diff(*pair)


def test_a_page_of_a_file_that_cannot_be_read_is_told(pair):
    path = pair[1] / "targets.parquet"
    held = bytearray(path.read_bytes())
    held[4:200] = b"\0" * 196
    path.write_bytes(held)
    with pytest.raises(InputError, match=r"targets\.parquet"):
        diff(*pair)


def foreign(folder, kind, value=None, name="zz", metadata=None):
    """A release with one more column, of a type that no table of the dataset has."""
    table = arrow([{"id": "a", "note": "x"}], "id note")
    field = pa.field(name, kind, metadata=metadata)
    return write_release(folder, things=table.append_column(field, pa.array([value], kind)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.struct([("a", pa.int32())]), {"a": 1}),
        (pa.list_(pa.struct([("a", pa.int32())])), [{"a": 1}]),
        (pa.map_(pa.string(), pa.string()), [("k", "v")]),
        (pa.list_(pa.date32()), [date(2026, 1, 1)]),
        (pa.binary(), b"\xff"),
        (pa.decimal128(5, 1), 1),
        (pa.time64("us"), time(1)),
        (pa.duration("s"), 1),
        (pa.uint64(), 2**64 - 1),
    ],
    ids=lambda value: str(value) if isinstance(value, pa.DataType) else "",
)
def test_a_column_of_a_type_that_no_release_has_is_told_with_its_file_and_type(tmp_path, kind, value):
    known, strange = (
        write_release(tmp_path / "a", things=arrow([], "id note")),
        foreign(tmp_path / "b", kind, value),
    )
    for both in ((known, strange), (strange, known)):
        with pytest.raises(InputError) as told:
            diff(*both)
        assert told.value.where == str(strange / "things.parquet")
        assert "the column 'zz' is of a type that no release has: " in told.value.what
        assert str(kind).split("<")[0] in told.value.what and "list<string>" in told.value.remedy


@pytest.mark.parametrize(
    ("kind", "value", "other", "now"),
    [
        (pa.null(), None, pa.null(), None),
        (pa.null(), None, pa.string(), "甲"),
        (pa.null(), None, pa.int32(), 5),
        (pa.list_(pa.null()), [], pa.list_(pa.string()), ["甲"]),
        (pa.list_(pa.null()), [], pa.list_(pa.null()), []),
        (pa.timestamp("us"), datetime(2026, 1, 1), pa.timestamp("us"), datetime(2026, 1, 2)),
        (pa.dictionary(pa.int32(), pa.string()), "甲", pa.string(), "乙"),
    ],
    ids=str,
)
def test_what_an_edit_with_another_program_makes_of_a_column_is_compared(tmp_path, kind, value, other, now):
    from zhijiao_data.dataset.diff.text import text

    old, new = foreign(tmp_path / "a", kind, value), foreign(tmp_path / "b", other, now)
    none = write_release(tmp_path / "c", things=arrow([], "id note"))
    for before, after, both in ((value, now, (old, new)), (now, value, (new, old))):
        found = diff(*both)
        assert exact([cell[3:5] for cell in cells(found.tables["things"])]) == exact(
            [(before, after)] if before != after else []
        )
        assert json.dumps(found.as_json()) and text(found)
        gone = diff(both[0], none)
        assert len(gone.tables["things"].removed) == 1 and json.dumps(gone.as_json()) and text(gone)


def test_two_columns_of_one_name_are_told(tmp_path):
    known = write_release(tmp_path / "a", things=arrow([{"id": "a"}], "id note"))
    twice = foreign(tmp_path / "b", pa.string(), "y", name="note")
    with pytest.raises(InputError, match=r"b.things\.parquet: two columns are called 'note'"):
        diff(known, twice)


def test_a_label_that_is_no_utf8_is_shown_as_far_as_it_can_be_read(tmp_path):
    strange = foreign(
        tmp_path / "a", pa.string(), "x", metadata={b"label_zh": b"\xff\xfe", b"label_en": b"Strange \xff"}
    )
    table = pa.parquet.read_table(strange / "things.parquet").replace_schema_metadata(
        {b"label_zh": b"\xe8\xa1\xa8\xff"}
    )
    pa.parquet.write_table(table, strange / "things.parquet")
    found = diff(write_release(tmp_path / "b", things=arrow([], "id note")), strange).tables["things"]
    assert (found.label_zh, found.labels["zz"][1]) == ("表\ufffd", "Strange \ufffd")


def test_a_cell_that_is_no_utf8_is_a_damaged_file(tmp_path):
    bad = pa.array([b"\xff"], pa.binary()).view(pa.string())
    table = arrow([{"id": "a"}], "id note")
    strange = write_release(tmp_path / "b", things=table)
    pa.parquet.write_table(table.set_column(1, "note", bad), strange / "things.parquet")
    with pytest.raises(InputError, match=r"things\.parquet: the file .*UTF"):
        diff(write_release(tmp_path / "a", things=table), strange)


@pytest.mark.parametrize(("key", "value"), [("released_on", 5), ("released_on", ["a"]), ("data_version", ["1.0.0"])])
def test_a_manifest_whose_version_or_day_is_no_text_is_told(pair, key, value):
    path = pair[1] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {key: value}), "utf-8")
    with pytest.raises(InputError, match=rf"manifest\.json: {key} of the manifest is no text"):
        diff(*pair)


def test_plans_and_texts_that_are_numbers_are_compared_as_any_column(tmp_path):
    def numbers(folder, text):
        plans = arrow([{"plan_id": 1}], "plan_id", plan_id=pa.int32())
        return write_release(folder, plans=plans, texts=arrow([{"plan_id": "p", "text": text}], "plan_id text", text=pa.int32()))  # fmt: skip

    found = diff(numbers(tmp_path / "a", 1), numbers(tmp_path / "b", 2))
    assert (found.a.plans, found.text_changed) == ((), ()) and found.tables["texts"].changed == 1
    with pytest.raises(UsageError, match="no plan '1'"):
        diff(numbers(tmp_path / "c", 1), tmp_path / "a", plan="1")


def test_a_document_without_an_id_is_no_document(tmp_path):
    def plans(folder, *names):
        return write_release(folder, plans=pa.table({"plan_id": pa.array(names, pa.string())}))

    found = diff(plans(tmp_path / "a", None, "p"), plans(tmp_path / "b", None, "q"))
    assert (found.documents_removed, found.documents_added) == (["p"], ["q"])


def test_offsets_that_are_strings_stay_as_they_are(tmp_path):
    def targets(text):
        return table_of(
            [passage(text, "占比", char_start="x", char_end="y")], PASSAGES, "target_id", char_start=pa.string(), char_end=pa.string()
        )  # fmt: skip

    found = compare(targets(OLD), targets(NEW), shifts.Carrier({"p": shifts.between(OLD, NEW)}))
    assert found.moved == 1 and {cell[2] for cell in cells(found)} == {"target_id"}


def test_an_id_with_more_digits_than_a_number_may_have_is_a_string_like_any_other():
    carrier = shifts.Carrier({"p": shifts.between(OLD, NEW)})
    column = pa.array(["p@" + "9" * 5_000, "p@4"])
    assert carrier.ids(column)[0] == column[0] and carrier.ids(column)[1].as_py() != "p@4"


def test_a_manifest_that_leads_out_of_the_folder_is_refused(pair):
    path = pair[1] / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"targets.parquet"', '"../a/targets.parquet"'), "utf-8")
    with pytest.raises(InputError, match="is in no folder of tables"):
        diff(*pair)
    path.write_text('{"data_version": "1.0.0", "tables": {"targets": {"file": "x"}}}', "utf-8")
    with pytest.raises(InputError, match=r"the manifest says too little of the table targets"):
        diff(*pair)


def test_a_release_is_named_by_folder_version_or_revision_and_the_held_one_is_the_default(pair, monkeypatch):
    from zhijiao_data.dataset import load

    monkeypatch.setenv("ZHIJIAO_DATA", str(pair[1]))
    assert diff(pair[0]).b.folder == pair[1]
    assert diff(pair[0], "1.0.1").b.folder == load.folder("1.0.1")
    asked = []
    hub = ModuleType("zhijiao_data.dataset.hub")
    hub.snapshot = lambda repository, revision: asked.append((repository, revision)) or pair[0]
    monkeypatch.setitem(sys.modules, "zhijiao_data.dataset.hub", hub)
    monkeypatch.setattr("zhijiao_data.dataset.hub", hub, raising=False)
    assert diff("someone/data@v1", pair[1]).a.folder == pair[0]
    assert asked == [("someone/data", "v1")]


@pytest.mark.parametrize("name", ["nothing-here", "@1.0.0", "owner/name", "1.0"])
def test_what_is_no_release_is_told(pair, name):
    with pytest.raises(UsageError, match="is no release"):
        diff(name, pair[0])


def test_json_is_plain_sorted_and_has_iso_dates(tmp_path):
    def dated(folder, day):
        return write_release(folder, things=arrow([{"id": "a", "day": day}], "id day hedges"))

    found = diff(dated(tmp_path / "a", date(2026, 1, 1)), dated(tmp_path / "b", None))
    told = json.loads(json.dumps(found.as_json()))
    (row,) = told["tables"]["things"]["changed"]
    assert row == {
        "id_before": "a",
        "id_after": "a",
        "kind": "changed",
        "cells": [{"column": "day", "before": "2026-01-01", "after": None, "kind": "changed"}],
    }
    assert told["tables"]["things"]["counts"] == {"added": 0, "removed": 0, "moved": 0, "changed": 1}
    assert set(told) == {"a", "b", "differs", "step", "changes", "documents", "tables"}
    assert found.as_json(limit=0)["tables"]["things"]["changed"] == []


def test_control_characters_and_markup_of_cells_do_no_harm(tmp_path):
    from zhijiao_data.publish.diff_page import page

    evil = "<script>alert(1)</script>\x1b[31m\u202e\"'"
    old = write_release(tmp_path / "a", things=arrow([{"id": "a", "note": "x"}, {"id": evil}], "id note"))
    new = write_release(tmp_path / "b", things=arrow([{"id": "a", "note": evil}, {"id": evil * 2}], "id note"))
    found = diff(old, new)
    for text in (str(found), page(found), found._repr_html_()):
        assert "\x1b" not in text and "\u202e" not in text
    assert "<script" not in page(found) + found._repr_html_()


def test_the_page_needs_nothing_from_elsewhere_and_its_links_lead_somewhere(pair):
    import re

    from zhijiao_data.publish.diff_page import page

    written = page(diff(*pair))
    assert written == page(diff(*pair))
    assert not re.findall(
        r"(?:src|url|@import|<link|<script)\W", written.replace("default-src", "").replace("style-src", "")
    )
    anchors = re.findall(r'href="#([^"]+)"', written)
    assert anchors == ["plans", "targets", "texts"] and all(f'id="{anchor}"' in written for anchor in anchors)
    assert "<del>60</del>" in written and "<ins>65</ins>" in written
    assert "目标编号" in written and "Target" in written

"""Every kind of bad input is refused with its place and its remedy; every good one keeps its characters."""

import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.corpus import reader
from zhijiao_data.errors import InputError

TEXT = """一、总体要求
到2025年，建成3所国家级优质中职学校，技能人才占就业人员比例达到30％。
（责任单位：区教委、区财政局）
"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312"], ids=lambda name: name
)
def test_the_same_text_is_read_from_every_certain_encoding(tmp_path, encoding):
    text = TEXT.replace("％", "%")
    path = tmp_path / "plan.txt"
    path.write_bytes(text.encode(encoding))
    assert reader.read_text(path) == text


def test_characters_that_only_gb18030_has_are_read():
    text = TEXT + "㐀䶮𠀀镕\n"
    assert reader.decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("mark, encoding", [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf16_is_read_in_both_byte_orders(mark, encoding):
    assert reader.decode(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    "raw, canonical",
    [
        (b"\xef\xbb\xbfa\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"a\r\r\nb", "a\n\nb"),
        ("a\ufeffb".encode(), "a\ufeffb"),
        ("a\u2028b\x0cc\x07d".encode(), "a\u2028b\x0cc\x07d"),
    ],
)
def test_only_the_leading_mark_and_the_newlines_change(raw, canonical):
    assert reader.decode(raw) == canonical


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff\ufffd")))
def test_any_utf8_text_comes_back_unchanged_or_is_refused_for_a_reason(text):
    try:
        assert reader.decode(text.encode()) == text
    except InputError as error:
        assert error.what and error.remedy


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_an_input_error(data):
    try:
        text = reader.decode(data, "file")
    except InputError as error:
        assert error.remedy and str(error).startswith("file")
    else:
        assert text.strip() and "\0" not in text and "\r" not in text


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("plan.txt", "text")
    return buffer.getvalue()


BAD_BYTES = {
    "empty": (b"", "the file is empty"),
    "only a byte order mark": (codecs.BOM_UTF8, "only white space"),
    "only white space": ("\n\t 　\r\n".encode(), "only white space"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    "docx": (docx(), "a Word file"),
    "zip": (plain_zip(), "a ZIP archive"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Office file"),
    "rtf": (b"{\\rtf1\\ansi ...}", "a rich-text file"),
    "gzip": (b"\x1f\x8b\x08\0\0\0", "a gzip archive"),
    "png": (b"\x89PNG\r\n\x1a\n", "an image"),
    "parquet": (b"PAR1....PAR1", "a Parquet table"),
    "html": ("\n<!DOCTYPE html>\n<html><body>关于印发</body></html>".encode(), "a web page"),
    "xhtml": (b'<?xml version="1.0"?><html xmlns="x">', "a web page"),
    "nul": ("正文\0正文".encode(), "a NUL character"),
    "utf-16-le without mark": (TEXT.encode("utf-16-le"), "UTF-16LE without a byte order mark"),
    "utf-16-be without mark": (TEXT.encode("utf-16-be"), "UTF-16BE without a byte order mark"),
    "ascii as utf-16 without mark": ("Plan of 2025\n".encode("utf-16-le"), "UTF-16LE without a byte order mark"),
    "utf-8 cut inside a character": ((TEXT * 3).encode()[:-6], "cut: the file ends inside a character"),
    "utf-16 cut inside a character": (TEXT.encode("utf-16")[:-1], "cut: the file ends inside a character"),
    "utf-8 with a broken byte": (TEXT.encode() + b"\xff" + TEXT.encode(), "is not utf-8"),
    "big5": (
        "關於推動職業教育高質量發展的實施方案，各鎮政府，區政府各部門".encode("big5"),
        "this is Big5",
    ),
    "latin-1, a few words": ("Na\u00efve caf\u00e9s, \u00e9t\u00e9.\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
    "latin-1, one word": ("na\u00efve\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
    "utf-16-le without mark, one byte short": (
        TEXT.encode("utf-16-le")[:-1],
        "UTF-16LE without a byte order mark, cut inside a character",
    ),
    "utf-16-be without mark, one byte short": (
        TEXT.encode("utf-16-be")[:-1],
        "UTF-16BE without a byte order mark, cut inside a character",
    ),
    "random": (bytes(range(128, 256)) * 9, "neither UTF-8 nor GB18030"),
    "lost replacement characters": ("锟斤拷锟斤拷职业教育".encode(), "mojibake: 锟斤拷"),
    "replacement characters": ("职\ufffd\ufffd教育".encode(), "mojibake: 2 replacement characters"),
    "utf-8 read as gbk": (
        TEXT.encode().decode("gb18030", "ignore").encode(),
        "mojibake: UTF-8 text that was decoded as gb18030",
    ),
    "utf-8 read as latin-1": (
        TEXT.encode().decode("latin-1").encode(),
        "mojibake: UTF-8 text that was decoded as cp1252",
    ),
    "gbk read as latin-1": (
        TEXT.encode("gb18030").decode("latin-1").encode(),
        "mojibake: GB18030 text that was decoded as cp1252",
    ),
}


@pytest.mark.parametrize("data, message", BAD_BYTES.values(), ids=BAD_BYTES.keys())
def test_bad_bytes_are_refused_with_a_place_and_a_remedy(tmp_path, data, message):
    path = tmp_path / "plan.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        reader.read_text(path)
    assert message in caught.value.what
    assert caught.value.where.startswith(str(path))
    assert caught.value.remedy
    assert path.read_bytes() == data


def test_the_place_of_a_broken_character_is_its_line_and_column():
    with pytest.raises(InputError) as caught:
        reader.decode("第一行\n第二行".encode() + b"\xff" + "还有许多行".encode(), "plan.txt")
    assert caught.value.where == "plan.txt:2:4"


def test_a_few_replacement_characters_in_a_long_text_are_kept_and_listed():
    text = TEXT * 50 + "\ufffd"
    assert reader.decode(text.encode()) == text
    assert reader.odd_characters(text) == [(len(text) - 1, "U+FFFD", "REPLACEMENT CHARACTER")]


def test_control_characters_are_kept_so_that_offsets_hold_and_are_listed():
    text = reader.decode("一\x07二\x0b三\t四\n五\x9f".encode())
    assert [(odd.offset, odd.codepoint) for odd in reader.odd_characters(text)] == [
        (1, "U+0007"),
        (3, "U+000B"),
        (9, "U+009F"),
    ]


def test_signs_that_turn_the_direction_of_writing_are_listed():
    text = "预算\u202e万元\u2066一\u2069"
    assert [odd.codepoint for odd in reader.odd_characters(text)] == ["U+202E", "U+2066", "U+2069"]


@pytest.mark.parametrize("text", ["一、总体要求", "朱镕基", "①", "5℃", "到2025年，建成3所", "“三二一”", "√", "Ⅳ级"])
def test_a_short_gb18030_text_is_read(text):
    assert reader.decode(text.encode("gb18030")) == text


def test_a_traditional_text_is_no_mojibake():
    text = "關於推動職業教育高質量發展的實施方案，各鎮政府，區政府各部門，請認真貫徹執行。" * 3
    assert reader.decode(text.encode()) == text


def test_a_file_above_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_BYTES", 2**20)
    path = tmp_path / "big.txt"
    path.write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(InputError, match="larger than 1 MiB"):
        reader.read_text(path)


def test_one_line_of_ten_megabytes_is_read():
    text = "职业教育" * 850_000
    assert reader.decode(text.encode()) == text


@pytest.mark.parametrize(
    "name, message", [(".", "a folder"), ("absent.txt", "not found"), ("a\0b", "cannot be read|not found")]
)
def test_a_path_that_is_no_file_is_refused(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        reader.read_text(tmp_path / name)


@pytest.mark.parametrize(
    "name", ["../other.txt", "a/../../other.txt", "/etc/hosts", "..", "", "..\\other.txt", "C:\\x", "a\0"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="leads out of the folder"):
        reader.resolve_inside(tmp_path, name, "plan.yaml:2")


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_not(tmp_path):
    folder = tmp_path / "plan"
    folder.mkdir()
    (tmp_path / "other.txt").write_text("x")
    (folder / "own.txt").write_text("x")
    (folder / "out.txt").symlink_to(tmp_path / "other.txt")
    (folder / "in.txt").symlink_to(folder / "own.txt")
    with pytest.raises(InputError, match="link to a place outside"):
        reader.resolve_inside(folder, "out.txt")
    assert reader.resolve_inside(folder, "in.txt") == folder / "in.txt"


def test_place_counts_lines_and_columns_from_one():
    assert [reader.place("ab\n\nc", offset) for offset in range(6)] == ["1:1", "1:2", "1:3", "2:1", "3:1", "3:2"]

"""Bytes to canonical text, or one clear message why not.

The canonical text is what every offset of the dataset refers to: the decoded file without its byte order mark, every
``\\r\\n`` and ``\\r`` a ``\\n``, and nothing else changed. A file that can't be decoded for certain is refused: a wrong
guess would shift or falsify every quote.
"""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from zhijiao_data.errors import InputError

MAX_BYTES = 64 * 2**20
"""The largest file read, in bytes. The longest documents of this kind have less than one hundredth of it."""

_OFFICE_REMEDY = "Save it as plain text (soffice --headless --convert-to txt:Text:UTF8 FILE) and give the text file"
_OCR_REMEDY = "A scan needs OCR; give the text file"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "Take out its text (pdftotext -layout FILE.pdf FILE.txt; a scan needs OCR)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls or .wps)", _OFFICE_REMEDY),
    (b"{\\rtf", "a rich-text file (.rtf)", _OFFICE_REMEDY),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first: gunzip FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it first"),
    (b"\x89PNG", "an image (PNG)", _OCR_REMEDY),
    (b"\xff\xd8\xff", "an image (JPEG)", _OCR_REMEDY),
    (b"GIF8", "an image (GIF)", _OCR_REMEDY),
    (b"II*\x00", "an image (TIFF)", _OCR_REMEDY),
    (b"MM\x00*", "an image (TIFF)", _OCR_REMEDY),
    (b"PAR1", "a Parquet table", "Give the text of a document; zj.load reads the tables of the dataset"),
)
_ZIP = b"PK\x03\x04"
_ZIP_PARTS = (
    (b"word/", "a Word file (.docx)", _OFFICE_REMEDY),
    (b"xl/", "an Excel file (.xlsx)", "Copy the cells into a text file, tabs between columns, and give that"),
    (b"opendocument", "an OpenDocument file", _OFFICE_REMEDY),
    (b"OFD.xml", "an OFD file", "Open it in an OFD reader, save its text and give the text file"),
)
_HTML_STARTS = (b"<!doctype html", b"<html")
_HTML_WINDOW = 1024
_BOMS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RESAVE = "Save it as UTF-8 (iconv -f {name} -t UTF-8 FILE > NEW, or “Save as … UTF-8” in an editor)"
_SAVE_AGAIN = "Get the original again and decode it in its own encoding; what is lost can't be restored from this copy"

# Two-byte reading of U+FFFD, and of uninitialised memory: no Chinese text holds these.
_MOJIBAKE_WORDS = ("锟斤拷", "烫烫烫", "屯屯屯")
_REPLACEMENT = "\ufffd"
_REPLACEMENT_SHARE = 1 / 1000
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffd-\uffff]")
_SAMPLE = 20_000
_ENOUGH_HAN = 8
_COMMON_IN_TEXT = 0.5
"""Least share of level-1 GB 2312 characters among the Han characters of a text that was decoded rightly: 0.99
and more in the corpus, below 0.3 when it is read in a wrong encoding."""


class OddCharacter(NamedTuple):
    """A character that belongs in no document but is kept, so that no offset moves."""

    offset: int
    codepoint: str
    name: str


def read_text(path: str | Path) -> str:
    """Read the canonical text of one plain-text file.

    UTF-8 (with or without byte order mark), UTF-16 and UTF-32 (with it) and GB18030 (so also GBK and GB2312) are read.

    Raises:
        InputError: there is no such file, it is a folder, empty, larger than `MAX_BYTES`, binary, in another format or
            encoding, cut inside a character, or mojibake.
    """
    return decode(read_bytes(path), str(path))


def read_bytes(path: str | Path) -> bytes:
    """The bytes of one file, not more than `MAX_BYTES`.

    Raises:
        InputError: there is no such file, it is not a regular file, is too large or may not be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError("this is a folder, not a file", str(path), "Name one text file in it")
        if not path.exists():
            raise InputError("file not found", str(path), "Check the spelling and the folder")
        if not path.is_file():
            raise InputError("not a regular file", str(path), "Copy it into a text file first")
        with path.open("rb") as stream:
            # Not stat(): the file may grow between the two.
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL in it.
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read ({reason})", str(path), "Check the path and its permissions") from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise InputError(f"larger than {limit} MiB", str(path), "Split it: one document per file")
    return data


def decode(data: bytes, where: str = "") -> str:
    """Canonical text from bytes; ``where`` is the file's name in messages. See `read_text` for what is refused."""
    if not data:
        raise InputError("the file is empty", where, "Get the document again")
    _refuse_other_formats(data, where)
    text = _decoded(data, where)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("the file holds only white space", where, "Get the document again")
    if (nul := text.find("\0")) >= 0:
        raise InputError("a NUL character: this is not plain text", f"{where}:{place(text, nul)}", "Give a text file")
    _refuse_mojibake(text, where)
    return text


def resolve_inside(folder: str | Path, name: str, where: str = "") -> Path:
    """The path of the file ``name`` in ``folder``, which may not lead out of it.

    Raises:
        InputError: ``name`` is empty, absolute, holds ``..``, or is a link to a place outside the folder.
    """
    parts = name.replace("\\", "/").split("/")
    if not name or "\0" in name or ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise InputError(f"the file name {name!r} leads out of the folder", where, "Name a file in the folder")
    path = Path(folder) / name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise InputError(f"{name!r} is a link to a place outside the folder", where, "Put the file itself there")
    return path


def odd_characters(text: str) -> list[OddCharacter]:
    """Characters that belong in no document, in reading order.

    Control characters (other than newline and tab), signs that turn the direction of writing, replacement characters
    and non-characters.
    """
    found = ((match.start(), match.group()) for match in _ODD.finditer(text))
    return [
        OddCharacter(offset, f"U+{ord(character):04X}", unicodedata.name(character, "control character"))
        for offset, character in found
    ]


def warnings(text: str, where: str, most: int = 20) -> list[str]:
    """A line for each odd character of a text, with its place in the file ``where``; beyond ``most`` only how many."""
    odd = odd_characters(text)
    lines = [
        f"{where}:{place(text, c.offset)}: warning: {c.codepoint} ({c.name}) stands in the text" for c in odd[:most]
    ]
    return lines + ([f"{where}: warning: … and {len(odd) - most} more such characters"] if len(odd) > most else [])


def place(text: str, offset: int) -> str:
    """``line:column`` of an offset, both counted from 1."""
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def _refuse_other_formats(data: bytes, where: str) -> None:
    for signature, name, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"this is {name}, not plain text", where, remedy)
    if data.startswith(_ZIP):
        for part, name, remedy in _ZIP_PARTS:
            if part in data:
                raise InputError(f"this is {name}, not plain text", where, remedy)
        raise InputError("this is a ZIP archive, not plain text", where, "Unpack it first and give one text file")
    head = data[:_HTML_WINDOW].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(_HTML_STARTS) or (head.startswith(b"<?xml") and any(tag in head for tag in _HTML_STARTS)):
        raise InputError("this is a web page (HTML), not plain text", where, "Save the text of the page and give that")


def _decoded(data: bytes, where: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _cut_or_broken(data, encoding, error, where) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_utf8 = error
    else:
        if "\0" in text and (wide := _wide_encoding(data)):
            raise _no_mark(wide, where, len(data) % 2 == 1)
        return text
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text and _common_share(text) >= _COMMON_IN_TEXT and _reads_sensibly(text):
        return text
    if wide := _wide_encoding(data):
        raise _no_mark(wide, where, len(data) % 2 == 1)
    if _mostly_utf8(data):
        raise _cut_or_broken(data, "utf-8", broken_utf8, where)
    if _is_big5(data):
        raise InputError("this is Big5 (traditional Chinese), which is not read", where, _RESAVE.format(name="BIG5"))
    raise InputError(
        f"neither UTF-8 nor GB18030 nor UTF-16 with a byte order mark (first doubtful byte: {broken_utf8.start})",
        where,
        _RESAVE.format(name="ENCODING"),
    )


def _no_mark(encoding: str, where: str, cut: bool) -> InputError:
    if cut:
        return InputError(
            f"{encoding} without a byte order mark, cut inside a character", where, "Get the document again"
        )
    return InputError(f"{encoding} without a byte order mark", where, _RESAVE.format(name=encoding))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16LE or UTF-16BE when one of them makes text of the bytes."""
    readings = {}
    for encoding in ("UTF-16LE", "UTF-16BE"):
        text = data[: min(2 * _SAMPLE, len(data) // 2 * 2)].decode(encoding, "ignore")
        readings[encoding] = sum(_is_plain(character) for character in text) / max(1, len(text))
    best = max(readings, key=readings.__getitem__)
    return best if readings[best] > 0.9 else None


def _is_plain(character: str) -> bool:
    return character in "\n\r\t" or " " <= character <= "~" or character in _PUNCTUATION or _is_common(character)


_PUNCTUATION = frozenset("　、。〈〉《》「」『』【】〔〕！（），．：；？—…“”‘’·－")


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 but for a few places: then UTF-8 is what they were meant to be."""
    sample = data[: 3 * _SAMPLE]
    text = sample.decode("utf-8", "replace")
    lost = text.count(_REPLACEMENT)
    return lost <= max(3, len(text) // 20) and any(ord(c) > 127 and c != _REPLACEMENT for c in text)


def _cut_or_broken(data: bytes, encoding: str, error: UnicodeDecodeError, where: str) -> InputError:
    before = data[: error.start].decode(encoding, "ignore")
    position = f"{where}:{place(before, len(before))}"
    if error.reason in ("unexpected end of data", "truncated data"):
        return InputError(f"cut: the file ends inside a character ({encoding})", position, "Get the document again")
    remedy = "Get the document again, or mend the place"
    return InputError(f"byte {error.start} is not {encoding}, though the text before it is", position, remedy)


def _is_common(character: str) -> bool:
    """Whether this is one of the 3,755 most frequent characters: level 1 of GB 2312-80, rows 16 to 55."""
    if not "\u4e00" <= character <= "\u9fff":
        return False
    try:
        return b"\xb0" <= character.encode("gb2312")[:1] <= b"\xd7"
    except UnicodeEncodeError:
        return False


def _common_share(text: str) -> float:
    """Share of frequent characters among the Han characters of the first part of a text; 1.0 when there are too few."""
    han = [c for c in text[:_SAMPLE] if "\u3400" <= c <= "\u9fff" or "\ue000" <= c <= "\uf8ff" or c > "\uffff"]
    return sum(map(_is_common, han)) / len(han) if len(han) >= _ENOUGH_HAN else 1.0


def _reads_sensibly(text: str) -> bool:
    """Whether GB18030 is believable where the share of frequent characters can't tell, because there are few.

    The accented letters of a short Latin-1 text make rare characters with the letters behind them. At least half of
    what is not ASCII must be a frequent character or a sign of GB 2312.
    """
    others = [c for c in text[:_SAMPLE] if c > "\x7f"]
    if sum("\u3400" <= c <= "\u9fff" for c in others) >= _ENOUGH_HAN:
        return True
    return sum(_is_common(c) or _is_sign(c) for c in others) * 2 >= len(others)


def _is_sign(character: str) -> bool:
    """Whether this is a sign or letter of GB 2312 (rows 1 to 9)."""
    try:
        return character.encode("gb2312")[:1] <= b"\xa9"
    except UnicodeEncodeError:
        return False


def _is_big5(data: bytes) -> bool:
    """Whether the bytes are Big5: they decode, and most of the Han characters are its frequent ones (A4 to C6)."""
    try:
        text = data.decode("big5hkscs")
    except UnicodeDecodeError:
        return False
    han = [c for c in text[:_SAMPLE] if "\u4e00" <= c <= "\u9fff"]
    frequent = sum(b"\xa4" <= c.encode("big5hkscs")[:1] <= b"\xc6" for c in han)
    return len(han) >= 2 and frequent >= len(han) * 0.8


def _refuse_mojibake(text: str, where: str) -> None:
    for word in _MOJIBAKE_WORDS:
        if (offset := text.find(word)) >= 0:
            raise InputError(f"mojibake: {word} stands in the text", f"{where}:{place(text, offset)}", _SAVE_AGAIN)
    lost = text.count(_REPLACEMENT)
    if lost > len(text) * _REPLACEMENT_SHARE:
        first = f"{where}:{place(text, text.index(_REPLACEMENT))}"
        raise InputError(f"mojibake: {lost} replacement characters (U+FFFD) stand for lost ones", first, _SAVE_AGAIN)
    sample = text[:_SAMPLE]
    for wrong in ("gb18030", "cp1252", "latin-1"):
        if right := _meant_as(sample, wrong):
            raise InputError(f"mojibake: {right} text that was decoded as {wrong}", where, _SAVE_AGAIN)


def _meant_as(text: str, wrong: str) -> str | None:
    """The encoding the text was in before somebody decoded it as ``wrong``, or None when it reads as it should."""
    if wrong == "gb18030":
        if _common_share(text) >= _COMMON_IN_TEXT:
            return None
    elif sum("\x80" <= c <= "\xff" for c in text) < len(text) / 5:
        return None
    data = text.encode(wrong, "ignore")
    for right in ("utf-8", "gb18030"):
        if right == wrong:
            continue
        again = data.decode(right, "ignore")
        han = sum("\u4e00" <= c <= "\u9fff" for c in again)
        if han >= max(_ENOUGH_HAN, len(again) / 3) and _common_share(again) >= _COMMON_IN_TEXT:
            return right.upper()
    return None

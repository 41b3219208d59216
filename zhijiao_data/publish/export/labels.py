"""What a column or a code is called in the language asked for, within what a format has room for."""

from __future__ import annotations

from zhijiao_data.dataset.schema import Field, Table
from zhijiao_data.publish.export.source import Code

LANGUAGES = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}
#: Of a column that is true or false.
TRUTH = {0: Code("", "否", "no"), 1: Code("", "是", "yes")}


def label(thing: Field | Table | Code, lang: str) -> str:
    """``比较方式 / Comparator``, or one of the two."""
    return _said(thing, "label", lang, " / ")


def description(thing: Field | Table, lang: str) -> str:
    """The description in the language or languages asked for."""
    return _said(thing, "description", lang, " ")


def _said(thing: Field | Table | Code, what: str, lang: str, between: str) -> str:
    words = (getattr(thing, f"{what}_{language}") for language in LANGUAGES[lang])
    return between.join(dict.fromkeys(word for word in words if word))


def cut_characters(text: str, most: int) -> str:
    """``text`` in at most so many characters, with … where something is left out."""
    return text if len(text) <= most else text[: most - 1] + "…"


def cut_bytes(text: str, most: int) -> str:
    """``text`` in at most so many bytes of UTF-8, with … where something is left out; no character is broken."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    return encoded[: most - len("…".encode())].decode(errors="ignore") + "…"

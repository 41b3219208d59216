"""The words of the generated pages in either language, from ``words.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from zhijiao_data.dataset.schema import Field, Table


@cache
def _all() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def word(name: str, lang: str, **numbers: object) -> str:
    """The word or sentence of this name, numbers filled in."""
    return _all()[name][lang].format(**numbers)


def label(of: Table | Field, lang: str) -> str:
    """The label of a table or column."""
    return of.label_zh if lang == "zh" else of.label_en


def both(of: Table | Field, lang: str) -> tuple[str, str]:
    """The labels of a table or column, that of the page's language first."""
    return (of.label_zh, of.label_en) if lang == "zh" else (of.label_en, of.label_zh)


def description(of: Table | Field, lang: str) -> str:
    """The description of a table or column."""
    return of.description_zh if lang == "zh" else of.description_en


def other(lang: str) -> str:
    """The other language."""
    return {"zh": "en", "en": "zh"}[lang]


def listed(parts: Iterable[str], lang: str) -> str:
    """Words in a row, parted as the language does."""
    return {"zh": "、", "en": ", "}[lang].join(parts)

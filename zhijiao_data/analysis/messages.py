"""The sentences and words that the studies print, in Chinese and English: one file, messages.yaml, and the one reader of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, RootModel

from zhijiao_data import marked_yaml
from zhijiao_data.dataset import schema
from zhijiao_data.errors import InputError, UsageError

FILE = Path(__file__).with_name("messages.yaml")
Language = Literal["zh", "en"]
_PLACEHOLDER = re.compile(r"\{([a-z_]+)[^{}]{0,20}\}")


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class _File(RootModel[dict[str, _Message]]):
    pass


def message(key: str, lang: Language = "zh", **values: Any) -> str:
    """One message with its placeholders filled in: ``message("notice.too_few_issuers", "en", n=5, needed=8)``.

    Raises:
        UsageError: there is no such message or language, or a placeholder has no value.
    """
    if lang not in ("zh", "en"):
        raise UsageError(f"no language '{lang}'", "", "Use 'zh' or 'en'")
    text = schema.chosen(key, messages(), "message")[lang]
    try:
        return text.format(**values)
    except KeyError as error:
        raise UsageError(f"the message '{key}' needs a value for {error}", "", "Pass it by name") from None


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """All messages: key → language → text.

    Raises:
        InputError: a message lacks a language or is empty, or its languages have other placeholders.
    """
    return read(FILE)


def read(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Read and check one file of messages, uncached.

    Raises:
        InputError: as in `messages`.
    """
    found = marked_yaml.read(path)
    entries = marked_yaml.validate(_File, found).root
    for key, entry in entries.items():
        place = found.where([key])
        if not entry.zh.strip() or not entry.en.strip():
            raise InputError(f"the message '{key}' is empty in a language", place, "Write it in both")
        zh, en = ({match[1] for match in _PLACEHOLDER.finditer(text)} for text in (entry.zh, entry.en))
        if zh != en:
            raise InputError(
                f"the placeholders of '{key}' differ: {sorted(zh ^ en)}", place, "Use the same in both languages"
            )
    return {key: {"zh": entry.zh, "en": entry.en} for key, entry in entries.items()}

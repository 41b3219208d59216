"""The words of the charts, in Chinese and English: ``texts.yaml``."""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from zhijiao_data import marked_yaml
from zhijiao_data.errors import UsageError

FILE = Path(__file__).with_name("texts.yaml")
LANGUAGES = ("zh", "en")
Language = Literal["zh", "en"]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class Message(BaseModel):
    """One text in both languages; both use the same ``{fields}``."""

    model_config = ConfigDict(extra="forbid")

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @model_validator(mode="after")
    def _same_fields(self) -> Message:
        if _fields(self.zh) != _fields(self.en):
            raise ValueError("zh and en do not use the same {fields}")
        return self


class Messages(RootModel[dict[str, Message]]):
    """The whole file: key → message."""


@cache
def messages(path: Path = FILE) -> dict[str, Message]:
    """Every message by its key.

    Raises:
        InputError: the file breaks its form, with the line.
    """
    return marked_yaml.validate(Messages, marked_yaml.read(path)).root


def checked(lang: str) -> Language:
    """``lang`` itself.

    Raises:
        UsageError: it is neither ``zh`` nor ``en``.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"lang={lang!r} is unknown", "", f"Use one of {', '.join(LANGUAGES)}")
    return lang  # type: ignore[return-value]


def say(key: str, lang: Language, **values: object) -> str:
    """The message ``key`` with its fields filled in."""
    return getattr(messages()[key], lang).format(**values)

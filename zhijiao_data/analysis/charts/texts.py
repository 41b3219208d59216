"""The words of the charts, in Chinese and English: ``texts.yaml`` here, and behind it the messages of the studies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhijiao_data.analysis import messages
from zhijiao_data.analysis.messages import Language
from zhijiao_data.errors import UsageError

FILE = Path(__file__).with_name("texts.yaml")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


def checked(lang: str) -> Language:
    """``lang`` itself.

    Raises:
        UsageError: it is neither ``zh`` nor ``en``.
    """
    for one in _LANGUAGES:
        if one == lang:
            return one
    raise UsageError(f"no language '{lang}'", "", "Use 'zh' or 'en'")


@cache
def _texts() -> messages.Mapping[str, messages.Mapping[str, str]]:
    return messages.read(FILE)


def say(key: str, lang: Language, **values: object) -> str:
    """The text ``key`` with its fields filled in; what the charts don't word themselves is a message of the studies."""
    if key in _texts():
        return _texts()[key][lang].format(**values)
    return messages.message(key, lang, **values)

"""Names of bodies and schools in the form in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

# Brackets only group what they hold (各县（市、区）人民政府): the marks go, the words stay.
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉()（）\[\]〔〕【】、，,。；;：:·/|]+")


def bare(name: str) -> str:
    """A name without the marks that only group or quote it: ``成都市“温江二中”`` → ``成都市温江二中``."""
    return _MARKS.sub("", name)


def name_stems(agency: Mapping[str, Any], suffixes: Iterable[str]) -> list[str]:
    """The stems by which an agency is recognised: its names, and each of its subjects with each suffix."""
    subjects, names = agency.get("subjects", ()), agency.get("names", ())
    return [*names, *(subject + suffix for subject in subjects for suffix in suffixes)]

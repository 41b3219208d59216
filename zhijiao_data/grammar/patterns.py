"""Small operations on compiled patterns."""

from __future__ import annotations

import re
from collections import deque


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match of ``pattern`` in ``text``, or ``None``."""
    found = deque(pattern.finditer(text), maxlen=1)
    return found[0] if found else None

"""Regular expressions of the codebook, which name fragments that several of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Put the named fragments into an expression: ``{svs}学校`` → ``(?:中职|…)学校``."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: fragments[found[1]], pattern)

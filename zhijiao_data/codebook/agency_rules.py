"""From a body's name, as written in a document, to its function (``agencies.yaml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zhijiao_data.codebook.loader import load, shared
from zhijiao_data.codebook.names import bare, name_stems

_TRAILING = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?|牵头|负责)$")
_DIVISION = re.compile(r"(?:科|科室|处|股|室|办)$")


@cache
def stems() -> dict[str, str]:
    """Every name stem → agency id: the names of each entry, and its subjects with each common suffix."""
    suffixes = shared("agencies")["suffixes"]
    return {stem: id for id, entry in load("agencies").items() for stem in name_stems(entry, suffixes)}


@cache
def _longest_stem() -> int:
    return max(map(len, stems()))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p), id) for id, entry in load("agencies").items() for p in entry.get("patterns", ()))


@cache
def _divisions() -> dict[str, str]:
    return {entry["divisions_of"]: id for id, entry in load("agencies").items() if "divisions_of" in entry}


@lru_cache(maxsize=8192)
def agency_of(name: str, issuer: str | None = None) -> str | None:
    """The agency id of a body's name, or None.

    The place and level in front (``重庆市万州区``, ``市级``, ``各``) never matter: the function is read at the end of
    the name, by the longest known stem. A division without a function of its own (``人事科``)
    takes that of the document's issuer.

    Args:
        name: the body, as written.
        issuer: the agency id of the issuing body, if known.
    """
    written = bare(name)
    written = _TRAILING.sub("", written) or written
    found = stems()
    for length in range(min(len(written), _longest_stem()), 0, -1):
        if agency := found.get(written[-length:]):
            return agency
    for pattern, agency in _patterns():
        if pattern.search(written):
            return agency
    if issuer and _DIVISION.search(written):
        return _divisions().get(issuer, issuer)
    return None

"""From a school's name, as written in a document, to the institution (``schools.yaml``).

A name is looked up whole, never by its likeness to another: 区内各中职学校 is nobody in particular and stays without an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from zhijiao_data.codebook.loader import load
from zhijiao_data.codebook.names import bare

_TRAILING = re.compile(r"(?:等(?:学校|院校|单位)?|牵头|负责)$")
# 区燎原职业技术学校 in a document of 温江区 is 温江区燎原职业技术学校.
_OWN_PLACE = re.compile(r"^(?:我|本)?(?P<level>[省市州县区])")


@lru_cache(maxsize=8192)
def school_of(name: str, place: str | None = None) -> str | None:
    """The school's id, or None.

    A name that is the school's label, or names the school's place, is understood everywhere; places may be written in
    front of it (成都市温江区燎原职业技术学校) and must be those of the school. A short form (燎原职中) is understood only
    in a document of the school's place or of one below it.

    Args:
        name: the school, as written; marks around it and a closing 等 do not matter.
        place: adcode of the place whose document names it, if known.
    """
    written = bare(name)
    written = _TRAILING.sub("", written) or written
    around = _upwards(place)
    for form, stated in _forms(written, around):
        school = _names().get(form)
        if school is None:
            continue
        own = _upwards(load("schools")[school]["place"])
        if not set(stated) <= set(own):
            continue
        if stated or form in _understood_everywhere() or (own[:1] and own[0] in around):
            return school
    return None


def _forms(written: str, around: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Ways to read a name, each with the places that stand in front of it: as written, without them, with the last one's name only."""
    yield written, ()
    rest, stated = _without_places(written)
    if not stated and (own := _OWN_PLACE.match(written)):
        stated = tuple(code for code in around if _label(code).endswith(own["level"]))[:1]
        rest = written[own.end() :]
    if stated and rest:
        yield rest, stated
        for word in _words(stated[-1]):
            yield word + rest, stated


def _without_places(name: str) -> tuple[str, tuple[str, ...]]:
    """A name without the full names of places in front of it, and those places."""
    stated: list[str] = []
    end = 0
    while code := next((code for label, code in _by_label().items() if name.startswith(label, end)), None):
        stated.append(code)
        end += len(_label(code))
    return name[end:], tuple(stated)


@cache
def _names() -> dict[str, str]:
    """Every bare name → school id."""
    return {bare(name): id for id, school in load("schools").items() for name in (school["label_zh"], *school["names"])}


@cache
def _understood_everywhere() -> frozenset[str]:
    """The bare names that need no document of their place: labels, and names that hold the name of their place."""
    found = set()
    for school in load("schools").values():
        places = [word for code in _upwards(school["place"]) for word in _words(code)]
        named = [name for name in school["names"] if not places or any(word in name for word in places)]
        found.update(map(bare, (school["label_zh"], *named)))
    return frozenset(found)


@cache
def _by_label() -> dict[str, str]:
    return {place["label_zh"]: code for code, place in load("places").items()}


def _label(code: str) -> str:
    places = load("places")
    return places[code]["label_zh"] if code in places else ""


def _words(code: str) -> tuple[str, ...]:
    """The full name of a place and those short ones that are no single character (渝 stands in too many words)."""
    return (_label(code), *(word for word in load("places")[code]["short_names"] if len(word) > 1))


@cache
def _upwards(code: str | None) -> tuple[str, ...]:
    """A place and those above it, the lowest first; a place that the codebook does not hold stands alone."""
    if code is None:
        return ()
    places = load("places")
    return (code, *_upwards(places[code]["parent"])) if code in places else (code,)

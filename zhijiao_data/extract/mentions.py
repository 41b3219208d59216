"""Where a text uses a concept of the codebook (``concepts.yaml``), and whether it only cites a document whose name holds it.

A document that cites 《…促进技能型社会建设的意见》 mentions a title; one that says it will build a 技能型社会 uses the concept. Both are rows,
told apart by ``in_citation``, because the study of diffusion counts them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from zhijiao_data.codebook.loader import load
from zhijiao_data.grammar.span import Span
from zhijiao_data.grammar.terms import TermFinder


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a concept; offsets count from the start of the text that was read, ``term`` is what stands there."""

    start: int
    end: int
    concept_id: str
    term: str
    in_citation: bool


def find_mentions(text: str, cited: Iterable[tuple[int, int]] = ()) -> list[Mention]:
    """The mentions in ``text``, in order, without overlap; linear in its length.

    ``cited`` are the spans of the names of documents in the same text, in any order and nested or not: a mention that lies inside one is
    part of that name.
    """
    names = _merged(cited)
    found: list[Mention] = []
    at = 0
    for match in _finder().find(text):
        while at < len(names) and names[at].end < match.end:
            at += 1
        inside = at < len(names) and names[at].start <= match.start
        found.append(Mention(match.start, match.end, match.key, text[match.start : match.end], inside))
    return found


def _merged(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Span(start, end))
    return merged


@cache
def _finder() -> TermFinder:
    concepts = load("concepts")
    terms = {term: concept_id for concept_id, concept in concepts.items() for term in concept["terms"]}
    return TermFinder(terms, [word for concept in concepts.values() for word in concept["blocked"]])

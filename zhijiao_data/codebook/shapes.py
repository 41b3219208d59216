"""The keys that each file of the codebook has, and the kind of value behind each."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, TEXT_OR_NULL, WORDS, WORDS_OR_NULLS, INTEGER, FLAG, ITEMS, MAPPING, INTEGER_OR_NULL, NUMBER_OR_NULL, ANY = range(
    11
)

DESCRIBED = {
    "id": TEXT,
    "label_zh": TEXT,
    "label_en": TEXT,
    "definition": TEXT,
    "definition_zh": TEXT,
    "include": TEXT_OR_NULL,
    "include_zh": TEXT_OR_NULL,
    "exclude": TEXT_OR_NULL,
    "exclude_zh": TEXT_OR_NULL,
    "examples": ITEMS,
    "bad_examples": ITEMS,
}
# A border is said in both languages or in neither.
BORDERS = (("include", "include_zh"), ("exclude", "exclude_zh"))
# An entry that may not be used by the corpus yet says so in its note.
NOTES = {"note": TEXT, "note_zh": TEXT}
EXAMPLE = {"quote": TEXT}
# Why a bad example is none is said in both languages.
BAD_EXAMPLE = {"quote": TEXT, "reason": TEXT, "reason_zh": TEXT}
# What a stranger needs to code by an entry: one passage shows the case, a second what may vary, a bad one the border.
FEWEST = {"examples": 2, "bad_examples": 1}
CODED = {"text": TEXT, "unit": TEXT_OR_NULL, "form": TEXT, "grade": TEXT}
RULE = {
    "cues": WORDS,
    "text": TEXT,
    "not_text": TEXT,
    "context": TEXT,
    "not_context": TEXT,
    "grade": TEXT,
    "forms": WORDS,
    "units": WORDS_OR_NULLS,
}
RECOGNISED = {"headings": WORDS, "words": WORDS, "weak": WORDS, "patterns": ITEMS}
CUED_PATTERN = {"cues": WORDS, "text": TEXT}
LAST_RESORT = {"task": TEXT, "safeguard": TEXT}
READING_PATTERNS = ("tails", "cells", "grounds", "acts", "effects", "list_ends")
# What is known of a policy. A fact that is known has a certainty and a source, one that isn't has a reason.
FACTS = {
    "title": TEXT,
    "doc_number": TEXT,
    "issuers": WORDS,
    "level": TEXT,
    "issued_on": TEXT,
    "published_on": TEXT,
    "period_start": INTEGER,
    "period_end": INTEGER,
    "parents": WORDS,
}
KNOWN = {"certainty": TEXT, "source": TEXT_OR_NULL}


@dataclass(frozen=True)
class Shape:
    """The keys of an entry of one file, and the keys that stand beside the entries."""

    required: dict[str, int]
    optional: dict[str, int]
    beside: dict[str, int]


SHAPES = {
    "codes": Shape({"label_zh": TEXT, "label_en": TEXT, "column": WORDS, "codes": ITEMS}, {"ordered": FLAG}, {}),
    "units": Shape(DESCRIBED | {"kind": TEXT, "words": WORDS}, NOTES, {}),
    "agencies": Shape(
        DESCRIBED, {"subjects": WORDS, "names": WORDS, "patterns": WORDS, "divisions_of": TEXT}, {"suffixes": WORDS}
    ),
    "places": Shape(DESCRIBED | {"level": TEXT, "parent": TEXT_OR_NULL, "short_names": WORDS}, {}, {}),
    "schools": Shape(DESCRIBED | {"level": TEXT, "place": TEXT_OR_NULL, "names": WORDS}, NOTES, {}),
    "indicators": Shape(
        DESCRIBED
        | {"dimension": TEXT, "unit": TEXT_OR_NULL, "default_form": TEXT, "direction": TEXT, "match": ITEMS}
        | {"denominator": TEXT_OR_NULL},
        {"per": TEXT, "definition_breaks": WORDS} | NOTES,
        {"fragments": MAPPING, "grades": MAPPING},
    ),
    "themes": Shape(
        DESCRIBED | {"parent": TEXT_OR_NULL},
        RECOGNISED | {"general": FLAG} | NOTES,
        {"field": WORDS, "lookalikes": WORDS, "last_resort": MAPPING} | dict.fromkeys(READING_PATTERNS, WORDS),
    ),
    "instruments": Shape(
        DESCRIBED | {"rothwell_zegveld": TEXT, "mechanism": WORDS},
        RECOGNISED | {"mechanism_rule": TEXT, "mechanism_rule_zh": TEXT} | NOTES,
        {"verbs": ITEMS, "last_resort": MAPPING},
    ),
    "concepts": Shape(
        DESCRIBED
        | {"terms": WORDS, "blocked": WORDS, "origin_policy": TEXT_OR_NULL, "origin_level": TEXT_OR_NULL}
        | {"first_mention": TEXT_OR_NULL, "programme_date": TEXT_OR_NULL, "certainty": TEXT}
        | {"sources": WORDS, "note": TEXT_OR_NULL},
        {"note_zh": TEXT},
        {},
    ),
    "policies": Shape(
        {"id": TEXT, "label_zh": TEXT, "label_en": TEXT, "facts": MAPPING, "place": TEXT_OR_NULL}
        | {"aliases": WORDS, "supersedes": WORDS, "note": TEXT_OR_NULL},
        {"note_zh": TEXT},
        {"issuer_short_names": MAPPING, "telling_words": WORDS},
    ),
    "policy_targets": Shape(
        {"id": TEXT, "policy": TEXT, "indicator_id": TEXT_OR_NULL, "indicator_text": TEXT, "indicator_text_zh": TEXT}
        | {"quote": TEXT, "verbatim": FLAG, "form": TEXT, "value_min": NUMBER_OR_NULL, "value_max": NUMBER_OR_NULL}
        | {"comparator": TEXT, "unit": TEXT_OR_NULL, "unit_text": TEXT_OR_NULL, "per": TEXT_OR_NULL}
        | {"denominator": TEXT_OR_NULL, "grade": TEXT_OR_NULL, "scope": TEXT, "scope_en": TEXT, "scope_level": TEXT}
        | {"start_year": INTEGER_OR_NULL, "deadline_year": INTEGER_OR_NULL, "deadline_month": INTEGER_OR_NULL}
        | KNOWN
        | {"note": TEXT_OR_NULL},
        {"mirror": FLAG, "note_zh": TEXT},
        {},
    ),
    "lexicon": Shape(
        {"id": TEXT, "label_zh": TEXT, "label_en": TEXT, "definition": TEXT, "definition_zh": TEXT},
        {"words": WORDS, "patterns": WORDS, "example": TEXT, "bad_example": TEXT},
        {},
    ),
}
CODE = Shape(DESCRIBED, {"names": WORDS, "rank": INTEGER}, {})

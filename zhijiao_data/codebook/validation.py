"""What a file of the codebook must look like. Every break is told with file, line and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhijiao_data.errors import InputError
from zhijiao_data.marked_yaml import MarkedYaml, Step

Place = tuple[Step, ...]
Ids = Callable[[str], tuple[str, ...]]

TEXT, TEXT_OR_NULL, WORDS, WORDS_OR_NULLS, INTEGER, FLAG, ITEMS, MAPPING, INTEGER_OR_NULL, NUMBER_OR_NULL, ANY = range(
    11
)

_DESCRIBED = {
    "id": TEXT,
    "label_zh": TEXT,
    "label_en": TEXT,
    "definition": TEXT,
    "definition_zh": TEXT,
    "include": TEXT_OR_NULL,
    "exclude": TEXT_OR_NULL,
    "examples": ITEMS,
    "bad_examples": ITEMS,
}
# An entry that may not be used by the corpus yet says so in its note.
_NOTES = {"note": TEXT, "note_zh": TEXT}
_EXAMPLE = {"quote": TEXT}
_BAD_EXAMPLE = {"quote": TEXT, "reason": TEXT}
# What a stranger needs to code by an entry: one passage shows the case, a second what may vary, a bad one the border.
_FEWEST = {"examples": 2, "bad_examples": 1}
_CODED = {"text": TEXT, "unit": TEXT_OR_NULL, "form": TEXT, "grade": TEXT}
_RULE = {
    "cues": WORDS,
    "text": TEXT,
    "not_text": TEXT,
    "context": TEXT,
    "not_context": TEXT,
    "grade": TEXT,
    "forms": WORDS,
    "units": WORDS_OR_NULLS,
}
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
# What the finder of terms passes over or reads in another form: a term is written as it is compared.
_NOT_OF_A_TERM = re.compile(r"[“”‘’\"'\s\uff0b\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# Brackets only group what they hold (各县（市、区）人民政府): the marks go, the words stay.
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉()（）\[\]〔〕【】、，,。；;：:·/|]+")
_PATTERN_KEYS = ("text", "not_text", "context", "not_context")
_RECOGNISED = {"headings": WORDS, "words": WORDS, "weak": WORDS, "patterns": ITEMS}
_CUED_PATTERN = {"cues": WORDS, "text": TEXT}
_LAST_RESORT = {"task": TEXT, "safeguard": TEXT}
_READING_PATTERNS = ("tails", "cells", "grounds", "acts", "effects", "list_ends")
# What is known of a policy. A fact that is known has a certainty and a source, one that isn't has a reason.
_FACTS = {
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
_KNOWN = {"certainty": TEXT, "source": TEXT_OR_NULL}
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Shape:
    """The keys of an entry of one file, and the keys that stand beside the entries."""

    required: dict[str, int]
    optional: dict[str, int]
    beside: dict[str, int]


SHAPES = {
    "codes": Shape({"label_zh": TEXT, "label_en": TEXT, "column": WORDS, "codes": ITEMS}, {"ordered": FLAG}, {}),
    "units": Shape(_DESCRIBED | {"kind": TEXT, "words": WORDS}, _NOTES, {}),
    "agencies": Shape(
        _DESCRIBED, {"subjects": WORDS, "names": WORDS, "patterns": WORDS, "divisions_of": TEXT}, {"suffixes": WORDS}
    ),
    "places": Shape(_DESCRIBED | {"level": TEXT, "parent": TEXT_OR_NULL, "short_names": WORDS}, {}, {}),
    "schools": Shape(_DESCRIBED | {"level": TEXT, "place": TEXT_OR_NULL, "names": WORDS}, _NOTES, {}),
    "indicators": Shape(
        _DESCRIBED
        | {"dimension": TEXT, "unit": TEXT_OR_NULL, "default_form": TEXT, "direction": TEXT, "match": ITEMS}
        | {"denominator": TEXT_OR_NULL},
        {"per": TEXT, "definition_breaks": WORDS} | _NOTES,
        {"fragments": MAPPING, "grades": MAPPING},
    ),
    "themes": Shape(
        _DESCRIBED | {"parent": TEXT_OR_NULL},
        _RECOGNISED | {"general": FLAG} | _NOTES,
        {"field": WORDS, "lookalikes": WORDS, "last_resort": MAPPING} | dict.fromkeys(_READING_PATTERNS, WORDS),
    ),
    "instruments": Shape(
        _DESCRIBED | {"rothwell_zegveld": TEXT, "mechanism": WORDS},
        _RECOGNISED | {"mechanism_rule": TEXT, "mechanism_rule_zh": TEXT} | _NOTES,
        {"verbs": ITEMS, "last_resort": MAPPING},
    ),
    "concepts": Shape(
        _DESCRIBED
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
        | _KNOWN
        | {"note": TEXT_OR_NULL},
        {"mirror": FLAG, "note_zh": TEXT},
        {},
    ),
    "lexicon": Shape(
        {"id": TEXT, "label_zh": TEXT, "label_en": TEXT, "definition": TEXT},
        {"words": WORDS, "patterns": WORDS, "example": TEXT, "bad_example": TEXT},
        {},
    ),
}
_CODE = Shape(_DESCRIBED, {"names": WORDS, "rank": INTEGER}, {})


def validate(name: str, document: MarkedYaml, ids: Ids) -> dict[str, Any]:
    """Check one file; return ``{"entries": {id: entry}, …}`` with numbers and flags read from their words.

    ``ids`` gives the ids of a closed list that entries refer to (``units``, ``target_form``).

    Raises:
        InputError: unknown or missing key, missing label, duplicate id, bad expression, unknown code.
    """
    shape = SHAPES.get(name)
    if shape is None:
        raise InputError(f"no shape is known for '{name}.yaml'", document.where(), f"Known: {', '.join(SHAPES)}")
    checker = _Checker(document)
    if name == "codes":
        lists = checker.mapping(document.value, ())
        return {"entries": {key: checker.code_list(value, (key,), shape) for key, value in lists.items()}}
    if isinstance(document.value, list):
        content: dict[str, Any] = {}
        entries = checker.entries(document.value, (), shape)
    else:
        content = dict(checker.mapping(document.value, ()))
        checker.keys(content, (), {"entries": ITEMS}, shape.beside)
        entries = checker.entries(content["entries"], ("entries",), shape)
    if name == "indicators":
        for i, entry in enumerate(entries.values()):
            checker.indicator(entry, ("entries", i), content, ids)
    if name == "agencies":
        checker.agencies(entries, ("entries",), content.get("suffixes", []))
    if name == "concepts":
        checker.concepts(entries, ("entries",), ids)
    if name == "units":
        checker.one_of(entries, ("entries",), "kind", ids("unit_kind"))
    if name == "places":
        checker.one_of(entries, ("entries",), "level", ids("issuer_level"))
        checker.one_of(entries, ("entries",), "parent", (None, *entries))
    if name in ("themes", "instruments"):
        checker.labels(entries, content)
    if name == "themes":
        checker.themes(entries, content)
    if name == "instruments":
        checker.instruments(entries, content, ids)
    if name == "schools":
        checker.one_of(entries, ("entries",), "level", ids("school_level"))
        checker.one_of(entries, ("entries",), "place", (None, *ids("places")))
        checker.owners(entries, ("entries",), lambda school: {*map(bare, (school["label_zh"], *school["names"]))})
    if name == "policies":
        for i, entry in enumerate(entries.values()):
            checker.policy(entry, ("entries", i), ids)
        checker.ancestry(entries, ("entries",))
    if name == "policy_targets":
        for i, entry in enumerate(entries.values()):
            checker.policy_target(entry, ("entries", i), ids)
    return {**content, "entries": entries}


#: For each comparator: what its two bounds must be, and that in words.
BOUNDS: dict[str, tuple[Callable[[float | None, float | None], bool], str]] = {
    "ge": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "gt": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "le": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "lt": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "eq": (lambda low, high: low is not None and low == high, "both bounds equal"),
    # 大体相当 is a comparison without a number.
    "approx": (lambda low, high: low == high, "both bounds equal, or none"),
    "range": (lambda low, high: low is not None and high is not None and low < high, "two bounds, the lower one first"),
}


def later(date: str, other: str) -> bool:
    """Whether ``date`` is certainly later than ``other``; both are YYYY, YYYY-MM or YYYY-MM-DD.

    2019 and 2019-05-06 may be the same day, so that neither is later.
    """
    length = min(len(date), len(other))
    return date[:length] > other[:length]


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Put the named fragments into an expression: ``{svs}学校`` → ``(?:中职|…)学校``."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: fragments[found[1]], pattern)


def bare(name: str) -> str:
    """A name without the marks that only group or quote it: ``成都市“温江二中”`` → ``成都市温江二中``."""
    return _MARKS.sub("", name)


def name_stems(agency: Mapping[str, Any], suffixes: Iterable[str]) -> list[str]:
    """The stems by which an agency is recognised: its names, and each of its subjects with each suffix."""
    subjects, names = agency.get("subjects", ()), agency.get("names", ())
    return [*names, *(subject + suffix for subject in subjects for suffix in suffixes)]


class _Checker:
    def __init__(self, document: MarkedYaml) -> None:
        self._document = document

    def fail(self, what: str, place: Place, remedy: str) -> None:
        raise InputError(what, self._document.where(place), remedy)

    def mapping(self, value: Any, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fail("keys with values are expected", place, "Write 'key: value' lines")
        return value

    def keys(self, entry: Any, place: Place, required: dict[str, int], optional: dict[str, int]) -> None:
        """Check the keys of ``entry`` and the kind of each value; read integers and flags in place."""
        known = required | optional
        for key, value in self.mapping(entry, place).items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                remedy = f"Write '{near[0]}'" if near else f"Keys: {', '.join(known)}"
                self.fail(f"unknown key '{key}'", (*place, key), remedy)
            entry[key] = self._value(value, known[key], (*place, key))
        for key in required:
            if key not in entry:
                self.fail(f"the key '{key}' is missing in {_named(entry)}", place, f"Add '{key}: …'")

    def _value(self, value: Any, kind: int, place: Place) -> Any:
        key = place[-1]
        if kind == TEXT and not (isinstance(value, str) and value.strip()):
            self.fail(f"'{key}' is empty", place, f"Give '{key}' a text")
        elif kind == TEXT_OR_NULL and not (value is None or (isinstance(value, str) and value.strip())):
            self.fail(f"'{key}' is neither a text nor null", place, "Write a text, or null")
        elif kind in (WORDS, WORDS_OR_NULLS):
            allowed = (str, type(None)) if kind == WORDS_OR_NULLS else str
            if not isinstance(value, list) or not all(isinstance(word, allowed) and word != "" for word in value):
                self.fail(f"'{key}' is not a list of words", place, f"Write '{key}: [word, word]'")
            if len(set(value)) < len(value):
                twice = next(word for word in value if value.count(word) > 1)
                self.fail(f"'{twice}' stands twice in '{key}'", place, "Keep one of them")
        elif kind == INTEGER:
            if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,9}", value):
                self.fail(f"'{key}' is not a whole number", place, "Write digits")
            return int(value)
        elif kind in (INTEGER_OR_NULL, NUMBER_OR_NULL):
            if value is None:
                return None
            digits = r"\d{1,9}" if kind == INTEGER_OR_NULL else r"\d{1,12}(?:\.\d{1,6})?"
            if not isinstance(value, str) or not re.fullmatch(digits, value):
                self.fail(f"'{key}' is neither a number nor null", place, "Write digits, or null")
            return float(value) if "." in value else int(value)
        elif kind == FLAG:
            if value not in ("true", "false"):
                self.fail(f"'{key}' is neither true nor false", place, "Write true or false")
            return value == "true"
        elif kind == ITEMS and not isinstance(value, list):
            self.fail(f"'{key}' is not a list", place, "Write a list, or []")
        elif kind == MAPPING:
            self.mapping(value, place)
        return value

    def entries(self, items: Any, place: Place, shape: Shape) -> dict[str, dict[str, Any]]:
        if not isinstance(items, list):
            self.fail("a list of entries is expected", place, "Write '- id: …' lines")
        found: dict[str, dict[str, Any]] = {}
        for i, item in enumerate(items):
            at = (*place, i)
            self.keys(item, at, shape.required, shape.optional)
            if item["id"] in found:
                self.fail(f"the id '{item['id']}' is given twice", (*at, "id"), "Rename or remove one of the entries")
            found[item["id"]] = item
            for key, required in (("examples", _EXAMPLE), ("bad_examples", _BAD_EXAMPLE)):
                if key in shape.required:
                    self.examples(item, at, key, required)
        return found

    def examples(self, entry: Mapping[str, Any], place: Place, key: str, required: dict[str, int]) -> None:
        """Check the passages of one entry: their keys, how many there are, and that none is given twice."""
        quotes: set[str] = set()
        for i, example in enumerate(entry[key]):
            at = (*place, key, i)
            self.keys(example, at, required, {"plan_id": TEXT, **_CODED})
            if example["quote"] in quotes:
                self.fail(f"the quote '{example['quote']}' is given twice in '{key}'", at, "Quote another passage")
            quotes.add(example["quote"])
        if len(quotes) < _FEWEST[key]:
            self.fail(
                f"{len(quotes)} of at least {_FEWEST[key]} passages stand in '{key}' of {_named(entry)}",
                (*place, key),
                "Quote the corpus with plan_id; where it has no such passage, write one in its style without plan_id",
            )

    def code_list(self, value: Any, place: Place, shape: Shape) -> dict[str, Any]:
        self.keys(value, place, shape.required, shape.optional)
        found = self.entries(value["codes"], (*place, "codes"), _CODE)
        ranks = [entry.get("rank") for entry in found.values()]
        if value.get("ordered") and ranks != sorted((rank for rank in ranks if rank is not None), reverse=True):
            self.fail("the codes of an ordered list need falling ranks", place, "Give each code a rank, highest first")
        return {**value, "codes": found}

    def one_of(self, entries: Mapping[str, Any], place: Place, key: str, allowed: tuple[str | None, ...]) -> None:
        for i, entry in enumerate(entries.values()):
            self.code(entry[key], (*place, i, key), key, allowed)

    def code(self, value: str | None, place: Place, key: str, allowed: tuple[str | None, ...]) -> None:
        if value not in allowed:
            near = difflib.get_close_matches(str(value), [word for word in allowed if word], 1)
            listed = ", ".join(str(word) for word in allowed)
            self.fail(f"unknown {key} '{value}'", place, f"Write '{near[0]}'" if near else f"Write one of: {listed}")

    def pattern(self, pattern: str, place: Place, fragments: Mapping[str, str]) -> None:
        try:
            expression = expand(pattern, fragments)
        except KeyError as error:
            self.fail(f"the expression names no known fragment {error}", place, "Define it under 'fragments'")
        try:
            re.compile(expression)
        except re.error as error:
            self.fail(f"the regular expression is wrong ({error})", place, "Correct the expression")
        # A pattern meets text of any length: a repetition without an upper bound can make it slow.
        if re.search(r"(?<!\\)(?:[*+]|\{\d*,\})", re.sub(r"\[[^\]]*\]", "c", expression)):
            self.fail("the regular expression repeats without a bound", place, "Write {0,n} for * and {1,n} for +")

    def indicator(self, entry: Mapping[str, Any], place: Place, content: Mapping[str, Any], ids: Ids) -> None:
        units, forms = ids("units"), ids("target_form")
        fragments, grades = content.get("fragments", {}), content.get("grades", {})
        self.code(entry["unit"], (*place, "unit"), "unit", (None, *units))
        self.code(entry["default_form"], (*place, "default_form"), "default_form", forms)
        self.code(entry["direction"], (*place, "direction"), "direction", ids("indicator_direction"))
        self.code(entry["dimension"], (*place, "dimension"), "dimension", ids("indicator_dimension"))
        for i, rule in enumerate(entry["match"]):
            at = (*place, "match", i)
            self.keys(rule, at, {"cues": WORDS}, _RULE)
            for key in _PATTERN_KEYS:
                if key in rule:
                    self.pattern(rule[key], (*at, key), fragments)
            for unit in rule.get("units", []):
                self.code(unit, (*at, "units"), "unit", (None, *units))
            for form in rule.get("forms", []):
                self.code(form, (*at, "forms"), "form", forms)
            if "grade" in rule:
                self.code(rule["grade"], (*at, "grade"), "grade", tuple(grades))

    def concepts(self, entries: Mapping[str, Any], place: Place, ids: Ids) -> None:
        self.one_of(entries, place, "origin_level", (None, *ids("issuer_level")))
        self.one_of(entries, place, "origin_policy", (None, *ids("policies")))
        self.one_of(entries, place, "certainty", ids("fact_certainty"))
        owner: dict[str, str] = {}
        for i, (concept, entry) in enumerate(entries.items()):
            at = (*place, i)
            for key in ("first_mention", "programme_date"):
                if entry[key] is not None and not _DATE.fullmatch(entry[key]):
                    self.fail(f"'{entry[key]}' is no date", (*at, key), "Write YYYY, YYYY-MM or YYYY-MM-DD, or null")
            if entry["certainty"] == "verified" and not entry["sources"]:
                self.fail(f"'{concept}' is verified without a source", (*at, "sources"), "Name the source")
            if not entry["terms"]:
                self.fail(f"'{concept}' has no term", (*at, "terms"), "Give at least one")
            for key in ("terms", "blocked"):
                for j, word in enumerate(entry[key]):
                    if found := _NOT_OF_A_TERM.search(word):
                        remedy = "Leave out quotation marks and blanks; write letters and figures in half width"
                        self.fail(f"'{word}' holds '{found[0]}'", (*at, key, j), remedy)
            for j, term in enumerate(entry["terms"]):
                if owner.setdefault(term, concept) != concept:
                    self.fail(
                        f"'{term}' stands for {owner[term]} and {concept}", (*at, "terms", j), "Leave it with one"
                    )
        for i, entry in enumerate(entries.values()):
            for j, word in enumerate(entry["blocked"]):
                at = (*place, i, "blocked", j)
                if word in owner:
                    self.fail(f"'{word}' is blocked and a term of {owner[word]}", at, "Leave it in one list")
                if not any(term in word for term in entry["terms"]):
                    self.fail(f"'{word}' holds no term of its entry", at, "Remove it, or correct it")

    def owners(self, entries: Mapping[str, Any], place: Place, names: Callable[[Any], Iterable[str]]) -> None:
        """Each name leads to one entry only; it is told at the later one."""
        owner: dict[str, str] = {}
        for i, (id, entry) in enumerate(entries.items()):
            for name in names(entry):
                if owner.setdefault(name, id) != id:
                    self.fail(f"'{name}' names {owner[name]} and {id}", (*place, i), "Leave it with one of them")

    def agencies(self, entries: Mapping[str, Any], place: Place, suffixes: list[str]) -> None:
        for i, entry in enumerate(entries.values()):
            for pattern in entry.get("patterns", []):
                self.pattern(pattern, (*place, i, "patterns"), {})
            if "divisions_of" in entry:
                self.code(entry["divisions_of"], (*place, i, "divisions_of"), "divisions_of", tuple(entries))
        self.owners(entries, place, lambda entry: name_stems(entry, suffixes))

    def labels(self, entries: Mapping[str, Any], content: Mapping[str, Any]) -> None:
        """What themes and instruments share: words that belong to one entry, sound patterns."""
        owner: dict[str, str] = {}
        heading_owner: dict[str, str] = {}
        for i, (id, entry) in enumerate(entries.items()):
            at: Place = ("entries", i)
            for owners, keys in ((owner, ("words", "weak")), (heading_owner, ("headings",))):
                for key in keys:
                    for word in entry.get(key, []):
                        if owners.setdefault(word, id) != id:
                            self.fail(f"'{word}' stands for {owners[word]} and {id}", (*at, key), "Leave it with one")
            for j, pattern in enumerate(entry.get("patterns", [])):
                self.keys(pattern, (*at, "patterns", j), _CUED_PATTERN, {"weak": FLAG})
                self.pattern(pattern["text"], (*at, "patterns", j, "text"), {})
        if "last_resort" in content:
            self.keys(content["last_resort"], ("last_resort",), _LAST_RESORT, {})
            for role, id in content["last_resort"].items():
                self.code(id, ("last_resort", role), "last_resort", tuple(entries))

    def themes(self, entries: Mapping[str, Any], content: Mapping[str, Any]) -> None:
        tops = tuple(id for id, entry in entries.items() if entry["parent"] is None)
        self.one_of(entries, ("entries",), "parent", (None, *tops))
        for key in _READING_PATTERNS:
            for pattern in content.get(key, []):
                self.pattern(pattern, (key,), {})

    def instruments(self, entries: Mapping[str, Any], content: Mapping[str, Any], ids: Ids) -> None:
        self.one_of(entries, ("entries",), "rothwell_zegveld", ids("rothwell_zegveld"))
        for i, entry in enumerate(entries.values()):
            for mechanism in entry["mechanism"]:
                self.code(mechanism, ("entries", i, "mechanism"), "mechanism", ids("policy_mechanism"))
            if (len(entry["mechanism"]) > 1) != ("mechanism_rule" in entry and "mechanism_rule_zh" in entry):
                self.fail(
                    "a rule says when which of two mechanisms holds", ("entries", i), "Add or remove mechanism_rule"
                )
        for i, rule in enumerate(content.get("verbs", [])):
            self.keys(rule, ("verbs", i), {"instrument": TEXT, "verbs": WORDS}, {})
            self.code(rule["instrument"], ("verbs", i, "instrument"), "instrument", tuple(entries))

    def policy(self, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
        """Check one policy by itself: its facts one by one, its name and its place."""
        facts = entry["facts"]
        self.keys(facts, (*place, "facts"), dict.fromkeys(_FACTS, MAPPING), {})
        for name, kind in _FACTS.items():
            at = (*place, "facts", name)
            fact = facts[name]
            if fact.get("value") is None:
                self.keys(fact, at, {"value": ANY, "reason": TEXT}, {})
                self.code(fact["reason"], (*at, "reason"), "reason", ids("fact_reason"))
                continue
            self.keys(fact, at, {"value": kind} | _KNOWN, {"mirror": FLAG})
            if fact["value"] == []:
                self.fail("an empty list is not a fact", (*at, "value"), "Write null and a reason")
            self.sourced(fact, at, ids)
            if name in ("issued_on", "published_on") and not _DATE.fullmatch(fact["value"]):
                self.fail(f"'{fact['value']}' is no date", (*at, "value"), "Write 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'")
            if name in ("period_start", "period_end") and not _YEAR.fullmatch(str(fact["value"])):
                self.fail(f"'{fact['value']}' is no year", (*at, "value"), "Write four digits")
            if name == "level":
                self.code(fact["value"], (*at, "value"), "level", ids("issuer_level"))
        title = facts["title"]["value"]
        if title is not None and title != entry["label_zh"]:
            self.fail("'label_zh' is not the title", (*place, "label_zh"), f"Write '{title}'")
        start, end = facts["period_start"]["value"], facts["period_end"]["value"]
        if start and end and start > end:
            at = (*place, "facts", "period_end")
            self.fail(f"the period ends in {end}, before it starts in {start}", at, "Correct one of the years")
        self.code(entry["place"], (*place, "place"), "place", (None, *ids("places")))

    def sourced(self, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
        """Check a certainty with its source: what is verified names where it was read."""
        self.code(entry["certainty"], (*place, "certainty"), "certainty", ids("fact_certainty"))
        source = entry["source"]
        if source is None and entry["certainty"].startswith("verified"):
            remedy = "Name the public page or document, or lower the certainty"
            self.fail(f"'{entry['certainty']}' without a source", (*place, "source"), remedy)
        if "mirror" in entry and not (source or "").startswith(("http://", "https://")):
            self.fail("'mirror' is said of no address", (*place, "mirror"), "Remove 'mirror'")

    def ancestry(self, entries: Mapping[str, Any], place: Place) -> None:
        """Check what policies say of each other: known, not later, and no policy its own ancestor."""
        parents = {id: entry["facts"]["parents"]["value"] or [] for id, entry in entries.items()}
        for i, (id, entry) in enumerate(entries.items()):
            at = (*place, i)
            for key, others in (("parent", parents[id]), ("superseded policy", entry["supersedes"])):
                where = (*at, "facts", "parents") if key == "parent" else (*at, "supersedes")
                for other in others:
                    self.code(other, where, key, tuple(entries))
                    own, earlier = _dated(entry), _dated(entries[other])
                    if own and earlier and later(earlier, own):
                        remedy = "Correct a date, or remove it"
                        self.fail(f"the {key} '{other}' ({earlier}) is later than '{id}' ({own})", where, remedy)
            seen: set[str] = set()
            above = list(parents[id])
            while above:
                ancestor = above.pop()
                if ancestor == id:
                    self.fail(f"'{id}' is its own ancestor", (*at, "facts", "parents"), "Remove one of the parents")
                if ancestor not in seen:
                    seen.add(ancestor)
                    above.extend(parents.get(ancestor, ()))

    def policy_target(self, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
        self.code(entry["policy"], (*place, "policy"), "policy", ids("policies"))
        self.code(entry["indicator_id"], (*place, "indicator_id"), "indicator_id", (None, *ids("indicators")))
        self.code(entry["form"], (*place, "form"), "form", ids("target_form"))
        self.code(entry["comparator"], (*place, "comparator"), "comparator", ids("comparator"))
        self.code(entry["unit"], (*place, "unit"), "unit", (None, *ids("units")))
        self.code(entry["scope_level"], (*place, "scope_level"), "scope_level", ids("scope_level"))
        self.sourced(entry, place, ids)
        if entry["verbatim"] and entry["certainty"] != "verified_text":
            self.fail("'verbatim' is said of a text that was not read", (*place, "verbatim"), "Write false")
        low, high = entry["value_min"], entry["value_max"]
        holds, wanted = BOUNDS[entry["comparator"]]
        if not holds(low, high):
            at = (*place, "comparator")
            self.fail(
                f"'{entry['comparator']}' wants {wanted}; the bounds are {low}, {high}", at, "Correct one of them"
            )
        if (entry["unit"] is None) != (low is None and high is None):
            self.fail("a number and its unit come together", (*place, "unit"), "Give both or neither")
        start, year, month = entry["start_year"], entry["deadline_year"], entry["deadline_month"]
        for key, value in (("start_year", start), ("deadline_year", year)):
            if value is not None and not _YEAR.fullmatch(str(value)):
                self.fail(f"'{value}' is no year", (*place, key), "Write four digits")
        if start is not None and year is not None and start > year:
            self.fail(
                f"the deadline {year} is before the start {start}", (*place, "deadline_year"), "Correct one of them"
            )
        if month is not None and (year is None or not 1 <= month <= 12):
            self.fail("the month stands without a year, or is no month", (*place, "deadline_month"), "Write 1 to 12")


def _dated(policy: Mapping[str, Any]) -> str | None:
    """When a policy was issued, else when it was published."""
    facts = policy["facts"]
    return facts["issued_on"]["value"] or facts["published_on"]["value"]


def _named(entry: Mapping[str, Any]) -> str:
    return f"'{entry['id']}'" if "id" in entry else "this entry"

"""Checks that hold for any file of the codebook: keys, kinds of values, ids, examples, codes, patterns, names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zhijiao_data.codebook.expressions import expand
from zhijiao_data.codebook.shapes import (
    BAD_EXAMPLE,
    BORDERS,
    CODE,
    CODED,
    EXAMPLE,
    FEWEST,
    FLAG,
    INTEGER,
    INTEGER_OR_NULL,
    ITEMS,
    MAPPING,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    WORDS,
    WORDS_OR_NULLS,
    Shape,
)
from zhijiao_data.errors import InputError
from zhijiao_data.marked_yaml import MarkedYaml, Step

Place = tuple[Step, ...]


class Checker:
    """Checks values of one file; each break is an error with file, line and remedy."""

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
                self.fail(f"the key '{key}' is missing in {named(entry)}", place, f"Add '{key}: …'")

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
            for pair in BORDERS:
                if pair[0] in shape.required:
                    self.both_or_neither(item, at, pair)
            for key, required in (("examples", EXAMPLE), ("bad_examples", BAD_EXAMPLE)):
                if key in shape.required:
                    self.examples(item, at, key, required)
        return found

    def both_or_neither(self, entry: Mapping[str, Any], place: Place, keys: tuple[str, str]) -> None:
        """Check that two keys of one entry have both a text or are both null; it is told at the one that is null."""
        told = [key for key in keys if entry[key] is not None]
        if len(told) == 1:
            (empty,) = set(keys) - set(told)
            remedy = f"Write '{empty}' too, or null for both"
            self.fail(f"'{told[0]}' has a text and '{empty}' has none in {named(entry)}", (*place, empty), remedy)

    def examples(self, entry: Mapping[str, Any], place: Place, key: str, required: dict[str, int]) -> None:
        """Check the passages of one entry: their keys, how many there are, and that none is given twice."""
        quotes: set[str] = set()
        for i, example in enumerate(entry[key]):
            at = (*place, key, i)
            self.keys(example, at, required, {"plan_id": TEXT, **CODED})
            if example["quote"] in quotes:
                self.fail(f"the quote '{example['quote']}' is given twice in '{key}'", at, "Quote another passage")
            quotes.add(example["quote"])
        if len(quotes) < FEWEST[key]:
            self.fail(
                f"{len(quotes)} of at least {FEWEST[key]} passages stand in '{key}' of {named(entry)}",
                (*place, key),
                "Quote the corpus with plan_id; where it has no such passage, write one in its style without plan_id",
            )

    def code_list(self, value: Any, place: Place, shape: Shape) -> dict[str, Any]:
        self.keys(value, place, shape.required, shape.optional)
        found = self.entries(value["codes"], (*place, "codes"), CODE)
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

    def owners(self, entries: Mapping[str, Any], place: Place, names: Callable[[Any], Iterable[str]]) -> None:
        """Each name leads to one entry only; it is told at the later one."""
        owner: dict[str, str] = {}
        for i, (id, entry) in enumerate(entries.items()):
            for name in names(entry):
                if owner.setdefault(name, id) != id:
                    self.fail(f"'{name}' names {owner[name]} and {id}", (*place, i), "Leave it with one of them")


def named(entry: Mapping[str, Any]) -> str:
    return f"'{entry['id']}'" if "id" in entry else "this entry"

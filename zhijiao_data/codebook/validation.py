"""What a file of the codebook must look like. Every break is told with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from zhijiao_data.codebook.bounds import BOUNDS
from zhijiao_data.codebook.checker import Checker, Place
from zhijiao_data.codebook.names import bare, name_stems
from zhijiao_data.codebook.shapes import (
    ANY,
    CUED_PATTERN,
    FACTS,
    FLAG,
    ITEMS,
    KNOWN,
    LAST_RESORT,
    MAPPING,
    READING_PATTERNS,
    RULE,
    SHAPES,
    TEXT,
    WORDS,
)
from zhijiao_data.errors import InputError
from zhijiao_data.marked_yaml import MarkedYaml
from zhijiao_data.partial_dates import surely_later

Ids = Callable[[str], tuple[str, ...]]

_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What the finder of terms passes over or reads in another form: a term is written as it is compared.
_NOT_OF_A_TERM = re.compile(r"[“”‘’\"'\s\uff0b\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_PATTERN_KEYS = ("text", "not_text", "context", "not_context")


def validate(name: str, document: MarkedYaml, ids: Ids) -> dict[str, Any]:
    """Check one file; return ``{"entries": {id: entry}, …}`` with numbers and flags read from their words.

    ``ids`` gives the ids of a closed list that entries refer to (``units``, ``target_form``).

    Raises:
        InputError: unknown or missing key, missing label, duplicate id, bad expression, unknown code.
    """
    shape = SHAPES.get(name)
    if shape is None:
        raise InputError(f"no shape is known for '{name}.yaml'", document.where(), f"Known: {', '.join(SHAPES)}")
    checker = Checker(document)
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
            _indicator(checker, entry, ("entries", i), content, ids)
    if name == "agencies":
        _agencies(checker, entries, ("entries",), content.get("suffixes", []))
    if name == "concepts":
        _concepts(checker, entries, ("entries",), ids)
    if name == "units":
        checker.one_of(entries, ("entries",), "kind", ids("unit_kind"))
    if name == "places":
        checker.one_of(entries, ("entries",), "level", ids("issuer_level"))
        checker.one_of(entries, ("entries",), "parent", (None, *entries))
    if name in ("themes", "instruments"):
        _labels(checker, entries, content)
    if name == "themes":
        _themes(checker, entries, content)
    if name == "instruments":
        _instruments(checker, entries, content, ids)
    if name == "schools":
        checker.one_of(entries, ("entries",), "level", ids("school_level"))
        checker.one_of(entries, ("entries",), "place", (None, *ids("places")))
        checker.owners(entries, ("entries",), lambda school: {*map(bare, (school["label_zh"], *school["names"]))})
    if name == "policies":
        for i, entry in enumerate(entries.values()):
            _policy(checker, entry, ("entries", i), ids)
        _ancestry(checker, entries, ("entries",))
    if name == "policy_targets":
        for i, entry in enumerate(entries.values()):
            _policy_target(checker, entry, ("entries", i), ids)
    return {**content, "entries": entries}


def _indicator(checker: Checker, entry: Mapping[str, Any], place: Place, content: Mapping[str, Any], ids: Ids) -> None:
    units, forms = ids("units"), ids("target_form")
    fragments, grades = content.get("fragments", {}), content.get("grades", {})
    checker.code(entry["unit"], (*place, "unit"), "unit", (None, *units))
    checker.code(entry["default_form"], (*place, "default_form"), "default_form", forms)
    checker.code(entry["direction"], (*place, "direction"), "direction", ids("indicator_direction"))
    checker.code(entry["dimension"], (*place, "dimension"), "dimension", ids("indicator_dimension"))
    for i, rule in enumerate(entry["match"]):
        at = (*place, "match", i)
        checker.keys(rule, at, {"cues": WORDS}, RULE)
        for key in _PATTERN_KEYS:
            if key in rule:
                checker.pattern(rule[key], (*at, key), fragments)
        for unit in rule.get("units", []):
            checker.code(unit, (*at, "units"), "unit", (None, *units))
        for form in rule.get("forms", []):
            checker.code(form, (*at, "forms"), "form", forms)
        if "grade" in rule:
            checker.code(rule["grade"], (*at, "grade"), "grade", tuple(grades))


def _concepts(checker: Checker, entries: Mapping[str, Any], place: Place, ids: Ids) -> None:
    checker.one_of(entries, place, "origin_level", (None, *ids("issuer_level")))
    checker.one_of(entries, place, "origin_policy", (None, *ids("policies")))
    checker.one_of(entries, place, "certainty", ids("fact_certainty"))
    owner: dict[str, str] = {}
    for i, (concept, entry) in enumerate(entries.items()):
        at = (*place, i)
        for key in ("first_mention", "programme_date"):
            if entry[key] is not None and not _DATE.fullmatch(entry[key]):
                checker.fail(f"'{entry[key]}' is no date", (*at, key), "Write YYYY, YYYY-MM or YYYY-MM-DD, or null")
        if entry["certainty"] == "verified" and not entry["sources"]:
            checker.fail(f"'{concept}' is verified without a source", (*at, "sources"), "Name the source")
        if not entry["terms"]:
            checker.fail(f"'{concept}' has no term", (*at, "terms"), "Give at least one")
        for key in ("terms", "blocked"):
            for j, word in enumerate(entry[key]):
                if found := _NOT_OF_A_TERM.search(word):
                    remedy = "Leave out quotation marks and blanks; write letters and figures in half width"
                    checker.fail(f"'{word}' holds '{found[0]}'", (*at, key, j), remedy)
        for j, term in enumerate(entry["terms"]):
            if owner.setdefault(term, concept) != concept:
                checker.fail(f"'{term}' stands for {owner[term]} and {concept}", (*at, "terms", j), "Leave it with one")
    for i, entry in enumerate(entries.values()):
        for j, word in enumerate(entry["blocked"]):
            at = (*place, i, "blocked", j)
            if word in owner:
                checker.fail(f"'{word}' is blocked and a term of {owner[word]}", at, "Leave it in one list")
            if not any(term in word for term in entry["terms"]):
                checker.fail(f"'{word}' holds no term of its entry", at, "Remove it, or correct it")


def _agencies(checker: Checker, entries: Mapping[str, Any], place: Place, suffixes: list[str]) -> None:
    for i, entry in enumerate(entries.values()):
        for pattern in entry.get("patterns", []):
            checker.pattern(pattern, (*place, i, "patterns"), {})
        if "divisions_of" in entry:
            checker.code(entry["divisions_of"], (*place, i, "divisions_of"), "divisions_of", tuple(entries))
    checker.owners(entries, place, lambda entry: name_stems(entry, suffixes))


def _labels(checker: Checker, entries: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """What themes and instruments share: words that belong to one entry, sound patterns."""
    owner: dict[str, str] = {}
    heading_owner: dict[str, str] = {}
    for i, (id, entry) in enumerate(entries.items()):
        at: Place = ("entries", i)
        for owners, keys in ((owner, ("words", "weak")), (heading_owner, ("headings",))):
            for key in keys:
                for word in entry.get(key, []):
                    if owners.setdefault(word, id) != id:
                        checker.fail(f"'{word}' stands for {owners[word]} and {id}", (*at, key), "Leave it with one")
        for j, pattern in enumerate(entry.get("patterns", [])):
            checker.keys(pattern, (*at, "patterns", j), CUED_PATTERN, {"weak": FLAG})
            checker.pattern(pattern["text"], (*at, "patterns", j, "text"), {})
    if "last_resort" in content:
        checker.keys(content["last_resort"], ("last_resort",), LAST_RESORT, {})
        for role, id in content["last_resort"].items():
            checker.code(id, ("last_resort", role), "last_resort", tuple(entries))


def _themes(checker: Checker, entries: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    tops = tuple(id for id, entry in entries.items() if entry["parent"] is None)
    checker.one_of(entries, ("entries",), "parent", (None, *tops))
    for key in READING_PATTERNS:
        for pattern in content.get(key, []):
            checker.pattern(pattern, (key,), {})


def _instruments(checker: Checker, entries: Mapping[str, Any], content: Mapping[str, Any], ids: Ids) -> None:
    checker.one_of(entries, ("entries",), "rothwell_zegveld", ids("rothwell_zegveld"))
    for i, entry in enumerate(entries.values()):
        for mechanism in entry["mechanism"]:
            checker.code(mechanism, ("entries", i, "mechanism"), "mechanism", ids("policy_mechanism"))
        if (len(entry["mechanism"]) > 1) != ("mechanism_rule" in entry and "mechanism_rule_zh" in entry):
            checker.fail(
                "a rule says when which of two mechanisms holds", ("entries", i), "Add or remove mechanism_rule"
            )
    for i, rule in enumerate(content.get("verbs", [])):
        checker.keys(rule, ("verbs", i), {"instrument": TEXT, "verbs": WORDS}, {})
        checker.code(rule["instrument"], ("verbs", i, "instrument"), "instrument", tuple(entries))


def _policy(checker: Checker, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
    """Check one policy by itself: its facts one by one, its name and its place."""
    facts = entry["facts"]
    checker.keys(facts, (*place, "facts"), dict.fromkeys(FACTS, MAPPING), {})
    for name, kind in FACTS.items():
        at = (*place, "facts", name)
        fact = facts[name]
        if fact.get("value") is None:
            checker.keys(fact, at, {"value": ANY, "reason": TEXT}, {})
            checker.code(fact["reason"], (*at, "reason"), "reason", ids("fact_reason"))
            continue
        checker.keys(fact, at, {"value": kind} | KNOWN, {"mirror": FLAG})
        if fact["value"] == []:
            checker.fail("an empty list is not a fact", (*at, "value"), "Write null and a reason")
        _sourced(checker, fact, at, ids)
        if name in ("issued_on", "published_on") and not _DATE.fullmatch(fact["value"]):
            checker.fail(f"'{fact['value']}' is no date", (*at, "value"), "Write 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'")
        if name in ("period_start", "period_end") and not _YEAR.fullmatch(str(fact["value"])):
            checker.fail(f"'{fact['value']}' is no year", (*at, "value"), "Write four digits")
        if name == "level":
            checker.code(fact["value"], (*at, "value"), "level", ids("issuer_level"))
    title = facts["title"]["value"]
    if title is not None and title != entry["label_zh"]:
        checker.fail("'label_zh' is not the title", (*place, "label_zh"), f"Write '{title}'")
    start, end = facts["period_start"]["value"], facts["period_end"]["value"]
    if start and end and start > end:
        at = (*place, "facts", "period_end")
        checker.fail(f"the period ends in {end}, before it starts in {start}", at, "Correct one of the years")
    checker.code(entry["place"], (*place, "place"), "place", (None, *ids("places")))


def _sourced(checker: Checker, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
    """Check a certainty with its source: what is verified names where it was read."""
    checker.code(entry["certainty"], (*place, "certainty"), "certainty", ids("fact_certainty"))
    source = entry["source"]
    if source is None and entry["certainty"].startswith("verified"):
        remedy = "Name the public page or document, or lower the certainty"
        checker.fail(f"'{entry['certainty']}' without a source", (*place, "source"), remedy)
    if "mirror" in entry and not (source or "").startswith(("http://", "https://")):
        checker.fail("'mirror' is said of no address", (*place, "mirror"), "Remove 'mirror'")


def _ancestry(checker: Checker, entries: Mapping[str, Any], place: Place) -> None:
    """Check what policies say of each other: known, not later, and no policy its own ancestor."""
    parents = {id: entry["facts"]["parents"]["value"] or [] for id, entry in entries.items()}
    for i, (id, entry) in enumerate(entries.items()):
        at = (*place, i)
        for key, others in (("parent", parents[id]), ("superseded policy", entry["supersedes"])):
            where = (*at, "facts", "parents") if key == "parent" else (*at, "supersedes")
            for other in others:
                checker.code(other, where, key, tuple(entries))
                own, earlier = _dated(entry), _dated(entries[other])
                if own and earlier and surely_later(earlier, own):
                    remedy = "Correct a date, or remove it"
                    checker.fail(f"the {key} '{other}' ({earlier}) is later than '{id}' ({own})", where, remedy)
        seen: set[str] = set()
        above = list(parents[id])
        while above:
            ancestor = above.pop()
            if ancestor == id:
                checker.fail(f"'{id}' is its own ancestor", (*at, "facts", "parents"), "Remove one of the parents")
            if ancestor not in seen:
                seen.add(ancestor)
                above.extend(parents.get(ancestor, ()))


def _policy_target(checker: Checker, entry: Mapping[str, Any], place: Place, ids: Ids) -> None:
    checker.code(entry["policy"], (*place, "policy"), "policy", ids("policies"))
    checker.code(entry["indicator_id"], (*place, "indicator_id"), "indicator_id", (None, *ids("indicators")))
    checker.code(entry["form"], (*place, "form"), "form", ids("target_form"))
    checker.code(entry["comparator"], (*place, "comparator"), "comparator", ids("comparator"))
    checker.code(entry["unit"], (*place, "unit"), "unit", (None, *ids("units")))
    checker.code(entry["scope_level"], (*place, "scope_level"), "scope_level", ids("scope_level"))
    _sourced(checker, entry, place, ids)
    if entry["verbatim"] and entry["certainty"] != "verified_text":
        checker.fail("'verbatim' is said of a text that was not read", (*place, "verbatim"), "Write false")
    low, high = entry["value_min"], entry["value_max"]
    holds, wanted = BOUNDS[entry["comparator"]]
    if not holds(low, high):
        at = (*place, "comparator")
        checker.fail(f"'{entry['comparator']}' wants {wanted}; the bounds are {low}, {high}", at, "Correct one of them")
    if (entry["unit"] is None) != (low is None and high is None):
        checker.fail("a number and its unit come together", (*place, "unit"), "Give both or neither")
    start, year, month = entry["start_year"], entry["deadline_year"], entry["deadline_month"]
    for key, value in (("start_year", start), ("deadline_year", year)):
        if value is not None and not _YEAR.fullmatch(str(value)):
            checker.fail(f"'{value}' is no year", (*place, key), "Write four digits")
    if start is not None and year is not None and start > year:
        checker.fail(
            f"the deadline {year} is before the start {start}", (*place, "deadline_year"), "Correct one of them"
        )
    if month is not None and (year is None or not 1 <= month <= 12):
        checker.fail("the month stands without a year, or is no month", (*place, "deadline_month"), "Write 1 to 12")


def _dated(policy: Mapping[str, Any]) -> str | None:
    """When a policy was issued, else when it was published."""
    facts = policy["facts"]
    return facts["issued_on"]["value"] or facts["published_on"]["value"]

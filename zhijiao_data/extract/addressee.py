"""Whom an aim calls on: who must act for the number to come true, as the sentence puts it (codes.yaml: addressee).

Four questions are asked in this order; the first that is answered decides.

1. Does the document *seek* what a superior grants? A word of seeking (争创, 争取, 申报 …) and a grade above the issuer's own, or support from
   above, in one clause: ``upper_level``. A prize in a contest is not granted on application and does not count.
2. Is a party the *subject* of the clause, or called on in it (鼓励企业…, 要求学校…), or in an earlier clause of the sentence, and is it to do
   something? Rules, dated work, ratios and whatever is required of or opened to a party are its own doing; a stock or share over parties
   (全县学校全部达标) is the area's.
3. Without such a party: *supervision* is done by departments, and a quantity inside schools (课时, 实习时间) by schools.
4. Else the issuing government answers for its area: ``self_government``.

The words are groups of ``codebook/lexicon.yaml`` (``party.…``, ``addressee.…``, ``grade.…``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhijiao_data.extract.wording import without_date
from zhijiao_data.grammar.lexicon import alternatives, pattern

#: No party's name is longer, and no sentence is looked back on further than this many characters.
_LONGEST_NAME = 16
LONGEST_REACH = 240
_CLAUSE_MARKS = "，；：。！？\n"
_SENTENCE_MARKS = "。！？\n"
#: Names of parties (lexicon.yaml: party.…) and the code of each.
_PARTIES = {
    "school": "school",
    "firm": "firm",
    "person": "individual",
    "department": "department",
    "area": "self_government",
}
#: Grades that stand above a level of issuer; an issuer of any other level (or of none) stands below a city.
_GRADES_ABOVE = {
    "national": (),
    "ministry": (),
    "province": ("grade.national",),
    "city": ("grade.national", "grade.province"),
}
_ALL_GRADES = ("grade.national", "grade.province", "grade.city")
#: Forms that are a party's own doing when it is their subject, and forms that may be an activity without a quantity.
_RULES = frozenset({"norm", "ratio"})
_ACTIVITIES = frozenset({"norm", "milestone"})
#: Levels of modality that are addressed to somebody.
_ADDRESSED = frozenset({"mandatory", "enabling"})


class _Subject(NamedTuple):
    code: str
    own: bool  # stands in the target's own clause
    called: bool  # is called on (鼓励企业…), so that the clause behind goes back to the issuer
    rest: str  # what the clause says of it


def words_before(text: str, start: int) -> str:
    """The words of the sentence in front of ``start``, at most ``LONGEST_REACH`` characters."""
    first = max(0, start - LONGEST_REACH)
    cut = max(text.rfind(mark, first, start) for mark in _SENTENCE_MARKS)
    return text[max(first, cut + 1) : start]


def addressee_of(
    quote: str,
    before: str = "",
    *,
    scope: str | None = None,
    form: str | None = None,
    modality: str | None = None,
    modality_marker: str | None = None,
    grade: str | None = None,
    issuer_level: str | None = None,
    bodies: Sequence[str] = (),
) -> str:
    """The code of the party that a target calls on; never ``None``.

    Args:
        quote: the target's words (reading text).
        before: the words of its sentence in front of the quote (:func:`words_before`).
        scope: whom or where the target binds, as read from the sentence.
        form: the target's form (codes.yaml: target_form).
        modality: its level of modality; ``modality_marker``: the word that decides it.
        grade: the grade of what is counted (国家级, 市级及以上 …).
        issuer_level: the level of the issuing body (codes.yaml: issuer_level).
        bodies: the names of the bodies that carry out the task in which the target stands.
    """
    quote, before = "".join(quote.split()), "".join(before.split())
    cut = max((before.rfind(mark) for mark in _CLAUSE_MARKS), default=-1) + 1
    clause = before[cut:] + quote
    if _seeks_superior(clause, modality_marker, grade, issuer_level):
        return "upper_level"
    subject = _subject(clause, before[:cut]) or _of_scope(scope, clause)
    if subject is not None and _acts(subject, quote, form, modality):
        return subject.code
    if subject is None or subject.code != "self_government":
        if _supervision().search(clause) and form in _ACTIVITIES:
            return "department"
        if _inside_schools().search(clause) and (subject is None or subject.code != "firm"):
            return "school"
    implementing = {_party_at_end(body) for body in bodies}
    if form in _ACTIVITIES and not scope and len(implementing) == 1 and (only := implementing.pop()) is not None:
        return only
    return "self_government"


# --- 1. seeking ------------------------------------------------------------------------------------------------------------------------------------


def _seeks_superior(clause: str, marker: str | None, grade: str | None, issuer_level: str | None) -> bool:
    if not (_seeking().search(marker or "") or _seeking().search(clause)) or _contest().search(clause):
        return False
    above = _GRADES_ABOVE.get(issuer_level or "", _ALL_GRADES)
    if not above:
        return False
    graded = grade and re.match(alternatives(*above), grade)
    return bool(graded or pattern("addressee.superior").search(clause))


@cache
def _seeking() -> re.Pattern[str]:
    return re.compile(alternatives("addressee.seek"))


@cache
def _contest() -> re.Pattern[str]:
    return re.compile(alternatives("addressee.contest"))


# --- 2. subjects -----------------------------------------------------------------------------------------------------------------------------------


def _subject(clause: str, earlier: str) -> _Subject | None:
    """The party that the clause has as subject or calls on, else the one of the nearest clause in front of it that has one."""
    if found := _party(clause, True):
        return found
    clauses = reversed(re.split(f"[{_CLAUSE_MARKS}]", earlier))
    return next((found for words in clauses if (found := _party(words, False))), None)


def _party(clause: str, own: bool) -> _Subject | None:
    """The party that opens a clause as its subject."""
    words = _bare(clause)
    if _opening_verb().match(words):
        return None
    match = _opens().match(words)
    called = words != _uncalled(clause)
    return _Subject(_code(match), own, called, words[match.end() :]) if match else None


def _bare(clause: str) -> str:
    """A clause without the dates, connectives and calls that open it."""
    words, previous = _uncalled(clause), None
    while words != previous:
        previous = words
        words = _front().sub("", _calls().sub("", words, count=1))
    return words


def _uncalled(clause: str) -> str:
    """A clause without the dates and connectives that open it."""
    return _front().sub("", without_date(clause))


_FRONTS = r"(?:\d{1,2}[.．]|\d{1,2}月(?:\d{1,2}日|底|末)?(?:之?前)?|\d{4}年(?:底|末)?(?:之?前)?|并|同时|且|其中|、|每年|[一二三四五六七八九十]是|所有|全体)"


@cache
def _front() -> re.Pattern[str]:
    return re.compile(rf"^{_FRONTS}{{1,4}}")


@cache
def _calls() -> re.Pattern[str]:
    return re.compile(rf"^(?:积极|大力|切实|严格)?(?:{alternatives('addressee.call')})(?=[\u4e00-\u9fff]{{2}})")


@cache
def _parties() -> str:
    return "|".join(f"(?P<{name}>{alternatives(f'party.{name}')})" for name in _PARTIES)


@cache
def _opens() -> re.Pattern[str]:
    """A party's name with what may stand behind a subject; the name is the shortest that has it."""
    behind = alternatives("party.acts", "verb.reach", "verb.accomplish", "addressee.own_work")
    name = rf"[\u4e00-\u9fff“”()、\d]{{0,{_LONGEST_NAME}}}?"
    return re.compile(rf"{name}(?:{_parties()})(?=(?:{behind}|\d))")


@cache
def _opening_verb() -> re.Pattern[str]:
    """Verbs that make the party behind them an object (建设示范学校; 将某校建成…)."""
    verbs = alternatives(
        "verb.build", "verb.lead", "verb.open", "verb.accomplish", "party.object", "addressee.own_work"
    )
    return re.compile(rf"(?!{alternatives('party.school')})(?:{verbs})")  # 校企共建 brings its subject


def _code(match: re.Match[str]) -> str:
    return next(code for name, code in _PARTIES.items() if match[name])


def _of_scope(scope: str | None, clause: str) -> _Subject | None:
    """The party that binds the sentence, unless the clause has it as object (将某校建成…, 完成某校…建设)."""
    code = _party_at_end(scope) if scope else None
    words = _bare(clause)
    if code is None or (scope and scope in words and _opening_verb().match(words)):
        return None
    return _Subject(code, False, False, "")


def _party_at_end(name: str) -> str | None:
    match = _ends().search(name)
    return _code(match) if match else None


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"(?:{_parties()})(?:办公室)?$")


def _acts(subject: _Subject, quote: str, form: str | None, modality: str | None) -> bool:
    """Whether the party is to do what the target says, or only stands in what is counted."""
    if subject.code == "self_government" or modality in _ADDRESSED:
        return True
    if subject.own:
        return form in _RULES or _works(subject.rest)
    opens_with_work = _opening_verb().match(_bare(quote)) is not None
    if subject.called:  # 鼓励教师参赛，争取获奖增加 goes on with the teachers, 支持学校合作，建设1个基地 does not
        return modality == "aspirational" or (form in _RULES and not opens_with_work)
    if form in _RULES:
        return True
    return opens_with_work and _works(quote) and (form == "milestone" or _works(subject.rest))


def _works(words: str) -> bool:
    """Whether the first verb is one of work, not of reaching a value."""
    verb = _verb().search(words)
    return verb is not None and verb["work"] is not None


@cache
def _verb() -> re.Pattern[str]:
    """A verb with an object behind it: of work, or of reaching a value."""
    return re.compile(
        rf"(?:(?P<work>{alternatives('addressee.own_work')})|{alternatives('verb.reach')})(?=[\u4e00-\u9fff\d“])"
    )


# --- 3. no subject ---------------------------------------------------------------------------------------------------------------------------------


@cache
def _supervision() -> re.Pattern[str]:
    return re.compile(alternatives("addressee.supervision"))


@cache
def _inside_schools() -> re.Pattern[str]:
    return re.compile(alternatives("addressee.of_schools"))

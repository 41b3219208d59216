"""From a citation, as written in a document, to the policy it names (``policies.yaml``).

A citation is resolved only by its number, its whole title or a registered short name. A title that merely holds or
resembles a known one names another document: what resembles it is a suggestion for a person, never a repair.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from zhijiao_data.codebook.agency_rules import agency_of
from zhijiao_data.codebook.loader import codes, entry, load, shared
from zhijiao_data.partial_dates import surely_later

# Marks that come and go in copies of a title. Book marks stay: they show that a title quotes another one.
_QUOTES = str.maketrans({mark: None for mark in "“”\"'‘’「」『』·•、，,:;；：。 \t\n"})
_GLYPHS = str.maketrans(
    {"《": "〈", "<": "〈", "》": "〉", ">": "〉"}
    | dict.fromkeys("〔[【［", "(")
    | dict.fromkeys("〕]】］", ")")
    | dict.fromkeys("–—―−‐‑~〜∼", "-")
)
_YEARS = re.compile(r"(\d{4})年?(?:-{1,3}|至|到)(\d{4})年?")
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,14})\((\d{4})\)第?0{0,3}(\d{1,5})号?")
# 《…关于印发〈X〉的通知》 carries X and is cited for it; a notice that forwards (转发) is a document of its own.
_PUBLISH = "(?:联合)?(?:印发|颁发|颁布|发布|公布)"
_WRAPPER = re.compile(
    r"(?P<issuer>(?:(?!转发|关于)[^〈〉]){0,80}?)"
    rf"(?:(?:关于)?{_PUBLISH}〈(?P<marked>.{{2,160}})〉(?:的(?:通知|公告))?|关于{_PUBLISH}(?P<plain>[^〈〉]{{2,120}})的通知)"
)
_STATE = "中华人民共和国"
_ABOUT = re.compile(r"(?P<issuer>[^〈〉]{1,80}?)(?P<rest>关于[^〈〉]{4,160})")
_TRIAL = re.compile(r"\((?:试行|暂行|试行稿)\)$")
_SPAN = re.compile(r"\(\d{4}-\d{4}\)(?=$|的)")
_EDITION = re.compile(r"\((?P<year>\d{4})年?(?:修订|修正|修正本|版|本|年本)?\)$")
_REMARK = re.compile(r"\((?:以下)?简称.{1,40}\)$")
# A local title opens with its place (某市…), or with 我市, 全省, 市: none of it is a national document.
_LOCAL = re.compile(r"(?:[我本全]?|[\u4e00-\u9fff]{2,8}?)(?:自治[区州县旗]|[省市区县州盟旗])(?![域场属内级民间])")
_LOCAL_BODY = re.compile(r"(?P<place>[\u4e00-\u9fff]{0,8}?)[省市区县州盟旗](?![域场])")
# Provinces have 厅 and 局; at the centre there are 部, 委, 总局 and 国家…局.
_LOCAL_OFFICE = re.compile(r"(?<!办公)厅$|^(?!国家|全国|中国).{0,30}(?<!总)局$")
_BODIES = re.compile(r"[、和与及,，/ ]")
_OFFICE = re.compile(r"(?:办公厅|办公室)$")
_COUNT = re.compile(r"等[一二三四五六七八九十\d]{0,3}(?:有关|相关)?(?:部门|单位|部委)$|等$")
#: The ways of resolving that lead to a policy.
RESOLVED = ("number", "title", "alias", "name_only")
#: Below this share of common characters, two titles are not alike.
_ALIKE = 0.75
#: With the same number, titles that have less in common than this contradict each other.
_UNLIKE = 0.4
_TIE = 0.02
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a citation names, and how that was found.

    ``how`` is a code of the list ``citation_resolution``; ``policy_id`` is given for ``number``, ``title``,
    ``alias`` and ``name_only`` only. ``suggestion`` is the policy that was probably meant where nothing was resolved.
    """

    policy_id: str | None
    how: str
    suggestion: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Cited:
    """A title read: itself, who issues it, what stands behind the issuer, the year of its edition."""

    whole: str
    issuer: str
    bare: str
    edition: str | None


@dataclass(frozen=True, slots=True)
class _Index:
    numbers: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]]


# --- what is known of a policy --------------------------------------------------------------------------------------


def is_unverified(fact: Mapping[str, Any]) -> bool:
    """Whether a fact has a value that was not read in a source."""
    return fact.get("value") is not None and fact["certainty"].startswith("unverified")


def overall_certainty(policy: Mapping[str, Any]) -> str:
    """The certainty of a policy: the weakest among title, number, level and date of issue.

    These four tell which document it is and what may have come before it. A fact that is missing counts for nothing
    here: its reason stands with it.
    """
    order = codes("fact_certainty")
    facts = (policy["facts"][name] for name in ("title", "doc_number", "level", "issued_on"))
    return max((fact["certainty"] for fact in facts if fact["value"] is not None), key=order.index, default=order[-1])


# --- normal forms ---------------------------------------------------------------------------------------------------


def title_key(title: str) -> str:
    """A title without what differs between copies of it: marks, brackets, dashes, blanks, the name of the state.

    Book marks around the whole are dropped, those inside kept: 《关于贯彻〈X〉的意见》 is not X.
    """
    key = unicodedata.normalize("NFKC", title).translate(_GLYPHS).translate(_QUOTES)
    while (shorter := _peeled(key)) != key:
        key = shorter
    return key


def _peeled(key: str) -> str:
    if key.startswith("〈") and key.endswith("〉") and _encloses(key):
        key = key[1:-1]
    key = _REMARK.sub("", _YEARS.sub(r"\1-\2", key))
    return key.removeprefix(_STATE) or key


def number_key(number: str | None) -> str | None:
    """An official number in one form, 国发[2019]04号 → 国发〔2019〕4号; None when it isn't one.

    Orders (主席令第…号) have no year, so that their numbers come back: they identify nothing.
    """
    if not number:
        return None
    bare = unicodedata.normalize("NFKC", number).translate(_GLYPHS).translate(_QUOTES)
    found = _NUMBER.fullmatch(bare.strip("()") if bare.endswith("号)") else bare)
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else None


def _encloses(key: str) -> bool:
    depth = 0
    for i, char in enumerate(key):
        depth += (char == "〈") - (char == "〉")
        if depth == 0:
            return i == len(key) - 1
    return False


def _read(title: str, issuer: str | None) -> _Cited:
    key = title_key(title)
    issuers = [unicodedata.normalize("NFKC", issuer)] if issuer else []
    while found := _WRAPPER.fullmatch(key):
        if found["issuer"]:
            issuers.append(found["issuer"])
        key = title_key(found["marked"] or found["plain"])
    bare = key
    if about := _ABOUT.fullmatch(key):
        issuers.append(about["issuer"])
        bare = about["rest"]
    edition = _EDITION.search(bare)
    return _Cited(key, "、".join(dict.fromkeys(issuers)), bare, edition["year"] if edition else None)


def _stem(key: str) -> str:
    """A title without its years and (试行)."""
    return _SPAN.sub("", _TRIAL.sub("", key))


# --- the index of the registry --------------------------------------------------------------------------------------


@cache
def _index() -> _Index:
    numbers: dict[str, dict[str, None]] = {}
    titles: dict[str, dict[str, None]] = {}
    aliases: dict[str, dict[str, None]] = {}
    for id, policy in load("policies").items():
        if number := number_key(policy["facts"]["doc_number"]["value"]):
            numbers.setdefault(number, {})[id] = None
        for key in _keys(policy):
            titles.setdefault(key, {})[id] = None
        for alias in policy["aliases"]:
            aliases.setdefault(title_key(alias), {})[id] = None
    return _Index(*({key: tuple(ids) for key, ids in found.items()} for found in (numbers, titles, aliases)))


def _keys(policy: Mapping[str, Any]) -> Iterable[str]:
    """The keys under which a policy's title is found: whole, without its issuer, without (试行) and years.

    These two may be left out by the one who cites, never added: 《…（试行）》 is not the standard that replaced it.
    """
    title = policy["facts"]["title"]["value"]
    if title is None:
        return
    cited = _read(title, None)
    places = _place_names(policy)
    for key in dict.fromkeys((cited.whole, cited.bare)):
        yield from dict.fromkeys((key, _stem(key)))
        for place in places:  # 重庆市深化…方案, issued by 重庆市人民政府 as 深化…方案, and the other way round
            yield from dict.fromkeys((key.removeprefix(place), place + key))


def _place_names(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """The name of a local policy's place and its short names of two characters or more; none for a national policy."""
    if policy["place"] is None:
        return ()
    place = entry("places", policy["place"])
    return (place["label_zh"], *(name for name in place["short_names"] if len(name) > 1))


# --- issuers --------------------------------------------------------------------------------------------------------


def _agrees(issuer: str, policy: Mapping[str, Any]) -> bool | None:
    """Whether the issuer as cited is one of the policy's: yes, no, or None when nothing speaks for either.

    市政府 may be any city's: it neither confirms nor contradicts a local policy, and contradicts a national one.
    """
    for short, full in shared("policies").get("issuer_short_names", {}).items():
        issuer = issuer.replace(short, full)
    known = policy["facts"]["issuers"]["value"] or ()
    if any(_office(name) in _office(issuer) for name in known):
        return True
    found = {_body_agrees(body, known, policy) for part in _BODIES.split(issuer) if (body := _COUNT.sub("", part))}
    return True if True in found else None if None in found or not found else False


def _office(name: str) -> str:
    """A body without 办公厅 and 和: 教育部办公厅 acts for 教育部, 发展改革委 is 发展和改革委."""
    return _OFFICE.sub("", title_key(name)).replace("和", "")


def _body_agrees(body: str, known: Iterable[str], policy: Mapping[str, Any]) -> bool | None:
    local = _LOCAL_BODY.match(body)
    if policy["place"] is not None:
        if any(name in body for name in _place_names(policy)):
            return True
        return None if local and len(local["place"]) < 2 else False
    if local or _LOCAL_OFFICE.search(body):
        return False
    function = agency_of(body)
    return function is not None and any(function == agency_of(name) for name in known)


def _names_its_place(cited: _Cited, policy: Mapping[str, Any]) -> bool:
    return any(name in cited.whole for name in _place_names(policy))


def _acceptable(id: str, cited: _Cited) -> bool:
    """Whether a policy whose key was met can be meant.

    《关于…的实施意见》 stands in every province: a local title of that make, and one that lost its place, need the
    place, in the title or in the issuer's name.
    """
    policy = load("policies")[id]
    agrees = _agrees(cited.issuer, policy)
    if agrees is False:
        return False
    if policy["place"] is None or agrees or _names_its_place(cited, policy):
        return True
    own = _read(policy["facts"]["title"]["value"] or "", None)
    return cited.whole in (own.whole, _stem(own.whole)) and not own.bare.startswith("关于")


# --- resolution -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def resolve(title: str | None, doc_number: str | None, issuer: str | None, on: str | None = None) -> Resolution:
    """The policy that a citation names.

    Args:
        title: the name as cited, with or without its marks and the notice that carries it.
        doc_number: the number as cited, in brackets of any form.
        issuer: the issuers named beside the title.
        on: when the citing document was issued, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; without it, editions of one
            title can't be told apart and nothing is known to be later.
    """
    if title and len(title) > _LONGEST:
        return Resolution(None, "unknown", None, "too long for a title")
    cited = _read(title, issuer) if title else None
    number = number_key(doc_number)
    by_number = _index().numbers.get(number or "", ())
    by_title, how = _by_title(cited) if cited else ((), "title")
    if by_number:
        return _numbered(by_number, by_title, cited, on)
    if not cited:
        return Resolution(None, "unknown", None, "no registered document has this number" if number else "no name")
    if number and (other := next((id for id in by_title if _other_number(id)), None)):
        known = load("policies")[other]["facts"]["doc_number"]["value"]
        return Resolution(None, "unknown", other, f"the title is known, but with the number {known}")
    if by_title:
        return _dated(by_title, how, on)
    suggestion = _similar(cited, on)
    return Resolution(None, "unknown", suggestion, "a similar title is known" if suggestion else "not registered")


def _by_title(cited: _Cited) -> tuple[tuple[str, ...], str]:
    for how, index in (("title", _index().titles), ("alias", _index().aliases)):
        for key in dict.fromkeys((cited.whole, cited.bare)):
            if found := tuple(id for id in index.get(key, ()) if _acceptable(id, cited)):
                return found, how
    if cited.edition:
        stem = _EDITION.sub("", cited.whole)
        found, how = _by_title(_Cited(stem, cited.issuer, _EDITION.sub("", cited.bare), None))
        return tuple(id for id in found if (_date(id) or "").startswith(cited.edition)), how
    return (), "title"


def _numbered(
    by_number: tuple[str, ...], by_title: tuple[str, ...], cited: _Cited | None, on: str | None
) -> Resolution:
    if len(by_number) > 1:
        return Resolution(None, "ambiguous", None, f"the number is that of {', '.join(by_number)}")
    id = by_number[0]
    if by_title and id not in by_title:
        return Resolution(None, "ambiguous", None, f"the number is that of {id}, the title that of {by_title[0]}")
    found = _dated(by_number, "number", on)
    if cited and not by_title and found.policy_id:
        if _alike(cited.bare, _bare(id)) < _UNLIKE:
            return Resolution(None, "ambiguous", id, f"the number is that of {id}, the title is quite another")
        return Resolution(id, "number", None, "the number; the title is not quite that of the registry")
    return found


def _dated(candidates: tuple[str, ...], how: str, on: str | None) -> Resolution:
    """One of the candidates: the only one, or the edition in force on the day."""
    if len(candidates) > 1 and not _editions(candidates):
        return Resolution(None, "ambiguous", None, f"the name of {', '.join(candidates)}")
    in_order = sorted(candidates, key=lambda id: _date(id) or "")
    if on is None:
        if len(candidates) > 1:
            return Resolution(None, "ambiguous", None, f"editions, and no date: {', '.join(in_order)}")
        return _found(candidates[0], how, _REASONS[how])
    earlier = [id for id in in_order if not ((known := _date(id)) and surely_later(known, on))]
    if not earlier:
        return Resolution(None, "later", in_order[0], f"{in_order[0]} is of {_date(in_order[0])}, after {on}")
    last = _date(earlier[-1]) or ""
    if len(earlier) > 1 and len(on) < len(last) and last.startswith(on):
        return Resolution(None, "ambiguous", None, f"{earlier[-1]} was issued in the course of {on}")
    reason = _REASONS[how] if len(candidates) == 1 else f"the edition in force on {on}"
    return _found(earlier[-1], how, reason)


def _found(policy_id: str, how: str, reason: str) -> Resolution:
    """A resolved citation. A policy that is registered for having been cited, and of which nothing was read, says so."""
    if load("policies")[policy_id]["facts"]["title"].get("certainty") == "unverified_low":
        return Resolution(policy_id, "name_only", None, f"{reason} of a document that is known by its name only")
    return Resolution(policy_id, how, None, reason)


_REASONS = {"number": "the number", "title": "the title", "alias": "a registered short name"}


def _editions(candidates: tuple[str, ...]) -> bool:
    """Whether the candidates replace one another, so that at any time one of them is in force."""
    replaced = {old for id in candidates for old in load("policies")[id]["supersedes"]}
    return len(replaced & set(candidates)) == len(candidates) - 1


def _date(id: str) -> str | None:
    facts = load("policies")[id]["facts"]
    return facts["issued_on"]["value"] or facts["published_on"]["value"]


def _other_number(id: str) -> bool:
    """Whether the number of a policy is known well enough to contradict another one."""
    fact, order = load("policies")[id]["facts"]["doc_number"], codes("fact_certainty")
    return number_key(fact["value"]) is not None and order.index(fact["certainty"]) <= order.index("unverified_high")


# --- suggestions ----------------------------------------------------------------------------------------------------


@cache
def _bare(id: str) -> str:
    return _stem(_read(load("policies")[id]["label_zh"], None).bare)


def _alike(one: str, other: str) -> float:
    """Share of common characters in two titles, in order; 0 to 1."""
    matcher = difflib.SequenceMatcher(None, _stem(one), other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _UNLIKE else 0.0


def _similar(cited: _Cited, on: str | None) -> str | None:
    """The one policy that was probably meant, or None.

    It has the same kind of document at its end, is not later, comes from no other place and issuer, and its title isn't
    merely quoted in the one cited.
    """
    if "〈" in cited.whole:
        return None
    kind, stem = _kind(cited.whole), _stem(cited.bare)
    telling = shared("policies").get("telling_words", ())
    found: list[tuple[float, str, str]] = []
    for id, policy in load("policies").items():
        title, date = _bare(id), _date(id) or ""
        if (
            kind is None
            or _kind(title) != kind
            or (on and date and surely_later(date, on))
            or title in stem[:-1]
            or title in stem[1:]
        ):
            continue
        agrees = _agrees(cited.issuer, policy)
        if agrees is False or _elsewhere(cited, policy):
            continue
        if policy["place"] is not None and not agrees and not _names_its_place(cited, policy):
            continue
        if any(word in stem and word not in title for word in telling):
            continue
        if (score := _alike(stem, title)) >= _ALIKE:
            found.append((score, date, id))
    if not found:
        return None
    best = max(found)
    rivals = [id for score, _, id in found if best[0] - score < _TIE and _bare(id) != _bare(best[2])]
    return None if rivals else best[2]


def _elsewhere(cited: _Cited, policy: Mapping[str, Any]) -> bool:
    """Whether the title opens with a place, or with 市, 省, …, that is not the policy's."""
    local = _LOCAL.match(cited.bare)
    return local is not None and local[0] not in policy["label_zh"] and local[0] not in _place_names(policy)


@cache
def _kinds() -> tuple[str, ...]:
    types = load("codes")["document_type"]["codes"].values()
    return tuple(sorted((name for item in types for name in item.get("names", ())), key=len, reverse=True))


def _kind(key: str) -> str | None:
    """The word for its kind with which a title ends: 实施意见 and 意见 are two, since one carries out the other."""
    stem = _EDITION.sub("", _stem(key))
    return next((name for name in _kinds() if stem.endswith(name)), None)

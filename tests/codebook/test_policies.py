"""The registry of upstream policies and their numeric targets: what its validation can't see."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from zhijiao_data.codebook.loader import entry, load
from zhijiao_data.codebook.policy_rules import is_unverified, number_key, overall_certainty, title_key
from zhijiao_data.grammar.normal import normalise
from zhijiao_data.grammar.quantities import find_quantities
from zhijiao_data.partial_dates import surely_later

POLICIES = load("policies")
TARGETS = load("policy_targets")
# Numbers that stand in words the grammar of quantities doesn't read as a number with a unit.
IN_WORDS = {"t-2015-6-shixi": "半年", "t-2018-66-a": "50万", "t-2019-4-qiye": "数以万计", "t-xibu-20": "20万"}


def facts():
    return [(f"{id}.{name}", fact) for id, policy in POLICIES.items() for name, fact in policy["facts"].items()]


def sourced():
    return [*facts(), *TARGETS.items()]


def test_no_two_policies_have_one_number():
    numbers = [number_key(policy["facts"]["doc_number"]["value"]) for policy in POLICIES.values()]
    known = [number for number in numbers if number]
    assert len(known) == len(set(known))


def test_policies_of_one_title_are_editions_that_replace_each_other():
    by_title = {}
    for id, policy in POLICIES.items():
        by_title.setdefault(title_key(policy["label_zh"]), []).append(id)
    for ids in by_title.values():
        replaced = {old for id in ids for old in POLICIES[id]["supersedes"]}
        assert len(replaced & set(ids)) == len(ids) - 1, ids


def test_a_policy_has_one_english_name_of_its_own():
    names = [policy["label_en"] for policy in POLICIES.values()]
    assert len(names) == len(set(names))


def test_no_short_name_is_the_title_of_another_policy():
    titles = {title_key(policy["label_zh"]): id for id, policy in POLICIES.items()}
    for id, policy in POLICIES.items():
        for alias in policy["aliases"]:
            assert titles.get(title_key(alias), id) == id, alias


def test_a_local_policy_has_a_place_of_its_level_and_a_national_one_has_none():
    for id, policy in POLICIES.items():
        level = policy["facts"]["level"]["value"]
        if policy["place"] is not None:
            assert entry("places", policy["place"])["level"] == level, id
        elif level not in ("national", "ministry"):
            # Signed by two provinces.
            assert id in ("cq-sc-2020-edu-framework", "chengyu-zhijiao-framework")


def test_the_number_of_a_policy_is_of_the_year_in_which_it_was_issued():
    for id, policy in POLICIES.items():
        number, issued = (policy["facts"][name]["value"] for name in ("doc_number", "issued_on"))
        if number_key(number) and issued:
            assert re.search(r"〔(\d{4})〕", number_key(number))[1] == issued[:4], id


def test_nothing_is_published_before_it_is_issued():
    for id, policy in POLICIES.items():
        issued, published = (policy["facts"][name]["value"] for name in ("issued_on", "published_on"))
        assert not (issued and published and surely_later(issued, published)), id


def test_a_source_is_a_public_page_or_a_document():
    for where, fact in sourced():
        source = fact.get("source")
        if source is not None:
            assert not re.search(r"github|seed|search|excerpt|\bfile id\b", source, re.IGNORECASE), where
            assert "://" not in source or urlsplit(source).hostname, where


def test_a_site_is_a_third_party_everywhere_or_nowhere():
    said = {}
    for _, fact in sourced():
        if (fact.get("source") or "").startswith("http"):
            said.setdefault(urlsplit(fact["source"]).hostname, set()).add(fact.get("mirror", False))
    assert all(len(flags) == 1 for flags in said.values()), {host for host, flags in said.items() if len(flags) > 1}
    assert not any(True in flags for host, flags in said.items() if host.endswith((".gov.cn", ".edu.cn")))


def test_the_certainty_of_a_policy_is_the_weakest_of_what_identifies_it():
    known = {"value": "x", "certainty": "verified", "source": "y"}
    identity = ("title", "doc_number", "level", "issued_on")
    policy = {"facts": dict.fromkeys((*identity, "published_on"), known)}
    assert overall_certainty(policy) == "verified"
    for name in identity:
        weaker = {"facts": policy["facts"] | {name: known | {"certainty": "unverified_medium"}}}
        assert overall_certainty(weaker) == "unverified_medium", name
    elsewhere = {"facts": policy["facts"] | {"published_on": known | {"certainty": "unverified_low"}}}
    assert overall_certainty(elsewhere) == "verified"
    missing = {"facts": policy["facts"] | {"doc_number": {"value": None, "reason": "unknown"}}}
    assert overall_certainty(missing) == "verified"
    nothing = {"facts": {name: {"value": None, "reason": "unknown"} for name in identity}}
    assert overall_certainty(nothing) == "unverified_low"


def test_a_fact_that_is_missing_is_not_unverified():
    assert is_unverified({"value": "x", "certainty": "unverified_high", "source": None})
    assert not is_unverified({"value": "x", "certainty": "verified_text", "source": "y"})
    assert not is_unverified({"value": None, "reason": "unknown"})


@pytest.mark.parametrize("id", [id for id, target in TARGETS.items() if target["form"] != "universal"])
def test_the_numbers_of_a_target_are_those_of_its_quote(id):
    target = TARGETS[id]
    if target["unit"] is None:
        assert "大体相当" in target["quote"]
    elif id in IN_WORDS:
        assert IN_WORDS[id] in target["quote"]
    else:
        read = [(q.low, q.high, q.comparator, q.unit) for q in find_quantities(normalise(target["quote"]))]
        assert (target["value_min"], target["value_max"], target["comparator"], target["unit"]) in read


def test_a_share_is_within_0_and_100():
    for id, target in TARGETS.items():
        if target["unit"] is not None and entry("units", target["unit"])["kind"] == "share":
            assert all(
                0 <= bound <= 100 for bound in (target["value_min"], target["value_max"]) if bound is not None
            ), id


def test_a_target_is_not_due_before_its_policy():
    for id, target in TARGETS.items():
        policy = POLICIES[target["policy"]]["facts"]
        issued = policy["issued_on"]["value"] or policy["published_on"]["value"]
        if target["deadline_year"] and issued:
            assert str(target["deadline_year"]) >= issued[:4], id


def test_a_target_has_the_kind_of_unit_of_its_indicator():
    for id, target in TARGETS.items():
        if target["indicator_id"] is None or target["unit"] is None:
            continue
        own, of_indicator = target["unit"], entry("indicators", target["indicator_id"])["unit"]
        assert entry("units", own)["kind"] == entry("units", of_indicator)["kind"], id


def test_practical_experience_is_not_dual_qualification():
    target = TARGETS["t-2014-6-shijian"]
    assert "有实践经验" in target["indicator_text_zh"]
    assert target["indicator_id"] != "tch_dual_share"

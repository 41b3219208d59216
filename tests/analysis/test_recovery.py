"""What was planted in a made-up corpus of 300 issuers is found again by the functions of the studies: raised targets, and themes that drift."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from tests import reuse_corpus
from tests.analysis import study_tables
from zhijiao_data.analysis import attention, outcomes
from zhijiao_data.dataset.target_links import link_targets


@pytest.fixture(scope="module")
def made_up():
    return reuse_corpus.corpus()


def filled(rows, **defaults):
    return [{**defaults, **row} for row in rows]


@pytest.fixture(scope="module")
def linked(made_up):
    """Outcomes of every target against its province (``nearest``) and against the State (``national``), and the plans."""
    tables = made_up.tables
    aim = dict.fromkeys(["value_max", "per", "denominator", "scope", "grade", "deadline_month"]) | {"form": "level"}
    plans = filled(tables["plans"], place_basis="stated", text_status=["full"], text_chars=1000)
    targets = filled(tables["targets"], **aim, is_canonical=True, addressee="self_government", strength=3)
    policies = filled(tables["policies"], title_en="Scheme", supersedes=[])
    upstream = filled(tables["policy_targets"], **aim, certainty="verified")
    names = {"label_zh": "达标比例", "label_en": "Compliance", "dimension": "conditions"}
    indicators = [
        {"id": family, "unit": "%", "direction": "higher", "denominator": None, **names}
        for family in reuse_corpus.FAMILIES
    ]
    provinces = sorted({row["place_id"] for row in policies if row["place_id"]})
    places = [{"id": name, "label_zh": name, "level": "province", "parent_id": None} for name in provinces]
    links = link_targets(targets, plans, policies, upstream, indicators, places, tables["citations"])
    frames = [pd.DataFrame(rows) for rows in (links, targets, indicators, plans)]
    return {role: outcomes.outcomes(*frames, role=role) for role in ("nearest", "national")}, frames[-1]


def direction(own, above):
    return "amplified" if own > above else "attenuated" if own < above else "parity"


@pytest.mark.parametrize(("role", "above"), [("nearest", 2), ("national", 1)])
def test_every_raised_kept_and_lowered_target_is_told_as_such(made_up, linked, role, above):
    """Precision and recall of each outcome are 1: the comparison of two comparable values is no estimate."""
    found, _ = linked
    told = dict(zip(found[role].plan_id, found[role].outcome, strict=True))
    planted = {row[0]: direction(row[3], row[above]) for row in made_up.amplified}
    assert len(planted) == 276 and set(Counter(planted.values())) == {"amplified", "parity", "attenuated"}
    assert {plan: told[plan] for plan in planted} == planted


def test_the_index_of_amplification_is_the_planted_one(made_up, linked):
    found, plans = linked
    cities = {row[0] for row in made_up.amplified}
    nearest = found["nearest"][found["nearest"].plan_id.isin(cities)]
    (index,) = outcomes.amplification_index(nearest, plans[plans.plan_id.isin(cities)], grades=("A", "B")).itertuples()
    planted = Counter(direction(own, province) for _, _, province, own in made_up.amplified)
    assert index.n_comparable == planted.total()
    assert index.index == pytest.approx((planted["amplified"] - planted["attenuated"]) / planted.total())
    assert index.low < index.index < index.high and index.low > 0 and index.p < 0.001


def test_the_themes_that_drift_are_told_from_those_that_do_not(made_up):
    """The mean shares of the first and the last year lie apart, by their intervals, for the two planted themes and for no other."""
    tables = made_up.tables
    plans = pd.DataFrame(filled(tables["plans"], text_status=["full"], text_chars=1000))
    shares = attention.attention(
        study_tables.tasks(*tables["tasks"]),
        pd.DataFrame(tables["task_themes"]),
        study_tables.themes(*reuse_corpus.THEMES),
        plans,
        study_tables.targets(),
    )
    means = {}
    for year in ("2017", "2019"):
        issued = plans[(plans.issuer_level == "city") & plans.issued_on.str.startswith(year)]
        mean = attention.corpus_means(shares[shares.plan_id.isin(issued.plan_id)], issued)
        means[year] = mean.set_index("theme_id")
    early, late = means.values()
    rising = {theme for theme in early.index if late.low[theme] > early.high[theme]}
    falling = {theme for theme in early.index if late.high[theme] < early.low[theme]}
    assert (rising, falling) == ({"digital"}, {"campus"})

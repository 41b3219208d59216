"""The coefficients against published worked examples, hand-computed cases and one another."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.analysis import agreement, unitising
from zhijiao_data.analysis.agreement import codings
from zhijiao_data.errors import UsageError

krippendorff = pytest.importorskip("krippendorff")
pytest.importorskip("sklearn")

# --- units: published examples ------------------------------------------------------------------------------------

# Krippendorff (2004), Content Analysis, p. 254: a continuum from 150 to 450, here from 0 to 300; categories c and k.
C_OF_I, C_OF_J = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
K = [(30, 90), (150, 200)]
# Krippendorff (1995), p. 57: four pairs of coders on a continuum of 24.
PAIRS_OF_1995 = {
    "A": ([(2, 10), (14, 20)], [(4, 8), (15, 17)], 0.03125),
    "B": ([(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)], 2.26736),
    "C": ([(2, 8), (10, 12), (14, 18), (20, 22)], [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)], 0.02777),
    "D": (
        [(0, 2), (2, 10), (10, 14), (14, 20), (20, 24)],
        [(0, 4), (4, 8), (8, 15), (15, 17), (17, 24)],
        0.38715,
    ),
}


def test_unitising_alpha_is_that_of_krippendorff_2004():
    c, k = unitising.unitising_alpha(C_OF_I, C_OF_J, 300), unitising.unitising_alpha(K, K, 300)
    assert (c.observed, c.expected) == pytest.approx((0.0144, 0.0532), abs=5e-5)
    assert c.alpha == pytest.approx(0.7286, abs=5e-5)
    assert (k.observed, k.alpha) == (0, 1) and k.expected == pytest.approx(0.0490, abs=5e-5)
    # The book goes on with the four rounded figures above.
    assert 1 - (c.observed + k.observed) / (c.expected + k.expected) == pytest.approx(0.8591, abs=5e-4)


@pytest.mark.parametrize("a, b, observed", PAIRS_OF_1995.values(), ids=PAIRS_OF_1995)
def test_observed_disagreement_is_that_of_krippendorff_1995(a, b, observed):
    assert unitising.unitising_alpha(a, b, 24).observed == pytest.approx(observed, abs=1e-5)


# As the same continuum is measured ever more finely. The paper's own expected disagreement differs slightly from that of
# 2004, which is used here: hence the tolerance.
@pytest.mark.parametrize("name, published", [("A", 0.553), ("B", -0.926), ("C", 0.679), ("D", 0.066)])
def test_unitising_alpha_of_1995_in_the_limit(name, published):
    a, b, _ = PAIRS_OF_1995[name]
    fine = [[(start * 50_000, end * 50_000) for start, end in spans] for spans in (a, b)]
    assert unitising.unitising_alpha(*fine, 24 * 50_000).alpha == pytest.approx(published, abs=0.02)


# --- units: by hand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "a, b, distance",
    [
        ([(5, 11)], [(4, 6)], 1 + 25),
        ([(5, 11)], [(5, 7)], 16),
        ([(5, 11)], [(6, 10)], 2),
        ([(5, 11)], [(5, 11)], 0),
        ([(5, 11)], [], 36),
        ([], [(2, 4)], 4),
        ([(0, 4)], [(4, 8)], 16 + 16),
        ([(0, 10)], [(0, 5), (5, 10)], 25 + 25),
    ],
)
def test_distances_between_units(a, b, distance):
    assert unitising.unitising_alpha(a, b, 20).observed * 20**2 == pytest.approx(distance)


def test_expected_disagreement_of_one_unit_each_by_hand():
    # Two units of one character on a continuum of two: each is at one of two places, so that two units drawn at random
    # from the four characters are different ones with the other's gap at δ = 1.
    found = unitising.unitising_alpha([(0, 1)], [(1, 2)], 2)
    # Sum over two units of (2 − 1)/3·(2 − 3 + 1) + 1·(1 + 1) = 4; 2/L · 4 / (4·3 − 0).
    assert found.expected == pytest.approx(2 / 2 * 4 / 12)
    assert found.observed == pytest.approx(2 / 4)
    assert found.alpha == pytest.approx(-0.5)


def test_without_any_unit_alpha_is_undefined():
    assert unitising.unitising_alpha([], [], 100).alpha is None


def spans_of(bounds):
    ordered = sorted(bounds)
    return [(x, y) for x, y in zip(ordered[::2], ordered[1::2], strict=False) if x < y]


BOUNDS = st.lists(st.integers(0, 60), unique=True, max_size=12).map(spans_of)


@given(BOUNDS, BOUNDS)
def test_the_fast_sums_are_the_plain_double_sums(a, b):
    length = 60
    squared = 0
    for x in a:
        for y in b:
            if x[0] < y[1] and y[0] < x[1]:
                squared += (x[0] - y[0]) ** 2 + (x[1] - y[1]) ** 2
    for units, others in ((a, b), (b, a)):
        squared += sum((e - s) ** 2 for s, e in units if not any(s < f and o < e for o, f in others))
    found = unitising.unitising_alpha(a, b, length)
    assert found.observed == pytest.approx(squared / length**2)
    gaps = []
    for units in (a, b):
        covered = {i for s, e in units for i in range(s, e)}
        run = 0
        for i in range(length + 1):
            if i < length and i not in covered:
                run += 1
            elif run:
                gaps.append(run)
                run = 0
    sizes = [e - s for s, e in (*a, *b)]
    total = sum(
        (len(sizes) - 1) / 3 * (2 * z**3 - 3 * z**2 + z) + z**2 * sum(g - z + 1 for g in gaps if g >= z) for z in sizes
    )
    expected = 2 / length * total / (2 * length * (2 * length - 1) - sum(z * (z - 1) for z in sizes)) if sizes else 0
    assert found.expected == pytest.approx(expected)
    mirrored = unitising.unitising_alpha(b, a, length)
    assert (mirrored.observed, mirrored.expected) == pytest.approx((found.observed, found.expected))


def test_overlapping_units_are_set_apart_and_counted():
    assert unitising.apart([(3, 5), (0, 4), (0, 9), (9, 12)]) == ([(0, 9), (9, 12)], 2)


def test_counts_of_semeval_2013():
    # Scenarios of the task's description: all equal; other type; other boundary; both other; one missing, one spurious.
    found = unitising.semeval([(True, True), (True, False), (False, True), (False, False)], 1, 1)
    assert found["strict"] == unitising.Counts(1, 3, 0, 1, 1)
    assert found["exact"] == unitising.Counts(2, 2, 0, 1, 1)
    assert found["partial"] == unitising.Counts(2, 0, 2, 1, 1)
    assert found["type"] == unitising.Counts(2, 2, 0, 1, 1)
    assert found["partial"].precision == found["partial"].recall == found["partial"].f1 == pytest.approx(3 / 5)


def test_nothing_marked_has_no_precision():
    assert unitising.semeval([], 2, 0)["strict"].precision is None
    assert unitising.semeval([], 2, 0)["strict"].f1 == 0


# --- labels: published examples -----------------------------------------------------------------------------------

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D: four observers, twelve units.
NA = math.nan
OF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3],
    [NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA],
]


@pytest.mark.parametrize(
    "level, published", [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_library_gives_the_alpha_of_krippendorff_2011(level, published):
    assert krippendorff.alpha(OF_2011, level_of_measurement=level) == pytest.approx(published, abs=5e-4)


def test_nominal_alpha_of_two_observers_is_that_of_krippendorff_2011():
    # Section B: two observers, nominal, no missing data.
    meg = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    owen = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert agreement.alpha(codings(meg, owen, "nominal")) == pytest.approx(0.692, abs=5e-4)


def test_binary_alpha_is_that_of_krippendorff_2011():
    # Section A: two observers, ten articles.
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert agreement.alpha(codings(meg, owen, "nominal")) == pytest.approx(0.095, abs=5e-4)


def crossed(table):
    """Two lists of labels with this table of counts."""
    pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _ in pairs], [j for _, j in pairs]


COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]


def test_kappa_is_that_of_cohen_1960():
    data = codings(*crossed(COHEN), "nominal")
    assert agreement.agreement(data) == pytest.approx(0.70)
    assert agreement.kappa(data) == pytest.approx(0.492, abs=5e-4)


def test_linearly_weighted_kappa_by_hand():
    data = codings(*crossed(COHEN), "ordinal", (0, 1, 2))
    # Steps apart: observed (40·1 + 20·2)/200 = 0.4; expected (16 800·1 + 6 800·2)/200² = 0.76.
    assert agreement.kappa(data, "linear") == pytest.approx(1 - 0.4 / 0.76)


def test_steps_of_the_scale_that_nobody_used_count_in_weighted_kappa():
    a, b = [0, 0, 3, 3, 2], [0, 3, 3, 3, 2]
    whole, short = codings(a, b, "ordinal", (0, 1, 2, 3)), codings(a, b, "ordinal", (0, 2, 3))
    assert agreement.kappa(whole, "linear") != pytest.approx(agreement.kappa(short, "linear"))
    assert agreement.alpha(whole) == pytest.approx(agreement.alpha(short))


@pytest.mark.parametrize(
    "a, b, distance",
    [
        # Passonneau (2006): M is 1, 2/3, 1/3 and 0; J is Jaccard's coefficient.
        ("ab", "ab", 0),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("ab", "cd", 1),
        # The examples in the documentation of nltk.metrics, which rounds M to 0.67 and 0.33.
        ((1, 2), (1, 2, 3, 4), 0.6667),
        ((1, 2, 3, 4), (3, 4, 5), 0.8667),
        ("", "", 0),
        ("", "a", 1),
    ],
)
def test_masi(a, b, distance):
    assert agreement.masi(a, b) == agreement.masi(b, a) == pytest.approx(distance, abs=5e-5)


def test_alpha_of_sets_by_hand():
    # δ: 0, 2/3, 1. Observed 2·(5/3); values {a} 3, {a,b} 2, {b} 1 of N = 6; δ(a,ab) = δ(ab,b) = 2/3, δ(a,b) = 1.
    data = codings([["a"], ["a"], ["a", "b"]], [["a"], ["a", "b"], ["b"]], "set")
    expected = 2 * (3 * 2 * 2 / 3 + 3 * 1 * 1 + 2 * 1 * 2 / 3)
    observed = 2 * (2 / 3 + 2 / 3)
    assert agreement.alpha(data) == pytest.approx(1 - 5 * observed / expected)


# --- labels: laws -------------------------------------------------------------------------------------------------

LEVELS = ("nominal", "ordinal", "interval", "ratio", "set")


@given(st.sampled_from(LEVELS), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=10, max_size=30))
def test_the_formula_of_the_draws_is_the_libraries(level, pairs):
    values = [(frozenset(range(x)), frozenset(range(2, 2 + y))) for x, y in pairs] if level == "set" else pairs
    data = codings([x for x, _ in values], [y for _, y in values], level, range(5))
    whole = np.ones((1, data.n))
    (alpha,) = agreement._alphas(data, whole)
    if data.used < 2:
        assert agreement.alpha(data) is None
        return
    assert agreement.alpha(data) == pytest.approx(alpha)
    if level in ("nominal", "ordinal"):
        (kappa,) = agreement._kappas(data, whole, lambda x, y: (x != y).astype(float))
        assert agreement.kappa(data) == pytest.approx(kappa)
        (kappa,) = agreement._kappas(data, whole, lambda x, y: np.abs(x - y).astype(float))
        assert agreement.kappa(data, "linear") == pytest.approx(kappa)


@given(st.sampled_from(LEVELS), st.lists(st.integers(0, 4), min_size=10, max_size=20))
def test_equal_codings_agree_wholly_or_not_at_all_definably(level, values):
    given = [[value] for value in values] if level == "set" else values
    found = agreement.measures(codings(given, given, level, range(5)), draws=20)
    assert found.agreement.value == 1
    assert found.alpha.value == (None if len({*values}) == 1 else 1)
    assert (found.alpha.why is None) == (found.alpha.value is not None)


def test_a_large_table_needs_no_cube(monkeypatch):
    data = codings(list(range(30)), [*range(1, 30), 0], "ratio")
    by_library = agreement.alpha(data)
    monkeypatch.setattr(agreement, "_LIBRARY_CELLS", 10)
    assert agreement.alpha(data) == pytest.approx(by_library)


# --- labels: categories, intervals, refusals ----------------------------------------------------------------------


def test_specific_agreement_and_alpha_of_one_label_by_hand():
    a = ["x"] * 8 + ["y"] * 12
    b = ["x"] * 6 + ["y"] * 2 + ["x"] * 1 + ["y"] * 11
    found = agreement.measures(codings(a, b, "nominal"), draws=200)
    x, y = found.categories
    assert (x.label, x.given_a, x.given_b, x.given_by_both) == ("x", 8, 7, 6)
    assert x.specific.value == pytest.approx(12 / 15)
    assert y.specific.value == pytest.approx(22 / 25)
    # With two labels the α of either is the α of both.
    assert x.alpha.value == pytest.approx(y.alpha.value) == pytest.approx(found.alpha.value)
    assert x.alpha.low <= x.alpha.value <= x.alpha.high
    assert (x.alpha.low, x.alpha.high) == pytest.approx((found.alpha.low, found.alpha.high))


def test_a_label_of_a_set_is_in_it_or_not():
    a, b = [["x"]] * 6 + [["x", "y"]] * 6, [["x"]] * 5 + [["x", "y"]] * 7
    x, y = agreement.measures(codings(a, b, "set"), draws=50).categories
    assert (x.given_a, x.given_b, x.specific.value) == (12, 12, 1)
    assert x.alpha.value is None and x.alpha.why == "given to every unit by both"
    assert (y.given_a, y.given_b, y.given_by_both) == (6, 7, 6)


def test_draws_follow_the_seed():
    data = codings(["x", "y", "y", "x"] * 5, ["x", "y", "x", "x"] * 5, "nominal")
    first, again, other = (agreement.measures(data, 300, seed) for seed in (1, 1, 2))
    assert first == again and first.alpha != other.alpha
    assert first.alpha.low < first.alpha.value < first.alpha.high


def test_the_interval_of_plain_agreement_is_that_of_a_share():
    data = codings(["x", "y"] * 50, ["x", "y"] * 40 + ["y", "x"] * 10, "nominal")
    found = agreement.measures(data, draws=4000).agreement
    # 0.8 ± 1.96·√(0.8·0.2/100)
    assert (found.low, found.high) == pytest.approx((0.72, 0.88), abs=0.011)


def test_too_few_units_give_no_coefficient_and_a_reason():
    found = agreement.measures(codings(["x", "y"] * 4, ["x", "y"] * 4, "nominal"))
    assert found.agreement.value == 1 and found.alpha.value is None and found.kappa.value is None
    assert "n = 8, fewer than 10" in found.alpha.why


def test_one_value_throughout_gives_no_coefficient_and_a_reason():
    found = agreement.measures(codings(["x"] * 20, ["x"] * 20, "nominal"))
    assert found.alpha.value is None and "only one value" in found.alpha.why


def test_a_rare_label_gives_no_coefficient_and_a_reason():
    found = agreement.measures(codings(["x"] * 2 + ["y"] * 10, ["x"] * 2 + ["y"] * 10, "nominal"), draws=50)
    assert found.categories[0].specific.value is None
    assert found.categories[0].alpha.why == "codings: 4, fewer than 5"
    assert found.categories[1].alpha.value == 1


def test_draws_without_a_second_value_are_counted():
    found = agreement.measures(codings(["x"] * 11 + ["y"], ["x"] * 11 + ["y"], "nominal"), draws=1000)
    # (11/12)^12 of the draws lack the twelfth unit.
    assert found.alpha.undefined_draws == pytest.approx(352, abs=60)


@pytest.mark.parametrize(
    "coefficient, word",
    [
        (1, "use"),
        (0.8, "use"),
        (0.799, "tentative"),
        (0.667, "tentative"),
        (0.66, "not for a headline"),
        (None, "none"),
    ],
)
def test_verdicts(coefficient, word):
    assert agreement.verdict(coefficient) == word


def test_values_off_the_scale_and_unequal_lists_are_refused():
    with pytest.raises(UsageError, match="not on the scale: 7"):
        codings([1, 7], [1, 1], "ordinal", (1, 2))
    with pytest.raises(UsageError, match="no pairs"):
        codings([1], [1, 2], "nominal")


def test_importing_loads_no_library():
    code = (
        "import sys; from zhijiao_data.analysis import agreement, unitising\n"
        "heavy = {'numpy', 'krippendorff', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

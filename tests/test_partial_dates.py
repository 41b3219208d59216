"""A date known to the month is every day of it: comparisons hold for all of them or are not made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.partial_dates import days, end_of, surely_later


@pytest.mark.parametrize(
    ("one", "other", "is_later"),
    [
        ("2020-05-02", "2020-05-01", True),
        ("2020-05", "2020-04-30", True),
        ("2020-05", "2020-05-01", False),
        ("2020-05-01", "2020", False),
        ("2021", "2020-12-31", True),
        ("2020", "2020", False),
        ("2019", "2020-05", False),
    ],
)
def test_a_date_is_later_only_when_that_is_certain(one, other, is_later):
    assert surely_later(one, other) is is_later


def test_a_month_and_a_year_end_on_their_last_day():
    assert (end_of(2024, 2), end_of(2023)) == (date(2024, 2, 29), date(2023, 12, 31))


def test_a_precision_widens_what_is_written_to_the_day():
    assert days("2022-02-10", "month") == days("2022-02")
    assert days("2022-02-10", "day").is_day


@pytest.mark.parametrize("written", ["2022-13", "2022-02-30", "spring", ""])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError):
        days(written)


PARTIAL = st.dates(date(1990, 1, 1), date(2035, 12, 31)).flatmap(
    lambda day: st.sampled_from([str(day), str(day)[:7], str(day)[:4]])
)


@given(PARTIAL, PARTIAL)
def test_of_two_dates_at_most_one_is_surely_later(one, other):
    assert not (surely_later(one, other) and surely_later(other, one))

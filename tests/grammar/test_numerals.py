"""Numbers as official prose writes them."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhijiao_data.grammar.numerals import parse_numeral, scaled

DIGITS = "零一二三四五六七八九"
PLACES = ["", "十", "百", "千"]


def below_a_myriad(number: int) -> str:
    """1 to 9999 in Chinese: 1030 is 一千零三十, 12 is 一十二."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return written


def in_chinese(number: int) -> str:
    """A whole number below 10**12 as a careful typist writes it."""
    if number == 0:
        return "零"
    written, gap = "", False
    for name, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group, number = divmod(number, size)
        if group:
            written += ("零" if written and (gap or group < 1000) else "") + below_a_myriad(group) + name
            gap = False
        else:
            gap = True
    return written.removeprefix("一") if written.startswith("一十") else written


@pytest.mark.parametrize(
    "number, written",
    [(0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1030, "一千零三十"), (20005, "二万零五"),
     (100000, "十万"), (150000000000, "一千五百亿"), (300040000, "三亿零四万"), (120003400, "一亿二千万三千四百")],
)  # fmt: skip
def test_the_writer_of_these_tests_writes_what_people_write(number, written):
    assert in_chinese(number) == written


@given(st.integers(0, 10**12 - 1))
@example(10**8)
@example(10**11 + 1)
def test_a_chinese_numeral_is_read_back(number):
    assert parse_numeral(in_chinese(number)) == number


@given(st.integers(1, 10**12 - 1))
def test_两_is_二(number):
    written = in_chinese(number)
    for one in ("二百", "二千", "二万", "二亿"):
        assert parse_numeral(written.replace(one, "两" + one[1:])) == number


@given(st.integers(0, 10**15))
def test_grouped_and_plain_arabic_are_one_number(number):
    assert parse_numeral(f"{number:,}") == parse_numeral(str(number)) == number


@given(
    st.integers(1, 99999),
    st.sampled_from([("十", 10), ("百", 100), ("千", 1000), ("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]),
)
def test_an_arabic_number_takes_a_chinese_multiplier(number, multiplier):
    word, factor = multiplier
    assert parse_numeral(f"{number}{word}") == number * factor


@given(st.decimals("0.01", "9999.99", places=2), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_decimals_lose_nothing(number, multiplier):
    word, factor = multiplier
    value = parse_numeral(f"{number}{word}")
    assert Decimal(str(value)) == number * factor
    assert isinstance(value, int) == (number * factor == int(number * factor))


@given(st.integers(1900, 2099))
def test_a_year_in_chinese_is_read_digit_by_digit(year):
    assert parse_numeral("".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))) == year


@pytest.mark.parametrize(
    "text, value",
    [
        ("12万", 120_000), ("1,100万", 11_000_000), ("3万4000", 34_000), ("一万五千亿", 1_500_000_000_000), ("二十万亿", 20 * 10**12),
        ("两万", 20_000), ("1.5万", 15_000), ("1.1万", 11_000), ("0.29亿", 29_000_000), ("半", 0.5), ("一半", 0.5), ("二〇二五", 2025),
        ("二零二六", 2026), ("一九九七", 1997), ("十", 10), ("十五", 15), ("一百零八", 108), ("两千两百", 2200), ("7亿3000万", 730_000_000),
        ("3百", 300), ("5千", 5000), ("6千万", 60_000_000), ("12.5", 12.5), ("0", 0), ("007", 7), ("1,234,567.5", 1234567.5),
        ("壹佰贰拾万", 1_200_000), ("三万亿", 3 * 10**12), ("十二万", 120_000), ("零", 0), ("一亿零三万", 100_030_000),
        ("2亿零500", 200_000_500),
    ],
)  # fmt: skip
def test_a_numeral_has_one_value(text, value):
    assert parse_numeral(text) == value
    assert type(parse_numeral(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    ["", "万元", "abc", "三所", "12 万", "1,10", "1.2.3", ".5", "5.", "-3", "三二", "若干", "1,1000", "十几", "①", "Ⅲ", "五分之一", "\n", "1万 "],
)  # fmt: skip
def test_what_is_no_numeral_has_no_value(text):
    assert parse_numeral(text) is None


@pytest.mark.parametrize("text", ["万", "亿", "万万", "亿万"])
def test_a_multiplier_alone_is_no_number(text):
    assert parse_numeral(text) is None


@given(st.text("零〇一二两三四五六七八九十百千万亿半0123456789,.壹拾 元", max_size=14))
def test_any_mixture_of_digits_has_a_value_or_none(text):
    value = parse_numeral(text)
    assert value is None or value >= 0


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_numerals(text):
    parse_numeral(text)


@given(st.integers(0, 10**6), st.integers(0, 8))
def test_scaling_a_short_decimal_is_exact(number, places):
    value = float(Decimal(number) / 10 ** (places % 4))
    assert scaled(value, 10**8) == int(Decimal(str(value)) * 10**8)

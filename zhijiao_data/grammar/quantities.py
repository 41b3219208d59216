"""Quantities: a numeral with what makes it a measure (unit, comparator, basis), as official prose writes it.

``find_quantities`` reads one sentence. It decides what is *written*, not whether it is an aim: that is the job of
:mod:`zhijiao_data.extract.targets`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.codebook.loader import load
from zhijiao_data.grammar.lexicon import alternatives, words
from zhijiao_data.grammar.numerals import ARABIC, parse_numeral, plain, scaled
from zhijiao_data.grammar.patterns import last_match

_HIDDEN = "□"
_HIDDEN_ASIDE = "▢"
# Names in which a figure is part of the name: titles of documents, short quoted brands, bracketed document numbers, figures glued to letters or to
# each other (1+X, 5G, 2.0版, A类), school systems and plans named by years (五年一贯制, 三年行动计划).
_NAMES = re.compile(
    r"《[^《》。]{0,120}(?:《[^《》。]{0,120}》[^《》。]{0,60})?》"
    r"|“(?!十[一二三四五六七八九]五)[^“”，。；、\n]{1,16}”"
    r"|〔\d{4}〕(?:第)?\d+号"
    r"|(?<![\dA-Za-z])(?:\d{1,9}(?:[+X×][\dA-Za-z]{1,9}){1,9}|[A-Za-z]{1,20}[-+.]?\d{1,9}(?:\.\d{1,9})?|\d{1,9}(?:\.\d{1,9})?[A-Z]{1,9}(?![a-z]))"
    r"|[一二三四五六七八九十\d]{1,3}(?:\+[一二三四五六七八九十\d]{1,2})?年(?:一贯)?制|[一二三四五六七八九]二分段"
    r"|[一二三四五六七八九十\d]{1,2}年(?:行动)?(?:计划|规划|行动|方案|专项)"
    r"|(?:十[一二三四五六七八九]?|二十)届(?:[一二三四五六七八九十]、?){0,8}中?"
    r"|第[一二三四五六七八九十百\d]{1,4}[条款项章节届批次期轮名位]"
    r"|(?:纲要|规划|计划|方案)\((?:19|20)\d\d年?[-—至](?:19|20)\d\d年?\)"
    r"|(?P<aside>\((?!次\)|含\))[^()\d一二两三四五六七八九十半]{1,60}\))"
)


def hide_names(text: str) -> str:
    """``text`` with every name that contains a figure blanked out, same length, so that no number is read inside a name."""
    return _NAMES.sub(lambda found: (_HIDDEN_ASIDE if found["aside"] else _HIDDEN) * len(found[0]), text)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number phrase. Offsets count from the start of the text.

    ``value_start``/``value_end`` hold the numeral (a range whole), ``start``/``end`` the phrase with its comparator suffix and unit.
    ``low``/``high`` are canonical numbers (万 and 亿 expanded, shares in percent); an open end is ``None``.
    """

    start: int
    end: int
    value_start: int
    value_end: int
    low: int | float | None
    high: int | float | None
    comparator: str
    unit: str | None
    unit_text: str | None
    per: str | None = None
    denominator: str | None = None
    comparator_start: int | None = None


_CHINESE = "[一二两三四五六七八九十][零〇一二两三四五六七八九十百千]{0,6}(?:[万亿]{1,2}[零〇一二两三四五六七八九十百千]{1,7})?(?:点[零一二三四五六七八九]{1,3})?"
_MIXED = r"\d{1,4}万\d{4}"
_MULTIPLIER = "[十百千]?[万亿]{1,2}"
_ADJACENT = {"一两": (1, 2), "一二": (1, 2), "两三": (2, 3), "二三": (2, 3), "三四": (3, 4), "三五": (3, 5), "四五": (4, 5), "五六": (5, 6),
             "六七": (6, 7), "七八": (7, 8), "八九": (8, 9)}  # fmt: skip
_AT_LEAST = ("至少", "最低", "最少")
_VERB_BETWEEN = re.compile(
    r"(?:每年|每人|每学期)?(?:要|应|须)?(?:有|配备|举办|举行|参加|培养|组织|建设|建成|建有|建立|建|开展|掌握|选派|选定|培育|完成|进行|安排|设立|设置|设|开设|接受|修满|打造|创建|招收|召开|培训)?(?:过|好)?"
)
_BASE_OF = re.compile(r"(?:按照?|占|为|是|达到)([^，。；、：按占为]{2,14})的$")
_CLAUSE_MARK = re.compile(r"[，。；：]")
_LASTS = re.compile(r"(?:年限|工期|时间|寿命)(?:达到|为|不少于|不低于)?$")
_LIMITS = re.compile(r"(?:不少于|不低于|至少|不超过|满)$")
_CLASSIFIER = re.compile(r"^(?:[个名所](?=.)|家(?=企业|单位|机构))")
#: 签约, 节约, 最近 end like a comparator and are none.
_INSIDE_A_WORD = "(?<=[签节集预合公条违契履邀])约|约[束定]|(?<=[最就临附邻])近"
#: Whom a number without a classifier counts: 3万农村人口.
_PERSONS = "[\\u4e00-\\u9fff]{0,6}?(?:人口|群众|农民|居民|劳动力|学生|学员|职工|游客)"
_TIME_UNITS = "半年|年|学年|学期|个月|月|季度|周|天|日"


@cache
def unit_words() -> dict[str, str]:
    """Every word that stands for a unit, mapped to the unit's id in ``codebook/units.yaml``."""
    return {word: unit_id for unit_id, entry in load("units").items() for word in entry["words"]}


@cache
def signs() -> str:
    """What a text must hold for a quantity to be in it, as a regular expression."""
    units = "|".join(re.escape(word) for word in unit_words() if word not in ("%", "比"))
    return rf"\d|[一二两三四五六七八九十百千万亿](?:{units})|半|番|分之|成"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    tails: dict[str, set[str]] = {}
    compounds = words("number.compound")
    for unit in unit_words():
        tails[unit] = {
            compound[len(unit) :] for compound in compounds if compound.startswith(unit) and compound != unit
        }
    units = "|".join(
        re.escape(unit) + (f"(?!{'|'.join(sorted(map(re.escape, tails[unit])))})" if tails[unit] else "")
        for unit in sorted(unit_words(), key=lambda word: (-len(word), word))
        if unit not in ("%", "比")
    )
    comparators = alternatives("comparator.ge", "comparator.gt", "comparator.le", "comparator.lt", "comparator.approx")
    quantity = rf"""
        (?<![\dA-Za-z.,+第〔\-])
        (?:
          (?P<low>{_MIXED}|{ARABIC}|{_CHINESE})(?P<lowmult>{_MULTIPLIER}|%)?
          (?:[-—至到]{{1,2}}(?P<high>{ARABIC}|{_CHINESE}))?
          (?P<mult>{_MULTIPLIER})?(?P<more>余|多(?!样|元))?
          (?P<unit>%|{units})
        | 百分之(?P<pct>百|{_CHINESE}|{ARABIC})
        | (?P<den>[二两三四五六七八九十])分之(?P<num>[一二三四五六七八九])
        | (?P<slashnum>\d)/(?P<slashden>\d{{1,2}})(?=以上|左右|[，。；、的]|$)
        | (?:(?<=达到)|(?<=降到)|(?<=降至)|(?<=提高到)|(?<=控制在)|(?<=增加到))(?P<pure>\d+\.\d+|\d+(?:\.\d+)?[万亿])(?=以下|以上|以内|左右|[，。；、]|$)
        | (?P<heads>\d{{1,4}}(?:\.\d{{1,3}})?万)(?P<morethan>余|多)?(?={_PERSONS})
        | (?P<tenths>[一二两三四五六七八九])成(?=以上|左右|的|提高|提升|增加|下降|[，。；、]|$)
        | (?P<half>一半|半数|过半(?!数))
        | (?P<double>翻(?P<doubletimes>[一两])?番)
        | (?P<a>\d{{1,2}}(?:\.\d)?)：(?P<b>\d{{1,3}}(?:\.\d+)?)(?!\d|：|-\d+：)
        )
        (?P<suffix>(?:\(含\))?\(?及?以上\)?|(?:\(含\))?及?以下|以内|之内|左右|上下|(?<=[日天时钟周])内(?![部容设涵]))?
        (?:[/每](?P<perslash>年|学年|学期|月|周|生|人|校|县|班))?"""
    return {
        "quantity": re.compile(quantity, re.VERBOSE),
        "before": re.compile(
            rf"(?!{_INSIDE_A_WORD})(?P<comparator>{comparators})(?P<between>[^，。；、：\d{_HIDDEN}]{{0,16}}?)$"
        ),
        "per_time": re.compile(
            rf"每(?P<count>[一二两三四五六七八九十]|\d{{1,2}})?个?(?P<unit>{_TIME_UNITS})|年均|(?P<annual>年)(?=培训|招生|接待|服务|新增|产值|开展|投入)"
        ),
        "per_thing": re.compile(
            rf"每(?P<thing>(?:(?:[一二三四五六七八九十]|\d{{1,3}})个)?[个名]?(?:[\u4e00-\u9fff]{{0,4}}?)(?:{alternatives('number.basis')})|(?P<each>[个家所]|\d{{1,4}}[万千]?[人户名](?:口)?)(?=[^，。]{{0,8}}$))"
        ),
    }


def find_quantities(sentence: str, hidden: str | None = None, offset: int = 0) -> list[Quantity]:
    """All quantities of ``sentence`` (normal form), in order.

    ``hidden`` is the sentence after :func:`hide_names`; it is computed if not given. ``offset`` is where the sentence stands in its text: spans
    count from the text's start. Figures that are dates, ordinals, names or bare numbers without a unit are not quantities.
    """
    hidden = hide_names(sentence) if hidden is None else hidden
    patterns = _patterns()
    found = []
    for match in patterns["quantity"].finditer(hidden):
        quantity = _read(match, hidden, patterns, offset)
        if quantity is not None:
            found.append(quantity)
    return found


def _read(match: re.Match[str], hidden: str, patterns: dict[str, re.Pattern[str]], offset: int) -> Quantity | None:
    part = match.groupdict()
    bounds = _value(part)
    if bounds is None:
        return None
    low, high, unit, unit_text, value_end = *bounds, _value_end(match, part)
    value_start = match.start()
    if unit == "年" and (low > 60 or not _is_duration(match, hidden, low)):
        return None
    left = hidden[max(0, value_start - 24) : value_start]
    if left.endswith(("每", "第")) or (unit == "月" and "个月" not in unit_text):
        return None
    comparator, denominator, comparator_start = _comparator(part, left, unit, low != high, patterns["before"])
    if comparator_start is not None:
        comparator_start += offset + value_start - len(left)
    low, high = _ends(low, high, comparator)
    per = part["perslash"] or _per(hidden, value_start, patterns)
    return Quantity(
        offset + match.start(),
        offset + match.end(),
        offset + value_start,
        offset + value_end,
        low,
        high,
        comparator,
        unit,
        unit_text,
        per,
        denominator,
        comparator_start,
    )


def _value(part: dict[str, str | None]) -> tuple[int | float, int | float, str | None, str | None] | None:
    """Low and high end, unit id and unit text of a match, before the comparator opens an end."""
    if part["pct"]:
        value = 100 if part["pct"] == "百" else parse_numeral(part["pct"])
        return None if value is None else (value, value, "%", "百分之")
    if part["den"]:
        share = _share(part["num"], part["den"])
        return share, share, "%", "分之"
    if part["slashnum"]:
        share = _share(part["slashnum"], part["slashden"])
        return share, share, "%", "/"
    if part["pure"]:
        value = parse_numeral(part["pure"])
        return None if value is None else (value, value, None, None)
    if part["heads"]:
        value = parse_numeral(part["heads"])
        return None if value is None else (value, value, "人", "万")
    if part["tenths"]:
        share = 10 * (parse_numeral(part["tenths"]) or 0)
        return share, share, "%", "成"
    if part["half"]:
        return 50, 50, "%", None
    if part["double"]:
        factor = 4 if part["doubletimes"] == "两" else 2
        return factor, factor, "倍", "番"
    if part["a"]:
        from decimal import Decimal

        ratio = (
            plain((Decimal(part["a"]) / Decimal(part["b"])).quantize(Decimal("0.0001")).normalize())
            if float(part["b"])
            else None
        )
        return None if ratio is None else (ratio, ratio, "比", None)
    return _plain_value(part)


def _plain_value(part: dict[str, str | None]) -> tuple[int | float, int | float, str | None, str | None] | None:
    adjacent = _ADJACENT.get(part["low"] or "")
    low, high = adjacent or (parse_numeral(part["low"] or ""), parse_numeral(part["high"] or part["low"] or ""))
    if low is None or high is None:
        return None
    multiplier = part["mult"] or ""
    low_multiplier = part["lowmult"] if part["lowmult"] not in (None, "%") else ""
    if multiplier:
        factor = parse_numeral("1" + multiplier) or 1
        high = scaled(high, factor)
        low = scaled(low, factor if not low_multiplier else 1)
    if low_multiplier:
        factor = parse_numeral("1" + low_multiplier) or 1
        low = scaled(low, factor)
        if not part["high"]:
            high = scaled(high, factor)
    if high < low:
        return None
    unit_text = part["unit"] or ""
    return low, high, unit_words().get(unit_text, unit_text), (low_multiplier or "") + multiplier + unit_text


def _share(numerator: str | None, denominator: str | None) -> int | float:
    from decimal import Decimal

    above, below = parse_numeral(numerator or ""), parse_numeral(denominator or "")
    return plain((Decimal(100) * Decimal(str(above)) / Decimal(str(below))).quantize(Decimal("0.01")).normalize())


def _value_end(match: re.Match[str], part: dict[str, str | None]) -> int:
    for name in (
        "mult",
        "high",
        "lowmult",
        "low",
        "pct",
        "num",
        "slashden",
        "pure",
        "heads",
        "tenths",
        "half",
        "double",
        "b",
    ):
        if part[name] and part[name] != "%":
            return match.end(name)
    return match.end()


def _is_duration(match: re.Match[str], hidden: str, years: int | float) -> bool:
    """``不少于3年``, ``3年以上`` and ``受教育年限达到10.8年`` are durations; every other ``N年`` is a horizon, a cycle or part of a name."""
    before = hidden[max(0, match.start() - 8) : match.start()]
    if _LASTS.search(before):
        return True
    return isinstance(years, int) and (bool(match["suffix"]) or bool(_LIMITS.search(before)))


def _comparator(
    part: dict[str, str | None], left: str, unit: str | None, is_range: bool, before: re.Pattern[str]
) -> tuple[str, str | None, int | None]:
    """Comparator code, denominator written between comparator and number, offset of the comparator in ``left``."""
    suffix = part["suffix"] or ""
    found = before.search(left)
    code, denominator, start = None, None, None
    if found:
        between = found["between"]
        whole = between.removesuffix("的")
        if (
            not between
            or (unit in ("%", "倍", "比", "百分点") and len(whole) >= 2)
            or _VERB_BETWEEN.fullmatch(between)
            or found["comparator"] in _AT_LEAST
        ):
            code, start = _comparator_code(found["comparator"]), found.start()
            denominator = whole if len(whole) >= 2 and unit in ("%", "倍") else None
    if denominator is None and unit in ("%", "倍") and left.endswith("的"):
        base = _BASE_OF.search(left)
        denominator = base[1] if base else None
    if "以上" in suffix:
        code = "gt" if code == "gt" else "ge"
    elif "以下" in suffix or "内" in suffix:
        code = "lt" if code == "lt" else "le"
    elif suffix:
        code = "approx"
    if (part["more"] or part["morethan"] or part["half"] == "过半") and code is None:
        code = "gt"
    if code is None:
        code = "range" if is_range else "eq"
    return code, denominator, start


def _comparator_code(word: str) -> str:
    for code in ("ge", "gt", "le", "lt", "approx"):
        if word in words(f"comparator.{code}"):
            return code
    raise ValueError(f"{word!r} is no comparator of the lexicon")


def _ends(low: int | float, high: int | float, comparator: str) -> tuple[int | float | None, int | float | None]:
    if comparator in ("ge", "gt"):  # of 不少于3-5门 the floor is kept
        return low, None
    if comparator in ("le", "lt"):
        return None, high
    return low, high


def _per(hidden: str, position: int, patterns: dict[str, re.Pattern[str]]) -> str | None:
    """What a rate is counted by: the last 每… of the clause in front of the number."""
    clause = hidden[max(0, position - 60) : position]
    if "每" not in clause and "年" not in clause:
        return None
    clause = _CLAUSE_MARK.split(clause)[-1]
    time = last_match(patterns["per_time"], clause)
    if time is not None and not clause[time.end() :].startswith("的"):
        count = parse_numeral(time["count"]) if time["count"] else 1
        unit = {"个月": "月"}.get(time["unit"] or "年", time["unit"] or "年")
        return unit if count in (None, 1) else f"{count}{unit}"
    thing = last_match(patterns["per_thing"], clause)
    return (_CLASSIFIER.sub("", thing["thing"]) or thing["thing"]) if thing is not None else None

"""Where an issuer sits, by its name: 成都市温江区教育局 is a district body of 温江区 in 成都市."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.codebook.loader import load

_CENTRAL = re.compile(r"^(?:中共中央|国务院|全国人大|全国人民代表大会|中央军委)")
_MINISTRY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,12}部|国家[\u4e00-\u9fff]{2,14}(?:委|局|委员会|总局)|[\u4e00-\u9fff]{2,8}总局)(?:办公厅)?(?:、|等|$)"
)
_BELOW = re.compile(
    r"(?P<city>[\u4e00-\u9fff]{1,8}?(?:市(?!场)|自治州|州(?![市区县旗])|盟|地区))?(?P<district>[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|新区|区(?!域)|县|旗|市(?!场)))?"
    r"(?P<township>[\u4e00-\u9fff]{1,8}?(?:街道|镇|乡))?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """The level of an issuer (codes.yaml: issuer_level) and its place, as far as the name says; ``adcode`` only for places of the codebook."""

    level: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    adcode: str | None = None


@cache
def _provinces() -> dict[str, str]:
    return {entry["label_zh"]: code for code, entry in load("places").items() if entry["level"] == "province"}


@cache
def _by_name() -> dict[str, str]:
    return {entry["label_zh"]: code for code, entry in load("places").items()}


def place_of(issuer: str | None) -> Place:
    """Read level and place from the name of the (first) issuer.

    A bare 某某市 is taken for a prefecture: names alone don't tell it from a county-level city.
    """
    if not issuer:
        return Place()
    name = re.sub(r"^中共", "", issuer)
    if _CENTRAL.match(issuer):
        return Place("national")
    province = next((label for label in _provinces() if name.startswith(label)), None)
    if province is None and _MINISTRY.match(name):
        return Place("ministry")
    below = _BELOW.match(name[len(province or "") :])
    city, district, township = (below["city"], below["district"], below["township"]) if below else (None, None, None)
    if city and district is None and province and province.endswith("市"):
        city, district = None, city  # 重庆市某某区 has no prefecture in between
    if not (province or city or district):
        return Place()
    level = "township" if township else "district" if district else "city" if city else "province"
    lowest = district or city or province
    code = _by_name().get(lowest or "")
    parent = _parent_label(code)
    consistent = parent is None or parent in (city, province) or (city is None and province is None)
    return Place(level, province, city, district, code if consistent else None)


def _parent_label(code: str | None) -> str | None:
    parent = load("places")[code]["parent"] if code else None
    return load("places")[parent]["label_zh"] if parent else None

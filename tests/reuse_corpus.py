"""A made-up corpus with known truth: one State, its provinces and their cities, and what each took from whom.

Sentences come from a seeded grammar of official prose, so that two of them are alike by chance only in their phrases. Planted are:

* vertical reuse (a sentence of the State in provinces and cities, of a province in its cities), some with words changed, some with another number;
* horizontal reuse (from an earlier city of the same province, from one of another province), and reuse of a document of one's own;
* boilerplate (the same few sentences in many documents of every family);
* a province whose documents are registered, but not held: what its cities took from there looks like reuse among them;
* amplification: one target, stated by the State, raised by provinces and raised, kept or lowered by cities;
* drift: from year to year sentences speak more of the theme ``digital`` and less of ``campus``.

``corpus()`` gives rows as the tables have them (plans, texts, masks, repairs, citations, policies, tasks, task_themes, targets, policy_targets) and the truth.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


def _list(words: str) -> list[str]:
    return words.split()


_WORDS = {
    "how": _list(
        "加快 稳步 持续 全面 着力 积极 有序 扎实 切实 深入 系统 统筹 分批 精准 合理 严格 大力 逐级 同步 优先 重点 主动 定期 规范"
    ),
    "do": _list(
        "推进 建设 完善 健全 优化 落实 探索 构建 拓展 强化 培育 改造 整合 提升 布局 组织 编制 搭建 配备 开发 引进 遴选 扩充 修订 盘活"
    ),
    "whose": _list(
        "城区 乡镇 园区 山区 沿江 库区 企业 院校 社区 行业 基层 班级 车间 农村 港口 林区 牧区 口岸 老城 新区"
    ),
    "kind": _list(
        "智能 绿色 康养 文旅 物流 装备 纺织 茶叶 陶瓷 电子 建筑 护理 轨道 航空 海洋 食品 医药 矿业 蔬果 家政 养老 冶金"
    ),
    "for": _list("服务 面向 依托 围绕 结合 对接 适应 支撑 联合 带动"),
    "end": _list(
        "协调发展 有效衔接 分类施策 动态调整 常态运行 资源共享 质量可控 试点先行 责任到人 成果转化 开放使用 全程记录"
    ),
}
_OBJECTS = {
    "campus": _list("宿舍 食堂 操场 校舍 图书馆 实训楼 围墙 绿地 供暖设备 礼堂"),
    "digital": _list("数据平台 课程资源库 虚拟车间 信息系统 电子档案 在线课堂 算力设施 终端设备 网络安全预案 智能评测"),
    "teachers": _list("师资培训 导师团队 教研活动 职称评审 企业实践 名师工作室 兼职教师库 备课制度 轮岗安排 教学比武"),
    "industry": _list("产业学院 实习岗位 订单班 技术服务站 中试基地 用工信息 技能工坊 供需清单 校企例会 设备捐赠"),
}
THEMES = tuple(_OBJECTS)
BOILERPLATE = (
    "各有关方面要把这项工作摆上重要日程，明确分管负责同志，层层压实责任。",
    "建立月调度季通报机制，及时研究解决推进中的困难问题，重大事项按程序报告。",
    "多渠道筹措所需经费，管好用好每一笔专项资金，接受审计和社会监督。",
    "通过报刊广播和新媒体广泛宣传，讲好身边故事，营造人人关心支持的氛围。",
    "对成效明显的单位予以表扬，对推进不力的予以约谈，结果纳入年度绩效。",
)
FAMILIES = ("talent", "skills", "rural", "arts")
UNHELD_PROVINCE = 0
#: The year of every target: what differs between State, province and city is the value alone.
YEAR = 2025


@dataclass(frozen=True)
class Planted:
    """One sentence of one document: what it is, where it stands, and the document (or registered policy) that it was taken from."""

    plan_id: str
    kind: str
    start: int
    end: int
    source: str | None = None
    number: str | None = None


@dataclass
class Corpus:
    """The tables as lists of rows, and the truth about every sentence."""

    tables: dict[str, list[Row]]
    planted: list[Planted] = field(default_factory=list)
    #: (plan, value of the State, of its province, its own) in percent.
    amplified: list[tuple[str, int, int, int]] = field(default_factory=list)


def sentence(draw: random.Random, theme: str) -> str:
    """One sentence of three clauses on a theme."""

    def one(slot: str) -> str:
        return draw.choice(_WORDS[slot])

    things = draw.sample(_OBJECTS[theme], 2)
    return (
        f"{one('how')}{one('do')}{one('whose')}{one('kind')}{things[0]}，{one('for')}{one('kind')}{one('whose')}"
        f"{one('do')}{things[1]}{draw.randint(2, 98)}处，{one('how')}{one('do')}{one('kind')}领域{one('end')}。"
    )


def altered(draw: random.Random, text: str) -> tuple[str, str | None]:
    """A copy with one word or the number changed, or none; and the change of the number, ``30→32``."""
    kind = draw.choice(("same", "word", "number"))
    digits = "".join(char for char in text if char.isdecimal())
    if kind == "number" and digits:
        other = str(int(digits) + draw.randint(1, 9))
        return text.replace(digits, other), f"{digits}→{other}"
    if kind == "word":
        word = next(word for word in _WORDS["do"] if word in text)
        return text.replace(word, draw.choice([other for other in _WORDS["do"] if other != word]), 1), None
    return text, None


def reworded(draw: random.Random, text: str, times: int) -> str:
    """A copy with so many words, or fewer, changed."""
    words = [word for slot in _WORDS.values() for word in slot if word in text]
    for word in draw.sample(words, min(times, len(words))):
        slot = next(slot for slot in _WORDS.values() if word in slot)
        text = text.replace(word, draw.choice([other for other in slot if other != word]), 1)
    return text


class _Writer:
    """Writes documents and keeps what was planted."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        names = _list("plans texts masks repairs citations policies tasks task_themes targets policy_targets")
        self.corpus = Corpus({name: [] for name in names})
        self.sentences: dict[str, list[tuple[str, str]]] = {}

    def theme(self, year: int) -> str:
        """A theme; the share of ``digital`` grows by a tenth each year from 2015, that of ``campus`` falls."""
        step = 0.1 * (year - 2015)
        return self.draw.choices(THEMES, (0.55 - step, 0.05 + step, 0.2, 0.2))[0]

    def write(
        self, plan_id: str, family: str, place: tuple[str | None, str | None], date: str, parts: list, share: int,
        cites: list[str], is_held: bool = True,
    ) -> None:  # fmt: skip
        """One document from ``parts``: (kind, source, sentence, theme, number); it is registered too unless it is a city's."""
        province, city = place
        level = "city" if city else "province" if province else "national"
        text, own = "", []
        tables = self.corpus.tables
        for kind, source, words, theme, number in parts:
            start = len(text)
            text += words + "\n"
            own.append((words, theme))
            if is_held:
                self.corpus.planted.append(Planted(plan_id, kind, start, start + len(words), source, number))
                task = f"{plan_id}.k{start:06d}"
                span = {"char_start": start, "char_end": start + len(words)}
                tables["tasks"].append({"task_id": task, "plan_id": plan_id, "text": words, "role": "task", **span})
                tables["task_themes"].append({"task_id": task, "plan_id": plan_id, "theme_id": theme, "rank": 1})
        self.sentences[plan_id] = [
            (words, theme) for (words, theme), part in zip(own, parts, strict=True) if part[0] == "original"
        ]
        start = len(text)
        quote = f"到{YEAR}年，达标比例不低于{share}%"
        text += quote + "。\n"
        value = {"indicator_id": family, "value_min": float(share), "unit": "%", "quote": quote, "comparator": "ge"}
        value["deadline_year"] = YEAR
        title = f"{place[1] or place[0] or '国家'}{family}方案{date[:4]}"
        number = f"{plan_id}〔{date[:4]}〕1号"
        if level != "city":
            tables["policies"].append({
                "policy_id": f"reg-{plan_id}", "title": title, "doc_number": number, "level": level, "place_id": province, "issued_on": date,
                "published_on": None, "period_start": None, "parents": [f"reg-{one}" for one in cites],
            })  # fmt: skip
            tables["policy_targets"].append(
                {"policy_target_id": f"reg-{plan_id}.share", "policy_id": f"reg-{plan_id}", **value}
            )
        if not is_held:
            return
        undated = ("issued_not_before", "issued_not_after", "published_on", "transmitted_on", "period_start")
        tables["plans"].append({
            **dict.fromkeys(undated), "plan_id": plan_id, "title": title, "doc_number": number, "issuer": f"{city or province or '国家'}政府",
            "issuer_level": level, "province": province, "city": city, "district": None, "issued_on": date,
            "date_precision": "day",
        })  # fmt: skip
        tables["texts"].append({"plan_id": plan_id, "text": text})
        tables["targets"].append({
            "target_id": f"{plan_id}.g{start:06d}", "plan_id": plan_id, "char_start": start,
            "char_end": start + len(quote), **value,
        })  # fmt: skip
        for one in cites:
            row = {"plan_id": plan_id, "policy_id": f"reg-{one}", "relation": "basis", "suggestion": None}
            tables["citations"].append(row)

    def fresh(self, year: int, number: int) -> list[tuple]:
        """So many new sentences."""
        parts = []
        for _ in range(number):
            theme = self.theme(year)
            parts.append(("original", None, sentence(self.draw, theme), theme, None))
        return parts

    def copies(self, kind: str, source: str, number: int, recorded: str | None = None) -> list[tuple]:
        """So many sentences that are new in ``source``, altered."""
        chosen = self.draw.sample(self.sentences[source], number)
        parts = []
        for words, theme in chosen:
            copied, changed = altered(self.draw, words)
            parts.append((kind, recorded or source, copied, theme, changed))
        return parts

    def common(self) -> list[tuple]:
        """Two or three stock sentences in four documents of five: each stands in two of five."""
        if self.draw.random() > 0.8:
            return []
        chosen = self.draw.sample(BOILERPLATE, self.draw.choice((2, 3)))
        return [("boilerplate", None, words, "campus", None) for words in chosen]


def corpus(provinces: int = 23, cities: int = 12, seed: int = 1) -> Corpus:
    """A State, ``provinces`` and ``cities`` of each: with the defaults 1 + 23 + 276 = 300 issuers."""
    writer = _Writer(seed)
    draw = writer.draw
    national = {family: 30 + 5 * at for at, family in enumerate(FAMILIES)}
    for family, share in national.items():
        writer.write(f"nat-{family}", family, (None, None), "2015-01-10", writer.fresh(2015, 16), share, [])
    provincial: dict[tuple[int, str], int] = {}
    for province in range(provinces):
        for family in FAMILIES:
            share = provincial[province, family] = national[family] + draw.randint(0, 10)
            parts = writer.fresh(2016, 8) + writer.copies("vertical", f"nat-{family}", 5) + writer.common()
            draw.shuffle(parts)
            place, date = (f"省{province:02d}", None), f"2016-{draw.randint(1, 12):02d}-15"
            held = province != UNHELD_PROVINCE
            writer.write(f"p{province:02d}-{family}", family, place, date, parts, share, [f"nat-{family}"], held)
    earlier: dict[tuple[int, str], list[str]] = {}
    order = [(province, city) for city in range(cities) for province in range(provinces)]
    for at, (province, city) in enumerate(order):
        family = FAMILIES[(city + province) % 4]
        year = 2017 + 1090 * at // len(order) // 365
        above = f"p{province:02d}-{family}"
        parts = writer.fresh(year, 7)
        parts += writer.copies("unheld" if province == UNHELD_PROVINCE else "vertical", above, 3, f"reg-{above}" if province == UNHELD_PROVINCE else above)  # fmt: skip
        parts += writer.copies("vertical", f"nat-{family}", 2)
        own = earlier.setdefault((province, family), [])
        if own and province != UNHELD_PROVINCE:
            parts += writer.copies("horizontal_same_parent", draw.choice(own), 2)
        far = [
            one
            for (p, f), made in earlier.items()
            if p not in (province, UNHELD_PROVINCE) and f == family
            for one in made
        ]
        if far and draw.random() < 0.5 and province != UNHELD_PROVINCE:
            parts += writer.copies("horizontal_cross_province", draw.choice(far), 1)
        parts += writer.common()
        draw.shuffle(parts)
        share = provincial[province, family] + draw.choice((-2, 0, 0, 3, 5))
        plan_id = f"c{province:02d}{city:02d}"
        date = str(dt.date(2017, 1, 1) + dt.timedelta(days=1090 * at // len(order)))
        writer.write(
            plan_id,
            family,
            (f"省{province:02d}", f"市{province:02d}{city:02d}"),
            date,
            parts,
            share,
            [above, f"nat-{family}"],
        )
        own.append(plan_id)
        writer.corpus.amplified.append((plan_id, national[family], provincial[province, family], share))
        if city < 1 and province != UNHELD_PROVINCE:
            parts = writer.fresh(2021, 8) + writer.copies("self", plan_id, 3)
            place = (f"省{province:02d}", f"市{province:02d}{city:02d}")
            writer.write(f"{plan_id}-next", family, place, "2021-06-01", parts, share + 5, [f"nat-{family}"])
    return writer.corpus

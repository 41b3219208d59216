"""A corpus of one short made-up plan, for tests that build."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

PLAN = "xx-demo-2023"
TEXT = """万州区人民政府
关于印发《示范区职业教育三年行动计划（2023—2025年）》的通知
示范府发〔2023〕9号

各街道办事处：
现将《示范区职业教育三年行动计划（2023—2025年）》印发给你们，请认真贯彻执行。

万州区人民政府
2023年3月1日

示范区职业教育三年行动计划（2023—2025年）

为贯彻落实《国家职业教育改革实施方案》（国发〔2019〕4号），制定本计划。
一、主要目标
到2025年，中职在校生达到3万人以上。
二、重点任务
（一）加强队伍建设。专业课教师中“双师型”教师占比不低于60%。（责任单位：区教委、区人力社保局）
（二）加强基地建设。新增实训基地5个，力争建成国家级优质中职学校2所。（责任单位：区教委、区财政局）
三、保障措施
（一）加强组织领导。成立工作领导小组。
（二）加大经费投入。教育费附加用于职业教育的比例不低于30%。
"""


def _fact(value=None, **evidence):
    return {"value": value, "evidence": evidence or {"not_stated": "not in this example"}}


def write(raw: Path, text: str = TEXT, plan_id: str = PLAN) -> Path:
    """Write the plan's folder below ``raw`` and return it."""
    folder = raw / plan_id
    folder.mkdir(parents=True)
    source = folder / "plan.txt"
    source.write_text(text, encoding="utf-8", newline="\n")
    title = "示范区职业教育三年行动计划（2023—2025年）"
    record = {
        "plan_id": plan_id,
        "source_file": "plan.txt",
        "source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "source_url": _fact(),
        "title": _fact(title, quote=title),
        "title_en": _fact("Three-year plan of a made-up district", inferred="translated"),
        "document_type": _fact("action_plan", inferred="the title"),
        "text_status": _fact(["full"], inferred="it is complete"),
        "doc_number": _fact("示范府发〔2023〕9号", quote="示范府发〔2023〕9号"),
        "issuer": _fact("万州区人民政府", quote="万州区人民政府"),
        "issuer_level": _fact("district", quote="万州区人民政府"),
        "province": _fact("重庆市", inferred="made up"),
        "city": _fact(not_applicable="a municipality has none"),
        "district": _fact("万州区", quote="万州区人民政府"),
        "adcode": _fact("500101", inferred="GB/T 2260"),
        "place_basis": "stated",
        "issued_on": _fact("2023-03-01", quote="2023年3月1日"),
        "published_on": _fact(),
        "date_precision": "day",
        "period_start": _fact(2023, quote="2023—2025年"),
        "period_end": _fact(2025, quote="2023—2025年"),
        "period_basis": "title",
        "transmitted_by": _fact(),
        "transmitted_on": _fact(),
    }
    (folder / "plan.yaml").write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder

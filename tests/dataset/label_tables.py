"""The label tables and lists of codes as far as this checkout lacks them, so that sheets can be tested without."""

from __future__ import annotations

from dataclasses import replace

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import coding_sheet, schema

LISTS = {
    "themes": {
        "T01": {"label_zh": "党建与育人", "label_en": "Party leadership and moral education", "parent": None},
        "T05": {"label_zh": "产教融合", "label_en": "Industry and education", "parent": None},
        "T05.4": {"label_zh": "学徒制与订单培养", "label_en": "Apprenticeship", "parent": "T05"},
    },
    "instruments": {
        "S1": {"label_zh": "人才与师资", "label_en": "Staff"},
        "S2": {"label_zh": "资金投入", "label_en": "Funding"},
        "D1": {"label_zh": "购买服务", "label_en": "Procurement"},
    },
    "addressee": {
        "government": {"label_zh": "政府", "label_en": "government"},
        "school": {"label_zh": "学校", "label_en": "school"},
    },
}


def add(monkeypatch) -> None:
    """Put in what is missing, for one test."""
    tables, entries, codes = dict(schema.tables()), loader._entries, loader.codes
    blank = replace(tables["targets"].fields["modality"], required=False)
    for table, column, of in (
        ("task_themes", "theme_id", "themes"),
        ("task_instruments", "instrument_id", "instruments"),
    ):
        if table not in tables:
            field = replace(blank, name=column, required=True, codes=f"{of}.id", label_zh="代码", label_en="Code")
            tables[table] = replace(tables["responsibilities"], name=table, fields={column: field})
            tables[of] = replace(tables["indicators"], name=of)
    if "addressee" not in tables["targets"].fields:
        field = replace(blank, name="addressee", codes="addressee", label_zh="责任层级", label_en="Addressee")
        tables["targets"] = replace(tables["targets"], fields=tables["targets"].fields | {"addressee": field})
    missing = {name: list_ for name, list_ in LISTS.items() if name not in {*loader.names(), *loader.load("codes")}}
    monkeypatch.setattr(schema, "tables", lambda: tables)
    monkeypatch.setattr(loader, "_entries", lambda name: missing[name] if name in missing else entries(name))
    monkeypatch.setattr(loader, "codes", lambda name: tuple(missing[name]) if name in missing else codes(name))
    coding_sheet._options.cache_clear()

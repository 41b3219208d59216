"""Tidy frames of as many made-up documents as one likes, in the columns that the analysis returns."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from zhijiao_data.analysis.charts import Labels
from zhijiao_data.dataset import codebook_rows

DIMENSIONS = ("teachers", "conditions", "skills", "industry", "structure", "finance")
OUTCOMES = ("amplified", "parity", "attenuated", "indeterminate", "new", "not_at_risk")
ORIGINS = {
    "boilerplate": 0.12,
    "self": 0.02,
    "vertical": 0.2,
    "common_ancestor_suspected": 0.06,
    "horizontal_same_parent": 0.05,
    "horizontal_cross_province": 0.03,
    "unresolved": 0.04,
}
TABLES = ("themes", "instruments", "indicators", "concepts", "codes", "places", "policies", "units")


class MadeUp:
    """``n`` documents issued between 2016 and 2025, and every frame that a chart draws."""

    def __init__(self, n: int, seed: int = 1) -> None:
        self.random = np.random.default_rng(seed)
        self.plan_ids = [f"xx-{number:03d}" for number in range(n)]
        self.issued = {one: date(2016, 1, 1) + timedelta(int(self.random.integers(0, 3300))) for one in self.plan_ids}
        self.tables = {name: pd.DataFrame(rows) for name, rows in codebook_rows.tables().items() if name in TABLES}
        themes = self.tables["themes"]
        self.themes = [one for one in themes["id"] if "." not in one and one != "T00"]
        self.indicators = list(self.tables["indicators"]["id"])[:10]
        self.concepts = list(self.tables["concepts"]["id"])
        policies = self.tables["policies"]
        dated = policies[policies["issued_on"].str.len().fillna(0) == 10]
        self.policies = list(dated["policy_id"])[:30]

    def labels(self) -> Labels:
        return Labels.of(**self.tables, plans=self.plans())

    def plans(self) -> pd.DataFrame:
        known = {"issued_not_before": None, "issued_not_after": None, "published_on": None, "transmitted_on": None}
        return pd.DataFrame(
            [
                {
                    "plan_id": one,
                    "issuer": f"第{number}区人民政府",
                    "district": f"第{number}区",
                    "city": None,
                    "province": "重庆市",
                    "adcode": None,
                    "issued_on": self.issued[one],
                    "date_precision": "day",
                    "period_start": None,
                    "text_status": ["full"] if number % 7 else ["third_party_copy", "damaged"],
                    **known,
                }
                for number, one in enumerate(self.plan_ids)
            ]
        )

    def attention_intervals(self) -> pd.DataFrame:
        rows = []
        weight = np.linspace(3, 0.3, len(self.themes))
        for one in self.plan_ids:
            for measure in ("share_chars", "share_tasks"):
                for theme, share in zip(self.themes, self.random.dirichlet(weight), strict=True):
                    ends = {"low": max(0.0, share - 0.05), "high": min(1.0, share + 0.06)}
                    rows.append({"plan_id": one, "theme_id": theme, "measure": measure, "estimate": share, **ends})
        return pd.DataFrame(rows)

    def depth_ladder(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "plan_id": one,
                    "theme_id": theme,
                    "depth": int(self.random.integers(0, 5)),
                    "evidence_task_id": f"{one}.k000001",
                    "evidence_target_id": None,
                    "quote": "建设实训基地3个",
                }
                for one in self.plan_ids
                for theme in self.themes
            ]
        )

    def theme_by_instrument(self) -> pd.DataFrame:
        instruments = list(self.tables["instruments"]["id"])
        return pd.DataFrame(
            [
                {"plan_id": one, "theme_id": theme, "instrument_id": instrument, "n_tasks": int(n)}
                for one in self.plan_ids
                for theme in self.themes
                for instrument, n in zip(instruments, self.random.poisson(0.2, len(instruments)), strict=True)
                if n
            ]
        )

    def keyness(self) -> pd.DataFrame:
        words = list(self.tables["concepts"]["label_zh"])
        return pd.DataFrame(
            [
                {
                    "plan_id": one,
                    "term": word,
                    "z": float(z),
                    "delta": float(z) / 3,
                    "n_tasks_with": 4,
                    "n_tasks_other": 2,
                    "kind": "word",
                }
                for one in self.plan_ids
                for word, z in zip(words, self.random.normal(0.5, 1, len(words)), strict=True)
            ]
        )

    def ambition_segments(self) -> pd.DataFrame:
        rows = []
        table = self.tables["indicators"]
        unit = dict(zip(table["id"], table["unit"].astype(object).where(table["unit"].notna(), None), strict=True))
        for indicator in self.indicators:
            head = {"indicator_id": indicator, "unit": unit[indicator]}
            for one in self.plan_ids:
                if self.random.random() < 0.6:
                    value = float(
                        self.random.integers(20, 100) if unit[indicator] == "%" else self.random.integers(1, 9)
                    )
                    own = {"kind": "target", "target_id": f"{one}.g000001", "plan_id": one, "quote": "达到一定数量"}
                    year = self.issued[one].year + int(self.random.integers(2, 5))
                    form = {"value_low": value, "value_high": None, "deadline_year": year, "issued": self.issued[one]}
                    rows.append({**head, **own, **form, "strength": int(self.random.integers(1, 5))})
            for number, level in enumerate(("national", "province")):
                policy = {"kind": "upstream", "policy_id": self.policies[number], "level": level}
                form = {"value_low": 50.0, "deadline_year": 2022 + number, "issued": date(2019 + number, 1, 24)}
                rows.append(
                    {**head, **policy, **form, "certainty": ("verified", "unverified_low")[number], "quote": "—"}
                )
        frame = pd.DataFrame(rows)
        frame["value"] = frame["value_low"]
        frame["comparability"] = None
        return frame

    def deadline_matrix(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {"plan_id": one, "deadline_year": self.issued[one].year + 3, "dimension": name, "n": int(n)}
                for one in self.plan_ids
                for name, n in zip(DIMENSIONS, self.random.poisson(2, len(DIMENSIONS)), strict=True)
            ]
        )

    def outcomes(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "indicator_id": indicator,
                    "plan_id": one,
                    "target_id": f"{one}.g{number:06d}",
                    "outcome": str(self.random.choice(OUTCOMES, p=[0.15, 0.3, 0.1, 0.25, 0.15, 0.05])),
                    "comparability": str(self.random.choice(["A", "B"])),
                    "explanation_zh": "说明",
                    "explanation_en": "explained",
                    "quote": "达到60%以上",
                    "policy_id": self.policies[0],
                    "upstream_certainty": str(self.random.choice(["verified", "unverified_low"])),
                }
                for one in self.plan_ids
                for number, indicator in enumerate(self.indicators)
                if self.random.random() < 0.4
            ]
        )

    def specificity(self) -> pd.DataFrame:
        rows = []
        chances = {
            "number": 0.8,
            "unit_denominator": 0.7,
            "deadline": 0.5,
            "body": 0.4,
            "baseline": 0.03,
            "monitoring": 0.1,
        }
        for one in self.plan_ids:
            for number in range(20):
                met = {name: int(self.random.random() < chance) for name, chance in chances.items()}
                rows.append({"target_id": f"{one}.g{number:06d}", "plan_id": one, **met, "score": sum(met.values())})
        return pd.DataFrame(rows)

    def citation_lags(self) -> pd.DataFrame:
        table = self.tables["policies"].set_index("policy_id")
        rows = []
        for one in self.plan_ids:
            for policy in self.random.choice(self.policies, 4, replace=False):
                cited = date.fromisoformat(table.loc[policy, "issued_on"])
                lag = (self.issued[one] - cited).days
                if lag > 0:
                    rows.append(
                        {
                            "citation_id": f"{one}.c{len(rows):06d}",
                            "plan_id": one,
                            "policy_id": policy,
                            "level": table.loc[policy, "level"],
                            "relation": "basis",
                            "issued": self.issued[one],
                            "cited": cited,
                            "lag_min": lag,
                            "lag_max": lag,
                            "date_verified": bool(self.random.random() < 0.7),
                            "quote": "根据《决定》",
                        }
                    )
        return pd.DataFrame(rows)

    def adoption(self) -> pd.DataFrame:
        table = self.tables["concepts"].set_index("id")
        first = table["first_mention"].fillna("2015")
        rows = []
        for one in self.plan_ids:
            for concept in self.concepts:
                origin = first[concept]
                there = int(origin[:4]) <= self.issued[one].year
                adopted = there and self.random.random() < 0.4
                state = "adopted" if adopted else "at_risk" if there else "not_yet"
                use = {"n_mentions": int(adopted), "use": int(self.random.integers(1, 4)) if adopted else None}
                dates = {"first_mention": origin, "vintage": None, "certainty": table.loc[concept, "certainty"]}
                rows.append({"plan_id": one, "concept_id": concept, "state": state, **use, **dates})
        return pd.DataFrame(rows)

    def inheritance(self) -> pd.DataFrame:
        rows = []
        for indicator in self.indicators[:6]:
            for one in self.plan_ids:
                if self.random.random() < 0.6:
                    upstream, value = 50.0, float(self.random.choice([40, 50, 60, 70]))
                    outcome = "amplified" if value > upstream else "parity" if value == upstream else "attenuated"
                    ids = {"indicator_id": indicator, "plan_id": one, "target_id": f"{one}.g000001"}
                    above = {
                        "policy_id": self.policies[0],
                        "upstream_value": upstream,
                        "upstream_certainty": "verified",
                    }
                    rows.append(
                        {
                            **ids,
                            **above,
                            "value": value,
                            "unit": "%",
                            "outcome": outcome,
                            "comparability": "A",
                            "quote": "—",
                        }
                    )
        return pd.DataFrame(rows)

    def decomposition(self) -> pd.DataFrame:
        rows = []
        for one in self.plan_ids:
            shares = {origin: float(mean * self.random.gamma(2, 0.5)) for origin, mean in ORIGINS.items()}
            total = sum(shares.values())
            factor = min(1.0, 0.9 / total)
            parts = {origin: share * factor for origin, share in shares.items()}
            parts["original"] = 1 - sum(parts.values())
            held = {"n_held": int(self.random.integers(0, 5)), "n_cited": 5}
            rows += [{"plan_id": one, "step": step, "share": share, **held} for step, share in parts.items()]
        return pd.DataFrame(rows)


#: Chart → the method of `MadeUp` that gives its frame.
FRAME_OF = {
    "shares_dots": "attention_intervals",
    "depth_heatmap": "depth_ladder",
    "theme_instrument_heatmap": "theme_by_instrument",
    "keyness_lollipops": "keyness",
    "target_segments": "ambition_segments",
    "deadline_dots": "deadline_matrix",
    "outcome_strip": "outcomes",
    "specificity_dots": "specificity",
    "citation_timeline": "citation_lags",
    "adoption_matrix": "adoption",
    "upstream_slopes": "inheritance",
    "reuse_decomposition": "decomposition",
}

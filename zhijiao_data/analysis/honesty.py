"""What a number of issuers allows one to say, and which texts may be compared.

The unit is the issuer, not the document: two plans of one government are no two observations. The limits are conventions for small
collections of documents, not theorems; they stand in one place so that no chart is more daring than another.

=============  ======================================================================  =====================================
N issuers      allowed                                                                 not allowed
=============  ======================================================================  =====================================
below 8        description, bootstrap within documents, leave-one-out ranges           tests between documents, trends
8 to 29        permutation tests over documents, rank correlations, Kaplan–Meier       regressions with several covariates
30 to 199      bootstrap over issuers, regressions, trends (bins of ≥ 10 issuers)      statements about the country
200 and more   discrete-time hazard models, dyadic models                              statements about the country [1]_
=============  ======================================================================  =====================================

.. [1] At any size, unless the documents were drawn by a probability sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import TYPE_CHECKING, Any, Literal

from zhijiao_data.analysis.frames import joined, records, tidy
from zhijiao_data.analysis.messages import Language, message
from zhijiao_data.codebook.loader import entry
from zhijiao_data.dataset.schema import chosen

if TYPE_CHECKING:
    import pandas as pd

Claim = Literal[
    "describe",
    "test_between_documents",
    "amplification_index",
    "survival",
    "trend",
    "regression",
    "cluster_bootstrap",
    "hazard",
    "national_claim",
]
#: Issuers that each claim needs; None: no number of issuers is enough.
NEEDED: Mapping[Claim, int | None] = {
    "describe": 1,
    "test_between_documents": 8,
    "amplification_index": 8,
    "survival": 8,
    "trend": 30,
    "regression": 30,
    "cluster_bootstrap": 30,
    "hazard": 200,
    "national_claim": None,
}
Sample = Literal["full", "comparable", "all"]
#: Texts by what may be done with them: an interpretation tells of a plan and is none; of a text that is not wholly held,
#: what is missing can't be told from what was lost. Others are full.
_EXCLUDED = frozenset({"interpretation"})
_WHOLE = frozenset({"full"})


@dataclass(frozen=True, slots=True)
class Notice:
    """Why something was not done, in words to be printed."""

    code: str
    message_zh: str
    message_en: str

    def text(self, lang: Language = "zh") -> str:
        """The words in one language."""
        return self.message_zh if lang == "zh" else self.message_en


@dataclass(frozen=True, slots=True)
class Allowed:
    """What N issuers allow."""

    n_issuers: int
    allowed: tuple[Claim, ...]
    refused: tuple[Claim, ...]


def limits(n_issuers: int) -> Allowed:
    """What may and may not be claimed from so many issuers (the table at the head of this module)."""
    fits = {claim: needed is not None and n_issuers >= needed for claim, needed in NEEDED.items()}
    return Allowed(n_issuers, tuple(c for c in fits if fits[c]), tuple(c for c in fits if not fits[c]))


def require(n_issuers: int, claim: Claim) -> Notice | None:
    """None when so many issuers allow the claim, else the notice that says why it is not made.

    Raises:
        UsageError: there is no such claim.
    """
    needed = chosen(claim, NEEDED, "claim")
    if needed is not None and n_issuers >= needed:
        return None
    said = {lang: message(f"claim.{claim}", lang) for lang in ("zh", "en")}
    if needed is None:
        return Notice(claim, said["zh"], said["en"])
    values = {lang: {"n": n_issuers, "needed": needed, "claim": said[lang]} for lang in said}
    return Notice(
        "too_few_issuers",
        message("notice.too_few_issuers", "zh", **values["zh"]),
        message("notice.too_few_issuers", "en", **values["en"]),
    )


def notice(code: str, **values: Any) -> Notice:
    """The notice ``notice.<code>`` of messages.yaml, filled in."""
    key = f"notice.{code}"
    return Notice(code, message(key, "zh", **values), message(key, "en", **values))


def least_p(first: int, second: int) -> float:
    """The smallest p that a one-sided exact permutation test of ``first`` against ``second`` documents can give: 1 / C(n, first)."""
    return 1 / comb(first + second, first)


# --- notices of a frame ----------------------------------------------------------------------------------------------


def with_notices(frame: pd.DataFrame, notices: Iterable[Notice | None]) -> pd.DataFrame:
    """The frame with notices, as plain values in ``frame.attrs["notices"]`` (so that it can still be written to files)."""
    frame.attrs["notices"] = [asdict(one) for one in dict.fromkeys(notices) if one is not None]
    return frame


def notices(frame: pd.DataFrame) -> tuple[Notice, ...]:
    """What a frame says of what was not done; a chart prints these."""
    return tuple(Notice(**one) for one in frame.attrs.get("notices", ()))


# --- issuers and texts -----------------------------------------------------------------------------------------------

_PLACE = ("province", "city", "district")


def issuers(plans: pd.DataFrame) -> dict[str, str]:
    """plan_id → issuer: its name, else the place of the plan, else the plan itself."""
    rows = records(plans, "plans", ["plan_id", "issuer", *_PLACE])
    return {
        row["plan_id"]: row["issuer"] or "".join(filter(None, map(row.get, _PLACE))) or row["plan_id"] for row in rows
    }


def n_issuers(plans: pd.DataFrame, plan_ids: Iterable[str] | None = None) -> int:
    """How many different issuers the plans have, or those of them that are named."""
    found = issuers(plans)
    return len({found[plan] for plan in (found if plan_ids is None else plan_ids)})


def standing(plans: pd.DataFrame) -> pd.DataFrame:
    """Which plans may be compared.

    Returns:
        One row per plan: plan_id; standing (``full``: the whole text is held; ``excluded``: an official interpretation, which
        tells of a plan; ``capped``: anything else, at best comparable with reserve); standing_why (codes of text_status that
        keep it from being full, parted by semicolons; null for full ones); why_zh, why_en.
    """
    found = []
    for row in records(plans, "plans", ["plan_id", "text_status"]):
        status = row["text_status"] or []
        why = [code for code in status if code not in _WHOLE]
        entries = [entry("text_status", code) for code in why]
        kind = "excluded" if _EXCLUDED & {*status} else "capped" if why or not status else "full"
        labels = {
            "why_zh": "、".join(e["label_zh"] for e in entries),
            "why_en": ", ".join(e["label_en"] for e in entries),
        }
        found.append({"plan_id": row["plan_id"], "standing": kind, "standing_why": joined(why), **labels})
    return tidy(found, {"plan_id": "str", "standing": "str", "standing_why": "str", "why_zh": "str", "why_en": "str"})


@dataclass(frozen=True, slots=True)
class Selection:
    """The plans of a sample, the standing of every plan, and a notice of those that were left out."""

    plan_ids: tuple[str, ...]
    of: Mapping[str, Mapping[str, Any]]
    left_out: Notice | None

    def columns(self, plan_id: str) -> dict[str, Any]:
        """The columns ``standing`` and ``standing_why`` of a row of this plan."""
        row = self.of[plan_id]
        return {"standing": row["standing"], "standing_why": row["standing_why"]}


#: The columns that `Selection.columns` gives.
STANDING_COLUMNS = {"standing": "str", "standing_why": "str"}
_TAKEN: Mapping[Sample, Sequence[str]] = {
    "full": ("full",),
    "comparable": ("full", "capped"),
    "all": ("full", "capped", "excluded"),
}


def select(plans: pd.DataFrame, sample: Sample = "comparable") -> Selection:
    """The plans of a sample.

    Args:
        plans: the table.
        sample: ``full``: full texts only; ``comparable``: also copies and damaged texts, but no interpretations; ``all``.

    Raises:
        UsageError: there is no such sample.
    """
    taken = chosen(sample, _TAKEN, "sample")
    rows = records(standing(plans), "standing", ["plan_id", "standing", "standing_why", "why_zh", "why_en"])
    out = [row for row in rows if row["standing"] not in taken]
    told = None
    if out:
        names = [row["plan_id"] for row in out]
        said = {key: dict.fromkeys(row[key] for row in out) for key in ("why_zh", "why_en")}
        key = "notice.plans_left_out"
        told = Notice(
            "plans_left_out",
            message(key, "zh", plans="、".join(names), why="；".join(said["why_zh"])),
            message(key, "en", plans=", ".join(names), why="; ".join(said["why_en"])),
        )
    plan_ids = tuple(row["plan_id"] for row in rows if row["standing"] in taken)
    return Selection(plan_ids, {row["plan_id"]: row for row in rows}, told)


def unreadable(selection: Selection) -> Notice | None:
    """That what is not seen in some plans of a selection may have been lost; None when all are full texts."""
    names = [plan for plan in selection.plan_ids if selection.of[plan]["standing"] != "full"]
    if not names:
        return None
    key = "notice.absence_unreadable"
    return Notice(
        "absence_unreadable",
        message(key, "zh", plans="、".join(names)),
        message(key, "en", plans=", ".join(names)),
    )

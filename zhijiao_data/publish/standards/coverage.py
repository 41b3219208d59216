"""The years and places that the documents of a release speak of, and where they were found, computed from its tables."""

from __future__ import annotations

from zhijiao_data.dataset import parquet
from zhijiao_data.publish.release import Release

_DATES = ("issued_not_before", "issued_on", "issued_not_after", "published_on")
_YEARS = ("period_start", "period_end")


def years(release: Release) -> tuple[int, int] | None:
    """First and last year: of the documents' dates and of the periods they plan; None when no document has either."""
    found = set()
    for plan in parquet.rows(release.folder, "plans"):
        found |= {int(plan[column][:4]) for column in _DATES if plan[column]}
        found |= {plan[column] for column in _YEARS if plan[column]}
    return (min(found), max(found)) if found else None


def places(release: Release) -> list[list[parquet.Row]]:
    """The places of the documents by code, each with the places that hold it, the nearest first: rows of ``places``.

    A place that is only inferred has no code and is left out.
    """
    known = {place["id"]: place for place in parquet.rows(release.folder, "places")}
    codes = {plan["adcode"] for plan in parquet.rows(release.folder, "plans")}
    return [_upwards(known, code) for code in sorted(codes & known.keys())]


def source_urls(release: Release) -> list[str]:
    """The addresses from which texts were taken, as far as they are known."""
    return sorted({plan["source_url"] for plan in parquet.rows(release.folder, "plans") if plan["source_url"]})


def _upwards(known: dict[str, parquet.Row], code: str) -> list[parquet.Row]:
    chain = []
    step: str | None = code
    while step:
        chain.append(known[step])
        step = known[step]["parent_id"]
    return chain

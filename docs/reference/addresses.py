"""Where on the site a table, a list of codes, an entry or a policy is explained; relative to a page in any folder of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.reference.markup import anchor
from zhijiao_data.codebook import loader

#: Tables of which each row is explained on one page, and the page.
ENTRIES = {"plans": "data/documents"} | {name: f"codebook/{name}" for name in loader.KINDS.values()}


class Addresses:
    """The addresses of one build of the site."""

    def __init__(self, policies: Iterable[Mapping[str, Any]], policy_targets: Iterable[Mapping[str, Any]]) -> None:
        self._level = {row["policy_id"]: row["level"] for row in policies}
        self._policy = {row["policy_target_id"]: row["policy_id"] for row in policy_targets}

    @staticmethod
    def table(name: str) -> str:
        """The page of a table."""
        return f"../tables/{name}.html"

    @staticmethod
    def codes(name: str, code: str = "") -> str:
        """A closed list, or one of its codes."""
        return f"../codebook/codes.html#{anchor(*filter(None, (name, code)))}"

    def row(self, table: str, id: Any) -> str | None:
        """The place where the row ``id`` of ``table`` is explained; None when no page does."""
        if table in ENTRIES:
            return f"../{ENTRIES[table]}.html#{anchor(id)}"
        policy = id if table == "policies" else self._policy.get(id) if table == "policy_targets" else None
        return f"../registry/{self._level[policy]}.html#{anchor(id)}" if policy in self._level else None

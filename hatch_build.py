"""Puts the released tables into the wheel, as ``zhijiao_data/_data``, so that an installed package needs no network.

An editable installation reads ``processed/`` of the checkout instead.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleTables(BuildHookInterface):
    """Add ``processed/`` to a wheel that is not editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        tables = Path(self.root) / "processed"
        if version != "standard":
            return
        if (tables / "manifest.json").is_file():
            build_data["force_include"][str(tables)] = "zhijiao_data/_data"
        else:
            self.app.display_warning("processed/ is missing: this wheel holds no tables. Run 'zhijiao build' first.")

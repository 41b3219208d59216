"""What the pages are made from: rows of tables, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Row = Mapping[str, Any]
#: Gives the rows of a table by its name, as `zhijiao_data.dataset.load.rows` does.
Read = Callable[[str], list[dict[str, Any]]]

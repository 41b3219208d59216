"""An executed notebook as one HTML file: it holds its pictures and its style, runs no script and asks no network.

Cells tagged ``prose`` show their output only; of the others the code can be unfolded, and is unfolded in a notebook whose metadata say
``"zhijiao": {"code": "open"}``.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TEMPLATE = "paper"
#: How much larger than in a notebook pictures are shown, beside larger print.
ZOOM = 1.25
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def html(notebook: Any, lang: str) -> str:
    """The page of an executed notebook; its title is its first heading."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name=TEMPLATE, extra_template_basedirs=[str(HERE)], exclude_anchor_links=True, sanitize_html=False
    )
    resources = {
        "lang": _LANGUAGES[lang],
        "title": title(notebook),
        "style": (HERE / TEMPLATE / "paper.css").read_text(encoding="utf-8"),
        "open": notebook.metadata.get("zhijiao", {}).get("code") == "open",
        "zoom": ZOOM,
        "code_word": {"zh": "代码", "en": "Code"}[lang],
    }
    page, _ = exporter.from_notebook_node(_title_first(notebook), resources={"paper": resources})
    return "\n".join(line.rstrip() for line in page.strip().splitlines()) + "\n"


def title(notebook: Any) -> str:
    """The first heading of a notebook, in a cell or in what a cell prints."""
    return next((found for cell in notebook.cells if (found := _heading(cell))), "")


def _title_first(notebook: Any) -> Any:
    """With the cell that prints the title in front: what stands before it in the notebook are settings and imports."""
    notebook = copy.deepcopy(notebook)
    first = title(notebook)
    notebook.cells.sort(key=lambda cell: _heading(cell) != first)
    return notebook


def _heading(cell: Any) -> str:
    texts = [cell.source] if cell.cell_type == "markdown" else []
    texts += [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", ())]
    lines = (line for text in texts for line in text.splitlines())
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), "")

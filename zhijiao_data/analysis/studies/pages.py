"""An executed notebook as one HTML file: it holds its pictures and its style, runs no script and asks no network.

Cells tagged ``prose`` show their output only; of the others the code can be unfolded, and is unfolded in a notebook whose metadata say
``"zhijiao": {"code": "open"}``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TEMPLATE = "paper"
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
        "code_word": {"zh": "代码", "en": "Code"}[lang],
    }
    page, _ = exporter.from_notebook_node(notebook, resources={"paper": resources})
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def title(notebook: Any) -> str:
    """The first heading of a notebook, in a cell or in what a cell prints."""
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [
            output.data["text/markdown"]
            for output in cell.get("outputs", ())
            if "text/markdown" in output.get("data", {})
        ]
        for line in "\n".join(texts).splitlines():
            if line.startswith("# "):
                return line.removeprefix("# ").strip()
    return ""

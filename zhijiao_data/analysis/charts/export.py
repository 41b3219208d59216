"""Charts as files, with the bundled font: the same chart gives the same bytes."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from zhijiao_data.analysis.charts.fonts.make_subset import SUBSET
from zhijiao_data.analysis.charts.pictures import smaller
from zhijiao_data.errors import UsageError

#: Pixels of the file for one of the chart: enough for print at a column's width.
SCALE = 2.5


@cache
def _converter() -> Any:
    """vl-convert, told of the bundled font once."""
    import vl_convert

    vl_convert.register_font_directory(str(SUBSET.parent))
    return vl_convert


def _version() -> str:
    import altair

    return ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def specification(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification, checked against its schema."""
    return chart.to_dict()


def png(chart: Any, scale: float = SCALE) -> bytes:
    """The chart as PNG."""
    return picture(specification(chart), scale)


def picture(spec: dict[str, Any], scale: float = SCALE) -> bytes:
    """A Vega-Lite specification as PNG."""
    return smaller(_converter().vegalite_to_png(json.dumps(spec), vl_version=_version(), scale=scale))


def svg(chart: Any) -> str:
    """The chart as SVG. It names the font but doesn't hold it: who opens the file needs a Chinese font."""
    return _converter().vegalite_to_svg(specification(chart), vl_version=_version())


def save(chart: Any, path: str | Path) -> Path:
    """Write ``chart`` to ``path``, as the ending says: ``.png``, ``.svg``, or ``.json`` (the specification).

    Raises:
        UsageError: the ending is another one.
    """
    path = Path(path)
    match path.suffix.lower():
        case ".png":
            path.write_bytes(png(chart))
        case ".svg":
            path.write_text(svg(chart), encoding="utf-8", newline="\n")
        case ".json":
            told = json.dumps(specification(chart), ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(told + "\n", encoding="utf-8", newline="\n")
        case other:
            raise UsageError(f"charts are not written as '{other}'", str(path), "Use .png, .svg or .json")
    return path


@cache
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(str(SUBSET)) as font:
        return frozenset(font.getBestCmap())


_TEXT_ELEMENT = re.compile(r"<text[^>]{0,2000}>([^<]{0,2000})</text>|<tspan[^>]{0,500}>([^<]{0,2000})</tspan>")


def printed(chart: Any) -> list[str]:
    """Every text that is printed in the chart, tooltips aside: what its SVG holds."""
    import html

    return [html.unescape(one or two) for one, two in _TEXT_ELEMENT.findall(svg(chart))]


def missing_glyphs(chart: Any) -> set[str]:
    """Printed characters that the bundled font lacks; they would come from another font or as empty boxes."""
    return {char for text in printed(chart) for char in text if ord(char) not in _covered()}

"""Charts in notebooks: interactive in JupyterLab without a network, a picture where only static output shows."""

from __future__ import annotations

import base64
from typing import Any

from zhijiao_data.analysis.charts.export import SCALE, picture
from zhijiao_data.analysis.charts.pictures import size

NAME = "zhijiao"
#: The newest type that JupyterLab 4 draws by itself; it takes the specification of version 6 too.
MIME = "application/vnd.vegalite.v5+json"


def bundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The representations of one chart, and at which width its picture is shown. No HTML: notebook converters would
    prefer it, and it needs a network.

    Nothing in it is random, so that an executed notebook is the same file each time.
    """
    png = picture(spec)
    shown = {MIME: spec, "image/png": base64.b64encode(png).decode("ascii"), "text/plain": _title(spec)}
    return shown, {"image/png": {"width": round(size(png)[0] / SCALE)}}


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title")
    text = title.get("text", "") if isinstance(title, dict) else title or ""
    return "".join(text) if isinstance(text, list) else str(text)


def enable() -> None:
    """Show all Altair charts of this session by `bundle`."""
    import altair

    altair.renderers.register(NAME, bundle)
    altair.renderers.enable(NAME)

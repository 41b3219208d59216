"""One look for all charts: thin lines, direct labels, 9–11 pt, colours that survive colour blindness and a grey printer.

The categorical colours are those of Okabe & Ito (2008, "Color Universal Design"); where two of them touch in a stack
their CIE lightness differs by 12 or more, which a test checks. Colour is never the only difference between two marks
that are apart: shape, filling or place says the same.
"""

from __future__ import annotations

from typing import Any

#: The bundled subset first; then what readers' systems have, for SVG and for the notebook.
FONT = "Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

INK, MUTED, FAINT, HAIR, PAPER = "#1a1a1a", "#5c5c5c", "#a6a6a6", "#e3e3e3", "#ffffff"
BLACK, BLUE, VERMILION, GREEN = "#000000", "#0072b2", "#d55e00", "#009e73"
ORANGE, SKY, PURPLE = "#e69f00", "#56b4e9", "#cc79a7"

#: Light to dark in one hue, for an order of five.
LADDER = ("#ffffff", "#dce9f5", "#a5cbe4", "#4a94c6", "#084a8c")
#: From this step of LADDER on, print is white.
LADDER_DARK = 3

OUTCOMES = {
    "amplified": VERMILION,
    "parity": "#d9d9d9",
    "attenuated": BLUE,
    "indeterminate": "#bdbdbd",
    "new": "#6e6e6e",
    "not_at_risk": PAPER,
    "dropped": "#3d3d3d",
}
OUTCOME_SHAPES = {
    "amplified": "triangle-up",
    "parity": "square",
    "attenuated": "triangle-down",
    "indeterminate": "diamond",
    "new": "circle",
    "not_at_risk": "cross",
    "dropped": "stroke",
}
#: Steps of the attribution of shared text (`attribution.STEPS` and what is left), in the order in which they are stacked.
REUSE = {
    "boilerplate": "#e0e0e0",
    "self": "#a0a0a0",
    "vertical": BLUE,
    "common_ancestor_suspected": SKY,
    "horizontal_same_parent": VERMILION,
    "horizontal_cross_province": ORANGE,
    "unresolved": "#4d4d4d",
    "original": "#f7f7f7",
}
ADOPTION = {"adopted": LADDER[4], "at_risk": PAPER, "not_yet": HAIR, "unknown_date": "#ffffff"}

TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE, SMALL_SIZE = 13, 10.5, 10, 9


def config() -> dict[str, Any]:
    """The Vega-Lite ``config`` of every chart."""
    axis = {
        "labelFontSize": LABEL_SIZE,
        "titleFontSize": LABEL_SIZE,
        "labelColor": INK,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "domainColor": FAINT,
        "domainWidth": 0.7,
        "tickColor": FAINT,
        "tickWidth": 0.7,
        "tickSize": 3,
        "gridColor": HAIR,
        "gridWidth": 0.6,
        "grid": False,
        "labelLimit": 320,
        "titlePadding": 6,
        "labelPadding": 4,
    }
    return {
        "background": PAPER,
        "font": FONT,
        "axis": axis,
        "header": {
            "labelFontSize": LABEL_SIZE,
            "titleFontSize": LABEL_SIZE,
            "labelColor": INK,
            "titleColor": MUTED,
            "labelFontWeight": "normal",
            "titleFontWeight": "normal",
            "labelPadding": 4,
        },
        "legend": {
            "labelFontSize": LABEL_SIZE,
            "titleFontSize": LABEL_SIZE,
            "labelColor": INK,
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "labelLimit": 320,
            "symbolStrokeWidth": 1,
        },
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "font": FONT,
            "subtitleFont": FONT,
            "fontSize": TITLE_SIZE,
            "fontWeight": "normal",
            "color": INK,
            "subtitleFontSize": SUBTITLE_SIZE,
            "subtitleColor": MUTED,
            "subtitlePadding": 4,
            "subtitleLineHeight": 15,
            "lineHeight": 18,
            "offset": 10,
        },
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": LABEL_SIZE, "color": INK},
        "rule": {"strokeWidth": 0.9},
        "concat": {"spacing": 18},
        "facet": {"spacing": 14},
    }


def lightness(colour: str) -> float:
    """CIE L* (0–100, D65) of ``#rrggbb``: what is left of a colour in a grey print."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27

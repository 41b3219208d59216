"""Charts of the three studies, in Altair: each draws a tidy frame of `zhijiao_data.analysis` and nothing more.

    from zhijiao_data.analysis import charts
    charts.enable()                                  # in a notebook
    labels = charts.Labels.read(zj.load)
    charts.depth_heatmap(frame, labels=labels, lang="zh")
    charts.save(chart, "depth.png")

All take ``labels`` (names of ids, order of documents; without it ids are printed), ``notices`` (sentences that the
figure must carry, beside those that the frame brings) and ``lang``. Up to twelve documents are shown one by one, more
as distributions. Needs the extra ``notebooks``.
"""

from zhijiao_data.analysis.charts.adoption import adoption_matrix
from zhijiao_data.analysis.charts.citations import citation_timeline
from zhijiao_data.analysis.charts.comparison import outcome_strip, upstream_slopes
from zhijiao_data.analysis.charts.deadlines import deadline_dots
from zhijiao_data.analysis.charts.export import missing_glyphs, save
from zhijiao_data.analysis.charts.heatmaps import depth_heatmap, theme_instrument_heatmap
from zhijiao_data.analysis.charts.keyness import keyness_lollipops
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.passages import aligned_passages
from zhijiao_data.analysis.charts.renderer import enable
from zhijiao_data.analysis.charts.reuse import reuse_decomposition
from zhijiao_data.analysis.charts.segments import target_segments
from zhijiao_data.analysis.charts.shares import shares_dots
from zhijiao_data.analysis.charts.specificity import specificity_dots

__all__ = [
    "Labels",
    "adoption_matrix",
    "aligned_passages",
    "citation_timeline",
    "deadline_dots",
    "depth_heatmap",
    "enable",
    "keyness_lollipops",
    "missing_glyphs",
    "outcome_strip",
    "reuse_decomposition",
    "save",
    "shares_dots",
    "specificity_dots",
    "target_segments",
    "theme_instrument_heatmap",
    "upstream_slopes",
]

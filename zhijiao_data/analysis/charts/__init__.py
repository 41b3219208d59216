"""Charts of the three studies, in Altair: each draws a tidy frame of `zhijiao_data.analysis` and nothing more.

    from zhijiao_data.analysis import charts
    labels = charts.Labels.read(zj.load)
    charts.depth_heatmap(frame, labels=labels, lang="zh")

All take ``labels`` (names of ids, order of documents; without it ids are printed), ``notices`` (sentences that the
figure must carry) and ``lang``. Up to twelve documents are shown one by one, more as distributions.
"""

"""Passages that two documents share, character by character: what is compared, where to look, how it is aligned, what a row says.

* :mod:`~zhijiao_data.dataset.reuse.masking`: which characters of a text are compared, and the way back to the canonical text;
* :mod:`~zhijiao_data.dataset.reuse.candidates`: exact runs that texts share, from an index of shingles;
* :mod:`~zhijiao_data.dataset.reuse.alignment`: the local alignment through such a run, and the exhaustive reference;
* :mod:`~zhijiao_data.dataset.reuse.lineage`: who stands above whom, which documents are held, who issued what;
* :mod:`~zhijiao_data.dataset.reuse.passages`: the rows of the tables ``masks`` and ``reuse``.
"""

"""Pure functions on strings: how official Chinese prose writes numbers, dates, headings, names of documents and bodies.

Every function here works on text in *normal form* (see :mod:`zhijiao_data.grammar.normal`) and knows nothing of files, documents or tables.
"""

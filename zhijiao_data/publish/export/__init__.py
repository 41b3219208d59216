"""Copies of the tables for other programs: csv, xlsx, Stata, SPSS, SQLite, Parquet. `run.export` writes them.

Each format is a module with one function ``write(folder, order)``; what is written comes from ``source``, how a value is
put into a cell from ``cells``, what a column or code is called from ``labels``.
"""

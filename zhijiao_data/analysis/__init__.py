"""Measures computed from the dataset and from codings of it."""

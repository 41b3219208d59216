"""The rules that released rows keep: a table of rules, each with id, level, table, description and a function.

Each module holds the rules about one thing, in the order in which they are run. A new rule is one decorated function
there, and one bad example in ``tests/invalid/<rule id>/``.
"""

from zhijiao_data.dataset.checks import form, spans, plans, targets, labels, reuse, registry, files  # noqa: F401, I001
from zhijiao_data.dataset.checks.core import RULES, Finding, Release, Surroundings, of_release, run, summary

__all__ = ["RULES", "Finding", "Release", "Surroundings", "of_release", "run", "summary"]

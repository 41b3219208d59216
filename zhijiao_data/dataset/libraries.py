"""Libraries that only some functions need, and what is said when one is not installed."""

from __future__ import annotations

from zhijiao_data.errors import UsageError


def missing(library: str, package: str, what: str) -> UsageError:
    """The error for a library that is not installed, to be raised from where its import failed.

    The remedy names the library and no extra of ours: that would have to be on an index under our name.

    Args:
        library: what it is called, such as ``DuckDB``.
        package: what ``pip`` calls it, such as ``duckdb``; several with a blank between them.
        what: what needs it, such as ``SQL over the tables``.
    """
    return UsageError(f"{library} is not installed", "", f"Install it for {what}: pip install {package}")

"""The tables as data sets of the library ``datasets``, made in memory: nothing is fetched, nothing is left in its cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhijiao_data.dataset import arguments, libraries, load
from zhijiao_data.publish import features

if TYPE_CHECKING:
    import datasets


def to_datasets(*tables: str, version: str | None = None) -> dict[str, datasets.Dataset]:
    """Tables by name, each a ``datasets.Dataset``: ``zj.to_datasets("targets")["targets"]``.

    Columns with a closed list of codes are class labels (``dataset.features["comparator"].int2str(1)`` is ``ge``),
    dates are dates, missing values are None. It is a dictionary and no ``DatasetDict``, whose members are parts of one
    table and must have the same columns.

    Args:
        tables: the tables; all by default.
        version: the data version; the one held is the default.

    Raises:
        UsageError: ``datasets`` is not installed, or there is no such table or version.
        InputError: a file can't be read or fetched.
    """
    try:
        import datasets
        from datasets.table import InMemoryTable, cast_table_to_features
    except ImportError:
        raise libraries.missing("datasets", "datasets", "tables as data sets") from None
    made = {}
    for name in tables or load.release(version).manifest["tables"]:
        held = load.arrow(arguments.string(name, "tables", "targets"), version).replace_schema_metadata(None)
        columns = features.as_datasets(features.of_table(name, held))
        cast = cast_table_to_features(held, columns)
        made[name] = datasets.Dataset(InMemoryTable(cast), info=datasets.DatasetInfo(features=columns))
    return made

"""The columns of a table as ``datasets`` knows them: values, lists, dates, and class labels for closed lists.

In the Parquet files a code is the word itself (``ge``), so that every program reads it. Whoever loads a table with
``datasets`` gets the class label of the codebook's list: a number with a name, missing values missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema
from zhijiao_data.errors import CheckFailure

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Feature:
    """One column: the type of its values, whether it holds lists of them, and the names of its codes, if it has any."""

    name: str
    dtype: str
    is_list: bool
    names: tuple[str, ...] = ()

    def as_yaml(self) -> dict[str, Any]:
        """The column as ``dataset_info`` of a data card writes it."""
        label = {"class_label": {"names": {str(number): name for number, name in enumerate(self.names)}}}
        if self.is_list:
            return {"name": self.name, "list": label if self.names else self.dtype}
        return {"name": self.name, "dtype": label if self.names else self.dtype}

    def as_dataset(self) -> Any:
        """The column as a feature of ``datasets``."""
        from datasets import ClassLabel, List, Value

        one = ClassLabel(names=list(self.names)) if self.names else Value(self.dtype)
        return List(one) if self.is_list else one


def of_table(name: str, held: pa.Table) -> list[Feature]:
    """The columns of a table as it is held, which may be one of another release.

    A column of a closed list has the names of the list unless it holds a value that is not among them: codes may have
    changed between releases.
    """
    known = schema.tables().get(name)
    lists = dict(known.closed_lists()) if known else {}
    return [_feature(column, lists.get(column), held.column(column)) for column in held.column_names]


def as_datasets(features: list[Feature]) -> datasets.Features:
    """All columns as ``datasets`` takes them."""
    from datasets import Features

    return Features({feature.name: feature.as_dataset() for feature in features})


def check(name: str, held: pa.Table) -> None:
    """Refuse a table whose columns are not those of the schema, or whose codes are not in their lists.

    Raises:
        CheckFailure: it would be published under a description that it doesn't fulfil.
    """
    remedy = "Rebuild the tables with 'zhijiao build' by the code that publishes them"
    wanted = schema.arrow_schema(name)
    if not held.schema.equals(wanted, check_metadata=False):
        raise CheckFailure("the columns are not those of the schema", f"{name}.parquet", remedy)
    unlisted = {feature.name for feature in of_table(name, held) if not feature.names}
    for column, codes in schema.table(name).closed_lists():
        if column in unlisted:
            raise CheckFailure(f"{column} holds a code that is not in the list '{codes}'", f"{name}.parquet", remedy)


def _feature(name: str, codes: str | None, held: pa.ChunkedArray) -> Feature:
    import pyarrow as pa

    is_list = pa.types.is_list(held.type)
    kind = held.type.value_type if is_list else held.type
    names = loader.codes(codes) if codes else ()
    if names and not _all_in(held, is_list, names):
        names = ()
    return Feature(name, _DTYPES.get(str(kind), str(kind)), is_list, names)


def _all_in(held: pa.ChunkedArray, is_list: bool, names: tuple[str, ...]) -> bool:
    import pyarrow.compute as pc

    values = pc.unique(pc.list_flatten(held) if is_list else held)
    return {value for value in values.to_pylist() if value is not None} <= set(names)


#: Arrow's names of types that ``datasets`` calls otherwise.
_DTYPES = {"double": "float64", "date32[day]": "date32"}

"""Two columns of Arrow compared exactly and as wholes: no row becomes a Python object unless it has to.

Null equals null and nothing else; an empty list is no null; floats are the same if their bits are (0.0 and -0.0 are not,
nor are 0.3 and 0.1 + 0.2); lists are compared item by item, in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from zhijiao_data.dataset import schema

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_WITHOUT_VALUES = ("null", "list<null>")


def type_name(kind: pa.DataType) -> str:
    """A type by the name that the schema has for it, whatever its width: ``int``, ``list<string>``."""
    import pyarrow.types as t

    if t.is_dictionary(kind):
        return type_name(kind.value_type)
    if t.is_list(kind) or t.is_large_list(kind):
        return f"list<{type_name(kind.value_type)}>"
    names = {
        "string": t.is_string(kind) or t.is_large_string(kind),
        "int": t.is_integer(kind),
        "float": t.is_floating(kind),
        "bool": t.is_boolean(kind),
        "date": t.is_date(kind),
    }
    return next((name for name, is_it in names.items() if is_it), str(kind))


def comparable(kind: pa.DataType) -> bool:
    """Whether columns of a type can be compared: those of the dataset, and what an edit with pandas makes of them.

    pandas writes a column without any value as null, one of empty lists as lists of null, and dates as timestamps. No
    release has numbers that need 64 bits without a sign.
    """
    import pyarrow.types as t

    inner = kind.value_type if t.is_dictionary(kind) else kind
    known = {*get_args(schema.Type), *_WITHOUT_VALUES}
    return not t.is_uint64(inner) and (type_name(kind) in known or t.is_timestamp(inner))


def widest(kind: pa.DataType) -> pa.DataType:
    """The widest type of the same kind; with wide offsets, so that no amount of text is too much."""
    import pyarrow as pa

    types = {
        "string": pa.large_string(),
        "null": pa.large_string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "date": pa.date32(),
        "list<string>": pa.large_list(pa.large_string()),
        "list<null>": pa.large_list(pa.large_string()),
    }
    return types.get(type_name(kind), kind)


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One array of the widest type of its kind."""
    import pyarrow as pa

    column = column.cast(widest(column.type))
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def restored(column: pa.Array, field: pa.Field) -> tuple[pa.Array, pa.Field]:
    """Values of a `whole` column in the type of its file again; what its file has as null stays wide."""
    kept = field.with_type(column.type) if type_name(field.type) in _WITHOUT_VALUES else field
    return column.cast(kept.type), kept


def differ(old: pa.Array, new: pa.Array) -> np.ndarray:
    """For each place whether the two columns, equally long, differ there.

    Columns of two types are compared by value: 1 and 1.0 are one, a date is its ISO text, 1 and "1" are two.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if old.type != new.type:
        pairs = zip(old.to_pylist(), new.to_pylist(), strict=True)
        return np.fromiter((_value(a) != _value(b) for a, b in pairs), bool, len(old))
    if pa.types.is_large_list(old.type) or pa.types.is_list(old.type):
        found = differ(pc.list_value_length(old), pc.list_value_length(new))
        alike = np.flatnonzero(~found)
        old, new = old.take(pa.array(alike)), new.take(pa.array(alike))
        items = differ(old.flatten(), new.flatten())
        found[alike[pc.list_parent_indices(old).to_numpy()[items]]] = True
        return found
    same = pc.equal(_bits(old), _bits(new)).fill_null(False)
    return ~pc.or_(same, pc.and_(old.is_null(), new.is_null())).to_numpy(zero_copy_only=False)


def _bits(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    return column.view(pa.int64()) if pa.types.is_float64(column.type) else column


def _value(value: Any) -> Any:
    """A value for comparison between types; a truth value is no number."""
    return str(value) if isinstance(value, bool) else plain(value)


def plain(value: Any) -> Any:
    """A cell as JSON has it: dates in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def codes(columns: Iterable[tuple[pa.Array, pa.Array]]) -> tuple[np.ndarray, np.ndarray]:
    """Number the rows of two tables by their content in these columns: the same number, the same content.

    Returns:
        The numbers of the old and of the new rows, below the number of rows together.
    """
    import numpy as np
    import pyarrow as pa

    numbers, cut = None, 0
    for old, new in columns:
        cut = len(old)
        if old.type != new.type or pa.types.is_nested(old.type):
            old, new = _written(old), _written(new)
        both = _numbered(pa.concat_arrays([_bits(old), _bits(new)]))
        # The product stays below the square of the number of rows: numbered anew after every column.
        numbers = both if numbers is None else _numbered(pa.array(numbers * (int(both.max(initial=0)) + 1) + both))
    if numbers is None:
        numbers = np.empty(0, np.int64)
    return numbers[:cut], numbers[cut:]


def _numbered(column: pa.Array) -> np.ndarray:
    import numpy as np

    return column.dictionary_encode(null_encoding="encode").indices.to_numpy().astype(np.int64)


def _written(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    values = (None if value is None else json.dumps(plain(value), ensure_ascii=False) for value in column.to_pylist())
    return pa.array(list(values), pa.large_string())
